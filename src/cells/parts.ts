import type { Rows } from "../rows/rows";
import { ExactSums } from "./exact";
import type { Frame } from "./frame";
import type { Measure, View } from "./view";

/**
 * What each person brings to each cell: one entry for every person and cell with a row.
 * Entries of people without a value there have a count of 0.
 */
export interface Parts {
  readonly length: number;
  readonly cell: Int32Array;
  /** Contributions: rows with a value. */
  readonly count: Int32Array;
  /** Exactly rounded sum of the contributions. */
  readonly sum: Float64Array;
  /** Contributions at or beyond the measure's limit; all 0 where the measure has none. */
  readonly beyond: Int32Array;
}

/** The rows' contributions as parts of people. Throws a RangeError for a metric that the rows do not have. */
export function partsOf(rows: Rows, frame: Frame, view: View): Parts {
  const { measure } = view;
  const found = findParts(rows, frame);
  const count = new Int32Array(found.length);
  const beyond = new Int32Array(found.length);
  const parts = { length: found.length, cell: found.cell, count, beyond };
  if (measure.kind === "headcount") {
    for (const part of found.ofRow) if (part >= 0) count[part] = (count[part] ?? 0) + 1;
    return { ...parts, sum: Float64Array.from(count) };
  }
  const values = rows.metric(view.metric);
  const sums = new ExactSums(found.length, rows.metricRange(view.metric), rows.length);
  for (let row = 0; row < rows.length; row += 1) {
    const part = found.ofRow[row] ?? -1;
    const value = values[row] ?? NaN;
    if (part < 0 || Number.isNaN(value)) continue;
    count[part] = (count[part] ?? 0) + 1;
    sums.add(part, value);
    if (isBeyond(measure, value)) beyond[part] = (beyond[part] ?? 0) + 1;
  }
  return { ...parts, sum: Float64Array.from({ length: found.length }, (_, part) => sums.value(part)) };
}

/** Whether a value meets the limit of a share; false for other measures. */
export function isBeyond(measure: Measure, value: number): boolean {
  if (measure.kind !== "share-people" && measure.kind !== "share-rows") return false;
  return measure.side === "above" ? value >= measure.limit : value <= measure.limit;
}

interface FoundParts {
  readonly length: number;
  readonly cell: Int32Array;
  /** Part of each row; -1 for a row in no cell. */
  readonly ofRow: Int32Array;
}

/** Numbers the pairs of a person and a cell that have a row. */
function findParts(rows: Rows, frame: Frame): FoundParts {
  const { cellOf } = frame;
  const order = rowsByPerson(rows);
  const ofRow = new Int32Array(rows.length).fill(-1);
  const cell = new Int32Array(rows.length);
  // The part that a cell has for the person at hand, when lastPerson says so.
  const partOfCell = new Int32Array(frame.size);
  const lastPerson = new Int32Array(frame.size).fill(-1);
  let length = 0;
  for (const row of order) {
    const at = cellOf[row] ?? -1;
    if (at < 0) continue;
    const person = rows.person[row] ?? -1;
    if (lastPerson[at] !== person) {
      lastPerson[at] = person;
      partOfCell[at] = length;
      cell[length] = at;
      length += 1;
    }
    ofRow[row] = partOfCell[at] ?? -1;
  }
  return { length, cell: cell.slice(0, length), ofRow };
}

/** Row numbers in order of person (a counting sort). */
function rowsByPerson({ length, person, peopleCount }: Rows): Int32Array {
  const next = new Int32Array(peopleCount + 1);
  for (let row = 0; row < length; row += 1) {
    const at = (person[row] ?? 0) + 1;
    next[at] = (next[at] ?? 0) + 1;
  }
  for (let code = 1; code < next.length; code += 1) next[code] = (next[code] ?? 0) + (next[code - 1] ?? 0);
  const order = new Int32Array(length);
  for (let row = 0; row < length; row += 1) {
    const code = person[row] ?? 0;
    const at = next[code] ?? 0;
    order[at] = row;
    next[code] = at + 1;
  }
  return order;
}
