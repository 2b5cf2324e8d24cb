import { readFile, stat } from "node:fs/promises";
import { Option, type Command } from "commander";
import { stringify } from "csv-stringify/sync";
import { InputError, Refusal, unreadable } from "../shared/errors";
import { deliver, say } from "../shared/output";
import { startProgress } from "../shared/progress";
import { cardFile, readCard } from "../shared/safe-base-card";
import { openService, print, serviceOptions, shortName, type ServiceOptions } from "./command-context";
import { tableOfRelease, type ProtectedTable } from "./protected-table";
import { push } from "./push";
import { checkQuery, runQuery } from "./query";
import { codesOf, refreshHistory, startRefresh, waitForRefresh, type RefreshType } from "./refresh";
import { tableOfSafeBase } from "./safe-base-table";

interface PushOptions extends ServiceOptions {
  readonly dataset: string;
  readonly table: string;
  readonly create?: boolean;
  readonly mode: "replace" | "append";
  readonly state?: string;
}

/** `quorum service push`. */
export function registerPush(service: Command): void {
  serviceOptions(
    service
      .command("push")
      .argument("<file>", "a release (JSON), or the table of a safe base with its card beside it")
      .description(
        "Puts a release or a safe base into a push dataset, every row once; nothing else is taken",
      ),
  )
    .requiredOption("--dataset <id or name>", "the push dataset")
    .option("--table <name>", "its table", "Quorum")
    .option("--create", "make the dataset and its table when there is none of that name")
    .addOption(
      new Option("--mode <mode>", "delete the table's rows first, or add to them")
        .choices(["replace", "append"])
        .default("replace"),
    )
    .option("--state <file>", "where the progress is kept; beside the input unless given")
    .option("--json", "the result as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  quorum service push release.json --workspace f089354e-8366-4e18-aea3-4cb4a3a50b48 --dataset Collaboration --create\n",
    )
    .action(pushFile);
}

async function pushFile(file: string, options: PushOptions): Promise<void> {
  const table = await openProtected(file);
  const place = shortName(options.workspace, options.dataset, options.table);
  const stateFile = options.state ?? `${file}.${place}.push-state.json`;
  const service = openService(options, "Stopped. The same command goes on where this one ended.");
  const bar = startProgress("Pushing", table.rowCount, "rows");
  let shown = 0;
  try {
    const result = await push(service, table, {
      ...options,
      create: options.create ?? false,
      stateFile,
      onProgress: (rows) => {
        bar.advance(rows - shown);
        shown = rows;
      },
    });
    bar.stop();
    say(
      result.alreadyThere
        ? `Already there: ${String(result.rows)} rows of run ${result.run}. Nothing was sent.`
        : `Pushed ${String(result.rows)} rows into ${options.dataset}, run ${result.run}.`,
    );
    if (options.json) await deliver(`${JSON.stringify(result)}\n`, undefined);
  } finally {
    bar.stop();
    table.close();
  }
}

/** A file as a table that may leave the machine, by its own type. Throws a Refusal for everything else. */
async function openProtected(file: string): Promise<ProtectedTable> {
  await stat(file).catch((error: unknown) => {
    throw unreadable(error, file);
  });
  if ((await readCard(file)) !== undefined) return tableOfSafeBase(file);
  if (/\.(json)$/i.test(file)) return tableOfRelease(file);
  throw new Refusal(
    `${file}: neither a release (JSON) nor a safe base (there is no ${cardFile(file)}). Rows of persons are not pushed: run quorum release or quorum safe-base first.`,
  );
}

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
    .action(async (options: QueryOptions) => {
      const dax = await readFile(options.dax, "utf8").catch(() => {
        throw new InputError("cannot be read.", "Check the name.", { file: options.dax });
      });
      checkQuery(dax);
      const table = await runQuery(openService(options), options, dax, options.user);
      const lines = /\.(ndjson|jsonl)$/i.test(options.out ?? "")
        ? table.rows.map(
            (row) => `${JSON.stringify(Object.fromEntries(row.map((v, i) => [table.columns[i], v])))}\n`,
          )
        : [stringify([[...table.columns], ...table.rows.map((row) => [...row])])];
      await deliver(lines.join(""), options.out);
    });
}

interface RefreshOptions extends ServiceOptions {
  readonly dataset: string;
  readonly type?: RefreshType;
  readonly tables?: readonly string[];
  readonly notify?: "NoNotification" | "MailOnFailure" | "MailOnCompletion";
  readonly wait?: boolean;
}

/** `quorum service refresh`. */
export function registerRefresh(service: Command): void {
  serviceOptions(
    service.command("refresh").description("Refreshes a dataset; with --wait, fails when the refresh fails"),
  )
    .requiredOption("--dataset <id>", "the dataset's id")
    .addOption(
      new Option("--type <type>", "an enhanced refresh of this type").choices([
        "Full",
        "ClearValues",
        "Calculate",
        "DataOnly",
        "Automatic",
        "Defragment",
      ]),
    )
    .option("--tables <names...>", "an enhanced refresh of these tables")
    .addOption(
      new Option(
        "--notify <whom>",
        "mail to the owner; not for service principals or enhanced refreshes",
      ).choices(["NoNotification", "MailOnFailure", "MailOnCompletion"]),
    )
    .option("--wait", "wait for the end")
    .option("--json", "the history as JSON")
    .addHelpText("after", "\nExample:\n  quorum service refresh --workspace <id> --dataset <id> --wait\n")
    .action(refresh);
}

async function refresh(options: RefreshOptions): Promise<void> {
  if (options.notify && (options.type ?? options.tables)) {
    throw new InputError("--notify does not go with an enhanced refresh.", "Leave it out.");
  }
  const service = openService(options, "Stopped waiting. A refresh that was started goes on.");
  const started = await startRefresh(service, options, options);
  say(`Refresh started${started.id === undefined ? "" : `, id ${started.id}`}.`);
  if (!options.wait) return;
  const ended = await waitForRefresh(service, options, started);
  say(`Refresh ended: ${ended.status}${ended.errors.length > 0 ? ` (${ended.errors.join("; ")})` : ""}.`);
  if (ended.status === "Completed") return;
  const history = await refreshHistory(service, options, 10);
  await print(
    history,
    {
      started: (entry) => entry.startTime,
      ended: (entry) => entry.endTime,
      type: (entry) => entry.refreshType,
      status: (entry) => entry.status,
      error: (entry) => codesOf(entry.serviceExceptionJson).join(" "),
    },
    options.json,
  );
  process.exitCode = 1;
}
