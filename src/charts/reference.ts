import type { Release } from "../privacy/release";
import { indexCells, isShown } from "./cells";
import type { ChartOptions } from "./options";

/** A line across the chart, and what it says. */
export interface Reference {
  readonly value: number;
  readonly label: string;
  readonly color: string;
}

/** The line that the author asked for; null where its value is itself not shown. */
export function referenceOf(release: Release, options: ChartOptions): Reference | null {
  const wanted = options.reference;
  if (!wanted) return null;
  const value = valueOf(release, options);
  if (value === null || !Number.isFinite(value)) return null;
  const { words, format, style } = options;
  const name = { shown: words.shownGroups, everybody: words.everybody, target: words.target }[wanted.kind];
  const label = wanted.label !== undefined && wanted.label !== "" ? wanted.label : name;
  return { value, label: `${label} ${format.value(value)}`, color: wanted.color ?? style.foreground };
}

function valueOf(release: Release, options: ChartOptions): number | null {
  const wanted = options.reference;
  if (!wanted || wanted.kind === "target") return wanted?.value ?? null;
  const kind = wanted.kind === "shown" ? "total-shown" : "total-everybody";
  const cell = indexCells(release).total(kind, null, null);
  return isShown(cell) ? cell.value : null;
}
