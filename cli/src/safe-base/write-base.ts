import { extname } from "node:path";
import { stringify } from "csv-stringify/sync";
import type { SafeBase } from "../../../src/engine";
import { openDuck, sqlName, sqlText } from "../shared/duckdb";
import { forSpreadsheet } from "../shared/escape";
import { safeBaseColumns, writeCard } from "../shared/safe-base-card";
import { writeBeside, writeWhole } from "../shared/whole-file";

type Row = readonly (string | number)[];

/** Writes a safe base's table, CSV or Parquet by its name, and its card beside it. */
export async function writeBase(file: string, base: SafeBase): Promise<void> {
  const rows = base.rows.map((row): Row => [
    row.period,
    ...row.labels,
    ...row.metrics.flatMap(({ sum, n }) => [sum, n]),
  ]);
  if (extname(file).toLowerCase() === ".parquet") await writeParquet(file, base, rows);
  else await writeWhole(file, csv(base, rows));
  await writeCard(file, base);
}

function csv(base: SafeBase, rows: readonly Row[]): string {
  const head = safeBaseColumns(base).map(({ name }) => name);
  return stringify([head, ...rows.map((row) => row.map((field) => forSpreadsheet(field)))], {
    record_delimiter: "\n",
  });
}

async function writeParquet(file: string, base: SafeBase, rows: readonly Row[]): Promise<void> {
  const types = { period: "DATE", attribute: "VARCHAR", sum: "DOUBLE", people: "BIGINT" };
  const columns = safeBaseColumns(base);
  const duck = await openDuck();
  try {
    const declared = columns.map(({ name, role }) => `${sqlName(name)} ${types[role]}`).join(", ");
    await duck.connection.run(`CREATE TABLE base (${declared})`);
    const places = columns.map(({ role }, i) =>
      role === "period" ? `$${i + 1}::VARCHAR::DATE` : `$${i + 1}`,
    );
    const insert = await duck.connection.prepare(`INSERT INTO base VALUES (${places.join(", ")})`);
    for (const row of rows) {
      row.forEach((field, i) => {
        if (typeof field === "number") insert.bindDouble(i + 1, field);
        else insert.bindVarchar(i + 1, field);
      });
      await insert.run();
    }
    await writeBeside(file, async (unfinished) => {
      await duck.connection.run(`COPY base TO ${sqlText(unfinished)} (FORMAT parquet, COMPRESSION zstd)`);
    });
  } finally {
    duck.close();
  }
}
