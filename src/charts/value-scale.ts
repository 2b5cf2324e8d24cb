import { nice, ticks } from "d3-array";
import type { ChartOptions } from "./options";

/** Pairs of ends: of values, or of pixels. */
type Ends = readonly [number, number];

/** Values to pixels, in a straight line. */
export interface ValueScale {
  (value: number): number;
  readonly domain: Ends;
  readonly range: Ends;
  /** Round values on the way, about so many. */
  ticks(count: number): readonly number[];
  /** The same values onto other pixels. */
  onto(range: Ends): ValueScale;
}

function linear(domain: Ends, range: Ends, clamped: boolean): ValueScale {
  const [from, to] = domain;
  const scale = (value: number): number => {
    const inside = clamped ? Math.min(to, Math.max(from, value)) : value;
    const way = (inside - from) / (to - from);
    return range[0] * (1 - way) + range[1] * way;
  };
  return Object.assign(scale, {
    domain,
    range,
    ticks: (count: number) => ticks(from, to, count),
    onto: (other: Ends) => linear(domain, other, clamped),
  });
}

/** Values to pixels. A bar's scale always holds zero; a line's only where zero is near. */
export function valueScale(
  values: readonly number[],
  range: Ends,
  options: ChartOptions,
  fromZero: boolean,
): ValueScale {
  const { start, end, show } = options.valueAxis;
  const low = Math.min(...values);
  const high = Math.max(...values);
  const known = values.length > 0 && Number.isFinite(low) && Number.isFinite(high);
  const nearZero = fromZero || (low > 0 && low < (high - low) * 1.5);
  const from = known ? (nearZero ? Math.min(0, low) : low) : 0;
  const to = known ? (fromZero ? Math.max(0, high) : high) : 1;
  // One value everywhere lies in the middle, between zero and twice as much.
  const around: Ends = to < 0 ? [2 * to, 0] : [0, 2 * to || 1];
  const plain: Ends = from === to ? around : [from, to];
  const round = show ? nice(...plain, tickCount(range)) : plain;
  const wanted: Ends = [start ?? round[0], end ?? round[1]];
  return wanted[0] < wanted[1] ? linear(wanted, range, true) : linear(round, range, false);
}

/** A tick about every 80 pixels. */
export function tickCount(range: Ends): number {
  return Math.max(2, Math.min(8, Math.round(Math.abs(range[1] - range[0]) / 80)));
}
