// Writes docs/cli.md from the help of the command line: `npm run cli-docs`. A test compares the two.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Argument, Command, Option } from "commander";
import { createProgram } from "../cli/src/program";

const INTRODUCTION = `# The command line

\`quorum\` gives analysts protected files and privacy reviewers their reports, from the rows of a Viva Insights query. In a
clone run it as \`npx quorum\`; \`npm pack\` in \`cli/\` makes a package that runs elsewhere.

Data goes to standard output, messages to standard error. Exit codes: **0** done, **1** refused or found unsafe,
**2** bad usage or input; after \`quorum review\` also **3**: nothing to fail on, but not everything could be reviewed.
Files are written beside their place and moved there when they are whole, never over the rows or the release that they
are made from; the ending of \`--out\` says the format unless \`--format\` does. Progress bars appear in a terminal only.
Rows of persons (\`convert\`, \`service query\`, \`devops pull\`), exports, audits, attacks and recipes are files that your
account alone may read; releases and safe bases are for others.

**Input.** CSV (any delimiter and encoding, quoted or not, with or without a byte order mark), Parquet and newline-JSON,
gzipped or not; several files by name or pattern; \`-\` for standard input; \`drop:<place>\` for a data drop
([data-drops.md](data-drops.md)). Files of more than 64 MB are computed by DuckDB, embedded, with the same result to the
last digit; what it cannot take as it is (other encodings than UTF-8, unpivoted or aggregated rows, \`--join\`, rows that
repeat a person and date with other values, numbers such as 1.234,5) goes through memory. Decimal commas (12,3) are read
where the fields are parted by something else, as Excel writes them. 1,234 alone may be thousands: between semicolons,
with no decimal point beside it, it is read as 1.234, and a message says so. A metric that is in part something other
than numbers (commas that may be thousands, or text in more than a tenth of its values) is refused.

**Memory.** DuckDB reads the columns of the view alone, once, and holds 16 bytes a row and 8 more for each metric; it
takes at most 80 % of the machine's memory and then stops with a message. Where everybody has one row in each cell (a trend
by the file's own periods) nothing else is held. A bar or a longer period, in which people may move between groups, and
\`--after\` look at every person and period: about 40 bytes a row more. Five million rows need about 550 MB either way.
Nothing is spilled to disk unless \`--temp\` names a folder; what is spilled is readable by your account alone, and gone
when the command ends.

**The release as JSON** has a fixed form, [release.schema.json](release.schema.json): a hidden cell has neither a value nor
a number of people; null stands for "all". In CSV and Parquet each cell is a row with the columns kind, group, series,
period, status, value, people, step and policy: the number of the policy in force, in every row, so that it stays where
rows are joined or cut. Text tables, pictures and pages name it at their end. Several metrics of one view (\`--metric\`
given again) are a list of releases, [releases.schema.json](releases.schema.json); their rows in CSV and Parquet begin
with the metric, and pictures stand side by side.

This page is written from the commands' own help.
`;

/** The whole page. */
export async function cliPage(): Promise<string> {
  return [INTRODUCTION, ...sections(await createProgram(), "")].join("\n").trimEnd() + "\n";
}

function sections(command: Command, path: string): string[] {
  const own = command
    .createHelp()
    .visibleCommands(command)
    .filter((one) => one.name() !== "help");
  return own.flatMap((one) => {
    const name = `${path}${one.name()}`;
    const level = path === "" ? "##" : "###";
    return one.commands.length > 0
      ? [`${level} quorum ${name}\n\n${plain(one.description())}\n`, ...sections(one, `${name} `)]
      : [page(one, name, level)];
  });
}

function page(command: Command, name: string, level: string): string {
  const options = command.options.filter((option) => !option.hidden);
  const parts = [
    `${level} quorum ${name}`,
    plain(command.description()),
    `\`\`\`\nquorum ${name} ${command.usage()}\n\`\`\``,
    ...(command.registeredArguments.length > 0 ? [command.registeredArguments.map(argument).join("\n")] : []),
    ...(options.length > 0 ? [options.map(line).join("\n")] : []),
    example(command),
  ];
  return parts.filter((part) => part !== "").join("\n\n") + "\n";
}

/** Text of Markdown in which no word in angle brackets is taken for HTML. */
function plain(text: string): string {
  return text.replaceAll("<", "&lt;");
}

function argument(one: Argument): string {
  const choices = one.argChoices ? ` (${one.argChoices.join(", ")})` : "";
  return `- \`<${one.name()}${one.variadic ? "..." : ""}>\`: ${plain(one.description)}${choices}`;
}

function line(option: Option): string {
  const choices = option.argChoices ? ` (${option.argChoices.join(", ")})` : "";
  const value: unknown = option.defaultValue;
  const initial = typeof value === "string" || typeof value === "number" ? ` Unless given: ${value}.` : "";
  return `- \`${option.flags}\`: ${plain(option.description)}${choices}.${initial}`;
}

/** The example that stands after the help. */
function example(command: Command): string {
  let text = "";
  command.configureOutput({ writeOut: (out) => (text += out) });
  command.outputHelp();
  const lines = text.split(/\nExamples?:\n/)[1] ?? "";
  return lines.trim() === "" ? "" : `\`\`\`sh\n${lines.trimEnd().replace(/^ {2}(?:\$ )?/gm, "")}\n\`\`\``;
}

if (process.argv[1]?.endsWith("cli-docs.ts")) {
  writeFileSync(join(import.meta.dirname, "../docs/cli.md"), await cliPage());
}
