import type { Command } from "commander";
import type { Problem, Schema } from "../../../src/engine";
import { keyOptions } from "../drop/private-keys";
import { loadRows, type ColumnOptions, type LoadedRows } from "../query/load-rows";
import { peopleBand } from "../shared/bands";
import { columnOptions } from "../shared/options";
import { deliver } from "../shared/output";
import { textTable } from "../shared/table";
import { plural } from "../shared/plural";
import { baseText, inspectBase } from "./safe-base";

/** Adds `quorum inspect`. */
export function register(program: Command): void {
  const command = program
    .command("inspect")
    .summary("what a query's file is")
    .description(
      "Says what a file holds: columns and their roles, shape, people as a band, periods, problems; of a safe base what it publishes. No value is printed.",
    )
    .argument(
      "<rows...>",
      "CSV, Parquet or newline-JSON, gzipped or not; patterns; - for standard input; drop:<place>",
    )
    .option("--json", "print data for a program");
  keyOptions(columnOptions(command))
    .addHelpText("after", "\nExample:\n  $ quorum inspect query.csv")
    .action(async (files: string[], options: ColumnOptions & { json?: true }) => {
      const [only] = files;
      const base = files.length === 1 && only !== undefined ? await inspectBase(only) : undefined;
      if (base) {
        return deliver(options.json ? `${JSON.stringify(base, null, 2)}\n` : baseText(base), undefined);
      }
      const found = inspect(await loadRows(files, options));
      await deliver(options.json ? `${JSON.stringify(found, null, 2)}\n` : inspectText(found), undefined);
    });
}

/** What is told of a query: names, counts and bands, no value of a row. */
interface Inspected {
  readonly quorum: "inspect/1";
  readonly name: string;
  readonly shape: Schema["shape"];
  readonly rows: number;
  readonly personPeriods: number;
  readonly people: string;
  readonly periods: {
    readonly count: number;
    readonly first: string | null;
    readonly last: string | null;
    readonly step: string;
  };
  readonly columns: readonly Column[];
  readonly problems: readonly Pick<Problem, "kind" | "severity" | "column" | "count" | "message">[];
}

interface Column {
  readonly name: string;
  readonly role: string;
  readonly reason: string;
  /** Share of person-periods without a value, in percent. */
  readonly missing: number | null;
  /** Number of different labels of an attribute. */
  readonly labels: number | null;
}

function inspect({ name, schema, rows, problems, rowsRead }: LoadedRows): Inspected {
  const days = rows.periods.filter((day) => Number.isFinite(day)).sort((a, b) => a - b);
  const iso = (day: number | undefined): string | null =>
    day === undefined ? null : new Date(day * 86_400_000).toISOString().slice(0, 10);
  return {
    quorum: "inspect/1",
    name,
    shape: schema.shape,
    rows: rowsRead,
    personPeriods: rows.length,
    people: peopleBand(rows.people === null ? rows.peopleCount : sum(rows.people.subarray(0, rows.length))),
    periods: { count: days.length, first: iso(days[0]), last: iso(days.at(-1)), step: stepOf(days) },
    columns: columnsOf(schema, rows),
    problems: problems.map(({ kind, severity, column, count, message }) => ({
      kind,
      severity,
      column,
      count,
      message,
    })),
  };
}

function columnsOf(schema: Schema, rows: LoadedRows["rows"]): Column[] {
  const listed = schema.columns.map((column) => column.name);
  const unpivoted = rows.attributes
    .filter((attribute) => !listed.includes(attribute))
    .map((attribute) => ({ name: attribute, role: "attribute", reason: "a value of AttributeName" }));
  return [...schema.columns, ...unpivoted].map(({ name, role, reason }) => {
    const share = (missing: number): number => Math.round((100 * missing) / rows.length);
    if (role === "metric") {
      const values = rows.metric(name).subarray(0, rows.length);
      return {
        name,
        role,
        reason,
        missing: share(values.filter((value) => Number.isNaN(value)).length),
        labels: null,
      };
    }
    if (role === "attribute") {
      const { codes, values } = rows.attribute(name);
      const missing = codes.subarray(0, rows.length).filter((code) => code < 0).length;
      return { name, role, reason, missing: share(missing), labels: values.length };
    }
    return { name, role, reason, missing: null, labels: null };
  });
}

/** How far the periods lie apart, from the most frequent distance. */
function stepOf(days: readonly number[]): string {
  const gaps = new Map<number, number>();
  days.slice(1).forEach((day, i) => {
    const gap = day - (days[i] ?? 0);
    gaps.set(gap, (gaps.get(gap) ?? 0) + 1);
  });
  const usual = [...gaps].sort((a, b) => b[1] - a[1])[0]?.[0];
  if (usual === undefined) return days.length === 1 ? "one period" : "no dates";
  if (usual === 1) return "days";
  if (usual === 7) return "weeks";
  return usual >= 28 && usual <= 31 ? "months" : `${usual} days`;
}

function inspectText(found: Inspected): string {
  const { periods } = found;
  const head = [
    `${found.name}: ${found.shape}, ${plural(found.rows, "row")}, ${plural(found.personPeriods, "entry", "entries")}, people: ${found.people}`,
    `Periods: ${periods.count} (${periods.step})${periods.first === null ? "" : `, ${periods.first} to ${periods.last ?? ""}`}`,
  ];
  const rows = found.columns.map(({ name, role, reason, missing, labels }) => [
    name,
    role,
    missing === null ? "" : `${missing} %`,
    labels === null ? "" : String(labels),
    reason,
  ]);
  const problems = found.problems.map(({ severity, message }) => `${severity}: ${message}`);
  const end = problems.length > 0 ? `\n${problems.join("\n")}\n` : "\nNo problem was found.\n";
  return `${head.join("\n")}\n\n${textTable(["column", "role", "missing", "labels", "why"], rows)}${end}`;
}

function sum(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0);
}
