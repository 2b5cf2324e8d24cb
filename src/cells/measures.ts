import { exactSum } from "./exact";
import type { Parts } from "./parts";
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
  const mean = exactSum(values) / values.length;
  return Math.sqrt(exactSum(values.map((value) => (value - mean) ** 2)) / (values.length - 1));
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
    return own.length === 0 ? NaN : one(own);
  });
}
