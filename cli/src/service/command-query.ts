import type { Command } from "commander";
import { stringify } from "csv-stringify/sync";
import { deliver } from "../shared/output";
import { readText } from "../shared/text";
import { openService, serviceOptions, type ServiceOptions } from "./command-context";
import { checkQuery, runQuery, type QueryTable } from "./query";

interface QueryOptions extends ServiceOptions {
  readonly dataset: string;
  readonly dax: string;
  readonly user?: string;
  readonly out?: string;
}

/** `quorum service query`. */
export function registerQuery(service: Command): void {
  serviceOptions(
    service
      .command("query")
      .description("Runs one DAX query that gives one table; its CSV can be an input of release and audit"),
  )
    .requiredOption("--dataset <id>", "the dataset's id")
    .requiredOption("--dax <file>", "file with the query")
    .option("--user <name>", "see what this user sees, where the model has row-level security")
    .option("--out <file>", "CSV file (newline-JSON for .ndjson); standard output unless given")
    .addHelpText(
      "after",
      "\nExample:\n  quorum service query --workspace <id> --dataset <id> --dax rows.dax --out rows.csv && quorum release rows.csv --metric Email_hours --by Organization\n",
    )
    .action(ask);
}

async function ask({ out, ...options }: QueryOptions): Promise<void> {
  const dax = await readText(options.dax);
  checkQuery(dax);
  const table = await runQuery(openService(options), options, dax, options.user);
  const text = /\.(ndjson|jsonl)$/i.test(out ?? "") ? ndjson(table) : csv(table);
  // They may be rows of persons: for the owner's eyes.
  await deliver(text, out, 0o600);
}

function csv({ columns, rows }: QueryTable): string {
  return stringify([[...columns], ...rows.map((row) => [...row])]);
}

function ndjson({ columns, rows }: QueryTable): string {
  const record = (row: QueryTable["rows"][number]): unknown =>
    Object.fromEntries(row.map((value, i) => [columns[i], value]));
  return rows.map((row) => `${JSON.stringify(record(row))}\n`).join("");
}
