/** A number computed from other cells of the same group along the periods. */
export type Derived =
  { readonly kind: "change" } | { readonly kind: "trailing-mean"; readonly periods: number };

/** A derived value and the cells that it rests on. */
export interface DerivedValue {
  /** NaN unless every cell that it rests on has a value. */
  readonly value: number;
  /** Positions on the periods' axis of the cells that it rests on; empty where the axis does not reach. */
  readonly from: readonly number[];
}

/**
 * Derived values along the periods of one group, in the order of the axis; NaN stands for a cell without a
 * value, or one that is hidden: what rests on a hidden cell has no value either.
 *
 * - "change": value − value of the period before on the axis.
 * - "trailing-mean": the plain mean of the values of the last n periods, this one included. It is not the measure
 *   over those periods together, whose people would have to be counted anew.
 *
 * Throws a RangeError for a trailing mean over fewer than two periods or over a fraction of one.
 */
export function derive(values: ArrayLike<number>, derived: Derived): DerivedValue[] {
  const reach = derived.kind === "change" ? 2 : derived.periods;
  if (!Number.isInteger(reach) || reach < 2) {
    throw new RangeError(`A trailing mean takes two periods or more, not ${reach}.`);
  }
  return Array.from({ length: values.length }, (_, position) => {
    if (position + 1 < reach) return { value: NaN, from: [] };
    const from = Array.from({ length: reach }, (_unused, i) => position + 1 - reach + i);
    const read = from.map((at) => values[at] ?? NaN);
    const [before = NaN, now = NaN] = read;
    const value = derived.kind === "change" ? now - before : read.reduce((sum, x) => sum + x, 0) / reach;
    return { value, from };
  });
}
