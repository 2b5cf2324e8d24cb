import type { MetricRange } from "../rows/rows";

/**
 * Many sums at once, each the exactly rounded sum of what was added to it, whatever the order.
 *
 * Every value is cut into two or three parts that are multiples of fixed units, so that adding up the parts
 * is exact in double precision (Rump, Ogita and Oishi's ExtractVector; Demmel and Nguyen's reproducible
 * sums). Where the values' range is too wide for that, Shewchuk's growing expansions are used instead.
 */
export class ExactSums {
  private high: Float64Array;
  private middle: Float64Array;
  private low: Float64Array;
  private readonly coarse: number;
  private readonly fine: number;
  private readonly expansions: Map<number, number[]> | null;

  /** `count` is the most values that any one sum will take, `range` that of the values. */
  constructor(
    private size: number,
    range: Pick<MetricRange, "smallest" | "largest">,
    count: number,
  ) {
    const cuts = cutsFor(range, count);
    [this.coarse = 0, this.fine = 0] = cuts ?? [];
    this.expansions = cuts === null ? new Map() : null;
    this.high = new Float64Array(cuts === null ? 0 : size);
    this.middle = new Float64Array(cuts === null ? 0 : size);
    this.low = new Float64Array(cuts?.length === 2 ? size : 0);
  }

  /** Adds each of the first `count` values, within the range, to the sum at its index; skips NaN and indexes below 0. */
  addAll(indexes: Int32Array, values: Float64Array, count: number): void {
    if (this.expansions !== null) {
      for (let i = 0; i < count; i += 1) {
        const at = indexes[i] ?? -1;
        const value = values[i] ?? NaN;
        if (at >= 0 && !Number.isNaN(value)) this.addExpanding(at, value);
      }
    } else if (this.low.length === 0) this.addInTwo(indexes, values, count);
    else this.addInThree(indexes, values, count);
  }

  private addInTwo(indexes: Int32Array, values: Float64Array, count: number): void {
    const { high, middle, coarse } = this;
    for (let i = 0; i < count; i += 1) {
      const at = indexes[i] ?? -1;
      const value = values[i] ?? NaN;
      if (at < 0 || Number.isNaN(value)) continue;
      const first = value + coarse - coarse;
      high[at] = (high[at] ?? 0) + first;
      middle[at] = (middle[at] ?? 0) + (value - first);
    }
  }

  private addInThree(indexes: Int32Array, values: Float64Array, count: number): void {
    const { high, middle, low, coarse, fine } = this;
    for (let i = 0; i < count; i += 1) {
      const at = indexes[i] ?? -1;
      const value = values[i] ?? NaN;
      if (at < 0 || Number.isNaN(value)) continue;
      const first = value + coarse - coarse;
      const rest = value - first;
      const second = rest + fine - fine;
      high[at] = (high[at] ?? 0) + first;
      middle[at] = (middle[at] ?? 0) + second;
      low[at] = (low[at] ?? 0) + (rest - second);
    }
  }

  /** Adds one finite value within the range. */
  add(at: number, value: number): void {
    if (this.expansions !== null) {
      this.addExpanding(at, value);
      return;
    }
    const { high, middle, low, coarse, fine } = this;
    const first = value + coarse - coarse;
    const rest = value - first;
    const second = low.length === 0 ? rest : rest + fine - fine;
    high[at] = (high[at] ?? 0) + first;
    middle[at] = (middle[at] ?? 0) + second;
    if (low.length > 0) low[at] = (low[at] ?? 0) + (rest - second);
  }

  private addExpanding(at: number, value: number): void {
    const expansion = this.expansions?.get(at) ?? [];
    if (expansion.length === 0) this.expansions?.set(at, expansion);
    grow(expansion, value);
  }

  /** Makes room for sums up to `size`. */
  reserve(size: number): void {
    if (size <= this.size) return;
    this.size = size;
    if (this.expansions !== null) return;
    this.high = lengthened(this.high, size);
    this.middle = lengthened(this.middle, size);
    if (this.fine > 0) this.low = lengthened(this.low, size);
  }

  /** The first `count` sums, rounded once; 0 where nothing was added. */
  values(count = this.size): Float64Array {
    const { expansions, high, middle, low } = this;
    if (expansions !== null) {
      return Float64Array.from({ length: count }, (_, i) => roundExpansion(expansions.get(i) ?? []));
    }
    const sums = high.slice(0, count);
    for (let i = 0; i < count; i += 1) {
      // Both parts are exact: adding them rounds once.
      const two = low.length === 0 || low[i] === 0;
      const parts = [sums[i] ?? 0, middle[i] ?? 0, low[i] ?? 0];
      sums[i] = two ? (sums[i] ?? 0) + (middle[i] ?? 0) : exactSum(parts);
    }
    return sums;
  }
}

function lengthened(array: Float64Array, length: number): Float64Array {
  const copy = new Float64Array(length);
  copy.set(array);
  return copy;
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
 * what it leaves is below 2^(m − 53), and sums of L bits of it leave 51 − L bits to the next part. The last
 * part needs no cut, but its unit has to divide every value. One cut or two; null where three parts are too few.
 */
function cutsFor(
  { smallest, largest }: { smallest: number; largest: number },
  count: number,
): number[] | null {
  if (largest === 0) return [1];
  const countBits = Math.ceil(Math.log2(count + 1)) + 1;
  const first = Math.ceil(Math.log2(largest)) + 3 + countBits;
  const step = 51 - countBits;
  const finest = Math.floor(Math.log2(smallest)) - 1;
  if (step < 1 || first > 1020) return null;
  const cuts = [1.5 * 2 ** first, 1.5 * 2 ** (first - step)];
  for (const parts of [2, 3]) {
    const last = first - (parts - 1) * step;
    if (finest >= last && last >= -1000) return cuts.slice(0, parts - 1);
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
