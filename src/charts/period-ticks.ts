import type { ChartOptions } from "./options";

const DAY = 86_400_000;

/** Days since 1970 of an ISO date. */
export function dayOf(iso: string): number {
  return Math.round(Date.parse(iso) / DAY);
}

/** Which periods get a name on the axis: evenly, as many as fit without touching. */
export function periodTicks(
  periods: readonly string[],
  xs: readonly number[],
  options: ChartOptions,
): readonly number[] {
  const size = options.categoryAxis.fontSize;
  const widest =
    Math.max(0, ...periods.map((iso) => options.measureText(options.format.periodTick(iso), size))) * 1.3 +
    10;
  const first = xs[0] ?? 0;
  const last = xs.at(-1) ?? first;
  const apart = Math.abs(last - first) / Math.max(1, periods.length - 1);
  const step = apart === 0 ? periods.length : Math.max(1, Math.ceil(widest / apart));
  return periods.map((_, index) => index).filter((index) => index % step === 0);
}
