import { InvalidArgumentError, Option, type Command } from "commander";
import { EXIT } from "../shared/errors";
import { formatByEnding } from "../shared/format";
import { deliver, say } from "../shared/output";
import { applyBaseline, readBaseline } from "./baseline";
import { SEVERITIES } from "./finding";
import type { Declared } from "./model/people";
import { toHtml } from "./output/html";
import { toJson } from "./output/json";
import { toMarkdown } from "./output/markdown";
import { toSarif } from "./output/sarif";
import { toTable } from "./output/table";
import { worst } from "./output/grouped";
import { reviewReport, type Review } from "./review";

/** Exit code of a review that found nothing to fail on, but could not read everything. */
export const EXIT_INCOMPLETE = 3;

const FORMATS = {
  table: toTable,
  json: toJson,
  sarif: toSarif,
  html: (review: Review) => toHtml(review),
  md: toMarkdown,
} as const;

const BY_ENDING = { txt: "table", json: "json", sarif: "sarif", html: "html", md: "md" } as const;

interface ReviewArguments {
  readonly minGroupSize: number;
  readonly personColumn?: readonly Declared[];
  readonly format?: keyof typeof FORMATS;
  readonly baseline?: string;
  readonly failOn: "error" | "warning" | "none";
  readonly out?: string;
}

const HELP = `
Exit codes: 0 reviewed, 1 findings at or above --fail-on, 2 bad usage or input,
            3 nothing to fail on, but something could not be reviewed.

Example:
  quorum review Adoption.pbip --min-group-size 10 --person-column "Query[PersonId]" --out review.html`;

/** Adds `quorum review` to the command line. */
export function register(program: Command): void {
  program
    .command("review")
    .summary("what a Power BI report gives away about people")
    .description(
      "Reads a Power BI report (.pbip, its folder, .pbit or .pbix) and says what in it shows numbers of few people, or lets a viewer compute them. Reads only; opens no connection.",
    )
    .argument("<report>", "a .pbip, the folder of a report or project, a .pbit or a .pbix")
    .option(
      "--min-group-size <n>",
      "smallest number of people that a number may speak for (at least 5)",
      minimum,
      10,
    )
    .option(
      "--person-column <table[column]…>",
      "a column that tells people apart, or a table of people, beyond those recognised by name",
      (value: string, before: readonly Declared[] | undefined) => [...(before ?? []), declared(value)],
    )
    .addOption(
      new Option("--format <format>", "by the name of --out, or a table").choices(Object.keys(FORMATS)),
    )
    .option("--baseline <file>", "accepted findings, each with a reason and a date (JSON)")
    .addOption(
      new Option("--fail-on <severity>", "findings that make the exit code 1")
        .choices(["error", "warning", "none"])
        .default("error"),
    )
    .option("--out <file>", "write the result to a file instead of standard output")
    .addHelpText("after", HELP)
    .action(run);
}

function minimum(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 5 || number > 1_000_000)
    throw new InvalidArgumentError("It must be a whole number of at least 5.");
  return number;
}

/** `Table`, `Table[Column]` or `'A table'[A column]`. */
function declared(value: string): Declared {
  const match = /^\s*(?:'((?:[^']|'')+)'|([^'[\]]+?))\s*(?:\[(.+)\])?\s*$/.exec(value);
  const table = match?.[1]?.replace(/''/g, "'") ?? match?.[2];
  if (table === undefined) throw new InvalidArgumentError("Write it as Table[Column], or as Table alone.");
  return match?.[3] === undefined ? { table } : { table, column: match[3].replace(/\]\]/g, "]") };
}

async function run(path: string, args: ReviewArguments): Promise<void> {
  const format = args.format ?? formatByEnding(args.out, BY_ENDING) ?? "table";
  const baseline = args.baseline === undefined ? undefined : await readBaseline(args.baseline);
  let review: Review = await reviewReport(path, {
    minGroupSize: args.minGroupSize,
    people: args.personColumn ?? [],
  });
  for (const name of review.unknownDeclared) say(`quorum: --person-column ${name} is not in the model.`);
  if (baseline) {
    const applied = applyBaseline(review.findings, baseline);
    review = { ...review, findings: applied.findings };
    for (const fingerprint of applied.stale)
      say(`quorum: baseline entry ${fingerprint} matches no finding any more; take it out.`);
  }
  await deliver(FORMATS[format](review), args.out);
  process.exitCode = exitCodeOf(review, args.failOn);
}

function exitCodeOf(review: Review, failOn: ReviewArguments["failOn"]): number {
  const found = worst(review.findings);
  const fails =
    failOn !== "none" && found !== undefined && SEVERITIES.indexOf(found) <= SEVERITIES.indexOf(failOn);
  if (fails) return EXIT.refused;
  return review.notReviewed.length > 0 ? EXIT_INCOMPLETE : EXIT.done;
}
