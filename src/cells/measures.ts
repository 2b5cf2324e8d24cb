import { exactSum } from "./exact";
import type { Parts } from "./parts";
import type { CellTable } from "./table";
import type { Measure } from "./view";

/** What the measures need of the cells' statistics. */
export interface MeasureStatistics {
  readonly people: Int32Array;
  readonly contributors: Int32Array;
  readonly contributions: Int32Array;
  readonly sum: Float64Array;
  readonly meanSum: Float64Array;
  readonly beyond: Int32Array;
}

/** The measure of each cell, as `Measure` defines it; NaN for a cell without a contributor. */
export function measureValues(measure: Measure, cells: MeasureStatistics, parts: Parts): Float64Array {
  const size = cells.sum.length;
  switch (measure.kind) {
    case "mean":
      return ratio(cells.meanSum, cells.contributors);
    case "row-mean":
      return ratio(cells.sum, cells.contributions);
    case "total":
      return cells.sum.map((sum, cell) => (cells.contributors[cell] === 0 ? NaN : sum));
    case "share-people":
      return ratio(cells.beyond, cells.contributors);
    case "share-rows":
      return fromPeople(size, parts, shares(parts), (values) => exactSum(values) / values.length);
    case "percentile":
      return fromPeople(size, parts, parts.mean, (values) => quantile(values.sort(), measure.q));
    case "deviation":
      return fromPeople(size, parts, parts.mean, sampleDeviation);
    case "headcount":
      return Float64Array.from(cells.people, (people) => (people === 0 ? NaN : people));
  }
}

/**
 * Quantile of values in ascending order, Hyndman and Fan's type 7 (1996): with h = (n − 1) q, the value at h,
 * between two values by linear interpolation. NaN of no values. Throws a RangeError unless 0 ≤ q ≤ 1.
 */
export function quantile(sorted: Float64Array, q: number): number {
  if (!(q >= 0 && q <= 1)) throw new RangeError(`A quantile lies between 0 and 1, not at ${q}.`);
  const h = (sorted.length - 1) * q;
  const low = sorted[Math.floor(h)] ?? NaN;
  const high = sorted[Math.ceil(h)] ?? NaN;
  return low + (high - low) * (h - Math.floor(h));
}

/** √(Σ (x − mean)² / (n − 1)), sums exactly rounded; NaN for fewer than two values. */
export function sampleDeviation(values: Float64Array): number {
  if (values.length < 2) return NaN;
  return Math.sqrt(exactSum(squares(values)) / (values.length - 1));
}

/** For a deviation, of each cell the two largest squares that it is made of; 0 for other measures. */
export function farthestOf(
  measure: Measure,
  size: number,
  parts: Parts,
): Pick<CellTable, "farthest" | "secondFarthest"> {
  const none = { farthest: new Float64Array(size), secondFarthest: new Float64Array(size) };
  if (measure.kind !== "deviation") return none;
  const ranked = (place: number): Float64Array =>
    fromPeople(size, parts, parts.mean, (values) => squares(values).sort().at(-place) ?? 0, 0);
  return { farthest: ranked(1), secondFarthest: ranked(2) };
}

/** (x − mean)² of each value. */
function squares(values: Float64Array): Float64Array {
  const mean = exactSum(values) / values.length;
  return values.map((value) => (value - mean) ** 2);
}

/** Division by a count; 0 / 0 is NaN. */
function ratio(above: ArrayLike<number>, below: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: above.length }, (_, cell) => (above[cell] ?? 0) / (below[cell] ?? 0));
}

/** Each part's share of contributions beyond the limit; NaN where there is none. */
function shares({ length, count, mean, beyond }: Parts): Float64Array {
  return Float64Array.from({ length }, (_, part) =>
    Number.isNaN(mean[part] ?? NaN) ? NaN : (beyond?.[part] ?? 0) / (count?.[part] ?? 1),
  );
}

/** One number a cell from its contributors' values; values that are NaN belong to nobody. */
function fromPeople(
  size: number,
  { length, cells }: Parts,
  values: Float64Array,
  one: (values: Float64Array) => number,
  empty = NaN,
): Float64Array {
  const cell = cells(0, length);
  const starts = new Int32Array(size + 1);
  const isIn = (part: number): boolean => (cell[part] ?? -1) >= 0 && !Number.isNaN(values[part] ?? NaN);
  for (let part = 0; part < length; part += 1) {
    const at = (cell[part] ?? -1) + 1;
    if (isIn(part)) starts[at] = (starts[at] ?? 0) + 1;
  }
  for (let at = 1; at <= size; at += 1) starts[at] = (starts[at] ?? 0) + (starts[at - 1] ?? 0);
  const next = starts.slice();
  const byCell = new Float64Array(starts[size] ?? 0);
  for (let part = 0; part < length; part += 1) {
    if (!isIn(part)) continue;
    const at = cell[part] ?? 0;
    byCell[next[at] ?? 0] = values[part] ?? NaN;
    next[at] = (next[at] ?? 0) + 1;
  }
  return Float64Array.from({ length: size }, (_, at) => {
    const own = byCell.subarray(starts[at], starts[at + 1]);
    return own.length === 0 ? empty : one(own);
  });
}
