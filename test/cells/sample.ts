import type { View } from "../../src/cells/view";
import { detectSchema } from "../../src/rows/schema";
import { RowStore } from "../../src/rows/store";

/** Seven rows: a moves from Level 10 to none, b is in HR, c has no value. `active` adds an IsActive column. */
export function sampleStore(active?: readonly string[]): RowStore {
  const names = ["PersonId", "MetricDate", "Organization", "Level", "Hours"];
  const rows: unknown[][] = [
    ["a", "2024-01-07", "IT", "Level 10", 10],
    ["a", "2024-01-14", "IT", "Level 10", 20],
    ["b", "2024-01-07", "HR", "Level 2", 1],
    ["b", "2024-02-04", "HR", "Level 2", -4],
    ["d", "2024-01-07", "IT", null, 10],
    ["a", "2024-02-04", "IT", null, 30],
    ["c", "2024-01-14", "IT", "Level 2", null],
  ];
  if (active !== undefined) {
    names.push("IsActive");
    rows.forEach((row, i) => row.push(active[i]));
  }
  const store = new RowStore(detectSchema(names, { rows }).schema);
  store.append({ rows });
  store.finish();
  return store;
}

/** Mean of Hours over everything. */
export const sampleView: View = {
  metric: "Hours",
  measure: { kind: "mean" },
  by: null,
  series: null,
  over: "none",
  filter: {},
  totals: { groups: false, periods: false },
};
