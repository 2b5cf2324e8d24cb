import type { MetricRange } from "../rows/rows";

/**
 * Many sums at once, each the exactly rounded sum of what was added to it, whatever the order.
 *
 * Every value is cut into two or three parts that are multiples of fixed units, so that adding up the parts
 * is exact in double precision (Rump, Ogita and Oishi's ExtractVector; Demmel and Nguyen's reproducible
 * sums). Where the values' range is too wide for that, Shewchuk's growing expansions are used instead.
 */
export class ExactSums {
  private readonly high: Float64Array;
  private readonly middle: Float64Array;
  private readonly low: Float64Array;
  private readonly cuts: readonly number[] | null;
  private readonly expansions: Map<number, number[]> | null;

  /** `count` is the most values that any one sum will take, `range` that of the values. */
  constructor(
    readonly size: number,
    range: Pick<MetricRange, "smallest" | "largest">,
    count: number,
  ) {
    this.cuts = cutsFor(range, count);
    this.expansions = this.cuts === null ? new Map() : null;
    this.high = new Float64Array(this.cuts === null ? 0 : size);
    this.middle = new Float64Array(this.high.length);
    this.low = new Float64Array(this.cuts?.length === 3 ? size : 0);
  }

  /** Adds a finite value within the range to the sum at `at`. */
  add(at: number, value: number): void {
    const { high, middle, low, expansions } = this;
    if (expansions !== null) {
      let expansion = expansions.get(at);
      if (expansion === undefined) expansions.set(at, (expansion = []));
      grow(expansion, value);
      return;
    }
    const [cut = 0, finer = 0] = this.cuts ?? [];
    const part = value + cut - cut;
    const rest = value - part;
    const finerPart = low.length === 0 ? rest : rest + finer - finer;
    high[at] = (high[at] ?? 0) + part;
    middle[at] = (middle[at] ?? 0) + finerPart;
    if (low.length > 0) low[at] = (low[at] ?? 0) + (rest - finerPart);
  }

  /** Adds each of the first `count` values to the sum at its index; skips NaN and indexes below 0. */
  addAll(indexes: Int32Array, values: Float64Array, count: number): void {
    if (this.expansions !== null) this.addExpanding(indexes, values, count);
    else if (this.low.length === 0) this.addInTwo(indexes, values, count);
    else this.addInThree(indexes, values, count);
  }

  private addInTwo(indexes: Int32Array, values: Float64Array, count: number): void {
    const { high, middle } = this;
    const [cut = 0] = this.cuts ?? [];
    for (let i = 0; i < count; i += 1) {
      const at = indexes[i] ?? -1;
      const value = values[i] ?? NaN;
      if (at < 0 || Number.isNaN(value)) continue;
      const part = value + cut - cut;
      high[at] = (high[at] ?? 0) + part;
      middle[at] = (middle[at] ?? 0) + (value - part);
    }
  }

  private addInThree(indexes: Int32Array, values: Float64Array, count: number): void {
    const { high, middle, low } = this;
    const [cut = 0, finer = 0] = this.cuts ?? [];
    for (let i = 0; i < count; i += 1) {
      const at = indexes[i] ?? -1;
      const value = values[i] ?? NaN;
      if (at < 0 || Number.isNaN(value)) continue;
      const part = value + cut - cut;
      const rest = value - part;
      const finerPart = rest + finer - finer;
      high[at] = (high[at] ?? 0) + part;
      middle[at] = (middle[at] ?? 0) + finerPart;
      low[at] = (low[at] ?? 0) + (rest - finerPart);
    }
  }

  private addExpanding(indexes: Int32Array, values: Float64Array, count: number): void {
    for (let i = 0; i < count; i += 1) {
      const at = indexes[i] ?? -1;
      const value = values[i] ?? NaN;
      if (at >= 0 && !Number.isNaN(value)) this.add(at, value);
    }
  }

  /** The sums, rounded once; 0 where nothing was added. */
  values(): Float64Array {
    const { expansions, high, middle, low } = this;
    if (expansions !== null) {
      return Float64Array.from({ length: this.size }, (_, i) => roundExpansion(expansions.get(i) ?? []));
    }
    // Both parts are exact: adding them rounds once.
    if (low.length === 0) return high.map((part, i) => part + (middle[i] ?? 0));
    return high.map((part, i) => exactSum([part, middle[i] ?? 0, low[i] ?? 0]));
  }
}

/** The exactly rounded sum of finite values (Shewchuk 1997; Python's math.fsum). */
export function exactSum(values: ArrayLike<number>): number {
  const partials: number[] = [];
  for (let i = 0; i < values.length; i += 1) grow(partials, values[i] ?? 0);
  return roundExpansion(partials);
}

/**
 * The cuts between the parts: adding a cut and taking it away rounds a value to a multiple of its unit. With L
 * bits for the count and E the exponent of the largest value, the first cut is 1.5 · 2^m with m = E + 2 + L;
 * what it leaves is below 2^(m − 53), and sums of L bits of it leave 51 − L bits to the next. The last cut
 * tells how many parts are needed: its unit has to divide every value. Null where three are too few.
 */
function cutsFor(
  { smallest, largest }: { smallest: number; largest: number },
  count: number,
): number[] | null {
  if (largest === 0) return [1, 1];
  const countBits = Math.ceil(Math.log2(count + 1)) + 1;
  const first = Math.ceil(Math.log2(largest)) + 3 + countBits;
  const step = 51 - countBits;
  const finest = Math.floor(Math.log2(smallest)) - 1;
  if (step < 1 || first > 1020) return null;
  for (const parts of [2, 3]) {
    const last = first - (parts - 1) * step;
    if (finest < last || last < -1000) continue;
    return Array.from({ length: parts }, (_, i) => 1.5 * 2 ** (first - i * step));
  }
  return null;
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
