import type { Value } from "../input/table";
import { hasDecimalPoint } from "../input/decimal-comma";
import { isMark } from "./marks";

/** "18,2", "1.234,50", "-0,5 %" or a whole number. */
const NUMBER = /^([-+]?(?:\d{1,3}(?:[. \u00a0\u202f]\d{3})+|\d+))(?:,(\d+))?(\s*%)?$/;
/** What may as well be thousands: "1,234". */
const THOUSANDS = /^[-+]?[1-9]\d{0,2},\d{3}(?:\s*%)?$/;

type Row = readonly Value[];

/**
 * Writes decimal commas as points. A table has them where a column holds nothing but such numbers and marks, with
 * at least one that cannot be thousands; its other columns are then read in the same way as far as they fit. Where
 * all may be thousands, semicolons between the fields say that commas are decimal, unless a number has a decimal point.
 * @returns also the places of the columns whose commas were read so for the semicolons alone.
 */
export function withDecimalPoints(
  rows: readonly Row[],
  delimiter?: string,
): { readonly rows: readonly Row[]; readonly assumed: readonly number[] } {
  const columns = [...(rows[0] ?? []).keys()].filter((i) => rows.every((row) => fits(row[i] ?? null)));
  const having = (is: (field: Value) => boolean): number[] =>
    columns.filter((i) => rows.some((row) => is(row[i] ?? null)));
  const sure = having(isUnmistakable).length > 0;
  const assumes = !sure && delimiter === ";" && !rows.some((row) => row.some(hasDecimalPoint));
  const assumed = assumes ? having(hasComma) : [];
  if (!sure && assumed.length === 0) return { rows, assumed };
  const changed = rows.map((row) => row.map((field, i) => (columns.includes(i) ? pointed(field) : field)));
  return { rows: changed, assumed };
}

function hasComma(field: Value): boolean {
  return typeof field === "string" && field.includes(",");
}

function fits(field: Value): boolean {
  return isMark(field) || (typeof field === "string" && NUMBER.test(field.trim()));
}

function isUnmistakable(field: Value): boolean {
  if (typeof field !== "string") return false;
  const text = field.trim();
  return NUMBER.exec(text)?.[2] !== undefined && !THOUSANDS.test(text);
}

function pointed(field: Value): Value {
  const parts = typeof field === "string" ? NUMBER.exec(field.trim()) : null;
  if (!parts) return field;
  const [, whole = "", decimals, percent = ""] = parts;
  return `${whole.replace(/[. \u00a0\u202f]/g, "")}${decimals === undefined ? "" : `.${decimals}`}${percent}`;
}
