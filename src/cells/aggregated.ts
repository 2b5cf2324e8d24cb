import type { Rows } from "../rows/rows";
import { ExactSums } from "./exact";
import { axesOf, type Frame } from "./frame";
import type { CellTable } from "./table";
import type { View } from "./view";

/**
 * Cells of rows that are already aggregated: each row is one cell of its source, with a number of people and
 * a value. The rows of a cell here are put together as if no person were in two of them, which holds within
 * one period: people add up, "total" adds the values, every other measure is their mean weighted by people
 * (a quantile or a deviation cannot be put together: NaN unless the cell is a single row). Over several
 * periods people cannot be added: `people` is then the most that any one period has.
 */
export function aggregatedTable(rows: Rows, counts: Float64Array, frame: Frame, view: View): CellTable {
  const { size, cellOf } = frame;
  const people = peopleByCell(rows, counts, frame);
  const contributors = new Int32Array(size);
  const contributions = new Int32Array(size);
  const single = new Int32Array(size);
  const values = view.measure.kind === "headcount" ? counts : rows.metric(view.metric);
  const weigh = view.measure.kind !== "total" && view.measure.kind !== "headcount";
  const weighted = Float64Array.from(
    { length: rows.length },
    (_, row) => (values[row] ?? NaN) * (weigh ? (counts[row] ?? 0) : 1),
  );
  const sums = new ExactSums(size, rangeOf(weighted), rows.length);
  for (let row = 0; row < rows.length; row += 1) {
    const cell = cellOf[row] ?? -1;
    const value = weighted[row] ?? NaN;
    if (cell < 0 || Number.isNaN(value) || counts[row] === 0) continue;
    contributions[cell] = (contributions[cell] ?? 0) + (counts[row] ?? 0);
    single[cell] = (single[cell] ?? 0) + 1;
    sums.add(cell, value);
  }
  for (let cell = 0; cell < size; cell += 1)
    contributors[cell] = contributions[cell] === 0 ? 0 : (people[cell] ?? 0);
  const sum = sums.values();
  const apart = view.measure.kind === "percentile" || view.measure.kind === "deviation";
  const value = sum.map((total, cell) => {
    if (contributions[cell] === 0 || (apart && single[cell] !== 1)) return NaN;
    return view.measure.kind === "headcount"
      ? (people[cell] ?? 0)
      : weigh
        ? total / (contributions[cell] ?? 0)
        : total;
  });
  const zeros = new Float64Array(size);
  const none = new Int32Array(size);
  return {
    ...axesOf(frame),
    people,
    contributors,
    contributions,
    sum,
    meanSum: sum,
    absoluteSum: sum.map(Math.abs),
    absoluteMeanSum: sum.map(Math.abs),
    largest: zeros,
    second: zeros,
    largestMean: zeros,
    secondMean: zeros,
    identical: new Uint8Array(size),
    beyond: none,
    within: none,
    value,
    counted: true,
    complete: rows.complete,
  };
}

/** People of each cell: added up within a period, the most of any period over several. */
function peopleByCell(rows: Rows, counts: Float64Array, { size, cellOf }: Frame): Int32Array {
  const perPeriod = new Map<number, Int32Array>();
  for (let row = 0; row < rows.length; row += 1) {
    const cell = cellOf[row] ?? -1;
    if (cell < 0) continue;
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

function rangeOf(values: Float64Array): { smallest: number; largest: number } {
  const sizes = values.map(Math.abs).filter((size) => size > 0);
  return {
    smallest: sizes.reduce((least, size) => Math.min(least, size), Infinity),
    largest: sizes.reduce((most, size) => Math.max(most, size), 0),
  };
}
