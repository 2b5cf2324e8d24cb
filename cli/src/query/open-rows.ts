import { expandFiles } from "../input/files";
import { openTable } from "../input/open";
import type { InputOptions, Table } from "../input/table";
import { InputError } from "../shared/errors";
import { cardFile, hasBaseColumns, readCard } from "../shared/safe-base-card";

/**
 * Opens the rows of a query. A safe base has sums and numbers of people in place of persons: read as rows, or as rows
 * that were aggregated, it would give wrong numbers.
 * @throws InputError for a safe base, known by its card or, where that is lost, by its columns; Refusal when it was
 * changed since.
 */
export async function openRows(patterns: readonly string[], options: InputOptions): Promise<Table> {
  for (const file of await expandFiles(patterns)) {
    if ((await readCard(file)) === undefined) continue;
    throw new InputError(
      "This is a safe base: it holds no persons, and is protected already.",
      "Load it into Power BI or push it (quorum service push); name the query's own file here.",
      { file },
    );
  }
  const table = await openTable(patterns, options);
  if (!hasBaseColumns(table.columns)) return table;
  throw new InputError(
    `It has the columns of a safe base, which is protected already, but not its card (${cardFile(table.name)}).`,
    "Name the query's own file here, and keep the card beside the base; if it is something else, rename its columns.",
    { file: table.name },
  );
}
