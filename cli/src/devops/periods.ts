import { InputError } from "../shared/errors";

const DAY = 86_400_000;
export const WEEKDAYS = [
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
] as const;

/** The periods that activity is counted in: first days in order, each ending where the next (or `end`) begins. */
export interface Periods {
  /** ISO dates. */
  readonly starts: readonly string[];
  /** First day after the last period, ISO. */
  readonly end: string;
}

/** Weeks from the first `weekday` on or before `from` to the one that holds `to`, both inclusive. */
export function weeksBetween(weekday: number, from: string, to: string): Periods {
  const first = dayOf(from);
  const back = (new Date(first).getUTCDay() - weekday + 7) % 7;
  const starts: string[] = [];
  let start = first - back * DAY;
  for (; start <= dayOf(to); start += 7 * DAY) starts.push(isoOf(start));
  return { starts, end: isoOf(start) };
}

/**
 * Periods as a query has them: its own dates, so that a week begins where MetricDate begins it. Their length is
 * the shortest distance between two of them (a day, a week, a month); a gap in the dates stays a gap.
 * @param dates ISO dates in any order, repeated or not.
 * @throws InputError when there are none in the range.
 */
export function periodsOf(dates: Iterable<string>, from: string, to: string): readonly Period[] {
  const all = [...new Set(dates)].sort();
  const days = all.map(dayOf);
  const gaps = days.slice(1).map((day, i) => (day - (days[i] ?? day)) / DAY);
  const shortest = gaps.length > 0 ? Math.min(...gaps) : 7;
  const periods = all
    .filter((start) => start >= from && start <= to)
    .map((start) => ({ start, end: endOf(start, shortest) }));
  if (periods.length === 0) {
    throw new InputError(
      `The rows have no date from ${from} to ${to}.`,
      "Give --from and --to within the query.",
    );
  }
  return periods;
}

/** One period: first day, and first day after it. */
export interface Period {
  readonly start: string;
  readonly end: string;
}

/** As a list of periods with their ends. */
export function asList({ starts, end }: Periods): readonly Period[] {
  return starts.map((start, i) => ({ start, end: starts[i + 1] ?? end }));
}

function endOf(start: string, shortest: number): string {
  if (shortest < 28) return isoOf(dayOf(start) + shortest * DAY);
  const date = new Date(dayOf(start));
  const months = shortest < 59 ? 1 : shortest < 150 ? 3 : 12;
  return isoOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, date.getUTCDate()));
}

/**
 * Which period an instant is in, by the calendar of a time zone; undefined when it is in none.
 * @param instant ISO date and time, in UTC or with an offset.
 */
export function periodFinder(
  periods: readonly Period[],
  timeZone: string,
): (instant: string) => Period | undefined {
  const calendar = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return (instant) => {
    const time = Date.parse(instant);
    if (Number.isNaN(time)) return undefined;
    const day = calendar.format(time);
    let [low, high] = [0, periods.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const period = periods[middle];
      if (period === undefined) return undefined;
      if (day < period.start) high = middle - 1;
      else if (day >= period.end) low = middle + 1;
      else return period;
    }
    return undefined;
  };
}

/**
 * Instants between which everything of the periods lies, in any time zone: a day is left at both ends.
 */
export function spanOf(periods: readonly Period[]): { readonly from: string; readonly to: string } {
  const first = periods[0]?.start ?? "";
  const last = periods.reduce((latest, period) => (period.end > latest ? period.end : latest), "");
  return {
    from: new Date(dayOf(first) - DAY).toISOString(),
    to: new Date(dayOf(last) + DAY).toISOString(),
  };
}

/** Throws an InputError for a time zone that the machine does not know. */
export function checkTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
  } catch {
    throw new InputError(`"${timeZone}" is no time zone.`, "Give one such as Europe/Berlin or UTC.");
  }
}

function dayOf(iso: string): number {
  return Date.parse(`${iso}T00:00:00Z`);
}

function isoOf(day: number): string {
  return new Date(day).toISOString().slice(0, 10);
}
