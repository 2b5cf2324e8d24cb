import type { Space } from "./ledger";
import type { Mask } from "./mask";
import type { Policy } from "./policy";
import { effectiveMinimum, isEnoughFor } from "./rules";

/**
 * Two percentiles of the same people at close levels, such as 50 % and 52 %, tell between which values a few of them
 * are, and at levels close enough what single people have. A block is hidden where an earlier level leaves fewer
 * than k people of a cell strictly between both. Only counts decide.
 */
export function clearLevels(mask: Mask, policy: Policy, { levels }: Space): void {
  const { cells, view } = mask.picture;
  const { measure } = view;
  if (measure.kind !== "percentile") return;
  const k = effectiveMinimum(policy);
  const refused = new Set<number>();
  cells.forEach(({ statistics, block, drawn }, c) => {
    if (!drawn || !mask.isShown(c)) return;
    const { contributors } = statistics;
    for (const earlier of levels)
      if (
        earlier.q !== measure.q &&
        // A level that a cell of so few people was not shown at was not told of these people.
        isEnoughFor(earlier.q, contributors, earlier.k) &&
        peopleBetween(contributors, earlier.q, measure.q) < k
      )
        refused.add(block);
  });
  mask.hideBlocks(refused, "session");
  const { q } = measure;
  if (mask.shownBlocks().size > 0 && !levels.some((earlier) => earlier.q === q && earlier.k <= k))
    levels.push({ q, k });
}

/** Of n people in order of their values those strictly between two quantiles (Hyndman and Fan's type 7). */
function peopleBetween(n: number, q: number, other: number): number {
  const [low, high] = [(n - 1) * Math.min(q, other), (n - 1) * Math.max(q, other)];
  return Math.ceil(high - rounding) - Math.floor(low + rounding) - 1;
}

/** Less than this beside a person's place is that place. */
const rounding = 1e-9;
