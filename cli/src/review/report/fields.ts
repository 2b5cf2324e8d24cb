import { LIMITS } from "../source/parts";
import {
  entriesOf,
  field,
  isObject,
  listAt,
  numberAt,
  step,
  textAt,
  type Json,
  type JsonObject,
} from "../source/json";

/** How a column is aggregated by the visual itself; the numbers are Power BI's QueryAggregateFunction. */
export const AGGREGATION = [
  "Sum",
  "Average",
  "Count (distinct)",
  "Minimum",
  "Maximum",
  "Count",
  "Median",
  "Standard deviation",
  "Variance",
] as const;

/** A field of the model as a report names it. */
export type Field =
  | { readonly kind: "column"; readonly table: string; readonly name: string }
  | { readonly kind: "measure"; readonly table: string; readonly name: string }
  | { readonly kind: "aggregation"; readonly function: number; readonly of: Field }
  | { readonly kind: "level"; readonly table: string; readonly hierarchy: string; readonly name: string }
  | { readonly kind: "visual-calculation"; readonly name: string; readonly expression: string };

/** Names of a query's sources → tables. */
export type Sources = ReadonlyMap<string, string>;

/** A field found somewhere inside JSON. */
export interface FoundField {
  readonly field: Field;
  /** JSON pointer from where the search began. */
  readonly pointer: string;
}

/** Aliases of a `From` list on top of those that hold around it. */
export function sourcesOf(query: Json | undefined, outer: Sources): Sources {
  const from = listAt(query, "From");
  if (from.length === 0) return outer;
  const sources = new Map(outer);
  for (const source of from) {
    const name = textAt(source, "Name");
    const entity = textAt(source, "Entity");
    if (name !== undefined && entity !== undefined) sources.set(name, entity);
  }
  return sources;
}

/** The field that an expression is, or undefined when it is none (a constant, arithmetic, …). */
export function fieldOf(expression: Json | undefined, sources: Sources): Field | undefined {
  if (!isObject(expression)) return undefined;
  const column = field(expression, "Column");
  if (column !== undefined) return named("column", column, sources);
  const measure = field(expression, "Measure");
  if (measure !== undefined) return named("measure", measure, sources);
  const aggregation = field(expression, "Aggregation");
  if (aggregation !== undefined) {
    const of = fieldOf(field(aggregation, "Expression"), sources);
    return of && { kind: "aggregation", function: numberAt(aggregation, "Function") ?? -1, of };
  }
  const level = field(expression, "HierarchyLevel");
  if (level !== undefined) return levelOf(level, sources);
  const calculation = field(expression, "NativeVisualCalculation");
  if (calculation !== undefined) {
    return {
      kind: "visual-calculation",
      name: textAt(calculation, "Name") ?? "",
      expression: textAt(calculation, "Expression") ?? "",
    };
  }
  return undefined;
}

function named(kind: "column" | "measure", json: Json, sources: Sources): Field | undefined {
  const table = tableOf(field(json, "Expression"), sources);
  const name = textAt(json, "Property");
  return table === undefined || name === undefined ? undefined : { kind, table, name };
}

/** A level of a hierarchy, or of the date hierarchy that Power BI makes behind a column: then that column. */
function levelOf(json: Json, sources: Sources): Field | undefined {
  const hierarchy = field(json, "Expression", "Hierarchy");
  const inner = field(hierarchy, "Expression");
  const variation = field(inner, "PropertyVariationSource");
  if (variation !== undefined) return named("column", variation, sources);
  const table = tableOf(inner, sources);
  const name = textAt(json, "Level");
  if (table === undefined || name === undefined) return undefined;
  return { kind: "level", table, hierarchy: textAt(hierarchy, "Hierarchy") ?? "", name };
}

function tableOf(expression: Json | undefined, sources: Sources): string | undefined {
  const reference = field(expression, "SourceRef");
  const entity = textAt(reference, "Entity");
  if (entity !== undefined) return entity;
  const source = textAt(reference, "Source");
  return source === undefined ? undefined : (sources.get(source) ?? source);
}

/** Every field anywhere inside, with its pointer; an aggregation is told once, not again as its column. */
export function fieldsIn(json: Json | undefined, sources: Sources = new Map()): FoundField[] {
  const found: FoundField[] = [];
  visit(json, sources, "", 0, (object, scope, pointer) => {
    const at = fieldOf(object, scope);
    if (at) found.push({ field: at, pointer });
    return at === undefined;
  });
  return found;
}

/** A value of a field that is stored in the file: chosen in a filter or slicer, or formatted on its own. */
export interface StoredValues {
  readonly field: Field;
  readonly values: number;
  readonly pointer: string;
}

/** Comparisons of fields with constants: how many values of which field the JSON keeps. Never the values. */
export function storedValuesIn(json: Json | undefined, outer: Sources = new Map()): StoredValues[] {
  const found: StoredValues[] = [];
  const add = (expression: Json | undefined, sources: Sources, values: number, pointer: string): void => {
    const at = fieldOf(expression, sources);
    if (at && values > 0) found.push({ field: at, values, pointer });
  };
  visit(json, outer, "", 0, (object, sources, pointer) => {
    const inList = field(object, "In");
    if (inList !== undefined) {
      listAt(inList, "Expressions").forEach((expression, i) => {
        const values = listAt(inList, "Values").filter((row) =>
          isValue(Array.isArray(row) ? (row as Json[])[i] : undefined),
        );
        add(expression, sources, values.length, pointer);
      });
    }
    for (const operator of ["Comparison", "Contains", "StartsWith"]) {
      const test = field(object, operator);
      if (test !== undefined && isValue(field(test, "Right"))) add(field(test, "Left"), sources, 1, pointer);
    }
    const keys = listAt(object, "identityKeys");
    keys.forEach((key) => {
      add(key, sources, countIdentities(json), pointer);
    });
    return true;
  });
  return found;
}

/** A constant that says something: not null, not an empty text, not a switch. */
function isValue(json: Json | undefined): boolean {
  const literal = textAt(json, "Literal", "Value");
  return literal !== undefined && !/^(null|true|false|'')$/i.test(literal);
}

/** Expanded rows of a matrix are stored with the values of their groups. */
function countIdentities(json: Json | undefined): number {
  let count = 0;
  visit(json, new Map(), "", 0, (object) => {
    count += listAt(object, "identityValues").filter(isValue).length;
    return true;
  });
  return count;
}

type Visitor = (object: JsonObject, sources: Sources, pointer: string) => boolean;

function visit(json: Json | undefined, sources: Sources, pointer: string, depth: number, see: Visitor): void {
  if (depth > LIMITS.nesting) return;
  if (Array.isArray(json)) {
    (json as readonly Json[]).forEach((inner, i) => {
      if (typeof inner === "object") visit(inner, sources, `${pointer}/${i}`, depth + 1, see);
    });
    return;
  }
  if (!isObject(json)) return;
  const scope = sourcesOf(json, sources);
  if (!see(json, scope, pointer)) return;
  for (const [name, inner] of entriesOf(json)) {
    if (typeof inner === "object") visit(inner, scope, pointer + step(name), depth + 1, see);
  }
}
