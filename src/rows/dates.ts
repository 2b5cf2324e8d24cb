import type { ProblemLog } from "./problems";

/** Which number of a date such as 3/4/2024 is the month. */
export type DateOrder = "month-first" | "day-first";

/** A date with two numbers of which either may be the month. */
interface OpenDate {
  readonly code: number;
  readonly first: number;
  readonly second: number;
  readonly year: number;
}

/** Code of a date that is missing. */
export const NO_DATE = -1;
/** Code of a date that cannot be read. */
export const UNREADABLE_DATE = -2;

const DAY = 86_400_000;
const ISO = /^(\d{4})[-/](\d{1,2})(?:[-/](\d{1,2}))?(?:[T ].*)?$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
const DOTTED = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[T ,].*)?$/;
const SLASHED = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:[T ,].*)?$/;

/**
 * Period codes for dates, dense from 0 in order of first appearance.
 *
 * Reads Date objects (at UTC midnight by their UTC date, otherwise by their local date, which is how Power
 * BI hands dates over), milliseconds since 1970, `yyyy-mm-dd` with or without a time, `yyyy/mm/dd`, `yyyy-mm`
 * (its first day), `yyyymmdd`, `dd.mm.yyyy`, and `m/d/yyyy` or `d/m/yyyy`. Which of the last two is decided
 * from the whole column: a number above 12, or a day that a month does not have, settles it; where nothing
 * does, `settle` says that the dates are ambiguous.
 */
export class Dates {
  /** Days since 1970-01-01 of each code. Of ambiguous dates only after `settle`. */
  readonly days: number[] = [];
  private readonly codeOfRaw = new Map<unknown, number>();
  private readonly codeOfTime = new Map<number, number>();
  private readonly codeOfDay = new Map<number, number>();
  private readonly codeOfOpen = new Map<string, number>();
  private readonly open: OpenDate[] = [];
  private dayFirst: boolean;
  private monthFirst: boolean;

  constructor(order: DateOrder | null = null) {
    this.dayFirst = order !== "month-first";
    this.monthFirst = order !== "day-first";
  }

  /** Codes of `count` values from `offset` on, written to `out` from 0. */
  read(values: ArrayLike<unknown>, offset: number, count: number, out: Int32Array): void {
    const known = this.codeOfRaw;
    let last: unknown = null;
    let lastCode = NO_DATE;
    let repeats = false;
    for (let i = 0; i < count; i += 1) {
      const value = values[offset + i];
      // In rows sorted by date, comparing with the row before is quicker than looking up.
      if (!repeats || value !== last) {
        const code = known.get(value) ?? this.learn(value);
        repeats = code === lastCode;
        lastCode = code;
        last = value;
      }
      out[i] = lastCode;
    }
  }

  /** Decides what is still open, and puts down what cannot be decided. */
  settle(column: string, log: ProblemLog): void {
    if (this.open.length === 0) return;
    if (this.codeOfDay.size > 0) log.add("mixed-dates", column);
    if (!this.dayFirst && !this.monthFirst) log.add("contradictory-dates", column);
    const differs = this.open.some((date) => date.first !== date.second);
    if (this.dayFirst && this.monthFirst && differs) log.add("ambiguous-dates", column);
  }

  private learn(value: unknown): number {
    if (value instanceof Date) return this.codeOfTime.get(value.getTime()) ?? this.learnDate(value);
    const code = this.codeOf(value);
    if (typeof value !== "object" || value === null) this.codeOfRaw.set(value, code);
    return code;
  }

  private learnDate(value: Date): number {
    const code = this.codeOfDayNumber(dayOfDate(value));
    this.codeOfTime.set(value.getTime(), code);
    return code;
  }

  private codeOf(value: unknown): number {
    if (value === null || value === undefined) return NO_DATE;
    if (typeof value === "number") return Number.isNaN(value) ? NO_DATE : this.codeOfNumber(value);
    if (typeof value === "bigint") return this.codeOfNumber(Number(value));
    return typeof value === "string" ? this.codeOfText(value.trim()) : UNREADABLE_DATE;
  }

  /** A number is a date when it can be yyyymmdd, or milliseconds later than 1973. */
  private codeOfNumber(value: number): number {
    if (Number.isInteger(value) && value >= 19000101 && value <= 29991231)
      return this.codeOfText(String(value));
    return Math.abs(value) >= 1e11 && Math.abs(value) <= 8.64e15
      ? this.codeOfDayNumber(Math.floor(value / DAY))
      : UNREADABLE_DATE;
  }

  private codeOfText(text: string): number {
    if (text === "") return NO_DATE;
    const iso = ISO.exec(text) ?? COMPACT.exec(text);
    if (iso !== null) return this.codeOfDayNumber(dayNumber(iso[1], iso[2], iso[3] ?? "1"));
    const dotted = DOTTED.exec(text);
    if (dotted !== null) return this.codeOfDayNumber(dayNumber(dotted[3], dotted[2], dotted[1]));
    const slashed = SLASHED.exec(text);
    return slashed === null ? UNREADABLE_DATE : this.codeOfOpenDate(slashed[1], slashed[2], slashed[3]);
  }

  private codeOfDayNumber(day: number): number {
    if (Number.isNaN(day)) return UNREADABLE_DATE;
    let code = this.codeOfDay.get(day);
    if (code === undefined) {
      code = this.days.push(day) - 1;
      this.codeOfDay.set(day, code);
    }
    return code;
  }

  private codeOfOpenDate(first = "", second = "", year = ""): number {
    const asDayFirst = dayNumber(year, second, first);
    const asMonthFirst = dayNumber(year, first, second);
    if (Number.isNaN(asDayFirst) && Number.isNaN(asMonthFirst)) return UNREADABLE_DATE;
    const key = `${Number(first)}/${Number(second)}/${year}`;
    let code = this.codeOfOpen.get(key);
    if (code === undefined) {
      code = this.days.push(NaN) - 1;
      this.codeOfOpen.set(key, code);
      this.open.push({ code, first: Number(first), second: Number(second), year: Number(year) });
      this.dayFirst &&= !Number.isNaN(asDayFirst);
      this.monthFirst &&= !Number.isNaN(asMonthFirst);
      this.decide();
    }
    return code;
  }

  /** Gives every open date its day by what is known so far. */
  private decide(): void {
    for (const { code, first, second, year } of this.open) {
      const [day, month] = this.dayFirst ? [first, second] : [second, first];
      this.days[code] = Date.UTC(year, month - 1, day) / DAY;
    }
  }
}

/** Days since 1970-01-01 of a calendar date; NaN where there is no such day. */
export function dayNumber(year = "", month = "", day = ""): number {
  const [y, m, d] = [Number(year), Number(month) - 1, Number(day)];
  const date = new Date(Date.UTC(y, m, d));
  const exists = date.getUTCFullYear() === y && date.getUTCMonth() === m && date.getUTCDate() === d;
  return exists ? date.getTime() / DAY : NaN;
}

/** `yyyy-mm-dd` of days since 1970-01-01. */
export function isoDate(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

/** Days since 1970-01-01 of a Date: its UTC date at UTC midnight, else its local date. NaN for an invalid one. */
function dayOfDate(date: Date): number {
  const time = date.getTime();
  if (time % DAY === 0) return time / DAY;
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY;
}
