import { periodStart } from "../cells/periods";
import type { Over } from "../cells/view";
import { isoDate } from "../rows/dates";

/**
 * ISO dates of periods that are not over: the last one, where the query's own periods do not reach its end.
 * The length of the query's own periods is the smallest step between two of them.
 */
export function incompletePeriods(
  days: readonly number[],
  over: Over,
  weekStart: 0 | 1 | 2 | 3 | 4 | 5 | 6 = 0,
): readonly string[] {
  if (over === "none" || over === "period" || days.length < 2) return [];
  const sorted = [...new Set(days)].sort((a, b) => a - b);
  const last = sorted.at(-1) ?? 0;
  const step = sorted
    .slice(1)
    .reduce((least, day, index) => Math.min(least, day - (sorted[index] ?? day)), Infinity);
  const end = last + step;
  const start = periodStart(last, over, weekStart);
  // Still in the same period after the last of the query's own: days are missing.
  return periodStart(end, over, weekStart) === start ? [isoDate(start)] : [];
}
