import { estimateText } from "./measure-text";
import { memo } from "./memo";
import type { ChartFormat, ChartOptions } from "./options";
import { LIGHT } from "./style";
import { tickWriter } from "./tick-writer";
import { ENGLISH } from "./words";

/** One decimal, and dates in full, in a language. Dates are UTC, as the query's periods are. */
export function plainFormat(locale = "en-US"): ChartFormat {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
  const signed = new Intl.NumberFormat(locale, { maximumFractionDigits: 1, signDisplay: "exceptZero" });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
  const short = new Intl.DateTimeFormat(locale, { month: "short", day: "numeric", timeZone: "UTC" });
  return {
    value: memo((value) => number.format(value)),
    ticks: tickWriter(locale),
    change: (value) => signed.format(value),
    period: memo((iso) => date.format(new Date(iso))),
    periodTick: memo((iso) => short.format(new Date(iso))),
  };
}

const text = { show: true, title: false, fontSize: 12 } as const;

/** Options of a picture 640 × 400 in English on white. */
export const chartDefaults: ChartOptions = {
  width: 640,
  height: 400,
  kind: "bar",
  id: "quorum",
  title: "",
  groupTitle: "",
  sort: "value",
  descending: true,
  hiddenGroups: "muted",
  categoryAxis: { ...text, maxWidth: 0.4 },
  valueAxis: { ...text, show: false, fontSize: 11, gridlines: true, start: null, end: null },
  labels: { ...text, sizes: true },
  legend: { ...text, position: "auto" },
  reference: null,
  colors: {},
  themeColors: {},
  colorByGroup: false,
  lines: { width: 2, markers: false, multiplesFrom: 6 },
  trailing: 1,
  change: false,
  incomplete: [],
  heat: { scale: "blue", values: true },
  note: true,
  rtl: false,
  locale: "en-US",
  format: plainFormat(),
  style: LIGHT,
  words: ENGLISH,
  measureText: estimateText,
};
