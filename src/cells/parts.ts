import type { MetricRange, Rows } from "../rows/rows";
import { ExactSums } from "./exact";
import type { Frame } from "./frame";
import type { Measure, View } from "./view";

/** What each person brings to each cell: one entry for every person and cell with a row. */
export interface Parts {
  /** Number of entries. Arrays may be longer. */
  readonly length: number;
  /** The entry's cell; -1 for an entry to be passed over. */
  readonly cell: Int32Array;
  /** Contributions: rows with a value. Null where every entry is one row. */
  readonly count: Int32Array | null;
  /** Exactly rounded sum of the contributions; NaN where there is none. */
  readonly sum: Float64Array;
  /** The person's mean: sum / count. The same array as `sum` where every entry is one row. */
  readonly mean: Float64Array;
  /** Contributions at or beyond the limit of "share-rows"; null for other measures. */
  readonly beyond: Int32Array | null;
  readonly sumRange: MetricRange;
  readonly meanRange: MetricRange;
}

/** The rows' contributions as parts of people. Throws a RangeError for a metric that the rows do not have. */
export function partsOf(rows: Rows, frame: Frame, view: View): Parts {
  const values = view.measure.kind === "headcount" ? ones(rows.length) : rows.metric(view.metric);
  const range = view.measure.kind === "headcount" ? RANGE_OF_ONE : rows.metricRange(view.metric);
  // A person has one row a period, so a person's part of a cell of one period is that row.
  return frame.layer.over === "period"
    ? partsOfSingleRows(rows, frame, view.measure, values, range)
    : partsOfSeveralRows(rows, frame, view.measure, values, range);
}

/** Whether a value meets the limit of a share; false for other measures. */
export function isBeyond(measure: Measure, value: number): boolean {
  if (measure.kind !== "share-people" && measure.kind !== "share-rows") return false;
  return measure.side === "above" ? value >= measure.limit : value <= measure.limit;
}

const RANGE_OF_ONE: MetricRange = { smallest: 1, largest: 1, negative: false };

function ones(length: number): Float64Array {
  return new Float64Array(length).fill(1);
}

function partsOfSingleRows(
  { length }: Rows,
  { cellOf }: Frame,
  measure: Measure,
  values: Float64Array,
  range: MetricRange,
): Parts {
  const beyond = measure.kind === "share-rows" ? new Int32Array(length) : null;
  if (beyond !== null)
    for (let row = 0; row < length; row += 1) beyond[row] = isBeyond(measure, values[row] ?? NaN) ? 1 : 0;
  return {
    length,
    cell: cellOf,
    count: null,
    sum: values,
    mean: values,
    beyond,
    sumRange: range,
    meanRange: range,
  };
}

function partsOfSeveralRows(
  rows: Rows,
  frame: Frame,
  measure: Measure,
  values: Float64Array,
  range: MetricRange,
): Parts {
  const { length, cell, ofRow } = numberParts(rows, frame);
  const count = new Int32Array(length);
  let most = 0;
  for (let row = 0; row < rows.length; row += 1) {
    const part = ofRow[row] ?? -1;
    if (part < 0 || Number.isNaN(values[row] ?? NaN)) continue;
    const counted = (count[part] ?? 0) + 1;
    count[part] = counted;
    if (counted > most) most = counted;
  }
  const sums = new ExactSums(length, range, most);
  sums.addAll(ofRow, values, rows.length);
  const sum = sums.values();
  const mean = new Float64Array(length);
  for (let part = 0; part < length; part += 1) {
    const n = count[part] ?? 0;
    if (n === 0) sum[part] = NaN;
    mean[part] = (sum[part] ?? NaN) / n;
  }
  const beyond = measure.kind === "share-rows" ? countBeyond(rows, ofRow, measure, values, length) : null;
  return { length, cell, count, sum, mean, beyond, sumRange: rangeOf(sum), meanRange: rangeOf(mean) };
}

function countBeyond(
  rows: Rows,
  ofRow: Int32Array,
  measure: Measure,
  values: Float64Array,
  parts: number,
): Int32Array {
  const beyond = new Int32Array(parts);
  for (let row = 0; row < rows.length; row += 1) {
    const part = ofRow[row] ?? -1;
    if (part >= 0 && isBeyond(measure, values[row] ?? NaN)) beyond[part] = (beyond[part] ?? 0) + 1;
  }
  return beyond;
}

interface PartNumbers {
  readonly length: number;
  readonly cell: Int32Array;
  /** Part of each row; -1 for a row in no cell. */
  readonly ofRow: Int32Array;
}

/**
 * Numbers the pairs of a person and a cell that have a row. Each person's parts are a list that starts with
 * the newest: most people have one, and rows that come in order of time ask for the newest.
 */
function numberParts(rows: Rows, { cellOf }: Frame): PartNumbers {
  const { person } = rows;
  const newest = new Int32Array(rows.peopleCount).fill(-1);
  let cell: Int32Array = new Int32Array(rows.peopleCount + 1024);
  let earlier: Int32Array = new Int32Array(cell.length);
  const ofRow = new Int32Array(rows.length);
  let length = 0;
  for (let row = 0; row < rows.length; row += 1) {
    const at = cellOf[row] ?? -1;
    const who = person[row] ?? 0;
    const first = newest[who] ?? -1;
    let part = first;
    if (at < 0) part = -1;
    else while (part >= 0 && cell[part] !== at) part = earlier[part] ?? -1;
    if (part < 0 && at >= 0) {
      if (length === cell.length) [cell, earlier] = [longer(cell), longer(earlier)];
      part = length;
      cell[part] = at;
      earlier[part] = first;
      newest[who] = part;
      length += 1;
    }
    ofRow[row] = part;
  }
  return { length, cell, ofRow };
}

function longer(array: Int32Array): Int32Array {
  const doubled = new Int32Array(array.length * 2);
  doubled.set(array);
  return doubled;
}

function rangeOf(values: Float64Array): MetricRange {
  let smallest = Infinity;
  let largest = 0;
  let negative = false;
  for (const value of values) {
    const size = Math.abs(value);
    if (size > largest) largest = size;
    if (size > 0 && size < smallest) smallest = size;
    if (value < 0) negative = true;
  }
  return { smallest, largest, negative };
}
