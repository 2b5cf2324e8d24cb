import type { Over } from "../cells/view";

/** How a period is named: in full, and short for an axis. */
export interface PeriodNames {
  readonly full: (iso: string) => string;
  readonly short: (iso: string) => string;
}

/** Names of periods by how they are rolled up; single dates as the model's format string says. */
export function periodNames(over: Over, format: string | undefined, locale: string): PeriodNames {
  const writer = (options: Intl.DateTimeFormatOptions): ((iso: string) => string) => {
    const intl = new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
    return (iso) => intl.format(new Date(iso));
  };
  switch (over) {
    case "year":
      return { full: writer({ year: "numeric" }), short: writer({ year: "numeric" }) };
    case "quarter":
      return { full: quarter, short: quarter };
    case "month":
      return {
        full: writer({ year: "numeric", month: "long" }),
        short: writer({ year: "2-digit", month: "short" }),
      };
    default: {
      const custom = customWriter(format, locale);
      const full = custom ?? writer({ year: "numeric", month: "short", day: "numeric" });
      return { full, short: custom ?? writer({ month: "short", day: "numeric" }) };
    }
  }
}

function quarter(iso: string): string {
  const month = Number(iso.slice(5, 7));
  return `Q${String(Math.ceil(month / 3))} ${iso.slice(0, 4)}`;
}

const STANDARD: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  d: { dateStyle: "short" },
  "short date": { dateStyle: "short" },
  D: { dateStyle: "full" },
  "long date": { dateStyle: "full" },
};

/** A format of the model with its time of day left out; null where it has no date in it. */
function customWriter(format: string | undefined, locale: string): ((iso: string) => string) | null {
  if (format === undefined) return null;
  const standard = STANDARD[format] ?? STANDARD[format.toLowerCase()];
  if (standard) {
    const intl = new Intl.DateTimeFormat(locale, { ...standard, timeZone: "UTC" });
    return (iso) => intl.format(new Date(iso));
  }
  const pattern = format.replace(/[\s,T]*[hH]{1,2}:.*$/, "").replace(/[%\\]/g, "");
  if (!/y/.test(pattern) || !/^([dMy]|[^a-zA-Z]|"[^"]*")+$/.test(pattern)) return null;
  return (iso) =>
    pattern.replace(
      /"([^"]*)"|d+|M+|y+/g,
      (token, quoted: string | undefined) => quoted ?? datePart(token, iso, locale),
    );
}

function datePart(token: string, iso: string, locale: string): string {
  const date = new Date(iso);
  const part = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(date);
  const [year = "", month = "", day = ""] = iso.slice(0, 10).split("-");
  switch (token[0]) {
    case "y":
      return token.length <= 2 ? year.slice(2) : year;
    case "M":
      return token.length <= 2
        ? month.slice(month.startsWith("0") && token.length === 1 ? 1 : 0)
        : part({ month: token.length === 3 ? "short" : "long" });
    default:
      return token.length <= 2
        ? day.slice(day.startsWith("0") && token.length === 1 ? 1 : 0)
        : part({ weekday: token.length === 3 ? "short" : "long" });
  }
}
