import { refuseManyCells } from "./not-published";
import type { Known, Published, PublishedCell } from "./published";

/** The label of everything that the table does not list but its wholes contain. */
export const NOT_LISTED = "(not listed)";

/** A sum of cells that stands in the table: parts along one dimension, and their whole. */
export interface Line {
  readonly dimension: number;
  readonly whole: number;
  readonly parts: readonly number[];
}

/** Every cell that exists or may exist, and the lines in which they stand. */
export interface Grid {
  readonly cells: readonly PublishedCell[];
  readonly lines: readonly Line[];
}

const HIDDEN: Known = { state: "hidden" };
const EMPTY: Known = { state: "empty" };

/**
 * Lays the table out: what is not listed is empty where hidden cells are marked, and may be anything where they
 * are left out.
 * @throws InputError when bounded and the cells are too many.
 */
export function layOut(table: Published, bounded = false): Grid {
  const cells = [...table.cells];
  const places = new Map(cells.map((cell, i) => [JSON.stringify(cell.key), i]));
  const place = (key: readonly (string | null)[]): number => {
    const name = JSON.stringify(key);
    const known = places.get(name);
    if (known !== undefined) return known;
    const unlisted = table.marked ? EMPTY : HIDDEN;
    const values = table.metrics.map(() => unlisted);
    const hasCounts = table.cells.some((cell) => cell.count !== undefined);
    if (bounded) refuseManyCells(cells.length + 1);
    cells.push({ key, count: hasCounts ? unlisted : undefined, values });
    places.set(name, cells.length - 1);
    return cells.length - 1;
  };
  const parts = partsFinder(table);
  const lines = table.cells.flatMap((whole, i) => linesOf(table, whole, i, place, parts));
  return { cells, lines };
}

function linesOf(
  table: Published,
  whole: PublishedCell,
  at: number,
  place: (key: readonly (string | null)[]) => number,
  partsOf: PartsOf,
): Line[] {
  return whole.key.flatMap((label, dimension) => {
    const labels = partsOf(label, dimension);
    if (labels.length === 0) return [];
    const listed = table.marked || label !== null ? labels : [...labels, NOT_LISTED];
    const parts = listed.map((part) => place(whole.key.map((l, d) => (d === dimension ? part : l))));
    return [{ dimension, whole: at, parts }];
  });
}

type PartsOf = (label: string | null, dimension: number) => readonly string[];

/** Finds the labels right under a label: a parent's children, or the top labels under the margin. */
function partsFinder(table: Published): PartsOf {
  const found = table.dimensions.map((_, dimension) => {
    const under = new Map<string | null, string[]>();
    for (const label of new Set(table.cells.map((cell) => cell.key[dimension] ?? null))) {
      if (label === null) continue;
      const above = dimension === 0 ? (table.parents.get(label) ?? []) : [];
      for (const whole of above.length === 0 ? [null] : above)
        under.set(whole, [...(under.get(whole) ?? []), label]);
    }
    return under;
  });
  return (label, dimension) => found[dimension]?.get(label) ?? [];
}
