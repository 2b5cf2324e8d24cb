import { InputError } from "../shared/errors";
import type { Value } from "../input/table";
import { isMark, readNumber } from "./marks";

const COUNT =
  /^(?:n|people|persons?|count|counts|freq|frequency|headcount|employees?|employeecount|groupsize|size|distinct|distinctpeople|personcount|numberofpeople|personen|beschäftigte|mitarbeiter|mitarbeitende)$/;
const PERIOD = /^(?:date|metricdate|week|month|quarter|year|period|day)$/;
const STATUS = /^(?:status|suppression|sdc|sdcstatus|suppressed)$/;
const PARENT = /^parents?$/;
const KIND = /^kind$/;
const POLICY = /^policy$/;

/** Which column of a published table is what, by place. */
export interface Columns {
  readonly dimensions: readonly number[];
  readonly count: number | undefined;
  readonly values: readonly number[];
  readonly status: number | undefined;
  readonly parent: number | undefined;
  readonly kind: number | undefined;
}

/**
 * Finds out what each column is, by its name and its content: text and dates are dimensions, a count of people
 * goes by its name, other numbers are metrics.
 * @throws InputError when there is no group or no number.
 */
export function findColumns(
  names: readonly string[],
  rows: readonly (readonly Value[])[],
  file: string,
): Columns {
  const plain = names.map((name) => name.toLowerCase().replace(/[^\p{L}\d]/gu, ""));
  const first = (pattern: RegExp): number | undefined => {
    const i = plain.findIndex((name) => pattern.test(name));
    return i < 0 ? undefined : i;
  };
  const special = { count: first(COUNT), status: first(STATUS), parent: first(PARENT), kind: first(KIND) };
  // In a release the policy's number is no group; in another table a column of that name may be one.
  const policy = special.kind === undefined ? undefined : first(POLICY);
  const taken = new Set([...Object.values(special), policy]);
  const free = names.map((_, i) => i).filter((i) => !taken.has(i));
  const isValue = (i: number): boolean =>
    !PERIOD.test(plain[i] ?? "") && rows.some((row) => readNumber(row[i] ?? null)) && isNumeric(rows, i);
  const values = free.filter(isValue);
  const dimensions = free.filter((i) => !values.includes(i) && rows.some((row) => (row[i] ?? null) !== null));
  if (dimensions.length === 0 || (values.length === 0 && special.count === undefined)) {
    const remedy = "Give a table with a column of groups and a column of numbers, one row a cell.";
    throw new InputError("No group or no number was found.", remedy, { file });
  }
  return { dimensions, values, ...special };
}

function isNumeric(rows: readonly (readonly Value[])[], column: number): boolean {
  return rows.every((row) => {
    const field = row[column] ?? null;
    return readNumber(field) !== undefined || isMark(field);
  });
}

/**
 * Refuses a column that holds numbers and texts, and without which the rows are told apart: not a group, but numbers
 * of which some cannot be read. Taken for a group it would leave nothing to subtract: a false all-clear.
 * @throws InputError that quotes such a text.
 */
export function refuseUnread(
  names: readonly string[],
  rows: readonly (readonly Value[])[],
  { dimensions }: Columns,
  isTotal: (label: Value) => boolean,
  file: string,
): void {
  const isText = (field: Value): boolean => !readNumber(field) && !isMark(field) && !isTotal(field);
  const isNeeded = (column: number): boolean => {
    const others = dimensions.filter((i) => i !== column);
    return new Set(rows.map((row) => JSON.stringify(others.map((i) => row[i])))).size < rows.length;
  };
  for (const column of [...dimensions].reverse()) {
    const fields = rows.map((row) => row[column] ?? null);
    const text = fields.find(isText);
    if (text === undefined || !fields.some((field) => readNumber(field)) || isNeeded(column)) continue;
    throw new InputError(
      `"${String(text)}" in the column "${names[column] ?? ""}" is neither a number nor a sign of a hidden one.`,
      "Write all numbers in one way, and * for those that are hidden; take the column out if it is none of numbers.",
      { file },
    );
  }
}
