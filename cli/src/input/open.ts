import { InputError } from "../shared/errors";
import { openBytes, type Bytes } from "./bytes";
import { openCsv } from "./csv";
import { expandFiles, STDIN } from "./files";
import { detectFormat, startOf } from "./format";
import { openNdjson } from "./ndjson";
import { openParquet } from "./parquet";
import type { Batch, InputOptions, Table } from "./table";

/**
 * Opens what the arguments mean as one table: CSV, Parquet or newline-JSON, gzipped or not, several files by name
 * or pattern (all with the same columns), or standard input (`-`). What a file is, is found from its content.
 * @throws InputError naming file, line and remedy.
 */
export async function openTable(patterns: readonly string[], options: InputOptions = {}): Promise<Table> {
  const [first, ...others] = await expandFiles(patterns);
  if (first === undefined)
    throw new InputError("No file is named.", "Name the query's file, or - for standard input.");
  const table = await openFile(first, options);
  if (others.length === 0) return table;
  return {
    name: `${table.name} and ${others.length} more`,
    columns: table.columns,
    batches: () => oneAfterTheOther(table, others, options),
  };
}

/** Opens one file or standard input. */
export async function openFile(file: string, options: InputOptions = {}): Promise<Table> {
  const bytes = await openBytes(file);
  const format = detectFormat(bytes.head, bytes.name);
  switch (format) {
    case "csv":
      return openCsv(bytes, options);
    case "ndjson":
      refuseOwnJson(bytes);
      return openNdjson(bytes, options);
    case "json": {
      const remedy = "Write one object a line (newline-JSON).";
      throw new InputError("This is one JSON document, not rows.", remedy, { file: bytes.name });
    }
    case "parquet":
      bytes.stream.destroy();
      if (file === STDIN) {
        throw new InputError("Parquet cannot be read from standard input.", "Name the file.", {
          file: bytes.name,
        });
      }
      return openParquet(file);
  }
}

/** What this program writes as JSON is no rows. */
function refuseOwnJson({ head, name, stream }: Bytes): void {
  const [, kind] = /^\s*\{\s*"quorum":\s*"([a-z-]+)\/1"/.exec(startOf(head) ?? "") ?? [];
  if (kind === undefined) return;
  stream.destroy();
  const what = kind.startsWith("release")
    ? "a release: it is protected already"
    : `a ${kind} that quorum wrote`;
  const remedy = "Name the query's file; releases published before go to --after.";
  throw new InputError(`This is ${what}, not rows.`, remedy, { file: name });
}

async function* oneAfterTheOther(
  first: Table,
  others: readonly string[],
  options: InputOptions,
): AsyncGenerator<Batch> {
  yield* first.batches();
  for (const file of others) {
    const table = await openFile(file, options);
    const places = first.columns.map((column) => table.columns.indexOf(column));
    const missing = first.columns.find((_, i) => (places[i] ?? -1) < 0);
    const added = table.columns.find((column) => !first.columns.includes(column));
    if (missing !== undefined || added !== undefined) {
      const what =
        missing === undefined ? `has a column "${added ?? ""}" too many` : `has no column "${missing}"`;
      throw new InputError(`It ${what}, unlike ${first.name}.`, "Give files of one query.", { file });
    }
    for await (const batch of table.batches()) {
      yield { ...batch, rows: batch.rows.map((row) => places.map((place) => row[place] ?? null)) };
    }
  }
}
