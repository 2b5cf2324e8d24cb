import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import type { Writable } from "node:stream";
import type { DuckDBConnection } from "@duckdb/node-api";
import { stringify } from "csv-stringify/sync";
import type { Value } from "../input/table";
import { openDuck, sqlName, sqlText } from "../shared/duckdb";
import { InputError } from "../shared/errors";
import { writeBeside } from "../shared/whole-file";
import type { Reshaped } from "./shapes";

export type Format = "csv" | "parquet" | "ndjson";

/**
 * Writes rows to a file, whole or not at all, or to standard output.
 * @returns the number of rows.
 */
export async function writeTable(table: Reshaped, format: Format, out: string | undefined): Promise<number> {
  if (format === "parquet") {
    if (out === undefined) throw new InputError("Parquet needs a file.", "Add --out <file>.");
    return writeParquet(table, out);
  }
  let rows = 0;
  if (out === undefined) return writeText(table, format, process.stdout);
  await writeBeside(out, async (unfinished) => {
    const stream = createWriteStream(unfinished, { flags: "wx" });
    rows = await writeText(table, format, stream);
    stream.end();
    await finished(stream);
  });
  return rows;
}

async function writeText(table: Reshaped, format: "csv" | "ndjson", stream: Writable): Promise<number> {
  const numbers = new Set(
    table.schema.columns.filter(({ role }) => role === "metric").map(({ index }) => index),
  );
  let rows = 0;
  const put = async (text: string): Promise<void> => {
    if (!stream.write(text)) await once(stream, "drain");
  };
  if (format === "csv") await put(csv([table.columns]));
  for await (const batch of table.batches) {
    rows += batch.rows.length;
    if (format === "csv") await put(csv(batch.rows.map((row) => row.map(text))));
    else
      await put(batch.rows.map((row) => `${JSON.stringify(record(row, table.columns, numbers))}\n`).join(""));
  }
  return rows;
}

function csv(rows: readonly (readonly unknown[])[]): string {
  return stringify([...rows] as unknown[][], { record_delimiter: "\n" });
}

function text(value: Value): string | null {
  if (value instanceof Date) return isoText(value);
  return value === null ? null : String(value);
}

/** A date without its time where that is midnight. */
function isoText(date: Date): string {
  return date.toISOString().replace("T00:00:00.000Z", "");
}

function record(row: readonly Value[], columns: readonly string[], numbers: ReadonlySet<number>): unknown {
  const fields = columns.map((name, i): [string, unknown] => {
    const value = row[i] ?? null;
    const number = numbers.has(i) && typeof value === "string" ? Number(value) : NaN;
    return [name, Number.isFinite(number) ? number : value instanceof Date ? isoText(value) : value];
  });
  return Object.fromEntries(fields);
}

async function writeParquet(table: Reshaped, out: string): Promise<number> {
  const duck = await openDuck();
  try {
    const types = table.columns.map((_, i) =>
      table.schema.columns[i]?.role === "metric" ? "DOUBLE" : "VARCHAR",
    );
    const columns = table.columns.map((name, i) => `${sqlName(name)} ${types[i] ?? ""}`).join(", ");
    await duck.connection.run(`CREATE TABLE rows_ (${columns})`);
    const rows = await append(duck.connection, table, types);
    await writeBeside(out, async (unfinished) => {
      await duck.connection.run(
        `COPY (SELECT ${await typed(duck.connection, table)} FROM rows_ ORDER BY rowid) TO ${sqlText(unfinished)}
          (FORMAT parquet, COMPRESSION zstd)`,
      );
    });
    return rows;
  } finally {
    duck.close();
  }
}

async function append(
  connection: DuckDBConnection,
  table: Reshaped,
  types: readonly string[],
): Promise<number> {
  const appender = await connection.createAppender("rows_");
  let rows = 0;
  for await (const batch of table.batches) {
    batch.rows.forEach((row, r) => {
      types.forEach((type, i) => {
        const value = row[i] ?? null;
        if (value === null) appender.appendNull();
        else if (type === "VARCHAR") appender.appendVarchar(text(value) ?? "");
        else {
          const number = typeof value === "number" ? value : Number(value);
          if (!Number.isFinite(number)) {
            const place = { file: batch.file, line: batch.lines[r] ?? 0 };
            const what = `"${table.columns[i] ?? ""}" is a metric and holds something other than a number.`;
            throw new InputError(what, "Mend the row, or convert to CSV.", place);
          }
          appender.appendDouble(number);
        }
      });
      appender.endRow();
    });
    rows += batch.rows.length;
  }
  appender.closeSync();
  return rows;
}

/** Dates become DATE where every one of them is written as yyyy-mm-dd. */
async function typed(connection: DuckDBConnection, table: Reshaped): Promise<string> {
  const fields: string[] = [];
  for (const [i, name] of table.columns.entries()) {
    const field = sqlName(name);
    const isDate = table.schema.columns[i]?.role === "date" && (await allIso(connection, field));
    fields.push(isDate ? `CAST(${field} AS DATE) AS ${field}` : field);
  }
  return fields.join(", ");
}

async function allIso(connection: DuckDBConnection, field: string): Promise<boolean> {
  const pattern = "'\\d{4}-\\d\\d-\\d\\d'";
  const found = await connection.runAndReadAll(
    `SELECT count(*) FROM rows_ WHERE ${field} IS NOT NULL AND (NOT regexp_full_match(${field}, ${pattern})
      OR TRY_CAST(${field} AS DATE) IS NULL)`,
  );
  return Number(found.getRows()[0]?.[0]) === 0;
}
