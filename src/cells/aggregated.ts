import type { MetricRange, Rows } from "../rows/rows";
import { ExactSums } from "./exact";
import { axesOf, type Frame } from "./frame";
import type { CellTable } from "./table";
import type { Measure, View } from "./view";

/**
 * Cells of rows that are already aggregated: each row is one cell of its source, with a number of people and
 * a value. A cell of a single row has the row's value. Several rows are put together as if no person were in two
 * of them, which holds within one period: "total" adds the values, "headcount" the people, every other measure
 * is the mean of the values weighted by people, except that quantiles and deviations cannot be put together
 * (NaN). Over several periods people cannot be added: the most that any one period has is then given.
 * Only rows with a value and people count as contributors.
 */
export function aggregatedTable(rows: Rows, counts: Float64Array, frame: Frame, view: View): CellTable {
  const { size } = frame;
  const heads = view.measure.kind === "headcount";
  const values = countedValues(rows, counts, view);
  const people = mostPeople(rows, counts, frame, counts);
  const contributors = mostPeople(rows, counts, frame, values);
  const joined = joinRows(frame, counts, values, view.measure, rows.length);
  const value = joined.sum.map((sum, cell) => {
    if (contributors[cell] === 0) return NaN;
    if (heads) return people[cell] ?? 0;
    return joined.rows[cell] === 1
      ? (joined.latest[cell] ?? NaN)
      : joinedValue(view.measure, sum, joined.people[cell] ?? 0);
  });
  const absolute = joined.sum.map(Math.abs);
  const zeros = new Float64Array(size);
  const none = new Int32Array(size);
  return {
    ...axesOf(frame),
    people,
    contributors,
    contributions: joined.people,
    sum: joined.sum,
    meanSum: joined.sum,
    absoluteSum: absolute,
    absoluteMeanSum: absolute,
    largest: zeros,
    second: zeros,
    largestMean: zeros,
    secondMean: zeros,
    farthest: zeros,
    secondFarthest: zeros,
    identical: new Uint8Array(size),
    beyond: none,
    within: none,
    value,
    counted: true,
    complete: rows.complete,
  };
}

/** What each row brings to a view; only rows with a value and people count. */
export function countedValues(rows: Rows, counts: Float64Array, { metric, measure }: View): Float64Array {
  return measure.kind === "headcount" ? counts : rows.metric(metric);
}

/** Whether rows' values are added up; otherwise a cell is their mean, weighed by people. */
export function addsUp({ kind }: Measure): boolean {
  return kind === "total" || kind === "headcount";
}

/** The measure of a cell of several rows, from the sum that `joinRows` makes. */
function joinedValue(measure: Measure, sum: number, people: number): number {
  if (measure.kind === "percentile" || measure.kind === "deviation") return NaN;
  return measure.kind === "total" ? sum : sum / people;
}

/** Of each cell: its rows with a value and people, their people, and the sum of the values, weighted unless totals. */
function joinRows(
  { size, cellOf }: Frame,
  counts: Float64Array,
  values: Float64Array,
  measure: Measure,
  length: number,
) {
  const adds = addsUp(measure);
  const terms = values.map((value, row) => value * (adds ? 1 : (counts[row] ?? 0)));
  const sums = new ExactSums(size, rangeOf(terms, length), length);
  const [rows, people, latest] = [new Int32Array(size), new Int32Array(size), new Float64Array(size)];
  for (let row = 0; row < length; row += 1) {
    const cell = cellOf[row] ?? -1;
    const term = terms[row] ?? NaN;
    const count = counts[row] ?? 0;
    if (cell < 0 || Number.isNaN(term) || count === 0) continue;
    rows[cell] = (rows[cell] ?? 0) + 1;
    people[cell] = (people[cell] ?? 0) + count;
    latest[cell] = values[row] ?? NaN;
    sums.add(cell, term);
  }
  return { rows, people, latest, sum: sums.values() };
}

/** People of each cell in rows with a value: added up within a period, the most of any period over several. */
function mostPeople(
  rows: Rows,
  counts: Float64Array,
  { size, cellOf }: Frame,
  values: Float64Array,
): Int32Array {
  const perPeriod = new Map<number, Int32Array>();
  for (let row = 0; row < rows.length; row += 1) {
    const cell = cellOf[row] ?? -1;
    if (cell < 0 || Number.isNaN(values[row] ?? NaN)) continue;
    const period = rows.period[row] ?? -1;
    let people = perPeriod.get(period);
    if (people === undefined) perPeriod.set(period, (people = new Int32Array(size)));
    people[cell] = (people[cell] ?? 0) + (counts[row] ?? 0);
  }
  const most = new Int32Array(size);
  for (const people of perPeriod.values()) {
    for (let cell = 0; cell < size; cell += 1) most[cell] = Math.max(most[cell] ?? 0, people[cell] ?? 0);
  }
  return most;
}

function rangeOf(values: Float64Array, length: number): Pick<MetricRange, "smallest" | "largest"> {
  let smallest = Infinity;
  let largest = 0;
  for (let i = 0; i < length; i += 1) {
    const size = Math.abs(values[i] ?? 0);
    if (size > largest) largest = size;
    if (size > 0 && size < smallest) smallest = size;
  }
  return { smallest, largest };
}
