import type { Grid, Line } from "./grid";
import { cellName, type Known, type Published } from "./published";
import type { Equation, System } from "./system";

/** How the numbers of a metric add up: as they are, or each times its people. */
export type Adding = "totals" | "means";

/** One thing that adds up over cells: people, or the sum of a metric. */
export interface Quantity {
  readonly name: string;
  /** One a cell of the grid. */
  readonly known: readonly Known[];
  /** Along these dimensions the shown numbers do not add up; nothing was subtracted there. */
  readonly broken: readonly Broken[];
  /** Cell of each unknown of `system`. */
  readonly unknowns: readonly number[];
  readonly system: System;
}

export interface Broken {
  readonly dimension: string;
  readonly why: string;
}

/** People, where the table counts them. */
export function countQuantity(table: Published, grid: Grid): Quantity | undefined {
  if (!grid.cells.some((cell) => cell.count !== undefined)) return undefined;
  const known = grid.cells.map((cell): Known => cell.count ?? { state: "hidden" });
  return quantity("people", table, grid, known, []);
}

/** The sums of one metric: shown totals, or shown means times their people. */
export function sumQuantity(
  table: Published,
  grid: Grid,
  metric: number,
  adding: Adding,
  counts: Quantity | undefined,
): Quantity {
  const known = grid.cells.map(({ values, count }): Known => {
    const value = values[metric] ?? { state: "hidden" };
    if (value.state !== "shown" || adding === "totals") return value;
    if (count?.state === "empty") return count;
    if (count?.state !== "shown") return { state: "hidden" };
    return { state: "shown", value: value.value * count.value, error: value.error * count.value };
  });
  // Where people overlap, their values do.
  return quantity(table.metrics[metric] ?? "", table, grid, known, counts?.broken ?? []);
}

/**
 * Means unless the complete lines say otherwise: where everything is shown, it can be seen which of the two adds
 * up. Without people only totals can be added.
 */
export function guessAdding(table: Published, grid: Grid, metric: number): Adding {
  if (!grid.cells.some((cell) => cell.count?.state === "shown")) return "totals";
  const fits = (adding: Adding): number => {
    const { known } = sumQuantity(table, grid, metric, adding, undefined);
    return grid.lines.filter((line) => closes(line, known) === true).length;
  };
  return fits("totals") > fits("means") ? "totals" : "means";
}

function quantity(
  name: string,
  table: Published,
  grid: Grid,
  known: readonly Known[],
  overlaps: readonly Broken[],
): Quantity {
  const broken = table.dimensions.flatMap((dimension, d): Broken[] => {
    const overlap = overlaps.find((one) => one.dimension === dimension);
    if (overlap) return [overlap];
    const open = grid.lines.filter((line) => line.dimension === d && closes(line, known) === false);
    const [first] = open;
    if (!first) return [];
    return [{ dimension, why: gap(first, grid, known) }];
  });
  const usable = grid.lines.filter(
    (line) => !broken.some(({ dimension }) => dimension === table.dimensions[line.dimension]),
  );
  const unknowns = [
    ...new Set(
      usable.flatMap((line) => [line.whole, ...line.parts]).filter((i) => known[i]?.state === "hidden"),
    ),
  ];
  const place = new Map(unknowns.map((cell, i) => [cell, i]));
  const equations = usable.map((line) => equation(line, known, place)).filter(({ terms }) => terms.size > 0);
  return { name, known, broken, unknowns, system: { size: unknowns.length, equations } };
}

/** Whether shown parts fit their shown whole; undefined where too much is hidden to tell. */
function closes(line: Line, known: readonly Known[]): boolean | undefined {
  if (known[line.whole]?.state === "hidden") return undefined;
  const rest = remainder(line, known);
  const open = line.parts.some((part) => known[part]?.state === "hidden");
  const tolerance = rest.error + 1e-6 * Math.max(1, Math.abs(rest.whole));
  if (open) return rest.value < -tolerance ? false : undefined;
  return Math.abs(rest.value) <= tolerance;
}

function remainder(line: Line, known: readonly Known[]): { value: number; error: number; whole: number } {
  const shown = (i: number): { value: number; error: number } => {
    const what = known[i];
    return what?.state === "shown" ? what : { value: 0, error: 0 };
  };
  const whole = shown(line.whole);
  return line.parts.reduce(
    (rest, part) => ({
      value: rest.value - shown(part).value,
      error: rest.error + shown(part).error,
      whole: rest.whole,
    }),
    { value: whole.value, error: whole.error, whole: whole.value },
  );
}

function gap(line: Line, grid: Grid, known: readonly Known[]): string {
  const { value, whole } = remainder(line, known);
  const name = cellName(grid.cells[line.whole]?.key ?? []);
  const plain = (x: number): string => String(Number(x.toPrecision(6)));
  return `the parts of ${name} shown make ${plain(whole - value)}, ${name} itself is ${plain(whole)}`;
}

/** Σ hidden parts − hidden whole = shown whole − Σ shown parts. */
function equation(line: Line, known: readonly Known[], place: ReadonlyMap<number, number>): Equation {
  const terms = new Map<number, number>();
  const add = (cell: number, c: number): void => {
    const unknown = place.get(cell);
    if (unknown !== undefined) terms.set(unknown, c);
  };
  for (const part of line.parts) add(part, 1);
  add(line.whole, -1);
  const { value, error } = remainder(line, known);
  return { terms, value, error };
}
