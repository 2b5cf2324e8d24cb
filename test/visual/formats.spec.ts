import { periodNames } from "../../src/visual/date-format";
import { numberWriter, readPattern } from "../../src/visual/number-format";
import { incompletePeriods } from "../../src/visual/periods";
import { dayNumber } from "../../src/rows/dates";

const write = (format: string | undefined, value: number, locale = "en-US", decimals = 1): string => {
  const pattern = readPattern(format);
  return numberWriter(pattern, pattern.decimals ?? decimals, locale)(value);
};

describe("number formats of the model", () => {
  const cases: readonly (readonly [string | undefined, number, string, string?])[] = [
    [undefined, 1234.56, "1,234.6"],
    ["General Number", 2, "2.0"],
    ["0", 12.7, "13"],
    ["0.00", 1234.5, "1234.50"],
    ["#,0.0", 1234.56, "1,234.6"],
    ["#,0.0", 1234.56, "1.234,6", "de-DE"],
    ["0.0%;-0.0%;0.0%", 0.123, "12.3%"],
    ["0 %", 0.5, "50%"],
    ["\\$#,0;(\\$#,0)", 1500, "$1,500"],
    ['0.0" h"', 12.34, "12.3 h"],
    ['"EUR" #,0.00', 5, "EUR 5.00"],
    ["[$-en-US]0.0", 5, "5.0"],
  ];
  for (const [format, value, expected, locale] of cases) {
    it(`writes ${String(value)} as ${String(format)} (${locale ?? "en-US"})`, () => {
      expect(write(format, value, locale)).toBe(expected);
    });
  }
});

describe("names of periods", () => {
  it("follow the model's date format", () => {
    const full = (format: string | undefined) => periodNames("period", format, "en-US").full("2026-03-08");
    expect(full("yyyy-MM-dd")).toBe("2026-03-08");
    expect(full("d/M/yyyy")).toBe("8/3/2026");
    expect(full("MMM yyyy")).toBe("Mar 2026");
    expect(full("dddd, d MMMM yyyy")).toBe("Sunday, 8 March 2026");
    expect(full("Short Date")).toBe("3/8/26");
    expect(full("dd/MM/yyyy HH:mm:ss")).toBe("08/03/2026");
    expect(full("General Date")).toBe("Mar 8, 2026");
    expect(full(undefined)).toBe("Mar 8, 2026");
  });
  it("are those of the rolled-up period", () => {
    expect(periodNames("month", "yyyy-MM-dd", "de").full("2026-03-01")).toBe("März 2026");
    expect(periodNames("quarter", undefined, "en").short("2026-04-01")).toBe("Q2 2026");
    expect(periodNames("year", undefined, "en").short("2026-01-01")).toBe("2026");
  });
});

describe("incomplete periods", () => {
  const weeks = (first: string, count: number) => {
    const [year, month, day] = first.split("-");
    return Array.from({ length: count }, (_, index) => dayNumber(year, month, day) + 7 * index);
  };
  it("marks a month that the weeks do not fill", () => {
    expect(incompletePeriods(weeks("2026-01-04", 7), "month")).toEqual(["2026-02-01"]);
  });
  it("marks nothing where the next week starts another month", () => {
    expect(incompletePeriods(weeks("2026-01-04", 8), "month")).toEqual([]);
  });
  it("cannot tell for periods as they come", () => {
    expect(incompletePeriods(weeks("2026-01-04", 8), "period")).toEqual([]);
  });
});
