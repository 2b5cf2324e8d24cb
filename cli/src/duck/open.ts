import { openFile } from "../input/open";
import type { InputOptions } from "../input/table";
import { openDuck } from "../shared/duckdb";
import { InputError } from "../shared/errors";
import type { Schema } from "../../../src/engine";
import { planFiles } from "./file-plan";
import { importRows, isOutOfMemory, type Imported } from "./import-rows";
import { NotForDuck } from "./not-for-duck";
import { DuckSource } from "./source";

/** A query that lives in DuckDB. */
export interface DuckQuery {
  readonly source: DuckSource;
  readonly imported: Imported;
  close(): void;
}

/**
 * Reads files into DuckDB.
 * @returns undefined where they are to be read into memory instead: another encoding, unpivoted or aggregated
 * rows, rows that repeat a person and period with other values, errors that need a line to be named.
 * @throws InputError when the memory does not suffice.
 */
export async function openInDuck(
  files: readonly string[],
  schema: Schema,
  options: InputOptions & { readonly temp?: string },
): Promise<DuckQuery | undefined> {
  const plan = await planFiles(files, options);
  if (!plan || !(await sameColumns(files, schema, options))) return undefined;
  const duck = await openDuck(options.temp);
  try {
    const imported = await importRows(duck.connection, plan, schema);
    return {
      source: new DuckSource(duck.connection, imported),
      imported,
      close: () => {
        duck.close();
      },
    };
  } catch (error) {
    duck.close();
    if (error instanceof NotForDuck) return undefined;
    if (isOutOfMemory(error)) {
      throw new InputError("The query is larger than the memory.", "Name a folder for it with --temp.");
    }
    throw error;
  }
}

async function sameColumns(
  files: readonly string[],
  schema: Schema,
  options: InputOptions,
): Promise<boolean> {
  const names = schema.columns.map(({ name }) => name);
  for (const file of files.slice(1)) {
    const table = await openFile(file, options);
    if (table.columns.join("\n") !== names.join("\n")) return false;
  }
  return true;
}
