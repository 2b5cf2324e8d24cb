import { scaleLinear, type ScaleLinear } from "d3-scale";
import type { ChartOptions } from "./options";

export type ValueScale = ScaleLinear<number, number>;

/** Values to pixels. A bar's scale always holds zero; a line's only where zero is near. */
export function valueScale(
  values: readonly number[],
  range: readonly [number, number],
  options: ChartOptions,
  fromZero: boolean,
): ValueScale {
  const { start, end } = options.valueAxis;
  const low = Math.min(...values);
  const high = Math.max(...values);
  const known = values.length > 0 && Number.isFinite(low) && Number.isFinite(high);
  const nearZero = fromZero || (low > 0 && low < (high - low) * 1.5);
  const from = known ? (nearZero ? Math.min(0, low) : low) : 0;
  const to = known ? (fromZero ? Math.max(0, high) : high) : 1;
  const scale = scaleLinear()
    .domain(from === to ? [from, from + Math.max(1, Math.abs(from))] : [from, to])
    .range(range);
  if (options.valueAxis.show) scale.nice(tickCount(range));
  const [niceFrom = 0, niceTo = 1] = scale.domain();
  const wanted = [start ?? niceFrom, end ?? niceTo] as const;
  return wanted[0] < wanted[1] ? scale.domain(wanted).clamp(true) : scale;
}

/** A tick about every 80 pixels. */
export function tickCount(range: readonly [number, number]): number {
  return Math.max(2, Math.min(8, Math.round(Math.abs(range[1] - range[0]) / 80)));
}
