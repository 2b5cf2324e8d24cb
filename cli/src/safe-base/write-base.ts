import { extname } from "node:path";
import { stringify } from "csv-stringify/sync";
import type { SafeBase } from "../../../src/engine";
import { forSpreadsheet } from "../shared/escape";
import { writeParquet } from "../shared/parquet";
import { safeBaseColumns, writeCard } from "../shared/safe-base-card";
import { writeWhole } from "../shared/whole-file";

type Row = readonly (string | number)[];

/** Writes a safe base's table, CSV or Parquet by its name, and its card beside it. */
export async function writeBase(file: string, base: SafeBase): Promise<void> {
  const rows = base.rows.map((row): Row => [
    row.period,
    ...row.labels,
    ...row.metrics.flatMap(({ sum, n }) => [sum, n]),
  ]);
  const types = { period: "DATE", attribute: "VARCHAR", sum: "DOUBLE", people: "BIGINT" } as const;
  const columns = safeBaseColumns(base).map(({ name, role }) => ({ name, type: types[role] }));
  if (extname(file).toLowerCase() === ".parquet") await writeParquet(file, columns, rows);
  else await writeWhole(file, csv(base, rows));
  await writeCard(file, base);
}

function csv(base: SafeBase, rows: readonly Row[]): string {
  const head = safeBaseColumns(base).map(({ name }) => name);
  return stringify([head, ...rows.map((row) => row.map((field) => forSpreadsheet(field)))], {
    record_delimiter: "\n",
  });
}
