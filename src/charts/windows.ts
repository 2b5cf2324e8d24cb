import type { ReleaseCell } from "../privacy/release";
import { isShown } from "./cells";

/** The values of cells in a row; null where a cell is not shown. */
export function valuesOf(cells: readonly (ReleaseCell | undefined)[]): readonly (number | null)[] {
  return cells.map((cell) => (isShown(cell) ? cell.value : null));
}

/**
 * Mean of the last `span` values at each place, from shown values alone: null unless all of them are shown
 * (the rule "windows" of the privacy model). A span of 1 gives the values back.
 */
export function trailingMean(values: readonly (number | null)[], span: number): readonly (number | null)[] {
  return values.map((_, end) => {
    const window = values.slice(Math.max(0, end - span + 1), end + 1);
    const known = window.filter((value) => value !== null);
    if (window.length < span || known.length < span) return null;
    return known.reduce((sum, value) => sum + value, 0) / span;
  });
}

/** Difference from the value before; null unless both are shown. */
export function changes(values: readonly (number | null)[]): readonly (number | null)[] {
  return values.map((value, index) => {
    const before = index === 0 ? null : (values[index - 1] ?? null);
    return value === null || before === null ? null : value - before;
  });
}
