import type { Rows } from "../rows/rows";
import { aggregatedTable } from "./aggregated";
import { ExactSums } from "./exact";
import { ViewFrames, axesOf, type Frame, type Layer } from "./frame";
import { measureValues } from "./measures";
import { isBeyond, partsOf, type Parts } from "./parts";
import type { CellTable } from "./table";
import type { View } from "./view";

/**
 * The cells of one layer of a view, by default its own cells.
 * Throws a RangeError for a metric or attribute that the rows do not have.
 */
export function cellsOf(
  rows: Rows,
  view: View,
  layer?: Layer,
  frames = new ViewFrames(rows, view),
): CellTable {
  const frame = frames.frame(layer);
  return rows.people === null ? tableOf(rows, frame, view) : aggregatedTable(rows, rows.people, frame, view);
}

function tableOf(rows: Rows, frame: Frame, view: View): CellTable {
  const parts = partsOf(rows, frame, view);
  const means = Float64Array.from(parts.sum, (sum, part) => sum / (parts.count[part] ?? 0));
  const counts = countPeople(frame.size, parts, means, view);
  const sums = sumByCell(frame.size, parts, parts.sum);
  const meanSums = sumByCell(frame.size, parts, means);
  const statistics = {
    ...counts,
    sum: sums.sum,
    absoluteSum: sums.absolute,
    largest: sums.largest,
    second: sums.second,
    meanSum: meanSums.sum,
    absoluteMeanSum: meanSums.absolute,
    largestMean: meanSums.largest,
    secondMean: meanSums.second,
    identical: meanSums.identical,
  };
  const value = measureValues(view.measure, statistics, parts, means);
  return { ...axesOf(frame), ...statistics, value, counted: false, complete: rows.complete };
}

function countPeople(size: number, parts: Parts, means: Float64Array, { measure }: View) {
  const people = new Int32Array(size);
  const contributors = new Int32Array(size);
  const contributions = new Int32Array(size);
  const beyond = new Int32Array(size);
  const within = new Int32Array(size);
  const limited = measure.kind === "share-people" || measure.kind === "share-rows";
  for (let part = 0; part < parts.length; part += 1) {
    const cell = parts.cell[part] ?? 0;
    const count = parts.count[part] ?? 0;
    people[cell] = (people[cell] ?? 0) + 1;
    if (count === 0) continue;
    contributors[cell] = (contributors[cell] ?? 0) + 1;
    contributions[cell] = (contributions[cell] ?? 0) + count;
    if (!limited) continue;
    const met =
      measure.kind === "share-rows"
        ? (parts.beyond[part] ?? 0)
        : isBeyond(measure, means[part] ?? NaN)
          ? count
          : 0;
    if (met > 0) beyond[cell] = (beyond[cell] ?? 0) + 1;
    if (met < count) within[cell] = (within[cell] ?? 0) + 1;
  }
  return { people, contributors, contributions, beyond, within };
}

/** Sums, largest values and uniformity of one number a person, by cell. People without a value are left out. */
function sumByCell(size: number, parts: Parts, values: Float64Array) {
  const range = rangeOf(parts, values);
  const [sums, absolutes] = [
    new ExactSums(size, range, parts.length),
    new ExactSums(size, range, parts.length),
  ];
  const largest = new Float64Array(size);
  const second = new Float64Array(size);
  const first = new Float64Array(size).fill(NaN);
  const identical = new Uint8Array(size);
  for (let part = 0; part < parts.length; part += 1) {
    if (parts.count[part] === 0) continue;
    const cell = parts.cell[part] ?? 0;
    const value = values[part] ?? 0;
    const part0 = Math.abs(value);
    sums.add(cell, value);
    absolutes.add(cell, part0);
    if (part0 > (largest[cell] ?? 0)) {
      second[cell] = largest[cell] ?? 0;
      largest[cell] = part0;
    } else if (part0 > (second[cell] ?? 0)) second[cell] = part0;
    const before = first[cell] ?? NaN;
    if (Number.isNaN(before)) {
      first[cell] = value;
      identical[cell] = 1;
    } else if (before !== value) identical[cell] = 0;
  }
  return { sum: rounded(sums), absolute: rounded(absolutes), largest, second, identical };
}

function rounded(sums: ExactSums): Float64Array {
  return Float64Array.from({ length: sums.size }, (_, cell) => sums.value(cell));
}

function rangeOf(parts: Parts, values: Float64Array): { smallest: number; largest: number } {
  let smallest = Infinity;
  let largest = 0;
  for (let part = 0; part < parts.length; part += 1) {
    const size = Math.abs(values[part] ?? 0);
    if (parts.count[part] === 0) continue;
    if (size > largest) largest = size;
    if (size > 0 && size < smallest) smallest = size;
  }
  return { smallest, largest };
}
