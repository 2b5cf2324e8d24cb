import { rmSync } from "node:fs";
import { mkdir, mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { onInterrupt } from "./interrupt";

/** An embedded database that lives in memory. */
export interface Duck {
  readonly connection: DuckDBConnection;
  close(): void;
}

/**
 * Opens DuckDB in memory. It installs and loads no extension by itself, and spills nothing to disk unless
 * `temp` names a folder; past its memory limit a query then fails instead.
 * @param temp folder for DuckDB's temporary files, which hold rows: they stand in a folder of their own that only the
 * owner may read, and go with it.
 */
export async function openDuck(temp?: string): Promise<Duck> {
  const spill = temp === undefined ? undefined : await spillFolder(temp);
  const instance = await DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    temp_directory: spill?.path ?? "",
    preserve_insertion_order: "false",
  });
  const connection = await instance.connect();
  return {
    connection,
    close: () => {
      connection.closeSync();
      instance.closeSync();
      spill?.remove();
    },
  };
}

/** Taken away by `remove`, or when the user stops the command. */
async function spillFolder(parent: string): Promise<{ readonly path: string; remove(): void }> {
  await mkdir(parent, { recursive: true });
  const path = await mkdtemp(join(parent, "quorum-"));
  const take = (): void => {
    rmSync(path, { recursive: true, force: true });
  };
  const forget = onInterrupt(take);
  return {
    path,
    remove: () => {
      take();
      forget();
    },
  };
}

/** A name of a column or table in SQL. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text in SQL. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
