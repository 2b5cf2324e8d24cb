import type { MetricRange, Rows } from "../rows/rows";
import { ExactSums } from "./exact";
import type { Frame } from "./frame";
import type { Measure, View } from "./view";

/** What each person brings to each cell: an entry for every person and cell with a row, and some of no cell. */
export interface Parts {
  /** Number of entries. Arrays may be longer. */
  readonly length: number;
  /** Cells of the entries `from` to `to`, -1 for one to be passed over; to be read before the next call. */
  readonly cells: (from: number, to: number) => Int32Array;
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

/** Rows that are gone over together, so that what is between two steps stays in the processor's cache. */
export const BLOCK = 4096;

const RANGE_OF_ONE: MetricRange = { smallest: 1, largest: 1, negative: false };

function ones(length: number): Float64Array {
  return new Float64Array(length).fill(1);
}

function partsOfSingleRows(
  { length }: Rows,
  frame: Frame,
  measure: Measure,
  values: Float64Array,
  range: MetricRange,
): Parts {
  let scratch = new Int32Array(BLOCK);
  const cells = (from: number, to: number): Int32Array => {
    if (to - from > scratch.length) scratch = new Int32Array(to - from);
    const out = scratch.subarray(0, to - from);
    frame.write(from, out);
    return out;
  };
  const beyond = measure.kind === "share-rows" ? new Int32Array(length) : null;
  if (beyond !== null)
    for (let row = 0; row < length; row += 1) beyond[row] = isBeyond(measure, values[row] ?? NaN) ? 1 : 0;
  return {
    length,
    cells,
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
  const { length } = rows;
  // A person has at most one row a period.
  const found = new PartsFound(
    rows.peopleCount,
    range,
    rows.periods.length === 0 ? length : rows.periods.length,
  );
  const limited = measure.kind === "share-rows";
  const [ofRow, cells] = [new Int32Array(BLOCK), new Int32Array(BLOCK)];
  for (let from = 0; from < length; from += BLOCK) {
    const count = Math.min(BLOCK, length - from);
    const read = values.subarray(from, from + count);
    const cellOf = cells.subarray(0, count);
    frame.write(from, cellOf);
    found.add(rows.person.subarray(from, from + count), cellOf, read, ofRow);
    if (limited) found.addBeyond(ofRow, read, count, measure);
  }
  return found.finish(limited);
}

/**
 * The pairs of a person and a cell that have a row. A person's first part has the person's own code as its number:
 * most people have no other. Further ones are numbered on from there, a list for each person, the newest first,
 * since rows that come in order of time ask for the newest.
 */
class PartsFound {
  private length: number;
  private capacity: number;
  /** -1 for a person without a part. */
  private cell: Int32Array;
  /** The person's next part; -1 where there is none. */
  private next: Int32Array;
  private count: Int32Array;
  private beyond: Int32Array;
  private readonly sums: ExactSums;

  constructor(people: number, range: MetricRange, mostRows: number) {
    this.length = people;
    this.capacity = people + 1024;
    this.cell = new Int32Array(this.capacity).fill(-1);
    this.next = new Int32Array(this.capacity).fill(-1);
    this.count = new Int32Array(this.capacity);
    this.beyond = new Int32Array(this.capacity);
    this.sums = new ExactSums(this.capacity, range, mostRows);
  }

  /** Adds the values of rows to their parts, and writes the part of each row to `ofRow`; -1 for a row in no cell. */
  add(personOf: Int32Array, cellOf: Int32Array, values: Float64Array, ofRow: Int32Array): void {
    let { cell: cellOfPart, count } = this;
    for (let i = 0; i < cellOf.length; i += 1) {
      const cell = cellOf[i] ?? -1;
      let part = personOf[i] ?? 0;
      if (cell < 0) part = -1;
      else {
        if (cellOfPart[part] !== cell) {
          part = this.findFurther(part, cell);
          ({ cell: cellOfPart, count } = this);
        }
        if (!Number.isNaN(values[i] ?? NaN)) count[part] = (count[part] ?? 0) + 1;
      }
      ofRow[i] = part;
    }
    this.sums.addAll(ofRow, values, cellOf.length);
  }

  /** Counts the values that meet the limit of a share. */
  addBeyond(ofRow: Int32Array, values: Float64Array, rows: number, measure: Measure): void {
    const { beyond } = this;
    for (let i = 0; i < rows; i += 1) {
      const part = ofRow[i] ?? -1;
      if (part >= 0 && isBeyond(measure, values[i] ?? NaN)) beyond[part] = (beyond[part] ?? 0) + 1;
    }
  }

  finish(limited: boolean): Parts {
    const { length } = this;
    const sum = this.sums.values(length);
    const mean = new Float64Array(length);
    for (let part = 0; part < length; part += 1) {
      const count = this.count[part] ?? 0;
      if (count === 0) sum[part] = NaN;
      mean[part] = (sum[part] ?? NaN) / count;
    }
    const { cell, count } = this;
    const cells = (from: number, to: number): Int32Array => cell.subarray(from, to);
    const beyond = limited ? this.beyond : null;
    return { length, cells, count, sum, mean, beyond, sumRange: rangeOf(sum), meanRange: rangeOf(mean) };
  }

  private findFurther(person: number, cell: number): number {
    if (this.cell[person] === -1) {
      this.cell[person] = cell;
      return person;
    }
    const newest = this.next[person] ?? -1;
    let part = newest;
    while (part >= 0 && this.cell[part] !== cell) part = this.next[part] ?? -1;
    if (part >= 0) return part;
    if (this.length === this.capacity) this.grow();
    part = this.length;
    this.length += 1;
    this.cell[part] = cell;
    this.next[part] = newest;
    this.next[person] = part;
    return part;
  }

  private grow(): void {
    this.capacity *= 2;
    const longer = (array: Int32Array): Int32Array => {
      const copy = new Int32Array(this.capacity);
      copy.set(array);
      return copy;
    };
    this.cell = longer(this.cell);
    this.next = longer(this.next);
    this.count = longer(this.count);
    this.beyond = longer(this.beyond);
    this.sums.reserve(this.capacity);
  }
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
