import { InvalidArgumentError, Option, type Command } from "commander";
import { nameKey } from "../../../src/engine";

/** Parser of a whole number option that is at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least) {
      throw new InvalidArgumentError(`It must be a whole number, ${least} or more.`);
    }
    return value;
  };
}

/** Parser of a day of the calendar, yyyy-mm-dd. */
export function isoDate(text: string): string {
  const date = new Date(`${text}T00:00:00Z`);
  // 30 February would have become 2 March.
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(date.getTime());
  if (!isDay || !date.toISOString().startsWith(text)) {
    throw new InvalidArgumentError("Write a date as yyyy-mm-dd.");
  }
  return text;
}

/** Value of an option that may be given more than once. */
export function repeated(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** Options of every command that reads a table: how a CSV file is to be read. */
export function inputOptions(command: Command): Command {
  return command
    .option(
      "--delimiter <character>",
      "field delimiter of CSV; found from the header unless given",
      delimiter,
    )
    .option("--encoding <name>", "text encoding; found from the first bytes unless given");
}

function delimiter(text: string): string {
  const plain = text === "\\t" || text === "tab" ? "\t" : text;
  if (plain.length !== 1) throw new InvalidArgumentError('It must be one character, for example ";" or tab.');
  return plain;
}

/** Options that say what the columns are, where their names do not. */
export function columnOptions(command: Command): Command {
  return inputOptions(command)
    .option("--person <column>", "column of person ids, where it is not PersonId")
    .option("--date <column>", "column of dates, where it is not MetricDate")
    .option("--people <column>", "count of people, where rows are already aggregated")
    .addOption(
      new Option("--date-order <order>", "how dates such as 3/4/2024 are meant").choices([
        "month-first",
        "day-first",
      ]),
    );
}

/** Parser of a list of names with commas between; `\,` is a comma in a name. May be given again. */
export function names(text: string, before: readonly string[] = []): readonly string[] {
  const found = text
    .split(/(?<!\\),/)
    .map((name) => name.replaceAll("\\,", ",").trim())
    .filter((name) => name !== "");
  if (found.length === 0) throw new InvalidArgumentError("Name at least one.");
  const all = [...before, ...found];
  const twice = all.find((name, i) => all.findIndex((other) => nameKey(other) === nameKey(name)) < i);
  if (twice !== undefined) throw new InvalidArgumentError(`${twice} is named twice.`);
  return all;
}
