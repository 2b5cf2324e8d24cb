import { findName, type Policy, type Schema } from "../../../src/engine";
import { InputError } from "../shared/errors";
import { nearText } from "../shared/near";

/** The columns that a command needs; all of them unless given. */
export interface Needed {
  readonly metrics: readonly string[];
  readonly attributes: readonly string[];
  /** Metrics that the policy says add up: those of them that the file has are read with any of them. */
  readonly families?: Policy["families"];
}

type Column = Schema["columns"][number];

/** Columns that a row is known by: neither numbers to show nor groups. */
const KEYS: Partial<Record<Column["role"], string>> = {
  person: "the column of person ids",
  date: "the column of dates (see --over, --from and --to)",
  people: "the number of people",
  "attribute-name": "the column of attribute names",
  "attribute-value": "the column of attribute values",
};

/**
 * Leaves out what a view does not need, so that wide files stay small in memory.
 * @throws InputError for a column that is not there, or that cannot be what it is asked for as.
 */
export function keepNeeded(whole: Schema, needed: Needed, file: string): Schema {
  const names = whole.columns.map(({ name }) => name);
  const find = (name: string): Column | undefined => whole.columns[findName(names, name)];
  const metrics = needed.metrics.map((name) => {
    const column = find(name) ?? missing(name, whole, file);
    if (column.role in KEYS) throw wrongUse(column, "metric", whole, file);
    return column;
  });
  // Of unpivoted rows the attributes may stand in the rows.
  const there = needed.attributes.filter((name) => whole.shape !== "unpivoted" || find(name));
  const attributes = there.map((name) => {
    const column = find(name) ?? missing(name, whole, file);
    if (column.role in KEYS || metrics.includes(column)) throw wrongUse(column, "attribute", whole, file);
    return column;
  });
  const columns = whole.columns.map((column): Column => {
    if (metrics.includes(column)) return { ...column, role: "metric", reason: "asked for" };
    if (attributes.includes(column)) return { ...column, role: "attribute", reason: "asked for" };
    const optional =
      column.role === "metric" || (column.role === "attribute" && column.name !== whole.active);
    return optional ? { ...column, role: "ignored", reason: "not asked for" } : column;
  });
  return { ...whole, columns };
}

/** The names of the columns of a role. */
export function namesOf(role: Column["role"], { columns }: Schema): string {
  const names = columns.filter((column) => column.role === role).map(({ name }) => name);
  return names.join(", ") || "none";
}

function missing(name: string, whole: Schema, file: string): never {
  const near = nearText(
    name,
    whole.columns.map((column) => column.name),
  );
  const all = `Metrics: ${namesOf("metric", whole)}. Attributes: ${namesOf("attribute", whole)}.`;
  throw new InputError(`There is no column "${name}".`, near === "" ? all : `${near} ${all}`, { file });
}

function wrongUse(
  { name, role }: Column,
  use: "metric" | "attribute",
  whole: Schema,
  file: string,
): InputError {
  const what = KEYS[role] ?? "the metric";
  const instead = use === "metric" ? "metrics" : "attributes";
  const cannot = use === "metric" ? "no metric" : "nothing to group or filter by";
  return new InputError(
    `${name} is ${what}: it is ${cannot}.`,
    `The ${instead} are: ${namesOf(use, whole)}.`,
    {
      file,
    },
  );
}
