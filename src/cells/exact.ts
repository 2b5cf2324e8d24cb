import type { MetricRange } from "../rows/rows";

/** More values than this are not added up to one sum. */
const LEVELS = 3;

/**
 * Many sums at once, each the exactly rounded sum of what was added to it, whatever the order.
 *
 * Every value is cut into up to three parts that are multiples of fixed units, so that adding up the parts
 * is exact in double precision (Rump, Ogita and Oishi's ExtractVector; Demmel and Nguyen's reproducible
 * sums). Where the values' range is too wide for that, Shewchuk's growing expansions are used instead.
 */
export class ExactSums {
  private readonly levels: Float64Array;
  private readonly expansions: number[][] | null;
  private readonly cut1: number;
  private readonly cut2: number;
  private readonly cut3: number;

  /** `count` is the most values that any one sum will take, `range` that of the values. */
  constructor(
    readonly size: number,
    range: MetricRange,
    count: number,
  ) {
    const cuts = cutsFor(range, count);
    this.levels = new Float64Array(cuts === null ? 0 : size * LEVELS);
    this.expansions = cuts === null ? Array.from({ length: size }, () => []) : null;
    [this.cut1, this.cut2, this.cut3] = cuts ?? [0, 0, 0];
  }

  /** Adds a finite value within the range to sum `i`. */
  add(i: number, value: number): void {
    if (this.expansions !== null) {
      grow(this.expansions[i] ?? [], value);
      return;
    }
    const { levels } = this;
    const at = i * LEVELS;
    const high = value + this.cut1 - this.cut1;
    const rest = value - high;
    const middle = rest + this.cut2 - this.cut2;
    const low = rest - middle + this.cut3 - this.cut3;
    levels[at] = (levels[at] ?? 0) + high;
    levels[at + 1] = (levels[at + 1] ?? 0) + middle;
    levels[at + 2] = (levels[at + 2] ?? 0) + low;
  }

  /** Sum `i`, rounded once; 0 where nothing was added. */
  value(i: number): number {
    if (this.expansions !== null) return roundExpansion(this.expansions[i] ?? []);
    const at = i * LEVELS;
    const { levels } = this;
    return exactSum([levels[at] ?? 0, levels[at + 1] ?? 0, levels[at + 2] ?? 0]);
  }
}

/** The exactly rounded sum of finite values (Shewchuk 1997; Python's math.fsum). */
export function exactSum(values: ArrayLike<number>): number {
  const partials: number[] = [];
  for (let i = 0; i < values.length; i += 1) grow(partials, values[i] ?? 0);
  return roundExpansion(partials);
}

/**
 * Units of the three parts, as numbers that round a value to a multiple of the unit when they are added and
 * taken away; null where three parts cannot hold every bit. With L bits for the count and E the exponent of
 * the largest value, a cut is 1.5 · 2^m with m = E + 2 + L; what it leaves is below 2^(m − 53).
 */
function cutsFor({ smallest, largest }: MetricRange, count: number): [number, number, number] | null {
  if (largest === 0) return [1, 1, 1];
  const countBits = Math.ceil(Math.log2(count + 1)) + 1;
  const first = Math.ceil(Math.log2(largest)) + 3 + countBits;
  const step = 51 - countBits;
  const last = first - 2 * step;
  if (step < 1 || first > 1020 || Math.floor(Math.log2(smallest)) - 1 < last || last < -1000) return null;
  return [1.5 * 2 ** first, 1.5 * 2 ** (first - step), 1.5 * 2 ** last];
}

/** Adds a value to an expansion: parts that do not overlap, in order of size, with the same exact sum. */
function grow(partials: number[], value: number): void {
  let x = value;
  let kept = 0;
  for (let y of partials) {
    if (Math.abs(x) < Math.abs(y)) [x, y] = [y, x];
    const high = x + y;
    const low = y - (high - x);
    if (low !== 0) {
      partials[kept] = low;
      kept += 1;
    }
    x = high;
  }
  partials.length = kept;
  partials.push(x);
}

/** The nearest double of an expansion, ties to even. */
function roundExpansion(partials: readonly number[]): number {
  let i = partials.length - 1;
  let high = partials[i] ?? 0;
  let low = 0;
  while (i > 0) {
    i -= 1;
    const x = high;
    const y = partials[i] ?? 0;
    high = x + y;
    low = y - (high - x);
    if (low !== 0) break;
  }
  const next = partials[i - 1] ?? 0;
  if (i > 0 && ((low < 0 && next < 0) || (low > 0 && next > 0))) {
    const y = low * 2;
    const x = high + y;
    if (y === x - high) high = x;
  }
  return high;
}
