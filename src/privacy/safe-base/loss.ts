/** Entropy in bits of a distribution given by counts (Shannon 1948). */
function entropy(counts: Iterable<number>): number {
  const present = [...counts].filter((n) => n > 0);
  const all = present.reduce((sum, n) => sum + n, 0);
  return present.reduce((sum, n) => sum - (n / all) * Math.log2(n / all), 0);
}

/**
 * The share of a column's information that is lost when its values are merged, 0 (nothing) to 1 (all): one
 * minus the entropy of what is left over that of what there was ("non-uniform entropy", Gionis and Tassa 2009).
 */
export function lossOfMerging(
  counts: ReadonlyMap<string, number>,
  publishedAs: (label: string) => string,
): number {
  const before = entropy(counts.values());
  if (before === 0) return 0;
  const merged = new Map<string, number>();
  for (const [label, n] of counts) {
    const published = publishedAs(label);
    merged.set(published, (merged.get(published) ?? 0) + n);
  }
  return Math.max(0, 1 - entropy(merged.values()) / before);
}
