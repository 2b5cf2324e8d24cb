import { keyOf } from "../model/lookup";
import type { ColumnName } from "../model/model";
import type { Analysis, Scope } from "./analysis";
import type { Dax } from "./syntax";

/** What is counted to decide whether a value may be shown. */
export interface Count {
  /** "people": distinct people. "rows": rows about people. "things": distinct values of something else. */
  readonly of: "people" | "rows" | "things";
  /** Whether a missing person counts as one. */
  readonly countsBlank: boolean;
  /** Whether the count ignores a filter of the visual (ALL, ALLEXCEPT, REMOVEFILTERS, …). */
  readonly removesFilters: boolean;
  readonly words: string;
  /** The columns that are counted. */
  readonly columns: readonly ColumnName[];
}

/** A comparison of a count with a limit. */
export interface Gate {
  readonly count: Count;
  /** As written, turned so that the count stands on the left. */
  readonly operator: ">=" | ">" | "<" | "<=";
  /** The limit; undefined where it is no constant. */
  readonly limit: number | undefined;
  /** Smallest group that passes; undefined where the limit is no constant. */
  readonly smallest: number | undefined;
  /** The table that the limit is read from, when it is read from one. */
  readonly limitFrom: string | undefined;
  /** Measure in which it is written. */
  readonly measure: string;
}

/** A gate, and whether the condition holds for large groups (or for small ones). */
export interface Condition {
  readonly gate: Gate;
  readonly holdsForLarge: boolean;
}

const TURNED: Readonly<Record<string, Gate["operator"]>> = { ">=": "<=", ">": "<", "<": ">", "<=": ">=" };
const REMOVERS = /^(ALL|ALLEXCEPT|ALLSELECTED|ALLCROSSFILTERED|ALLNOBLANKROW|REMOVEFILTERS)$/;

/** The gate that a condition is, or contains as a part that decides. */
export function gateIn(analysis: Analysis, condition: Dax, outer: Scope): Condition | undefined {
  if (outer.perPerson === true) return undefined;
  const { dax, scope } = analysis.settle(condition, outer);
  const measure = analysis.measureOf(dax, scope);
  if (measure) return gateIn(analysis, measure.dax, measure.scope);
  if (dax.kind === "unary" && /^(NOT|!)$/.test(dax.operator)) return turned(gateIn(analysis, dax.of, scope));
  if (dax.kind === "call" && dax.function === "AND") return decides(analysis, dax.args, scope, true);
  if (dax.kind === "call" && dax.function === "OR") return decides(analysis, dax.args, scope, false);
  if (dax.kind !== "binary") return undefined;
  if (dax.operator === "&&") return decides(analysis, [dax.left, dax.right], scope, true);
  if (dax.operator === "||") return decides(analysis, [dax.left, dax.right], scope, false);
  return comparison(analysis, dax, scope);
}

/** In "large and more" a gate decides when the whole holds; in "small or more" when the whole fails. */
function decides(
  analysis: Analysis,
  sides: readonly Dax[],
  scope: Scope,
  holdsForLarge: boolean,
): Condition | undefined {
  for (const side of sides) {
    const found = gateIn(analysis, side, scope);
    if (found?.holdsForLarge === holdsForLarge) return found;
  }
  return undefined;
}

function turned(condition: Condition | undefined): Condition | undefined {
  return condition && { ...condition, holdsForLarge: !condition.holdsForLarge };
}

function comparison(analysis: Analysis, dax: Dax & { kind: "binary" }, scope: Scope): Condition | undefined {
  const operator = dax.operator in TURNED ? (dax.operator as Gate["operator"]) : undefined;
  if (operator === undefined) return undefined;
  const left = countIn(analysis, dax.left, scope);
  const count = left ?? countIn(analysis, dax.right, scope);
  const sign = left ? operator : TURNED[operator];
  if (!count || sign === undefined) return undefined;
  const limit = limitIn(analysis, left ? dax.right : dax.left, scope);
  const isStrict = sign === ">" || sign === "<=";
  const smallest =
    limit.value === undefined
      ? undefined
      : Math.floor(limit.value) + (isStrict ? 1 : Math.ceil(limit.value % 1));
  // "More than none" asks whether there is anything at all, not whether there are enough.
  if (smallest !== undefined && smallest <= 1) return undefined;
  const measure = scope.within.at(-1) ?? "";
  const gate = { count, operator: sign, limit: limit.value, smallest, limitFrom: limit.from, measure };
  return { gate, holdsForLarge: sign === ">=" || sign === ">" };
}

/** The constant that an expression comes to, or the table that it is read from. */
function limitIn(analysis: Analysis, expression: Dax, outer: Scope): { value?: number; from?: string } {
  const { dax, scope } = analysis.settle(expression, outer);
  const measure = analysis.measureOf(dax, scope);
  if (measure) return limitIn(analysis, measure.dax, measure.scope);
  if (dax.kind === "number") return { value: dax.value };
  const column =
    dax.kind === "call" ? dax.args.map((arg) => analysis.columnOf(arg, scope)).find(Boolean) : undefined;
  return column ? { from: column.table } : {};
}

/** The count that an expression is: directly, through variables and measures, or under other filters. */
function countIn(analysis: Analysis, expression: Dax, outer: Scope): Count | undefined {
  const { dax, scope } = analysis.settle(expression, outer);
  const measure = analysis.measureOf(dax, scope);
  if (measure) return countIn(analysis, measure.dax, measure.scope);
  if (dax.kind === "binary" && dax.operator === "+")
    return countIn(analysis, dax.left, scope) ?? countIn(analysis, dax.right, scope);
  if (dax.kind !== "call") return undefined;
  const [first, ...filters] = dax.args;
  if (!first) return undefined;
  if (/^(CALCULATE|COALESCE|INT|ROUND|VALUE)$/.test(dax.function)) {
    const count = countIn(analysis, first, scope);
    const removes = dax.function === "CALCULATE" && filters.some((filter) => isRemover(filter));
    return count && { ...count, removesFilters: count.removesFilters || removes };
  }
  return directCount(analysis, dax.function, first, scope);
}

function isRemover(filter: Dax): boolean {
  return filter.kind === "call" && REMOVERS.test(filter.function);
}

function directCount(analysis: Analysis, name: string, first: Dax, scope: Scope): Count | undefined {
  const plain = { countsBlank: false, removesFilters: false };
  if (/^(DISTINCTCOUNT|DISTINCTCOUNTNOBLANK|APPROXIMATEDISTINCTCOUNT)$/.test(name)) {
    const column = analysis.columnOf(first, scope);
    if (!column) return undefined;
    const words = `${name} of ${column.table}[${column.name}]`;
    const columns = [{ table: column.table, column: column.name }];
    if (analysis.isPersonColumn(first, scope)) {
      return {
        ...plain,
        columns,
        of: "people",
        words,
        countsBlank: name !== "DISTINCTCOUNTNOBLANK" && mayBeBlank(analysis, column),
      };
    }
    return analysis.people.table(column.table) === undefined
      ? undefined
      : { ...plain, columns, of: "things", words };
  }
  if (name === "COUNTROWS") return countOfRows(analysis, first, scope);
  if (/^(COUNT|COUNTA|COUNTX|COUNTAX)$/.test(name) && analysis.isAboutPeople(first, scope)) {
    return {
      ...plain,
      columns: [],
      of: isOnePerPerson(analysis, first, scope) ? "people" : "rows",
      words: `${name} over people's rows`,
    };
  }
  return undefined;
}

/** COUNTROWS counts people over their distinct values, and over a table with one row for each of them. */
function countOfRows(analysis: Analysis, table: Dax, outer: Scope): Count | undefined {
  const { dax, scope } = analysis.settle(table, outer);
  const words = "COUNTROWS over people's rows";
  if (dax.kind === "call" && /^(FILTER|CALCULATETABLE|KEEPFILTERS)$/.test(dax.function) && dax.args[0]) {
    return countOfRows(analysis, dax.args[0], scope);
  }
  if (
    dax.kind === "call" &&
    /^(VALUES|DISTINCT|SUMMARIZE|SUMMARIZECOLUMNS|ALL|ALLSELECTED|GROUPBY)$/.test(dax.function)
  ) {
    const person = dax.args.find((arg) => analysis.isPersonColumn(arg, scope));
    const columns = dax.args.filter((arg) => arg.kind === "reference");
    if (person && columns.length === 1) {
      const column = analysis.columnOf(person, scope);
      const removesFilters = dax.function.startsWith("ALL");
      return {
        of: "people",
        columns: column === undefined ? [] : [{ table: column.table, column: column.name }],
        countsBlank: column !== undefined && mayBeBlank(analysis, column),
        removesFilters,
        words: `COUNTROWS of the distinct ${column?.table ?? ""}[${column?.name ?? ""}]`,
      };
    }
  }
  if (!analysis.isAboutPeople(dax, scope)) return undefined;
  const of = isOnePerPerson(analysis, dax, scope) ? "people" : "rows";
  return { of, columns: [], countsBlank: false, removesFilters: false, words };
}

/** A table with one row a person: a person column is its key, or is on the "one" side of a relationship. */
function isOnePerPerson(analysis: Analysis, dax: Dax, outer: Scope): boolean {
  const { dax: settled } = analysis.settle(dax, outer);
  const name =
    settled.kind === "name"
      ? settled.name
      : settled.kind === "reference"
        ? (settled.table ?? outer.home)
        : undefined;
  const table = name === undefined ? undefined : analysis.lookup.table(name);
  if (!table) return false;
  return table.columns.some((column) => {
    if (analysis.people.column(table.name, column.name)?.kind !== "identity") return false;
    if (/historical|week|date|period/i.test(column.name)) return false;
    const key = keyOf(table.name, column.name);
    const isOne = analysis.lookup.model.relationships.some(
      ({ from, to, fromIsOne, toIsOne }) =>
        (toIsOne && keyOf(to.table, to.column) === key) ||
        (fromIsOne && keyOf(from.table, from.column) === key),
    );
    return column.isKey || isOne;
  });
}

function mayBeBlank(analysis: Analysis, { table, name }: { table: string; name: string }): boolean {
  const column = analysis.lookup.column(table, name);
  return column === undefined || (column.isNullable && !column.isKey);
}
