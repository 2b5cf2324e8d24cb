import { stat } from "node:fs/promises";
import { openBytes } from "../input/bytes";
import { detectDelimiter } from "../input/csv";
import { detectEncoding } from "../input/encoding";
import { STDIN } from "../input/files";
import { detectFormat } from "../input/format";
import type { InputOptions } from "../input/table";
import { sqlText } from "../shared/duckdb";

/** Files of fewer bytes together are read into memory: that is quicker than asking a database. */
const LARGE = 64 * 1024 * 1024;

/** How DuckDB is to read files of one format. */
export interface FilePlan {
  readonly files: readonly string[];
  readonly format: "csv" | "ndjson" | "parquet";
  readonly zipped: boolean;
  readonly delimiter: string;
}

/** Whether files are so large that DuckDB computes their cells. */
export async function areLarge(files: readonly string[]): Promise<boolean> {
  if (files.includes(STDIN)) return false;
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  return sizes.reduce((a, b) => a + b, 0) >= LARGE;
}

/** The plan; undefined where DuckDB cannot read the files as they are (another encoding, formats mixed). */
export async function planFiles(
  files: readonly string[],
  options: InputOptions,
): Promise<FilePlan | undefined> {
  const plans = await Promise.all(files.map((file) => planFile(file, options)));
  const [first] = plans;
  if (first === undefined) return undefined;
  const same = plans.every(
    (plan) =>
      plan?.format === first.format && plan.zipped === first.zipped && plan.delimiter === first.delimiter,
  );
  return same ? { ...first, files } : undefined;
}

async function planFile(file: string, options: InputOptions): Promise<FilePlan | undefined> {
  const bytes = await openBytes(file);
  bytes.stream.destroy();
  const { head, name, zipped } = bytes;
  const format = detectFormat(head, name);
  if (format === "json" || (format === "parquet" && zipped)) return undefined;
  const encoding = format === "parquet" ? "utf-8" : (options.encoding ?? detectEncoding(head));
  if (encoding === undefined || !/^utf-?8$/i.test(encoding)) return undefined;
  const delimiter = format === "csv" ? (options.delimiter ?? detectDelimiter(head.toString("utf8"))) : "";
  return { files: [file], format, zipped, delimiter };
}

/** A column to be read. */
export interface ReadColumn {
  readonly name: string;
  readonly isMetric: boolean;
}

/**
 * The FROM clause that reads the files: every column as text, metrics as numbers; Parquet as it is.
 * @param mark what stands before the decimals, in CSV.
 */
export function readSql(plan: FilePlan, columns: readonly ReadColumn[], mark: "." | "," = "."): string {
  const files = `[${plan.files.map(sqlText).join(", ")}]`;
  const compression = plan.zipped ? "gzip" : "none";
  const types = columns
    .map(({ name, isMetric }) => `${sqlText(name)}: ${sqlText(isMetric ? "DOUBLE" : "VARCHAR")}`)
    .join(", ");
  switch (plan.format) {
    case "parquet":
      return `read_parquet(${files}, union_by_name = true)`;
    case "ndjson":
      return `read_json(${files}, format = 'newline_delimited', columns = {${types}}, compression = '${compression}')`;
    case "csv":
      return (
        `read_csv(${files}, auto_detect = false, header = true, delim = ${sqlText(plan.delimiter)}, quote = '"', ` +
        `escape = '"', decimal_separator = '${mark}', compression = '${compression}', columns = {${types}})`
      );
  }
}
