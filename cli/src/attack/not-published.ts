import { InputError } from "../shared/errors";
import type { Value } from "../input/table";
import { isPersonColumn, isPersonValue } from "../service/person-content";

/** Rows of a table that somebody could have published, with one row a cell; a person query has many more. */
const MOST_ROWS = 50_000;
/** Cells, with those that a table of several dimensions leaves out. */
const MOST_CELLS = 200_000;
/** Hidden cells that hang together: each is two linear programs over all of them. */
const MOST_HIDDEN = 500;

/**
 * Refuses rows of persons.
 * @param rows some of the table's rows, or all.
 * @throws InputError that names the commands for them.
 */
export function refusePersonRows(
  names: readonly string[],
  rows: readonly (readonly Value[])[],
  file: string,
): void {
  const persons =
    names.some((name) => isPersonColumn(name) || /person[ _-]?id$/i.test(name.trim())) ||
    rows.some((row) => row.some((field) => typeof field === "string" && isPersonValue(field)));
  if (persons) throw notPublished(file);
}

/** @throws InputError for more rows than a published table has. */
export function refuseManyRows(count: number, file: string): void {
  if (count > MOST_ROWS) throw notPublished(file);
}

/** @throws InputError where laying the table out would not end. */
export function refuseManyCells(count: number): void {
  if (count <= MOST_CELLS) return;
  throw new InputError(
    `The table has more than ${MOST_CELLS} cells with those that it leaves out.`,
    "Attack it with fewer dimensions.",
  );
}

/** @throws InputError where the linear programs would not end. */
export function refuseManyHidden(count: number): void {
  if (count <= MOST_HIDDEN) return;
  throw new InputError(
    `${count} hidden cells hang together through totals; at most ${MOST_HIDDEN} can be attacked.`,
    "Attack a part of the table: fewer periods or groups.",
  );
}

function notPublished(file: string): InputError {
  return new InputError(
    "This looks like a person query, not a published table:",
    "use quorum inspect or quorum release.",
    { file },
  );
}
