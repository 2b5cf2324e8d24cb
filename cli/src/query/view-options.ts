import { InvalidArgumentError, Option, type Command } from "commander";
import { nameKey, type Filter, type Measure, type Over, type View } from "../../../src/engine";
import { InputError } from "../shared/errors";
import { isoDate } from "../shared/options";

/** The options that say what is to be seen, the same for every command. */
export interface ViewOptions {
  readonly metric: readonly string[];
  readonly measure: Measure;
  readonly by?: string;
  readonly series?: string;
  readonly over: Over;
  readonly weekStart?: View["weekStart"];
  readonly totals: "groups" | "periods" | "both" | "none";
  readonly where?: Record<string, string[]>;
  readonly from?: string;
  readonly to?: string;
  readonly activeOnly?: true;
}

const MEASURES =
  "mean, row-mean, total, share-above:<x>, share-below:<x>, row-share-above:<x>, row-share-below:<x>, median, p25, " +
  "p75, deviation, headcount";
const OVER: readonly Over[] = ["none", "period", "week", "month", "quarter", "year"];
const DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/** Adds the options of a view. */
export function viewOptions(command: Command): Command {
  return command
    .requiredOption(
      "--metric <name>",
      "metric to show; repeat for several side by side, under one mask",
      again,
    )
    .option("--measure <measure>", MEASURES, readMeasure, { kind: "mean" } as Measure)
    .option("--by <attribute>", "a group for each value of this attribute")
    .option("--series <attribute>", "a second attribute, crossed with the first")
    .addOption(new Option("--over <periods>", "a value for each period").choices(OVER).default("none"))
    .option("--week-start <day>", "first day of a week, for --over week (sunday unless given)", readDay)
    .addOption(
      new Option("--totals <which>", "margins to show beside the groups")
        .choices(["groups", "periods", "both", "none"])
        .default("none"),
    )
    .option("--where <attribute=value,…>", "only these values; repeat for another attribute", readWhere)
    .option("--from <date>", "first date, yyyy-mm-dd", isoDate)
    .option("--to <date>", "last date, yyyy-mm-dd", isoDate)
    .option("--active-only", "only rows whose IsActive is true");
}

/**
 * The view that the options ask for, once for each metric.
 * @throws InputError for a range of dates that ends before it begins, and a series of the groups themselves.
 */
export function viewsOf(options: ViewOptions): readonly [View, ...View[]] {
  const { from = "", to = from, by, series } = options;
  if (from > to) throw new InputError(`--from ${from} is after --to ${to}.`, "Turn them round.");
  if (by !== undefined && series !== undefined && nameKey(series) === nameKey(by)) {
    throw new InputError(
      `--by and --series both name ${by}.`,
      "Name a second attribute, or leave --series out.",
    );
  }
  const [first = "", ...others] = options.metric;
  return [viewOf(options, first), ...others.map((metric) => viewOf(options, metric))];
}

function again(metric: string, before: readonly string[] = []): readonly string[] {
  if (before.some((other) => nameKey(other) === nameKey(metric)))
    throw new InvalidArgumentError("It is named twice.");
  return [...before, metric];
}

function viewOf(options: ViewOptions, metric: string): View {
  const filter: Filter = {
    ...(options.where ? { attributes: options.where } : {}),
    ...(options.from === undefined ? {} : { from: options.from }),
    ...(options.to === undefined ? {} : { to: options.to }),
    ...(options.activeOnly ? { activeOnly: true } : {}),
  };
  return {
    metric,
    measure: options.measure,
    by: options.by ?? null,
    series: options.series ?? null,
    over: options.over,
    ...(options.weekStart === undefined ? {} : { weekStart: options.weekStart }),
    filter,
    totals: {
      groups: options.totals === "groups" || options.totals === "both",
      periods: options.totals === "periods" || options.totals === "both",
    },
  };
}

/** The measure of a word such as `median`, `p25` or `share-above:10`. */
function readMeasure(text: string): Measure {
  const share = /^(row-)?share-(above|below)(?::(.*))?$/.exec(text);
  if (share) {
    const limit = Number(share[3]?.trim() || NaN);
    if (!Number.isFinite(limit))
      throw new InvalidArgumentError(`Give the limit, a number: share-${share[2] ?? "above"}:10.`);
    const side = share[2] === "above" ? "above" : "below";
    return { kind: share[1] ? "share-rows" : "share-people", side, limit };
  }
  const percentile = text === "median" ? 50 : Number(/^p(\d{1,2})$/.exec(text)?.[1] ?? NaN);
  if (percentile > 0) return { kind: "percentile", q: percentile / 100 };
  switch (text) {
    case "mean":
    case "row-mean":
    case "total":
    case "deviation":
    case "headcount":
      return { kind: text };
    default:
      throw new InvalidArgumentError(`Known: ${MEASURES}.`);
  }
}

/** `Organization=HR,IT` or `Organization=HR,Level=Manager`; `\,` is a comma inside a value. */
function readWhere(text: string, before: Record<string, string[]> = {}): Record<string, string[]> {
  const where = { ...before };
  let attribute: string | undefined;
  for (const part of text.split(/(?<!\\),/)) {
    const [, name, rest] = /^([^=]+)=(.*)$/s.exec(part) ?? [];
    attribute = name?.trim() ?? attribute;
    if (attribute === undefined) throw new InvalidArgumentError("Write attribute=value.");
    const value = (rest ?? part).replaceAll("\\,", ",").trim();
    where[attribute] = [...(where[attribute] ?? []), value];
  }
  return where;
}

function readDay(text: string): View["weekStart"] {
  const day = DAYS.findIndex((name) => text.length >= 2 && name.startsWith(text.toLowerCase()));
  if (day < 0) throw new InvalidArgumentError("Write a day, for example monday.");
  return day as View["weekStart"];
}
