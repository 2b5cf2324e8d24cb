import type { ChartKind } from "./options";

/** Lines beyond this number are better read as a heat map. */
const LINES = 24;

/** The chart that suits a release when the author has not pinned one: bars without periods, else lines, else colours. */
export function chooseKind(shape: {
  readonly groups: number;
  readonly series: number;
  readonly periods: number;
}): ChartKind {
  if (shape.periods <= 1) return "bar";
  return Math.max(1, shape.groups) * Math.max(1, shape.series) <= LINES ? "trend" : "heat";
}
