import {
  DuckDBDateValue,
  DuckDBTimestampValue,
  DuckDBTypeId,
  type DuckDBResult,
  type DuckDBValue,
} from "@duckdb/node-api";
import { openDuck, sqlText, type Duck } from "../shared/duckdb";
import { InputError } from "../shared/errors";
import type { Batch, Table, Value } from "./table";

const DAY = 86_400_000;

/** Reads a Parquet file through DuckDB. */
export async function openParquet(file: string): Promise<Table> {
  const duck = await openDuck();
  try {
    await duck.connection.run("SET preserve_insertion_order = true");
    const result = await duck.connection.stream(`SELECT * FROM read_parquet(${sqlText(file)})`);
    const columns = result.columnNames();
    const nested = columns.findIndex((_, i) => isNested(result.columnTypeId(i)));
    if (nested >= 0) {
      const remedy = "Flatten it or leave it out.";
      throw new InputError(`The column "${columns[nested] ?? ""}" holds lists or records.`, remedy, { file });
    }
    return { name: file, columns, batches: () => batches(result, file, duck) };
  } catch (error) {
    duck.close();
    throw unreadable(error, file);
  }
}

async function* batches(result: DuckDBResult, file: string, duck: Duck): AsyncGenerator<Batch> {
  let done = 0;
  try {
    for (let chunk = await result.fetchChunk(); chunk?.rowCount; chunk = await result.fetchChunk()) {
      const columns = chunk.getColumns().map((column) => column.map(toValue));
      const rows = Array.from({ length: chunk.rowCount }, (_, r) =>
        columns.map((column) => column[r] ?? null),
      );
      yield { rows, file, lines: rows.map((_, r) => done + r + 1) };
      done += chunk.rowCount;
    }
  } catch (error) {
    throw unreadable(error, file);
  } finally {
    duck.close();
  }
}

/** A value of DuckDB as the readers of other formats give it. */
export function toValue(value: DuckDBValue): Value {
  if (
    value === null ||
    typeof value === "string" ||
    typeof value === "number" ||
    typeof value === "boolean"
  ) {
    return value === "" ? null : value;
  }
  if (typeof value === "bigint")
    return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (value instanceof DuckDBDateValue) return new Date(value.days * DAY);
  if (value instanceof DuckDBTimestampValue) return new Date(Number(value.micros / 1000n));
  return value.toString();
}

function isNested(type: DuckDBTypeId): boolean {
  const nested = [
    DuckDBTypeId.LIST,
    DuckDBTypeId.STRUCT,
    DuckDBTypeId.MAP,
    DuckDBTypeId.ARRAY,
    DuckDBTypeId.UNION,
  ];
  return nested.includes(type);
}

function unreadable(error: unknown, file: string): unknown {
  if (error instanceof InputError) return error;
  return new InputError("The Parquet file is damaged or truncated.", "Copy or export it again.", { file });
}
