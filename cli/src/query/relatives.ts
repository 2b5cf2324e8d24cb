import { addingUpWith, findName, memorySource, RowStore, type Schema } from "../../../src/engine";
import type { Batch } from "../input/table";
import type { Needed } from "./needed-columns";

/** Where fewer of the first rows have a value, others may tell what a metric adds up with. */
const ENOUGH = 0.1;

/**
 * What a command needs, and the metrics that add up with those it asks for: those that the policy names, and those that
 * follow from several of them as the first rows have them. A metric that may not be told may not follow from others,
 * named or not. Columns of which the first rows have too few values, such as a metric that came later, are read as
 * well: the engine looks at all rows.
 */
export function withRelatives(needed: Needed, whole: Schema, { rows }: Pick<Batch, "rows">): Needed {
  const names = whole.columns.map(({ name }) => name);
  const there = (wanted: readonly string[]): string[] =>
    wanted.flatMap((name) => names[findName(names, name)] ?? []);
  const asked = new Set(there(needed.metrics));
  const families = (needed.families ?? []).map(there);
  const declared = [...asked].flatMap((metric) => [...addingUpWith(metric, families)]);
  const metrics = [...new Set([...needed.metrics, ...declared])];
  if (asked.size < 2) return { ...needed, metrics };
  const store = new RowStore(whole);
  store.append({ rows });
  store.finish();
  const found = memorySource(store).families();
  const related = found.filter((family) => family.filter((metric) => asked.has(metric)).length > 1).flat();
  const unclear = whole.columns.filter((column) => mayBeMetric(column, rows)).map(({ name }) => name);
  const attributes = there(needed.attributes);
  const others = [...related, ...unclear.filter((name) => !attributes.includes(name))];
  return { ...needed, metrics: [...new Set([...metrics, ...others])] };
}

function mayBeMetric({ role, index }: Schema["columns"][number], rows: Batch["rows"]): boolean {
  const filled = rows.filter((row) => (row[index] ?? null) !== null).length;
  return role === "metric" ? filled < ENOUGH * rows.length : role === "attribute" && filled === 0;
}
