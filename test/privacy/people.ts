import { detectSchema } from "../../src/rows/schema";
import { RowStore } from "../../src/rows/store";
import type { View } from "../../src/cells/view";

/** One made-up query row: person, week (0, 1, …), group and hours; more metrics after them. */
export type Row = readonly [person: string, week: number, group: string, hours: number | null, ...number[]];

/** A finished store of such rows. */
export function storeOf(rows: readonly Row[], metrics: readonly string[] = ["Hours"]): RowStore {
  const names = ["PersonId", "MetricDate", "Organization", ...metrics];
  const segment = {
    rows: rows.map(([person, week, ...rest]) => [
      person,
      new Date(Date.UTC(2024, 0, 7 + 7 * week)).toISOString().slice(0, 10),
      ...rest,
    ]),
  };
  const store = new RowStore(detectSchema(names, segment).schema);
  store.append(segment);
  store.finish();
  return store;
}

/** Values between 5 and 15 that differ from person to person. */
export function hoursOf(person: number, week = 0): number {
  return 5 + ((person * 37 + week * 17) % 101) / 10;
}

/** A group of people in the given weeks. */
export function team(group: string, people: number, weeks: readonly number[] = [0]): Row[] {
  return Array.from({ length: people }, (_, i) => i).flatMap((i) =>
    weeks.map((week): Row => [`${group}${i}`, week, group, hoursOf(i, week)]),
  );
}

/** Mean hours per person by organization. */
export const bar: View = {
  metric: "Hours",
  measure: { kind: "mean" },
  by: "Organization",
  series: null,
  over: "none",
  filter: {},
  totals: { groups: false, periods: false },
};
