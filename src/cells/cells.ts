import type { MetricRange, Rows } from "../rows/rows";
import { aggregatedTable } from "./aggregated";
import { ExactSums } from "./exact";
import { ViewFrames, axesOf, type Frame, type Layer } from "./frame";
import { farthestOf, measureValues } from "./measures";
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
    contributions: parts.count === null ? contributors : addCounts(parts, parts.count, frame.size),
    ...countLimits(frame.size, parts, view.measure),
    sum: sums.sum,
    absoluteSum: sums.absolute,
    largest: sums.largest,
    second: sums.second,
    meanSum: means.sum,
    absoluteMeanSum: means.absolute,
    largestMean: means.largest,
    secondMean: means.second,
    ...farthestOf(view.measure, frame.size, parts),
    identical: means.identical,
  };
  const value = measureValues(view.measure, statistics, parts);
  return { ...axesOf(frame), ...statistics, value, counted: false, complete: rows.complete };
}

function addCounts({ cells, length }: Parts, count: Int32Array, size: number): Int32Array {
  const cell = cells(0, length);
  const sums = new Int32Array(size);
  for (let part = 0; part < length; part += 1) {
    const at = cell[part] ?? -1;
    if (at >= 0) sums[at] = (sums[at] ?? 0) + (count[part] ?? 0);
  }
  return sums;
}

/** Contributors who meet the limit of a share, and who do not (see CellTable). */
function countLimits(size: number, parts: Parts, measure: Measure) {
  const { length, count, mean, beyond: rowsBeyond } = parts;
  const beyond = new Int32Array(size);
  const within = new Int32Array(size);
  if (measure.kind !== "share-people" && measure.kind !== "share-rows") return { beyond, within };
  const cell = parts.cells(0, length);
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
  parts: Parts,
  values: Float64Array,
  range: MetricRange,
  size: number,
  { peopleCount }: Rows,
) {
  const sums = new ExactSums(size, range, peopleCount);
  const absolutes = range.negative ? new ExactSums(size, range, peopleCount) : sums;
  const people = new People(size);
  const { length } = parts;
  for (let from = 0; from < length; from += BLOCK) {
    const cells = parts.cells(from, Math.min(length, from + BLOCK));
    const read = values.subarray(from, from + cells.length);
    people.add(cells, read);
    sums.addAll(cells, read, cells.length);
    if (absolutes !== sums) absolutes.addAll(cells, read.map(Math.abs), cells.length);
  }
  const sum = sums.values();
  const absolute = absolutes === sums ? sum : absolutes.values();
  const { contributors, largest, second } = people;
  return {
    people: people.all(),
    contributors,
    sum,
    absolute,
    largest,
    second,
    identical: people.identical(sum),
  };
}

/** People of each cell: how many there are, and their largest, second-largest (in size) and lowest value. */
class People {
  readonly contributors: Int32Array;
  readonly largest: Float64Array;
  readonly second: Float64Array;
  private readonly lowest: Float64Array;
  private readonly without: Int32Array;

  constructor(size: number) {
    this.contributors = new Int32Array(size);
    this.without = new Int32Array(size);
    this.largest = new Float64Array(size);
    this.second = new Float64Array(size);
    this.lowest = new Float64Array(size).fill(Infinity);
  }

  /** Takes in a person with a value for each cell; NaN is a person without one. */
  add(cells: Int32Array, values: Float64Array): void {
    const { contributors, without, largest, second, lowest } = this;
    for (let part = 0; part < cells.length; part += 1) {
      const at = cells[part] ?? -1;
      if (at < 0) continue;
      const value = values[part] ?? NaN;
      if (Number.isNaN(value)) {
        without[at] = (without[at] ?? 0) + 1;
        continue;
      }
      contributors[at] = (contributors[at] ?? 0) + 1;
      const amount = Math.abs(value);
      if (amount > (second[at] ?? 0)) {
        const before = largest[at] ?? 0;
        second[at] = Math.min(amount, before);
        largest[at] = Math.max(amount, before);
      }
      if (value < (lowest[at] ?? 0)) lowest[at] = value;
    }
  }

  /** With a value or without. */
  all(): Int32Array {
    return this.contributors.map((n, at) => n + (this.without[at] ?? 0));
  }

  /**
   * 1 where all values of a cell are the same: the lowest is the largest in size, or, below zero, so are all of
   * them as their sum says (to the rounding of one sum, where in doubt the same).
   */
  identical(sum: Float64Array): Uint8Array {
    return Uint8Array.from(this.lowest, (lowest, at) => {
      const largest = this.largest[at] ?? 0;
      const count = this.contributors[at] ?? 0;
      return lowest === largest || (lowest === -largest && sum[at] === lowest * count) ? 1 : 0;
    });
  }
}
