import { openDuck, sqlName, sqlText } from "./duckdb";
import { writeBeside } from "./whole-file";

/** A column of a Parquet file. */
export interface ParquetColumn {
  readonly name: string;
  readonly type: "VARCHAR" | "DATE" | "DOUBLE" | "BIGINT";
}

/**
 * Writes a table of results as a Parquet file, whole or not at all.
 * @param rows one field a column; dates as yyyy-mm-dd.
 */
export async function writeParquet(
  file: string,
  columns: readonly ParquetColumn[],
  rows: readonly (readonly (string | number | null)[])[],
): Promise<void> {
  const declared = columns.map(({ name, type }) => `${sqlName(name)} ${type}`).join(", ");
  const places = columns
    .map(({ type }, i) => `$${i + 1}${type === "DATE" ? "::VARCHAR::DATE" : ""}`)
    .join(", ");
  const duck = await openDuck();
  try {
    await duck.connection.run(`CREATE TABLE result (${declared})`);
    const insert = await duck.connection.prepare(`INSERT INTO result VALUES (${places})`);
    for (const row of rows) {
      columns.forEach(({ type }, i) => {
        const field = row[i] ?? null;
        if (field === null) insert.bindNull(i + 1);
        else if (type === "DOUBLE" || type === "BIGINT") insert.bindDouble(i + 1, Number(field));
        else insert.bindVarchar(i + 1, String(field));
      });
      await insert.run();
    }
    await writeBeside(file, async (unfinished) => {
      await duck.connection.run(`COPY result TO ${sqlText(unfinished)} (FORMAT parquet, COMPRESSION zstd)`);
    });
  } finally {
    duck.close();
  }
}
