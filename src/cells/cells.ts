import type { MetricRange, Rows } from "../rows/rows";
import { aggregatedTable } from "./aggregated";
import { ExactSums } from "./exact";
import { ViewFrames, axesOf, type Frame, type Layer } from "./frame";
import { measureValues } from "./measures";
import { isBeyond, partsOf, type Parts } from "./parts";
import type { CellTable } from "./table";
import type { Measure, View } from "./view";

/**
 * The cells of one layer of a view, by default its own cells. Give `frames` where several layers are needed.
 * Throws a RangeError for a metric or attribute that the rows do not have.
 */
export function cellsOf(
  rows: Rows,
  view: View,
  layer?: Layer,
  frames = new ViewFrames(rows, view),
): CellTable {
  const frame = frames.frame(layer);
  return rows.people === null
    ? tableOfPeople(rows, frame, view)
    : aggregatedTable(rows, rows.people, frame, view);
}

function tableOfPeople(rows: Rows, frame: Frame, view: View): CellTable {
  const parts = partsOf(rows, frame, view);
  const counts = countPeople(frame.size, parts);
  const most = counts.contributors.reduce((largest, n) => Math.max(largest, n), 0);
  const means = statisticsOf(parts, parts.mean, parts.meanRange, frame.size, most);
  // Where every part is one row the sums are those of the means.
  const sums =
    parts.sum === parts.mean ? means : statisticsOf(parts, parts.sum, parts.sumRange, frame.size, most);
  const statistics = {
    ...counts,
    ...countLimits(frame.size, parts, view.measure),
    sum: sums.sum,
    absoluteSum: sums.absolute,
    largest: sums.largest,
    second: sums.second,
    meanSum: means.sum,
    absoluteMeanSum: means.absolute,
    largestMean: means.largest,
    secondMean: means.second,
    identical: means.identical,
  };
  const value = measureValues(view.measure, statistics, parts);
  return { ...axesOf(frame), ...statistics, value, counted: false, complete: rows.complete };
}

function countPeople(size: number, { length, cell, count, mean }: Parts) {
  const people = new Int32Array(size);
  const contributors = new Int32Array(size);
  const contributions = count === null ? contributors : new Int32Array(size);
  for (let part = 0; part < length; part += 1) {
    const at = cell[part] ?? -1;
    if (at < 0) continue;
    people[at] = (people[at] ?? 0) + 1;
    if (Number.isNaN(mean[part] ?? NaN)) continue;
    contributors[at] = (contributors[at] ?? 0) + 1;
    if (count !== null) contributions[at] = (contributions[at] ?? 0) + (count[part] ?? 0);
  }
  return { people, contributors, contributions };
}

/** Contributors who meet the limit of a share, and who do not (see CellTable). */
function countLimits(
  size: number,
  { length, cell, count, mean, beyond: rowsBeyond }: Parts,
  measure: Measure,
) {
  const beyond = new Int32Array(size);
  const within = new Int32Array(size);
  if (measure.kind !== "share-people" && measure.kind !== "share-rows") return { beyond, within };
  for (let part = 0; part < length; part += 1) {
    const at = cell[part] ?? -1;
    const value = mean[part] ?? NaN;
    if (at < 0 || Number.isNaN(value)) continue;
    const rows = count?.[part] ?? 1;
    const met = rowsBeyond === null ? (isBeyond(measure, value) ? rows : 0) : (rowsBeyond[part] ?? 0);
    if (met > 0) beyond[at] = (beyond[at] ?? 0) + 1;
    if (met < rows) within[at] = (within[at] ?? 0) + 1;
  }
  return { beyond, within };
}

/** Sums, largest values and uniformity of one number a person, by cell. NaN is nobody. */
function statisticsOf(parts: Parts, values: Float64Array, range: MetricRange, size: number, most: number) {
  const sums = new ExactSums(size, range, most);
  sums.addAll(parts.cell, values, parts.length);
  const sum = sums.values();
  const absolute = range.negative ? absoluteSums(parts, values, range, size, most) : sum;
  return { sum, absolute, ...extremes(parts, values, size) };
}

function absoluteSums(parts: Parts, values: Float64Array, range: MetricRange, size: number, most: number) {
  const sums = new ExactSums(size, range, most);
  sums.addAll(parts.cell, values.map(Math.abs), parts.length);
  return sums.values();
}

function extremes({ length, cell }: Parts, values: Float64Array, size: number) {
  const largest = new Float64Array(size);
  const second = new Float64Array(size);
  const lowest = new Float64Array(size).fill(Infinity);
  const highest = new Float64Array(size).fill(-Infinity);
  for (let part = 0; part < length; part += 1) {
    const at = cell[part] ?? -1;
    const value = values[part] ?? NaN;
    if (at < 0 || Number.isNaN(value)) continue;
    const amount = Math.abs(value);
    if (amount > (second[at] ?? 0)) {
      const before = largest[at] ?? 0;
      second[at] = Math.min(amount, before);
      largest[at] = Math.max(amount, before);
    }
    if (value < (lowest[at] ?? 0)) lowest[at] = value;
    if (value > (highest[at] ?? 0)) highest[at] = value;
  }
  const identical = Uint8Array.from(lowest, (low, at) => (low === highest[at] ? 1 : 0));
  return { largest, second, identical };
}
