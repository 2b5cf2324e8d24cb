import { InvalidArgumentError, type Command } from "commander";
import { systemClock } from "../remote/clock";
import { ServiceDown } from "../remote/errors";
import { say } from "../shared/output";
import { repeated } from "../shared/options";
import { openService, serviceOptions, shortName, type ServiceOptions } from "./command-context";
import { lookOnce, type WatchOptions } from "./watch";
import { standardOutput, toCommand, toFile, toWebhook } from "./watch-sinks";

interface Options extends ServiceOptions {
  readonly scorecard: string;
  readonly goal: readonly string[];
  readonly every: number;
  readonly state?: string;
  readonly out?: string;
  readonly exec?: string;
  readonly webhook?: string;
  readonly once?: boolean;
}

/** `quorum service watch`. */
export function registerWatch(service: Command): void {
  serviceOptions(
    service
      .command("watch")
      .description(
        "Emits each change of a scorecard's goals once, as a line of JSON with old and new values",
      ),
  )
    .requiredOption("--scorecard <id>", "the scorecard's id")
    .option("--goal <id>", "this goal alone; may be repeated", repeated, [])
    .option("--every <seconds>", "time between two looks, 300 or more", seconds, 300)
    .option("--state <file>", "where is kept what was seen; quorum-watch-….json here unless given")
    .option("--out <file>", "append the lines to this file instead of standard output")
    .option("--exec <command>", "run this for each change, with the line on its standard input")
    .option("--webhook <url>", "POST each line to this address (https)")
    .option("--once", "look once and end, for a scheduler")
    .addHelpText(
      "after",
      "\nExample:\n  quorum service watch --workspace <id> --scorecard <id> --every 600 --out changes.ndjson\n",
    )
    .action(watch);
}

async function watch(options: Options): Promise<void> {
  const service = openService(options, "Stopped. What was noticed is kept.");
  const watched: WatchOptions = {
    workspace: options.workspace,
    scorecard: options.scorecard,
    goals: options.goal,
    stateFile: options.state ?? `quorum-watch-${shortName(options.scorecard, ...options.goal)}.json`,
    sinks: [
      options.out === undefined ? standardOutput() : toFile(options.out),
      ...(options.exec === undefined ? [] : [toCommand(options.exec)]),
      ...(options.webhook === undefined ? [] : [toWebhook(options.webhook)]),
    ],
    onProblem: say,
  };
  for (;;) {
    try {
      const changes = await lookOnce(service, watched);
      if (changes === undefined) say(`Watching from now on; seen goals are kept in ${watched.stateFile}.`);
    } catch (error) {
      // An outage is no reason to stop watching: what changed meanwhile is seen at the next look.
      if (options.once || !(error instanceof ServiceDown)) throw error;
      say(error.message);
    }
    if (options.once) return;
    await systemClock.sleep(options.every * 1000);
  }
}

function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 300)
    throw new InvalidArgumentError("It must be 300 or more seconds.");
  return value;
}
