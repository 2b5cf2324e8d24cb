import { detectSchema, nameKey, type Policy } from "../../../src/engine";
import type { Value } from "../input/table";
import type { Needed } from "../query/needed-columns";
import { withRelatives } from "../query/relatives";
import { InputError } from "../shared/errors";
import type { ColumnPlan } from "./scan";

/** What of a drop's columns is to be read. */
export interface Wanted {
  /**
   * Metrics by name, those that the drop lacks being an error; those that follow from several of them are read as
   * well. Or every column of numbers.
   */
  readonly metrics: readonly string[] | "all";
  /** Text columns to group or filter by. */
  readonly attributes: readonly string[];
  /** Metrics that the policy says add up. */
  readonly families?: Policy["families"];
}

/** Everything that a drop by itself has to say. */
export const ALL_METRICS: Wanted = { metrics: "all", attributes: [] };

// The schema says ObjectId, the sample PersonId; IsActive and MetricDate are the same in both.
const PEOPLE = ["ObjectId", "PersonId"].map(nameKey);
const DATE = nameKey("MetricDate");
const ACTIVE = nameKey("IsActive");

/**
 * Decides what each column is, from the first rows of a drop and what is asked for.
 * @param sample the first lines, parsed.
 * @throws InputError when people or dates are missing, or a column that was asked for.
 */
export function planColumns(
  sample: readonly Record<string, unknown>[],
  wanted: Wanted,
  file: string,
): ColumnPlan[] {
  const names = new Map<string, string>();
  for (const row of sample) {
    for (const name of Object.keys(row)) if (!names.has(nameKey(name))) names.set(nameKey(name), name);
  }
  const person = PEOPLE.map((key) => names.get(key)).find((name) => name !== undefined);
  const date = names.get(DATE);
  if (person === undefined || date === undefined) {
    const missing = person === undefined ? "ObjectId or PersonId" : "MetricDate";
    throw new InputError(`The rows have no ${missing}.`, "This is no Viva Insights dataset.", {
      file,
      line: 1,
    });
  }
  const plan: ColumnPlan[] = [
    { name: person, role: "key", required: true },
    { name: date, role: "day", required: true },
  ];
  const active = names.get(ACTIVE);
  if (active !== undefined) plan.push({ name: active, role: "flag", required: false });
  if (wanted.metrics === "all") plan.push(...allMetrics(sample, names, plan));
  else {
    for (const name of new Set(wanted.metrics)) plan.push(asked(name, "metric", names, file));
    plan.push(...relatives(sample, names, plan, { ...wanted, metrics: wanted.metrics, attributes: [] }));
  }
  for (const name of new Set(wanted.attributes)) {
    const key = nameKey(name);
    if (key === ACTIVE) continue;
    if (PEOPLE.includes(key) || key === DATE) {
      throw new InputError(`${name} is no attribute.`, "Group by an attribute of the directory join.", {
        file,
      });
    }
    plan.push(asked(name, "label", names, file));
  }
  return plan;
}

/** Columns that hold numbers, or text that looks like one, wherever they hold anything. */
function allMetrics(
  sample: readonly Record<string, unknown>[],
  names: ReadonlyMap<string, string>,
  known: readonly ColumnPlan[],
): ColumnPlan[] {
  const taken = new Set([...PEOPLE, ...known.map((one) => nameKey(one.name))]);
  const metrics: ColumnPlan[] = [];
  for (const [key, name] of names) {
    const values = sample.map((row) => row[name]).filter((value) => value !== null && value !== undefined);
    if (!taken.has(key) && values.every(isNumeric)) metrics.push({ name, role: "metric", required: false });
  }
  return metrics;
}

/** The metrics that follow from those asked for, as the first rows have them. */
function relatives(
  sample: readonly Record<string, unknown>[],
  names: ReadonlyMap<string, string>,
  known: readonly ColumnPlan[],
  needed: Needed,
): ColumnPlan[] {
  const [person, date] = known.map(({ name }) => name) as [string, string];
  const columns = [...names.values()];
  const rows = sample.map((row) => columns.map((name) => fieldOf(row[name])));
  const { schema } = detectSchema(columns, { rows }, { person, date });
  const taken = new Set(known.map(({ name }) => nameKey(name)));
  return withRelatives(needed, schema, { rows })
    .metrics.filter((name) => !taken.has(nameKey(name)))
    .map((name): ColumnPlan => ({ name, role: "metric", required: false }));
}

/** Lists and objects are no field of a table. */
function fieldOf(value: unknown): Value {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}

function isNumeric(value: unknown): boolean {
  if (typeof value === "number") return true;
  return typeof value === "string" && (value.trim() === "" || Number.isFinite(Number(value)));
}

function asked(
  name: string,
  role: "metric" | "label",
  names: ReadonlyMap<string, string>,
  file: string,
): ColumnPlan {
  if (names.has(nameKey(name))) return { name, role, required: false };
  const near = [...names.values()].filter((other) => !PEOPLE.includes(nameKey(other))).slice(0, 100);
  throw new InputError(`The drop has no column "${name}".`, `It has: ${near.join(", ")}.`, { file });
}
