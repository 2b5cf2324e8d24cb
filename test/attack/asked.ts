import type { View } from "../../src/cells/view";
import type { Release } from "../../src/privacy/release";
import { detectSchema, type Mapping } from "../../src/rows/schema";
import { RowStore } from "../../src/rows/store";

/** Rows, and views of them, as attacks on the engine write them down. */
export type Row = readonly (string | number)[];

export const people = (count: number, row: (i: number) => Row): Row[] =>
  Array.from({ length: count }, (_, i) => row(i));

export const ofPeople = (names: readonly string[], rows: readonly Row[]): RowStore =>
  storeOf(names, rows, { person: "PersonId" });

export function storeOf(names: readonly string[], rows: readonly Row[], mapping: Mapping): RowStore {
  const store = new RowStore(detectSchema(names, { rows }, mapping).schema);
  store.append({ rows });
  store.finish();
  return store;
}

/** A total of "Hours" with those of the margins, unless asked otherwise. */
export const view = (asked: Partial<View>): View => ({
  metric: "Hours",
  measure: { kind: "total" },
  by: null,
  series: null,
  over: "none",
  filter: {},
  totals: { groups: true, periods: false },
  ...asked,
});

/** Cells that are shown. */
export const shown = ({ cells }: Release): number => cells.filter(({ status }) => status === "shown").length;
