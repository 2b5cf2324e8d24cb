import { InputError } from "../shared/errors";
import type { Value } from "../input/table";
import { isMark, readNumber } from "./marks";

const COUNT =
  /^(?:n|people|persons?|count|counts|freq|frequency|headcount|employees?|employeecount|groupsize|size|distinct|distinctpeople|personcount|numberofpeople)$/;
const PERIOD = /^(?:date|metricdate|week|month|quarter|year|period|day)$/;
const STATUS = /^(?:status|suppression|sdc|sdcstatus|suppressed)$/;
const PARENT = /^parents?$/;
const KIND = /^kind$/;

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
  const taken = new Set(Object.values(special));
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
