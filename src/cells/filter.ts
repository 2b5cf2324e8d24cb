import type { Rows } from "../rows/rows";
import { isoDay } from "./periods";
import { BLANK, type Filter } from "./view";

const ACTIVE = new Set(["true", "yes", "1", "active"]);

/**
 * One entry a row, 1 for a row that the filter keeps; null where it keeps all.
 * Throws a RangeError for an attribute that the rows do not have.
 */
export function keptRows(rows: Rows, filter: Filter): Uint8Array | null {
  const conditions = [...attributeFilters(rows, filter), ...dateCondition(rows, filter)];
  if (conditions.length === 0) return null;
  const kept = new Uint8Array(rows.length).fill(1);
  for (const { codes, allowed } of conditions) {
    for (let row = 0; row < kept.length; row += 1) {
      if (allowed[(codes[row] ?? -1) + 1] !== 1) kept[row] = 0;
    }
  }
  return kept;
}

interface Condition {
  readonly codes: Int32Array;
  /** Whether code c is kept, at index c + 1. */
  readonly allowed: Uint8Array;
}

/** A condition on an attribute. */
export interface AttributeFilter extends Condition {
  readonly name: string;
}

/** The conditions on attributes, whether somebody is active among them. */
export function attributeFilters(rows: Rows, filter: Filter): AttributeFilter[] {
  const conditions = Object.entries(filter.attributes ?? {}).map(([name, labels]) => {
    const wanted = new Set(labels);
    return condition(rows, name, (label) => wanted.has(label));
  });
  if (filter.activeOnly === true && rows.active !== null) {
    conditions.push(condition(rows, rows.active, (label) => ACTIVE.has(label.toLowerCase())));
  }
  return conditions;
}

function condition(rows: Rows, name: string, keeps: (label: string) => boolean): AttributeFilter {
  const { codes, values } = rows.attribute(name);
  return { name, codes, allowed: Uint8Array.from([BLANK, ...values], (label) => (keeps(label) ? 1 : 0)) };
}

/** A row without a date is in no range of dates. */
function dateCondition(rows: Rows, { from, to }: Filter): Condition[] {
  if (from === undefined && to === undefined) return [];
  const inRange = (day: number): boolean => {
    const date = isoDay(day);
    return (from === undefined || date >= from) && (to === undefined || date <= to);
  };
  const allowed = Uint8Array.from([0, ...rows.periods.map((day) => (inRange(day) ? 1 : 0))]);
  return [{ codes: rows.period, allowed }];
}
