import {
  detectSchema,
  RowStore,
  type DateOrder,
  type Mapping,
  type Problem,
  type Schema,
} from "../../../src/engine";
import { openDropTable } from "../drop/drop-table";
import { DROP_PREFIX, type DropOptions } from "../drop/load-drop";
import { InputError } from "../shared/errors";
import { say } from "../shared/output";
import { joinTable, type JoinOptions } from "../input/join";
import type { Batch, InputOptions, Table } from "../input/table";
import { NumberCheck } from "./check-numbers";
import { keepNeeded, namesOf, type Needed } from "./needed-columns";
import { openRows } from "./open-rows";
import { withRelatives } from "./relatives";

/** How the columns are to be read, where their names do not say it. */
export interface ColumnOptions extends InputOptions, JoinOptions, DropOptions {
  readonly person?: string;
  readonly date?: string;
  readonly people?: string;
  readonly dateOrder?: DateOrder;
}

/**
 * A drop has the columns of Microsoft's schema, whatever the options say.
 * @throws InputError for an option that would have no effect.
 */
export function refuseColumnsOfDrop({ person, date, people, dateOrder }: ColumnOptions): void {
  const given = Object.entries({
    "--person": person,
    "--date": date,
    "--people": people,
    "--date-order": dateOrder,
  });
  const useless = given.filter(([, value]) => value !== undefined).map(([name]) => name);
  if (useless.length === 0) return;
  throw new InputError(
    `A drop has columns of its own: ${useless.join(" and ")} would have no effect.`,
    "Leave that out; people are ObjectId or PersonId, dates are MetricDate.",
  );
}

/** A query result in memory, whole and without errors. */
export interface LoadedRows {
  readonly name: string;
  readonly columns: readonly string[];
  readonly schema: Schema;
  readonly rows: RowStore;
  readonly problems: readonly Problem[];
  /** Rows of the file, before repeats were folded. */
  readonly rowsRead: number;
}

/** What the user said of the columns, as the engine takes it. */
export function mappingOf(options: ColumnOptions): Mapping {
  return {
    ...(options.person === undefined ? {} : { person: options.person }),
    ...(options.date === undefined ? {} : { date: options.date }),
    ...(options.people === undefined ? {} : { people: options.people }),
    ...(options.dateOrder === undefined ? {} : { dateOrder: options.dateOrder }),
  };
}

/**
 * Reads a query result into the engine's columnar store.
 * @throws InputError with file, line and remedy where it cannot be used; nothing that was read then gets out.
 */
export async function loadRows(
  files: readonly string[],
  options: ColumnOptions,
  needed?: Needed,
): Promise<LoadedRows> {
  const table = await joinTable(await openSource(files, options, needed), options);
  const batches = table.batches()[Symbol.asyncIterator]();
  const first = await batches.next();
  if (first.done) throw new InputError("The file has no rows.", "Export it again.", { file: table.name });
  const whole = schemaOf(table, first.value, options, needed);
  const asked = needed ? keepNeeded(whole, needed, table.name) : whole;
  const schema = needed ? keepNeeded(whole, withRelatives(needed, whole, first.value), table.name) : whole;
  const rows = new RowStore(schema);
  const dates = new DateForms(schema);
  const numbers = new NumberCheck(needed ? metricsOf(asked) : whole);
  let rowsRead = 0;
  for (let next = first as IteratorResult<Batch>; !next.done; next = await batches.next()) {
    rows.append({ rows: next.value.rows });
    dates.see(next.value);
    numbers.see(next.value);
    rowsRead += next.value.rows.length;
  }
  rows.finish();
  refuseErrors(rows.problems, schema, dates, table.name);
  const unusable = numbers.problems();
  // A look at the file tells them; a number that is asked for is never made of the rest.
  if (needed) refuseParts(unusable, rows, whole, table.name);
  if (rows.length === 0) {
    throw new InputError("No row could be used.", worst(rows.problems), { file: table.name });
  }
  // Of metrics that are read only because they may add up with those asked for nothing is told.
  const beside = schema.columns.filter(({ role, index }) => role !== asked.columns[index]?.role);
  const told = rows.problems.filter(
    ({ column, kind }) =>
      !unusable.some((u) => u.column === column && u.kind === kind) &&
      !beside.some(({ name }) => name === column),
  );
  const problems = [...unusable, ...told];
  return { name: table.name, columns: table.columns, schema, rows, problems, rowsRead };
}

/**
 * What is left of a metric or a group is not drawn as if it were whole.
 * @throws InputError where values are no numbers, or aggregated rows of one group and period are several.
 */
function refuseParts(unusable: readonly Problem[], rows: RowStore, whole: Schema, file: string): void {
  const [first] = unusable;
  if (first) {
    throw new InputError(first.message, first.examples.length > 0 ? "" : remedyOfText(first, whole), {
      file,
    });
  }
  // Without the columns that are not asked for, rows of the same numbers may be several groups.
  const repeats = rows.problems.some(({ kind }) => kind === "repeated-row");
  if (whole.shape === "aggregated" && repeats) throw new InputError(SEVERAL, SEVERAL_REMEDY, { file });
}

function remedyOfText({ column }: Problem, whole: Schema): string {
  const isAttribute = whole.columns.some(({ name, role }) => name === column && role === "attribute");
  const metrics = namesOf("metric", whole);
  return isAttribute && metrics !== "none"
    ? `${column ?? ""} is an attribute; metrics are: ${metrics}.`
    : "Write plain numbers such as 12.5, and nothing where there is none.";
}

const SEVERAL = "Several rows are of one group and period.";
const SEVERAL_REMEDY =
  "Group by the attribute that tells them apart as well (--series <attribute>), or aggregate them first.";

function metricsOf(schema: Schema): Schema {
  return { ...schema, columns: schema.columns.filter(({ role }) => role === "metric") };
}

/**
 * The schema of files, from their first rows, the name to call them by, and why numbers that are needed cannot be used
 * as these rows have them.
 */
export async function readSchema(
  files: readonly string[],
  options: ColumnOptions,
  needed: Needed,
): Promise<{ readonly schema: Schema; readonly name: string; readonly unusable: readonly Problem[] }> {
  const table = await openRows(files, options);
  for await (const first of table.batches()) {
    const whole = schemaOf(table, first, options, needed);
    const asked = keepNeeded(whole, needed, table.name);
    const schema = keepNeeded(whole, withRelatives(needed, whole, first), table.name);
    return { schema, name: table.name, unusable: unusableIn(first, metricsOf(asked)) };
  }
  throw new InputError("The file has no rows.", "Export it again.", { file: table.name });
}

/** Files, or one drop; a partner's table brings metrics of its own, so then all of the drop's are read. */
async function openSource(
  files: readonly string[],
  options: ColumnOptions,
  needed: Needed | undefined,
): Promise<Table> {
  const place = files.find((file) => file.startsWith(DROP_PREFIX));
  if (place === undefined) return openRows(files, options);
  if (files.length > 1) throw new InputError("A drop is read alone.", "Name one drop and nothing else.");
  refuseColumnsOfDrop(options);
  const read = needed && options.join !== undefined ? { ...needed, metrics: "all" as const } : needed;
  return openDropTable(place, options, read, say);
}

function schemaOf(table: Table, first: Batch, options: ColumnOptions, needed: Needed | undefined): Schema {
  const { schema, problems } = detectSchema(table.columns, { rows: first.rows }, mappingOf(options));
  const noMetric = problems.filter(({ kind }) => kind === "no-metric-column");
  // Of the metrics that are asked for is told later what is wrong with them.
  const metrics = needed || noMetric.length === 0 ? [] : [...unusableIn(first, schema), ...noMetric];
  const others = problems.filter((problem) => !noMetric.includes(problem));
  refuseErrors([...metrics, ...others], schema, undefined, table.name);
  return schema;
}

/** Why columns of numbers cannot be used. */
function unusableIn(batch: Batch, schema: Schema): Problem[] {
  const numbers = new NumberCheck(schema);
  numbers.see(batch);
  return numbers.problems();
}

function refuseErrors(
  problems: readonly Problem[],
  { dateOrder }: Schema,
  dates: DateForms | undefined,
  file: string,
): void {
  const error = problems.find(({ severity }) => severity === "error");
  if (!error) return;
  if (error.kind === "duplicate-group-period") throw new InputError(SEVERAL, SEVERAL_REMEDY, { file });
  if (error.kind === "contradictory-dates" && dateOrder !== null) {
    const remedy = "Leave --date-order out: the dates say it themselves.";
    throw new InputError(`The dates in ${error.column ?? ""} are not all written ${dateOrder}.`, remedy, {
      file,
    });
  }
  const aboutDates = ["mixed-dates", "contradictory-dates"].includes(error.kind);
  const place = (aboutDates && dates?.second) || { file };
  throw new InputError(error.message, remedyOf(error), place);
}

function remedyOf(error: Problem): string {
  switch (error.kind) {
    case "no-person-column":
      return "Say it with --person <column>, or --people <column> for aggregated rows.";
    case "contradictory-dates":
      return "Write them all in one way, best yyyy-mm-dd.";
    case "ambiguous-dates":
      return "Set --date-order day-first or --date-order month-first.";
    default:
      return "";
  }
}

function worst(problems: readonly Problem[]): string {
  return problems[0]?.message ?? "";
}

/** Remembers where a second way of writing dates begins, to name the line. */
class DateForms {
  private readonly column: number;
  private readonly forms = new Set<string>();
  second: { readonly file: string; readonly line: number } | undefined;

  constructor(schema: Schema) {
    this.column = schema.columns.find(({ role }) => role === "date")?.index ?? -1;
  }

  see(batch: Batch): void {
    if (this.column < 0 || this.second) return;
    batch.rows.forEach((row, i) => {
      const value = row[this.column];
      if (typeof value !== "string" || this.second) return;
      this.forms.add(value.replace(/\d+/g, "9"));
      if (this.forms.size > 1) this.second = { file: batch.file, line: batch.lines[i] ?? 0 };
    });
  }
}
