import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { Option, type Command } from "commander";
import {
  checkAgainst,
  memorySource,
  publish,
  PublicationRefused,
  republish,
  RowCrosses,
  spelledAs,
  type Policy,
  type Publication,
  type Recipe,
  type SafeBase,
  type SafeBaseRequest,
} from "../../../src/engine";
import { dropOptions } from "../drop/load-drop";
import { refuseOverwriting } from "../input/files";
import { joinOptions } from "../input/join";
import { loadRows, type ColumnOptions, type LoadedRows } from "../query/load-rows";
import { policyOf, policyOptions, type PolicyOptions } from "../query/policy-options";
import { InputError, Refusal, unreadable } from "../shared/errors";
import { columnOptions, names } from "../shared/options";
import { say } from "../shared/output";
import { cardFile } from "../shared/safe-base-card";
import { writeWhole } from "../shared/whole-file";
import { plural } from "../shared/plural";
import { readBase } from "./read-base";
import { writeBase } from "./write-base";

interface Options extends ColumnOptions, PolicyOptions {
  readonly filter: readonly string[];
  readonly metrics: readonly string[];
  readonly over?: "period" | "week" | "month" | "quarter" | "year";
  readonly out: string;
  readonly recipe?: string;
  readonly after?: readonly string[];
}

/** Adds `quorum safe-base`. */
export function register(program: Command): void {
  const command = program
    .command("safe-base")
    .summary("a table that is safe under every filter")
    .description(
      "Writes the publishable table: exact sums and numbers of people by period and the attributes that viewers may " +
        "filter on, made coarser until every filter state of every viewer rests on the minimum. Beside it stand its " +
        "card (for quorum service push) and its recipe (keep it to yourself: it names rare values).",
    )
    .argument(
      "<rows...>",
      "CSV, Parquet or newline-JSON, gzipped or not; patterns; - for standard input; drop:<place>",
    )
    .requiredOption(
      "--filter <attributes>",
      "attributes that viewers may filter on, with commas between",
      names,
    )
    .requiredOption("--metrics <names>", "metrics to publish, with commas between", names)
    .addOption(
      new Option("--over <periods>", "periods to publish; the one that loses least unless given").choices([
        "period",
        "week",
        "month",
        "quarter",
        "year",
      ]),
    )
    .requiredOption("--out <file>", "the table: .csv or .parquet")
    .option("--recipe <file>", "an earlier recipe to follow, for rows that have grown")
    .option(
      "--after <base...>",
      "earlier bases of the same people; what differs from them by too few is refused",
    );
  policyOptions(command);
  dropOptions(joinOptions(columnOptions(command)))
    .addHelpText(
      "after",
      "\nExample:\n  $ quorum safe-base query.csv --filter Organization,LevelDesignation --metrics Collaboration_hours --out base.csv",
    )
    .action(run);
}

async function run(files: string[], options: Options): Promise<void> {
  const policy = await policyOf(options, false);
  if (![".csv", ".parquet"].includes(extname(options.out).toLowerCase())) {
    throw new InputError("The table is CSV or Parquet.", "Name a .csv or .parquet file.", {
      file: options.out,
    });
  }
  await refuseOverwriting(options.out, files);
  const earlier = await Promise.all((options.after ?? []).map(readBase));
  // What earlier bases were made of is needed to compare with them.
  const loaded = await loadRows(files, options, {
    metrics: [...options.metrics, ...earlier.flatMap(({ metrics }) => metrics)],
    attributes: [...options.filter, ...earlier.flatMap(({ attributes }) => attributes)],
    families: policy.families,
  });
  loaded.problems.forEach(({ message }) => {
    say(message);
  });
  const publication = await refusing(() => make(loaded, options, policy, earlier));
  await writeBase(options.out, publication.base);
  await writeWhole(recipeFile(options.out), `${JSON.stringify(publication.recipe, null, 2)}\n`, 0o600);
  tell(options.out, publication);
}

async function make(
  loaded: LoadedRows,
  options: Options,
  policy: Policy,
  earlier: readonly SafeBase[],
): Promise<Publication> {
  const source = new RowCrosses(loaded.rows);
  const declared = policy.families.map((family) => spelledAs(loaded.rows.metrics, family));
  const families = [...declared, ...memorySource(loaded.rows).families()];
  const request: SafeBaseRequest = {
    metrics: spelledAs(loaded.rows.metrics, options.metrics),
    filters: spelledAs(loaded.rows.attributes, options.filter),
    over: options.over === undefined ? ["period", "month", "quarter"] : [options.over],
    weekStart: 0,
    families,
  };
  const publication =
    options.recipe === undefined
      ? publish(source, request, policy)
      : republish(source, await readRecipe(options.recipe), families, policy);
  if (earlier.length > 0) checkAgainst(source, publication, earlier, families);
  return publication;
}

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PublicationRefused) throw new Refusal(error.message);
    throw error;
  }
}

/** Where the recipe of a table is. */
function recipeFile(table: string): string {
  return `${table}.recipe.json`;
}

async function readRecipe(file: string): Promise<Recipe> {
  try {
    const recipe = JSON.parse(await readFile(file, "utf8")) as Partial<Recipe>;
    if (recipe.quorum === "recipe/1" && Array.isArray(recipe.attributes) && recipe.prints !== undefined) {
      return recipe as Recipe;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw unreadable(error, file);
  }
  throw new InputError("This is no recipe.", "Name the .recipe.json that stands beside a safe base.", {
    file,
  });
}

function tell(out: string, { base, recipe }: Publication): void {
  say(`Written: ${out}: ${plural(base.rows.length, "row")} by ${[base.over, ...base.attributes].join(", ")}`);
  say(
    `Also written: ${cardFile(out)} (goes with it), ${recipeFile(out)} (keep it to yourself: it names rare groups)`,
  );
  for (const { name, kept, merged } of recipe.attributes) {
    if (!kept) say(`${name} was dropped: its values could not be told apart safely.`);
    else if (merged.length > 0) say(`${name}: rare values published as Other: ${merged.length}.`);
  }
  if (recipe.leftOut.length > 0) say(`Periods with too few people were left out: ${recipe.leftOut.length}.`);
}
