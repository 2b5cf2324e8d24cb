import type { Rows } from "../rows/rows";

/** The rows of a store in order of person. */
export interface Entries {
  readonly rows: Rows;
  /** Row of each entry. */
  readonly row: Int32Array;
  /** Period code of each entry. */
  readonly period: Int32Array;
  /** Entries of person p: `start[p]` to `start[p + 1] − 1`. */
  readonly start: Int32Array;
}

/** Sorts the rows of a store by person (a counting sort). */
export function entriesByPerson(rows: Rows): Entries {
  const { length, person, period: periodOf, peopleCount } = rows;
  const start = new Int32Array(peopleCount + 1);
  for (let at = 0; at < length; at++) {
    const p = (person[at] as number) + 1;
    start[p] = (start[p] as number) + 1;
  }
  for (let p = 0; p < peopleCount; p++) start[p + 1] = (start[p + 1] as number) + (start[p] as number);
  const next = start.slice();
  const row = new Int32Array(length);
  const period = new Int32Array(length);
  for (let at = 0; at < length; at++) {
    const p = person[at] as number;
    const entry = next[p] as number;
    row[entry] = at;
    period[entry] = periodOf[at] as number;
    next[p] = entry + 1;
  }
  return { rows, row, period, start };
}
