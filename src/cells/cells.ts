import type { MetricRange, Rows } from "../rows/rows";
import { aggregatedTable } from "./aggregated";
import { ExactSums } from "./exact";
import { ViewFrames, axesOf, type Frame, type Layer } from "./frame";
import { measureValues } from "./measures";
import { BLOCK, isBeyond, partsOf, type Parts } from "./parts";
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
  const { people, contributors, ...means } = statisticsOf(
    parts,
    parts.mean,
    parts.meanRange,
    frame.size,
    rows,
  );
  // Where every part is one row the sums are those of the means.
  const single = parts.count === null;
  const sums = single ? means : statisticsOf(parts, parts.sum, parts.sumRange, frame.size, rows);
  const statistics = {
    people,
    contributors,
    contributions:
      parts.count === null ? contributors : addCounts(parts.cell, parts.count, parts.length, frame.size),
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

function addCounts(cell: Int32Array, count: Int32Array, length: number, size: number): Int32Array {
  const sums = new Int32Array(size);
  for (let part = 0; part < length; part += 1) {
    const at = cell[part] ?? -1;
    if (at >= 0) sums[at] = (sums[at] ?? 0) + (count[part] ?? 0);
  }
  return sums;
}

/** Contributors who meet the limit of a share, and who do not (see CellTable). */
function countLimits(size: number, parts: Parts, measure: Measure) {
  const { length, cell, count, mean, beyond: rowsBeyond } = parts;
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

/** Counts, sums and largest values of one number a person (NaN for nobody), by cell. */
function statisticsOf(
  { length, cell }: Parts,
  values: Float64Array,
  range: MetricRange,
  size: number,
  { peopleCount }: Rows,
) {
  const people = new Int32Array(size);
  const contributors = new Int32Array(size);
  const sums = new ExactSums(size, range, peopleCount);
  const absolutes = range.negative ? new ExactSums(size, range, peopleCount) : sums;
  const extremes = new Extremes(size);
  for (let from = 0; from < length; from += BLOCK) {
    const count = Math.min(BLOCK, length - from);
    const cells = cell.subarray(from, from + count);
    const read = values.subarray(from, from + count);
    countPeople(cells, read, people, contributors);
    sums.addAll(cells, read, count);
    if (absolutes !== sums) absolutes.addAll(cells, read.map(Math.abs), count);
    extremes.add(cells, read);
  }
  const sum = sums.values();
  const absolute = absolutes === sums ? sum : absolutes.values();
  const { largest, second } = extremes;
  return {
    people,
    contributors,
    sum,
    absolute,
    largest,
    second,
    identical: extremes.identical(sum, contributors),
  };
}

function countPeople(
  cells: Int32Array,
  values: Float64Array,
  people: Int32Array,
  contributors: Int32Array,
): void {
  for (let part = 0; part < cells.length; part += 1) {
    const at = cells[part] ?? -1;
    if (at < 0) continue;
    people[at] = (people[at] ?? 0) + 1;
    if (!Number.isNaN(values[part] ?? NaN)) contributors[at] = (contributors[at] ?? 0) + 1;
  }
}

/** The largest and second-largest absolute value of each cell, and the lowest value. */
class Extremes {
  readonly largest: Float64Array;
  readonly second: Float64Array;
  private readonly lowest: Float64Array;

  constructor(size: number) {
    this.largest = new Float64Array(size);
    this.second = new Float64Array(size);
    this.lowest = new Float64Array(size).fill(Infinity);
  }

  /** Takes in a value for each cell; NaN is no value. */
  add(cells: Int32Array, values: Float64Array): void {
    const { largest, second, lowest } = this;
    for (let part = 0; part < cells.length; part += 1) {
      const at = cells[part] ?? -1;
      if (at < 0) continue;
      // Comparisons with NaN are false.
      const value = values[part] ?? NaN;
      const amount = Math.abs(value);
      if (amount > (second[at] ?? 0)) {
        const before = largest[at] ?? 0;
        second[at] = Math.min(amount, before);
        largest[at] = Math.max(amount, before);
      }
      if (value < (lowest[at] ?? 0)) lowest[at] = value;
    }
  }

  /**
   * 1 where all values of a cell are the same: the lowest is the largest in size, or, below zero, so are all of
   * them as their sum says (to the rounding of one sum, where in doubt the same).
   */
  identical(sum: Float64Array, count: Int32Array): Uint8Array {
    return Uint8Array.from(this.lowest, (lowest, at) => {
      const largest = this.largest[at] ?? 0;
      return lowest === largest || (lowest === -largest && sum[at] === lowest * (count[at] ?? 0)) ? 1 : 0;
    });
  }
}
