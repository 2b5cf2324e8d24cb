import type { Command } from "commander";
import { findName } from "../../../src/engine";
import { peopleBand } from "../shared/bands";
import { InputError } from "../shared/errors";
import { say } from "../shared/output";
import { openTable } from "./open";
import type { Batch, Table, Value } from "./table";

/** A second table of persons and periods, to stand beside the query's. */
export interface JoinOptions {
  /** CSV, Parquet or newline-JSON of one row a person and period. */
  readonly join?: string;
  /** Column of the person in both, or `<query's>=<partner's>`. */
  readonly on?: string;
  /** The partner's column of period starts. */
  readonly period?: string;
}

/** Adds the options of a join. */
export function joinOptions(command: Command): Command {
  return command
    .option("--join <file>", "metrics of a partner's table: one row a person and period (CSV, Parquet)")
    .option("--on <column>", "column of the person in both tables, or <query's>=<partner's>")
    .option("--period <column>", "the partner's column of period starts, where it is not MetricDate");
}

/** By person, then by the first day of the period: the partner's values. */
type Partner = ReadonlyMap<string, ReadonlyMap<string, readonly Value[]>>;

interface Loaded {
  readonly columns: readonly string[];
  readonly rows: Partner;
}

/**
 * Adds the columns of a partner's table to a query's rows, by person and period. A row without a partner's row
 * gets nothing, not zero. How many people were matched is told in bands when the last row has been read.
 * @throws InputError when a column is missing or doubled, a person has two rows for one period, or nobody or no
 * period matches: then no row gets out as if it were whole.
 */
export async function joinTable(table: Table, options: JoinOptions): Promise<Table> {
  if (options.join === undefined) return table;
  const [ownKey, theirKey] = keysOf(options.on);
  const key = placeOf(table.columns, ownKey, table.name, "--on");
  const date = placeOf(table.columns, "MetricDate", table.name, "--date");
  const partner = await loadPartner(options.join, theirKey, options.period ?? "MetricDate");
  const doubled = partner.columns.find((name) => findName(table.columns, name) >= 0);
  if (doubled !== undefined) {
    throw new InputError(`Both tables have a column "${doubled}".`, "Rename it in one of them.", {
      file: options.join,
    });
  }
  const columns = [...table.columns, ...partner.columns];
  return { name: table.name, columns, batches: () => joined(table, partner, key, date, options.join ?? "") };
}

function keysOf(on: string | undefined): readonly [string, string] {
  if (on === undefined)
    throw new InputError("--join needs --on.", "Name the column of the person, for example ObjectId.");
  const at = on.indexOf("=");
  return at < 0 ? [on, on] : [on.slice(0, at).trim(), on.slice(at + 1).trim()];
}

function placeOf(columns: readonly string[], name: string, file: string, option: string): number {
  const place = findName(columns, name);
  if (place >= 0) return place;
  throw new InputError(`There is no column "${name}".`, `It has: ${columns.join(", ")}. See ${option}.`, {
    file,
  });
}

async function loadPartner(file: string, keyName: string, periodName: string): Promise<Loaded> {
  const table = await openTable([file]);
  const key = placeOf(table.columns, keyName, file, "--on");
  const date = placeOf(table.columns, periodName, file, "--period");
  const places = table.columns.map((_, i) => i).filter((i) => i !== key && i !== date);
  const rows = new Map<string, Map<string, readonly Value[]>>();
  for await (const batch of table.batches()) {
    for (const [i, row] of batch.rows.entries()) {
      const [person, day] = [personOf(row[key]), dayOf(row[date])];
      if (person === undefined || day === undefined) continue;
      const periods = rows.get(person) ?? new Map<string, readonly Value[]>();
      rows.set(person, periods);
      if (periods.has(day)) {
        const line = batch.lines[i];
        throw new InputError("A person has two rows for one period.", "Add them up first.", {
          file,
          ...(line === undefined ? {} : { line }),
        });
      }
      periods.set(
        day,
        places.map((place) => row[place] ?? null),
      );
    }
  }
  if (rows.size === 0)
    throw new InputError("It has no row with a person and a date (yyyy-mm-dd).", "Check --on and --period.", {
      file,
    });
  return { columns: places.map((place) => table.columns[place] ?? ""), rows };
}

async function* joined(
  table: Table,
  partner: Loaded,
  key: number,
  date: number,
  file: string,
): AsyncGenerator<Batch> {
  const nothing = partner.columns.map(() => null);
  const people = { matched: new Set<string>(), unmatched: new Set<string>() };
  const dates = new Set<string>();
  for await (const batch of table.batches()) {
    const rows = batch.rows.map((row) => {
      const [person, day] = [personOf(row[key]), dayOf(row[date])];
      const periods = person === undefined ? undefined : partner.rows.get(person);
      if (person !== undefined) people[periods === undefined ? "unmatched" : "matched"].add(person);
      const found = day === undefined ? undefined : periods?.get(day);
      if (found !== undefined && day !== undefined) dates.add(day);
      return [...row, ...(found ?? nothing)];
    });
    yield { ...batch, rows };
  }
  if (people.matched.size === 0) {
    throw new InputError(
      "Nobody of the query is in it.",
      "Check --on: both columns must hold the same id, for example the directory's ObjectId.",
      { file },
    );
  }
  if (dates.size === 0) {
    throw new InputError(
      "No date of the query is in it.",
      "Periods must begin on the same days (yyyy-mm-dd): pull with --week-of <the query's file>.",
      { file },
    );
  }
  const [matched, unmatched] = [peopleBand(people.matched.size), peopleBand(people.unmatched.size)];
  say(`Joined ${file}: people matched: ${matched}; not in it: ${unmatched}.`);
}

function personOf(value: Value | undefined): string | undefined {
  if (value === null || value === undefined || value === "") return undefined;
  return String(value).trim().toLowerCase();
}

function dayOf(value: Value | undefined): string | undefined {
  const text = value instanceof Date ? value.toISOString() : String(value ?? "");
  return /^\d{4}-\d\d-\d\d(?!\d)/.test(text) ? text.slice(0, 10) : undefined;
}
