import type { Mask } from "./mask";
import type { Statistics } from "./rules";

/**
 * Complementary suppression among the parts of one known whole. The residual, what is left of the whole when
 * the shown parts are taken away, must be empty or break no rule; while it breaks one, the smallest shown part
 * is hidden too. One hidden part alone would be told exactly, so there are never fewer than two.
 *
 * @param parts numbers of the whole's parts in the mask
 * @param residual statistics of what is left, given the parts that are not shown
 */
export function completeOneDimension(
  mask: Mask,
  parts: readonly number[],
  residual: (hidden: readonly number[]) => Statistics,
  breaks: (statistics: Statistics) => boolean,
): void {
  const people = (cell: number): number => mask.picture.cells[cell]?.statistics.contributors ?? 0;
  const smallestFirst = parts.filter((cell) => people(cell) > 0).sort((a, b) => people(a) - people(b));
  for (;;) {
    const hidden = smallestFirst.filter((cell) => !mask.isShown(cell));
    const left = residual(hidden);
    const alone = hidden.length === 1 && smallestFirst.length > 1;
    if (left.contributors === 0 || (!alone && !breaks(left))) return;
    const next = smallestFirst.find((cell) => mask.isShown(cell));
    if (next === undefined) return;
    mask.hide(next, "complementary");
  }
}
