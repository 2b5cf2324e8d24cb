import { Option, type Command } from "commander";
import type { Policy } from "../../../src/engine";
import { refuseOverwriting } from "../input/files";
import { openQuery, queryOptions, type Query, type QueryOptions } from "../query/query";
import { policyOf, policyOptions, type PolicyOptions } from "../query/policy-options";
import { viewsOf, viewOptions, type ViewOptions } from "../query/view-options";
import { readEarlier, viewsBefore, type Earlier } from "./after";

/** Options of the commands that protect a view of rows: what a release shows, and the audit of it. */
export interface AskedOptions extends ViewOptions, PolicyOptions, QueryOptions {
  readonly format?: string;
  readonly json?: true;
  readonly out?: string;
  readonly after?: readonly string[];
}

/** What was asked, ready to be answered. */
export interface Asked {
  /** To be closed. */
  readonly query: Query;
  readonly policy: Policy;
  readonly earlier: readonly Earlier[];
}

/**
 * Adds the rows and the options of protecting a view of them.
 * @param formats of the result, and the one that it has unless anything says it.
 */
export function askedOptions(command: Command, formats: readonly string[], usual: string): Command {
  command.argument(
    "<rows...>",
    "CSV, Parquet or newline-JSON, gzipped or not; patterns; - for standard input; drop:<place>",
  );
  viewOptions(command);
  policyOptions(command);
  command
    .addOption(new Option("--format <format>", `by the name of --out, or ${usual}`).choices(formats))
    .option("--json", "the same as --format json")
    .option("--out <file>", "write to a file")
    .option(
      "--after <release...>",
      "releases (JSON) published before: what differs from them by too few people is hidden",
    );
  return queryOptions(command);
}

/**
 * Opens the rows of the view that the options ask for.
 * @throws InputError and Refusal for options, files or earlier releases that cannot be used.
 */
export async function openAsked(files: readonly string[], options: AskedOptions): Promise<Asked> {
  const { out, after = [] } = options;
  const views = viewsOf(options);
  const policy = await policyOf(options, views[0].totals.groups);
  await refuseOverwriting(out, [...files, ...after]);
  const earlier = await readEarlier(after);
  const query = await openQuery(files, options, views, viewsBefore(earlier), policy.families);
  return { query, policy, earlier };
}
