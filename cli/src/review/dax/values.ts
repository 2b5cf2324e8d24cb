import type { Measure } from "../model/model";
import { columnName } from "../model/model";
import type { Analysis, Scope } from "./analysis";
import type { Dax } from "./syntax";

const ONE_OF_A_COLUMN =
  /^(SELECTEDVALUE|MIN|MAX|FIRSTNONBLANK|LASTNONBLANK|LOOKUPVALUE|VALUES|DISTINCT|FIRST|LAST)$/;
const OF_EACH_ROW = /^(CONCATENATEX|MINX|MAXX|FIRSTNONBLANKVALUE|LASTNONBLANKVALUE|TOCSV|TOJSON)$/;
const PASSES_ON =
  /^(CALCULATE|COALESCE|CONCATENATE|COMBINEVALUES|FORMAT|UPPER|LOWER|TRIM|LEFT|RIGHT|MID|SUBSTITUTE|REPLACE|UNICHAR|IFERROR|VALUE)$/;

/** The person column whose values a measure hands out (a name in a title, a list of people); undefined if none. */
export function personReturnedBy(analysis: Analysis, measure: Measure): string | undefined {
  const dax = analysis.parse(measure);
  if (!dax) return undefined;
  analysis.begin();
  return returned(analysis, dax, analysis.scopeOf(measure));
}

function returned(analysis: Analysis, expression: Dax, outer: Scope): string | undefined {
  const { dax, scope } = analysis.settle(expression, outer);
  if (dax.kind === "binary") {
    return dax.operator === "&"
      ? (returned(analysis, dax.left, scope) ?? returned(analysis, dax.right, scope))
      : undefined;
  }
  // A measure that only repeats another is not told twice.
  if (dax.kind !== "call") return undefined;
  const { function: name, args } = dax;
  if (ONE_OF_A_COLUMN.test(name)) return personIn(analysis, args[0], scope);
  if (OF_EACH_ROW.test(name)) return rowValue(analysis, args[name.startsWith("TO") ? 0 : 1], scope);
  if (PASSES_ON.test(name))
    return firstOf(name === "CALCULATE" ? args.slice(0, 1) : args, (arg) => returned(analysis, arg, scope));
  if (name === "IF" || name === "IF.EAGER")
    return firstOf(args.slice(1), (arg) => returned(analysis, arg, scope));
  if (name === "SWITCH")
    return firstOf(
      args.filter((_, i) => i >= 2),
      (arg) => returned(analysis, arg, scope),
    );
  return undefined;
}

function rowValue(analysis: Analysis, expression: Dax | undefined, scope: Scope): string | undefined {
  if (!expression) return undefined;
  const settled = analysis.settle(expression, scope);
  const { dax } = settled;
  if (dax.kind === "binary" && dax.operator === "&") {
    return rowValue(analysis, dax.left, settled.scope) ?? rowValue(analysis, dax.right, settled.scope);
  }
  return personIn(analysis, dax, settled.scope) ?? returned(analysis, dax, settled.scope);
}

function personIn(analysis: Analysis, dax: Dax | undefined, scope: Scope): string | undefined {
  const column = analysis.columnOf(dax, scope);
  if (!column || !analysis.isPersonColumn(dax, scope)) return undefined;
  return columnName(column.table, column.name);
}

function firstOf(items: readonly Dax[], find: (item: Dax) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Extremes over people that an expression itself computes: each is some single person's value. */
export function extremesIn(analysis: Analysis, measure: Measure): string[] {
  const dax = analysis.parse(measure);
  if (!dax) return [];
  analysis.begin();
  return [...new Set(extremes(analysis, dax, analysis.scopeOf(measure)))];
}

function extremes(analysis: Analysis, dax: Dax, scope: Scope): string[] {
  analysis.step();
  if (dax.kind === "let") {
    const inner = analysis.inner(dax, scope);
    return [
      ...dax.variables.flatMap((variable) => extremes(analysis, variable.is, inner)),
      ...extremes(analysis, dax.result, inner),
    ];
  }
  const own = dax.kind === "call" ? extreme(analysis, dax, scope) : undefined;
  const parts =
    dax.kind === "call"
      ? dax.args
      : dax.kind === "binary"
        ? [dax.left, dax.right]
        : dax.kind === "unary"
          ? [dax.of]
          : dax.kind === "list"
            ? dax.items
            : [];
  return [...(own === undefined ? [] : [own]), ...parts.flatMap((part) => extremes(analysis, part, scope))];
}

function extreme(analysis: Analysis, dax: Dax & { kind: "call" }, scope: Scope): string | undefined {
  const [first, second] = dax.args;
  if (!first) return undefined;
  if (/^(MIN|MAX|MINA|MAXA)$/.test(dax.function) && !second) {
    const column = analysis.columnOf(first, scope);
    const isNumber = column !== undefined && /^(int64|double|decimal|)$/i.test(column.type);
    if (!isNumber || analysis.people.table(column.table) === undefined || isPeriod(column.name))
      return undefined;
    return `${dax.function} of ${columnName(column.table, column.name)}`;
  }
  if (/^(MINX|MAXX)$/.test(dax.function)) {
    const column = second && analysis.columnOf(second, scope);
    const isNumber = !column || (/^(int64|double|decimal|)$/i.test(column.type) && !isPeriod(column.name));
    return isNumber && analysis.hasRowPerPerson(first, scope) ? `${dax.function} over people` : undefined;
  }
  const count = analysis.settle(first, scope).dax;
  if (
    dax.function === "TOPN" &&
    count.kind === "number" &&
    count.value === 1 &&
    second &&
    analysis.hasRowPerPerson(second, scope)
  ) {
    return "TOPN ( 1 ) over people";
  }
  return undefined;
}

function isPeriod(name: string): boolean {
  return /(year|month|week|quarter|day|date|period|index|order|sort|rank)/i.test(name);
}
