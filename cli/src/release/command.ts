import type { Command } from "commander";
import { protectTogether } from "../../../src/engine";
import { InputError } from "../shared/errors";
import { formatByEnding } from "../shared/format";
import { deliver, say } from "../shared/output";
import { replayed } from "./after";
import { askedOptions, openAsked, type AskedOptions } from "./asked";
import { coarserNotes } from "./coarser-notes";
import { shownOf, type Shown } from "./document";
import { RENDERED, rendered } from "./render";
import { writeReleaseParquet } from "./tables";

const FORMATS = [...RENDERED, "parquet"] as const;
type Format = (typeof FORMATS)[number];
const BY_ENDING: Readonly<Record<string, Format>> = {
  txt: "table",
  ...Object.fromEntries(FORMATS.filter((name) => name !== "table").map((name) => [name, name])),
};

interface Options extends AskedOptions {
  readonly format?: Format;
}

/** Adds `quorum release`. */
export function register(program: Command): void {
  const command = program
    .command("release")
    .summary("the protected result of a view")
    .description(
      "Draws metrics by groups and periods, with every number hidden that speaks, alone or by arithmetic on " +
        "the others, for fewer people than the minimum group size. Several metrics stand side by side under one " +
        "mask: what is hidden for one of them is hidden for all.",
    );
  askedOptions(command, FORMATS, "a table")
    .addHelpText(
      "after",
      "\nExample:\n  $ quorum release query.csv --metric Collaboration_hours --by Organization --over week --out trend.html",
    )
    .action(run);
}

async function run(files: string[], options: Options): Promise<void> {
  const format = formatOf(options);
  const { query, policy, earlier } = await openAsked(files, options);
  try {
    query.notes.forEach(say);
    const { releases, notes } = await query.ask((source) => {
      const ledger = replayed(source, policy, earlier);
      const found = protectTogether(source, query.views, policy, ledger).map(({ release }) => release);
      return { releases: found, notes: coarserNotes(source, query.views, policy, ledger, found) };
    });
    notes.forEach(say);
    await write(shownOf(releases, query.views, policy, files), format, options.out);
  } finally {
    query.close();
  }
}

async function write(
  shown: readonly [Shown, ...Shown[]],
  format: Format,
  out: string | undefined,
): Promise<void> {
  if (format !== "parquet") return deliver(await rendered(shown, format), out);
  if (out === undefined || out === "-") throw new InputError("Parquet needs a file.", "Add --out <file>.");
  await writeReleaseParquet(
    shown.map(({ document }) => document),
    out,
  );
  say(`Written: ${out}`);
}

function formatOf({ format, json, out }: Options): Format {
  const chosen = format ?? (json ? "json" : formatByEnding(out, BY_ENDING)) ?? "table";
  if (chosen === "png" && out === undefined && process.stdout.isTTY) {
    throw new InputError("A PNG is no text for a terminal.", "Add --out <file>.");
  }
  return chosen;
}
