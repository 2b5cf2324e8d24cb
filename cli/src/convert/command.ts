import { Option, type Command } from "commander";
import { detectSchema } from "../../../src/engine";
import { refuseOverwriting } from "../input/files";
import { openTable } from "../input/open";
import type { Batch, Table } from "../input/table";
import { mappingOf, type ColumnOptions } from "../query/load-rows";
import { InputError } from "../shared/errors";
import { formatByEnding } from "../shared/format";
import { columnOptions } from "../shared/options";
import { say } from "../shared/output";
import { plural } from "../shared/plural";
import { pivot, unpivot, type Reshaped } from "./shapes";
import { writeTable, type Format } from "./writers";

const BY_ENDING = {
  csv: "csv",
  parquet: "parquet",
  ndjson: "ndjson",
  jsonl: "ndjson",
  json: "ndjson",
} as const;

interface Options extends ColumnOptions {
  readonly to?: "pivoted" | "unpivoted";
  readonly format?: Format;
  readonly out?: string;
}

/** Adds `quorum convert`. */
export function register(program: Command): void {
  const command = program
    .command("convert")
    .summary("rows in another shape or format")
    .description(
      "Converts rows between pivoted (one column an attribute) and unpivoted (AttributeName, AttributeValue), and " +
        "between CSV, Parquet and newline-JSON. The result holds the same people: it is no release.",
    )
    .argument("<rows...>", "CSV, Parquet or newline-JSON, gzipped or not; patterns; - for standard input")
    .addOption(
      new Option("--to <shape>", "the shape; as it is unless given").choices(["pivoted", "unpivoted"]),
    )
    .addOption(
      new Option("--format <format>", "by the name of --out, or CSV").choices(["csv", "parquet", "ndjson"]),
    )
    .option("--out <file>", "write to a file");
  columnOptions(command)
    .addHelpText("after", "\nExample:\n  $ quorum convert query.csv --to unpivoted --out query.parquet")
    .action(run);
}

async function run(files: string[], options: Options): Promise<void> {
  const format = options.format ?? formatByEnding(options.out, BY_ENDING) ?? "csv";
  const out = options.out === "-" ? undefined : options.out;
  await refuseOverwriting(out, files);
  const table = await openTable(files, options);
  const result = await reshaped(table, options);
  // Rows of persons: what is made meanwhile, by DuckDB as well, is for its owner's eyes.
  const usual = process.umask(0o077);
  const rows = await writeTable(result, format, out).finally(() => process.umask(usual));
  if (out !== undefined) say(`Written: ${out}: ${plural(rows, "row")}`);
}

/** The table with its roles known, in the shape asked for. */
async function reshaped(table: Table, options: Options): Promise<Reshaped> {
  const batches = table.batches()[Symbol.asyncIterator]();
  const first = await batches.next();
  if (first.done) throw new InputError("The file has no rows.", "Export it again.", { file: table.name });
  const { schema } = detectSchema(table.columns, { rows: first.value.rows }, mappingOf(options));
  const whole = { schema, columns: table.columns, batches: again(first.value, batches) };
  if (options.to === undefined || options.to === schema.shape) return whole;
  if (schema.shape === "aggregated") {
    throw new InputError("Aggregated rows have one shape only.", "Leave --to out.", { file: table.name });
  }
  return options.to === "unpivoted" ? unpivot(whole, table.name) : pivot(whole, table.name);
}

async function* again(first: Batch, rest: AsyncIterator<Batch>): AsyncGenerator<Batch> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
