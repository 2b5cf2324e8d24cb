import type { CellSource } from "../cells/cell-source";
import { isoDay, periodStart } from "../cells/periods";
import type { View } from "../cells/view";
import type { Space } from "./ledger";
import type { Mask } from "./mask";
import type { Policy } from "./policy";
import { effectiveMinimum } from "./rules";

/**
 * The session's memory for input that is already aggregated. Of the same group and days a later picture may
 * differ by nobody or by at least k people: less, and the difference of both speaks for a few. Members who are
 * exchanged, and people shared by groups of other attributes, cannot be seen in counts.
 */
export function clearCounts(source: CellSource, mask: Mask, policy: Policy, { counts }: Space): void {
  const k = effectiveMinimum(policy);
  const { view, cells } = mask.picture;
  const days = daysOf(source, view);
  const refused = new Set<number>();
  cells.forEach((cell, c) => {
    if (!mask.isShown(c) || cell.statistics.contributors === 0) return;
    // Everybody's total is the same number whatever the groups beside it are.
    const by = cell.place.group === null ? null : view.by;
    const series = cell.place.series === null ? null : view.series;
    const key = JSON.stringify([by, series, cell.place.group, cell.place.series, days(cell.place.period)]);
    const before = counts.get(key) ?? [];
    const people = cell.statistics.contributors;
    if (before.some((n) => n !== people && Math.abs(n - people) < k)) refused.add(cell.block);
    else if (!before.includes(people)) counts.set(key, [...before, people]);
  });
  mask.hideBlocks(refused, "session");
}

const DAY = 86_400_000;

/** First and last day with rows of a period, however it is rolled up and called. */
function daysOf(source: CellSource, view: View): (period: string | null) => readonly (string | undefined)[] {
  const { over, weekStart } = view;
  const days = source.cells({ ...view, over: "period" }, { by: null, series: null, over: "period" }).periods;
  const within = new Map<string | null, string[]>([[null, [...days]]]);
  if (over !== "none")
    for (const day of days) {
      const start = isoDay(periodStart(Date.parse(day) / DAY, over, weekStart));
      within.set(start, [...(within.get(start) ?? []), day]);
    }
  return (period) => {
    const own = within.get(period) ?? [];
    return [own[0], own.at(-1)];
  };
}
