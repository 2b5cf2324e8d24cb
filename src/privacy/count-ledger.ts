import type { Space } from "./ledger";
import type { Mask } from "./mask";
import type { Policy } from "./policy";
import { effectiveMinimum } from "./rules";

/**
 * The session's memory for input that is already aggregated. Of the same group and period a later picture may
 * differ by nobody or by at least k people: less, and the difference of both speaks for a few. Members who are
 * exchanged, and people shared by groups of other attributes, cannot be seen in counts.
 */
export function clearCounts(mask: Mask, policy: Policy, { counts }: Space): void {
  const k = effectiveMinimum(policy);
  const { view, cells } = mask.picture;
  cells.forEach((cell, c) => {
    if (!mask.isShown(c) || !cell.drawn) return;
    const key = JSON.stringify([view.by, view.series, view.over, cell.place]);
    const before = counts.get(key) ?? [];
    const people = cell.statistics.contributors;
    if (before.some((n) => n !== people && Math.abs(n - people) < k)) mask.hide(c, "session");
    else if (!before.includes(people)) counts.set(key, [...before, people]);
  });
}
