import type powerbi from "powerbi-visuals-api";
import type { ModelFilter } from "../protocol";

const DAY = 86_400_000;
type Value = string | number | boolean | null;
interface Target {
  readonly column?: string;
  readonly measure?: string;
}
/** The filters of powerbi-models that visuals apply: basic, advanced (ranges) and tuples. */
interface JsonFilter {
  readonly target: Target | readonly Target[];
  readonly operator?: string;
  readonly values?: readonly unknown[];
  readonly conditions?: readonly { readonly operator: string; readonly value: unknown }[];
}

function valueOf(value: unknown): Value {
  if (value instanceof Date) return value.getTime() / DAY;
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}

/** A date or number of a range condition, on the model's scale. */
function boundOf(value: unknown): number {
  if (value instanceof Date) return value.getTime() / DAY;
  if (typeof value === "number") return value;
  return Date.parse(String(value)) / DAY;
}

function rangeOf(field: string, conditions: NonNullable<JsonFilter["conditions"]>): ModelFilter {
  let from = -Infinity;
  let to = Infinity;
  for (const { operator, value } of conditions) {
    const bound = boundOf(value);
    if (operator === "GreaterThanOrEqual") from = bound;
    if (operator === "GreaterThan") from = bound + 1e-9;
    if (operator === "LessThanOrEqual") to = bound;
    if (operator === "LessThan") to = bound - 1e-9;
  }
  return { kind: "range", field, from, to };
}

function tuplesOf(targets: readonly Target[], values: readonly unknown[]): ModelFilter {
  const rows = values.map((tuple) => {
    const cells = (tuple as readonly { readonly value: unknown }[]).map((cell) => valueOf(cell.value));
    return Object.fromEntries(targets.map((target, index) => [target.column ?? "", cells[index] ?? null]));
  });
  return { kind: "rows", rows };
}

/** What a visual's filter means to the model; an unknown kind filters nothing. */
export function modelFilters(filters: readonly powerbi.IFilter[]): ModelFilter[] {
  return (filters as readonly JsonFilter[]).flatMap((filter) => {
    const { target, values, conditions } = filter;
    if (Array.isArray(target)) return values ? [tuplesOf(target as readonly Target[], values)] : [];
    const { column } = target as Target;
    if (column === undefined) return [];
    if (conditions) return [rangeOf(column, conditions)];
    return filter.operator === "In" && values
      ? [{ kind: "values", field: column, values: values.map(valueOf) }]
      : [];
  });
}
