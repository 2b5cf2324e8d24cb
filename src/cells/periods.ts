import type { Over, View } from "./view";

const DAY = 86_400_000;

/**
 * First day of the period that a day falls in, both in days since 1970-01-01.
 * A week starts on `weekStart` (0 = Sunday). "period" gives the day itself.
 */
export function periodStart(
  day: number,
  over: Exclude<Over, "none">,
  weekStart: View["weekStart"] = 0,
): number {
  if (over === "period") return day;
  // 1970-01-01 was a Thursday, day 4 of a week that starts on Sunday.
  if (over === "week") return day - ((((day + 4 - weekStart) % 7) + 7) % 7);
  const date = new Date(day * DAY);
  const month = date.getUTCMonth();
  const first = over === "month" ? month : over === "quarter" ? month - (month % 3) : 0;
  return Date.UTC(date.getUTCFullYear(), first, 1) / DAY;
}

/** `yyyy-mm-dd` of days since 1970-01-01. */
export function isoDay(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}
