import type powerbi from "powerbi-visuals-api";
import { nameKey } from "../rows/names";
import type { Shape } from "../rows/schema";

type Column = powerbi.DataViewMetadataColumn;

/** A field as it is bound: where it stands in the rows, and what a person calls it. */
export interface Field {
  readonly index: number;
  readonly name: string;
  readonly column: Column;
}

/** The fields of a query that can be drawn. */
export interface Fields {
  readonly shape: Shape;
  readonly person: Field | null;
  readonly period: Field | null;
  readonly group: Field | null;
  readonly series: Field | null;
  readonly attributeName: Field | null;
  readonly attributeValue: Field | null;
  readonly metrics: readonly Field[];
  readonly people: Field | null;
  readonly minimum: Field | null;
}

/** Why the bound fields cannot be drawn: a key of the string resources, and what fills it. */
export interface Refusal {
  readonly key: string;
  readonly values: readonly string[];
}

export type FieldReading =
  | { readonly kind: "empty" }
  | { readonly kind: "refused"; readonly refusals: readonly Refusal[] }
  | { readonly kind: "ready"; readonly fields: Fields };

const refuse = (key: string, ...values: readonly string[]): Refusal => ({ key, values });

/**
 * What is bound to the visual, or why it cannot be drawn. Refuses what Power BI does silently: sums over
 * periods or attributes that are not bound, date hierarchies, people that are counted. A person is no group.
 */
export function readFields(columns: readonly Column[]): FieldReading {
  const bound = (role: string): readonly Field[] =>
    columns.flatMap((column, index) =>
      column.roles?.[role] === true ? [{ index, name: nameOf(column), column }] : [],
    );
  const one = (role: string): Field | null => bound(role)[0] ?? null;
  const periods = bound("period");
  const fields: Fields = {
    shape: one("people") ? "aggregated" : one("attributeName") ? "unpivoted" : "pivoted",
    person: one("person"),
    period: one("period"),
    group: one("group"),
    series: one("series")?.index === one("group")?.index ? null : one("series"),
    attributeName: one("attributeName"),
    attributeValue: one("attributeValue"),
    metrics: uniquelyNamed(bound("metric")),
    people: one("people"),
    minimum: one("minimum"),
  };
  const any = columns.some((column) => Object.values(column.roles ?? {}).includes(true));
  if (!any) return { kind: "empty" };
  const refusals = [
    ...missing(fields),
    ...personProblems(fields),
    ...periodProblems(periods),
    ...attributeProblems(fields),
    ...metricProblems(fields),
  ];
  return refusals.length > 0 ? { kind: "refused", refusals } : { kind: "ready", fields };
}

function missing(fields: Fields): readonly Refusal[] {
  const found: Refusal[] = [];
  if (!fields.person && !fields.people) found.push(refuse("Refuse_person_missing"));
  if (fields.metrics.length === 0) found.push(refuse("Refuse_metric_missing"));
  if (fields.person && !fields.people && !fields.period) found.push(refuse("Refuse_period_missing"));
  return found;
}

function personProblems({ person, people, period, group, series }: Fields): readonly Refusal[] {
  const found: Refusal[] = [];
  const whoIs = person ?? people;
  for (const field of [group, series])
    if (field && whoIs && modelName(field.column) === modelName(whoIs.column))
      found.push(refuse("Refuse_person_in_group", field.name));
  if (person && people) found.push(refuse("Refuse_person_and_people"));
  if (person && isAggregated(person.column)) found.push(refuse("Refuse_person_aggregated", person.name));
  // "Count" in the field's menu counts rows; only "Count (Distinct)" counts people.
  if (people && aggregation(people.column) === "CountNonNull")
    found.push(refuse("Refuse_people_rows", people.name));
  if (people && aggregation(people.column) === "Sum" && !period)
    found.push(refuse("Refuse_people_sum", people.name));
  return found;
}

function periodProblems(periods: readonly Field[]): readonly Refusal[] {
  const first = periods[0];
  if (!first) return [];
  const hierarchy = periods.some(({ column }) =>
    /\.Variation\.|Date ?Hierarchy/i.test(column.queryName ?? ""),
  );
  if (hierarchy || periods.length > 1) return [refuse("Refuse_period_hierarchy")];
  if (isAggregated(first.column)) return [refuse("Refuse_period_aggregated", first.name)];
  const { type } = first.column;
  const number = type?.numeric === true && type.dateTime !== true;
  return number || type?.bool === true ? [refuse("Refuse_period_type", first.name)] : [];
}

function attributeProblems({ group, series, attributeName, attributeValue }: Fields): readonly Refusal[] {
  const found: Refusal[] = [];
  const pair = [group, series].find(
    (field) => field && /^attribute(name|value)$/.test(nameKey(sourceName(field.column))),
  );
  if (pair) found.push(refuse("Refuse_attribute_in_group", pair.name));
  if (attributeValue && !attributeName) found.push(refuse("Refuse_attribute_name_missing"));
  if (attributeName && !attributeValue) found.push(refuse("Refuse_attribute_value_missing"));
  if (attributeName && attributeValue && group) found.push(refuse("Refuse_attribute_and_group"));
  return found;
}

function metricProblems({ metrics, person, people }: Fields): readonly Refusal[] {
  return metrics.flatMap(({ name, column }) => {
    const how = aggregation(column);
    if (how === "Count" || how === "CountNonNull") return [refuse("Refuse_metric_counted", name)];
    const type = column.type;
    const text =
      type !== undefined &&
      type.numeric !== true &&
      (type.text === true || type.dateTime === true || type.bool === true);
    if (text) return [refuse("Refuse_metric_text", name)];
    return people && !person && how === "Sum" ? [refuse("Refuse_metric_sum_aggregated", name)] : [];
  });
}

function isAggregated(column: Column): boolean {
  return column.isMeasure === true || aggregation(column) !== null;
}

/** Power BI's aggregation functions by their number in an expression (QueryAggregateFunction). */
const FUNCTIONS = [
  "Sum",
  "Average",
  "Count",
  "Min",
  "Max",
  "CountNonNull",
  "Median",
  "StandardDeviation",
  "Variance",
];

/**
 * How Power BI aggregates the field; null where it does not. "Count" is distinct, "CountNonNull" counts rows.
 * The expression tells; a query name such as `Sum(Query.Hours)` keeps the function that was chosen first.
 */
function aggregation(column: Column): string | null {
  const { func } = (column.expr ?? {}) as { readonly func?: unknown };
  if (typeof func === "number") return FUNCTIONS[func] ?? null;
  const names = FUNCTIONS.join("|");
  return new RegExp(`^(${names})\\(`).exec(column.queryName ?? "")?.[1] ?? null;
}

/** Table and name of the field in the model, without aggregation. */
function modelName(column: Column): string {
  const query = column.queryName ?? column.displayName;
  return /^\w+\((.*)\)$/.exec(query)?.[1] ?? query;
}

/** The name of the field in the model, without table and aggregation. */
function sourceName(column: Column): string {
  const inner = modelName(column);
  return inner.slice(inner.indexOf(".") + 1);
}

/** "Sum of Hours" reads as "Hours" unless the author renamed the field; underscores read as spaces. */
function nameOf(column: Column): string {
  const source = sourceName(column);
  const shown = column.displayName.endsWith(source) ? source : column.displayName;
  return shown.replaceAll("_", " ").trim() || column.displayName;
}

/** Two metrics of one name stay two metrics. */
function uniquelyNamed(fields: readonly Field[]): readonly Field[] {
  const seen = new Map<string, number>();
  return fields.map((field) => {
    const count = (seen.get(nameKey(field.name)) ?? 0) + 1;
    seen.set(nameKey(field.name), count);
    return count === 1 ? field : { ...field, name: `${field.name} (${String(count)})` };
  });
}
