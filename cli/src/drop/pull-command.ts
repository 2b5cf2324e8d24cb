import type { Command } from "commander";
import { setTimeout } from "node:timers/promises";
import { EXIT } from "../shared/errors";
import { say } from "../shared/output";
import { isoDate, repeated, wholeNumber } from "../shared/options";
import { releaseOfDrop, releaseOptions, type ReleaseOptions } from "./drop-release";
import { withKeys } from "./load-drop";
import { openStore } from "./open-store";
import { pull, type Pulled, type Step } from "./pull";
import type { ReadHow } from "./read-columns";
import type { DropStore } from "./store";

/** Options of the commands that process drops as they arrive. */
export interface PullOptions extends ReleaseOptions {
  readonly container: string;
  readonly state: string;
  readonly out: string;
  readonly deleteAfter?: true;
  readonly since?: string;
  readonly skip?: string[];
}

interface Options extends PullOptions {
  readonly every?: number;
}

/** Adds `quorum drop pull`. */
export function registerPull(drop: Command): void {
  const command = drop
    .command("pull")
    .summary("makes a protected result of every drop that is new")
    .description(
      "Looks for drops that were not processed yet, oldest first, and writes the protected result of each to a " +
        "folder. Each drop is done once; one that fails is tried again next time and holds nobody up.",
    )
    .option("--every <minutes>", "go on looking, every so many minutes", wholeNumber(1));
  pullOptions(command)
    .addHelpText(
      "after",
      "\nExample:\n  $ quorum drop pull --container https://contoso.blob.core.windows.net/datasets --state pull.json " +
        '--out results --key customer.pem --directory newest --metric "Collaboration hours" --by department --over period',
    )
    .action(run);
}

/** Adds the options of processing drops as they arrive. */
export function pullOptions(command: Command): Command {
  command
    .requiredOption("--container <place>", "container or folder that the drops arrive in")
    .requiredOption("--state <file>", "remembers what was done")
    .requiredOption("--out <folder>", "folder of the results")
    .option("--delete-after", "take a drop's files away once its result is written")
    .option("--since <date>", "leave drops alone that arrived earlier", isoDate)
    .option("--skip <folder>", "count this drop as done without a result; repeat for more", repeated);
  return releaseOptions(command);
}

async function run(options: Options): Promise<void> {
  noteOnSpan(options);
  const store = await openStore(options.container);
  await withKeys(options, async (how) => {
    for (;;) {
      const { done, failed } = await onePass(store, options, how);
      say(`${done.length} done, ${failed.length} failed.`);
      if (options.every === undefined) {
        if (failed.length > 0) process.exitCode = EXIT.refused;
        return;
      }
      await setTimeout(options.every * 60_000, undefined, { signal: how.signal });
    }
  });
}

/** Results of drops are not compared with each other: the rows of the earlier drop are gone. */
export function noteOnSpan({ over }: PullOptions): void {
  if (over === "period") return;
  say(
    "Each result takes periods of its drop together, and the next drop may have more of them: two results, one minus " +
      "the other, may speak for few people. Ask for --over period (docs/data-drops.md, The pull model).",
  );
}

/** One pass over the place; `only` chooses folders. */
export function onePass(
  store: DropStore,
  options: PullOptions,
  how: ReadHow,
  only?: (folder: string) => boolean,
): Promise<Pulled> {
  return pull({
    store,
    stateFile: options.state,
    out: options.out,
    extension: options.format === "table" ? "txt" : options.format,
    deleteAfter: options.deleteAfter === true,
    ...(options.since ? { since: new Date(options.since) } : {}),
    ...(options.skip ? { skip: options.skip } : {}),
    ...(only ? { only } : {}),
    ...(how.signal ? { signal: how.signal } : {}),
    make: (drop) => releaseOfDrop(store, drop, options, how),
    tell: report,
  });
}

function report(step: Step, folder: string, why?: string): void {
  if (step === "recorded") say(`${folder}: done`);
  if (step === "removed") say(`${folder}: taken away`);
  if (step === "failed") say(`${folder}: failed. ${why ?? ""}`);
}
