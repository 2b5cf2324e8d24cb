import type { Value } from "../input/table";
import { isMark } from "./marks";

/** "18,2", "1.234,50", "-0,5 %" or a whole number. */
const NUMBER = /^([-+]?(?:\d{1,3}(?:[. \u00a0\u202f]\d{3})+|\d+))(?:,(\d+))?(\s*%)?$/;
/** What may as well be thousands: "1,234". */
const THOUSANDS = /^[-+]?[1-9]\d{0,2},\d{3}(?:\s*%)?$/;

type Row = readonly Value[];

/**
 * Writes decimal commas as points. A table has them where a column holds nothing but such numbers and marks, with
 * at least one that cannot be thousands; its other columns are then read in the same way as far as they fit.
 */
export function withDecimalPoints(rows: readonly Row[]): readonly Row[] {
  const columns = [...(rows[0] ?? []).keys()].filter((i) => rows.every((row) => fits(row[i] ?? null)));
  if (!columns.some((i) => rows.some((row) => isUnmistakable(row[i] ?? null)))) return rows;
  return rows.map((row) => row.map((field, i) => (columns.includes(i) ? pointed(field) : field)));
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
