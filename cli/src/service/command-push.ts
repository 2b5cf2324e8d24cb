import { stat } from "node:fs/promises";
import { Option, type Command } from "commander";
import { Refusal, unreadable } from "../shared/errors";
import { deliver, say } from "../shared/output";
import { startProgress } from "../shared/progress";
import { cardFile, readCard } from "../shared/safe-base-card";
import { plural } from "../shared/plural";
import { openService, serviceOptions, shortName, type ServiceOptions } from "./command-context";
import { tableOfRelease, type ProtectedTable } from "./protected-table";
import { push } from "./push";
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
        ? `Already there: ${plural(result.rows, "row")} of run ${result.run}. Nothing was sent.`
        : `Pushed ${plural(result.rows, "row")} into ${options.dataset}, run ${result.run}.`,
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
