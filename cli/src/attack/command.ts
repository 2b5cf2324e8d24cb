import { Option, type Command } from "commander";
import { EXIT } from "../shared/errors";
import { deliver } from "../shared/output";
import { startProgress } from "../shared/progress";
import { inputOptions, wholeNumber } from "../shared/options";
import { refuseOverwriting } from "../input/files";
import type { InputOptions } from "../input/table";
import { attack } from "./attack";
import type { Adding } from "./quantities";
import { readPublished } from "./read-published";
import { attackJson, attackText } from "./report";

interface Options extends InputOptions {
  readonly total?: string;
  readonly minGroupSize: number;
  readonly values?: Adding;
  readonly json?: true;
  readonly out?: string;
}

/** Adds `quorum attack`. */
export function register(program: Command): void {
  const command = program
    .command("attack")
    .summary("say what somebody's published table gives away")
    .description(
      `Reads a published table (any tool's): groups, periods, values, counts, totals and suppression marks. Says \
which hidden cells follow exactly, within which limits the others lie, and which groups of fewer people than the \
minimum can be derived. One row a cell, or one column a date. Ends with 1 when something was found.`,
    )
    .argument("<table>", "CSV, Parquet, JSON or newline-JSON; - for standard input")
    .option("--total <label>", 'label of the margins; "Total", "All" and an empty label are known')
    .option("--min-group-size <n>", "fewest people that a number may rest on", wholeNumber(2), 10)
    .addOption(
      new Option("--values <how>", "how the values add up; found from the table unless given").choices([
        "means",
        "totals",
      ]),
    )
    .option("--json", "print data for a program")
    .option("--out <file>", "write to a file");
  inputOptions(command)
    .addHelpText("after", "\nExample:\n  $ quorum attack published.csv --total Total --min-group-size 10")
    .action(async (file: string, options: Options) => {
      process.exitCode = await run(file, options);
    });
}

async function run(file: string, options: Options): Promise<number> {
  await refuseOverwriting(options.out, [file]);
  const table = await readPublished(file, options.total, options);
  const progress = startProgress("Attacking", undefined, "cells");
  try {
    const adding = options.values === undefined ? {} : { adding: options.values };
    const result = attack(table, { minGroupSize: options.minGroupSize, bounded: true, ...adding }, progress);
    const text = options.json ? `${JSON.stringify(attackJson(result), null, 2)}\n` : attackText(result);
    // It may tell what others hid.
    await deliver(text, options.out, 0o600);
    return result.unsafe ? EXIT.refused : EXIT.done;
  } finally {
    progress.stop();
  }
}
