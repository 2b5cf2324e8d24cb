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
 */
export function layOut(table: Published): Grid {
  const cells = [...table.cells];
  const places = new Map(cells.map((cell, i) => [JSON.stringify(cell.key), i]));
  const place = (key: readonly (string | null)[]): number => {
    const name = JSON.stringify(key);
    const known = places.get(name);
    if (known !== undefined) return known;
    const unlisted = table.marked ? EMPTY : HIDDEN;
    const values = table.metrics.map(() => unlisted);
    const hasCounts = table.cells.some((cell) => cell.count !== undefined);
    cells.push({ key, count: hasCounts ? unlisted : undefined, values });
    places.set(name, cells.length - 1);
    return cells.length - 1;
  };
  const lines = table.cells.flatMap((whole, i) => linesOf(table, whole, i, place));
  return { cells, lines };
}

function linesOf(
  table: Published,
  whole: PublishedCell,
  at: number,
  place: (key: readonly (string | null)[]) => number,
): Line[] {
  return whole.key.flatMap((label, dimension) => {
    const labels = partsOf(table, label, dimension);
    if (labels.length === 0) return [];
    const listed = table.marked || label !== null ? labels : [...labels, NOT_LISTED];
    const parts = listed.map((part) => place(whole.key.map((l, d) => (d === dimension ? part : l))));
    return [{ dimension, whole: at, parts }];
  });
}

/** The labels right under a label: a parent's children, or the top labels under the margin. */
function partsOf(table: Published, label: string | null, dimension: number): string[] {
  const labels = [...new Set(table.cells.map((cell) => cell.key[dimension] ?? null))].filter(
    (l) => l !== null,
  );
  const above = (l: string): readonly string[] => (dimension === 0 ? (table.parents.get(l) ?? []) : []);
  if (label === null) return labels.filter((l) => above(l).length === 0);
  return labels.filter((l) => above(l).includes(label));
}
