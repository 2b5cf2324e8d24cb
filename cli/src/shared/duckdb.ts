import { mkdir } from "node:fs/promises";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";

/** An embedded database that lives in memory. */
export interface Duck {
  readonly connection: DuckDBConnection;
  close(): void;
}

/**
 * Opens DuckDB in memory. It installs and loads no extension by itself, and spills nothing to disk unless
 * `temp` names a folder; past its memory limit a query then fails instead.
 * @param temp folder for DuckDB's temporary files.
 */
export async function openDuck(temp?: string): Promise<Duck> {
  if (temp !== undefined) await mkdir(temp, { recursive: true });
  const instance = await DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    temp_directory: temp ?? "",
    preserve_insertion_order: "false",
  });
  const connection = await instance.connect();
  return {
    connection,
    close: () => {
      connection.closeSync();
      instance.closeSync();
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
