import { findName, memorySource, RowStore, type Schema } from "../../../src/engine";
import type { Batch } from "../input/table";
import type { Needed } from "./needed-columns";

/**
 * What a command needs, and the metrics that follow from several of those it asks for because they add up, as the first
 * rows have them: a metric that may not be told may not follow from others, named or not.
 */
export function withRelatives(needed: Needed, whole: Schema, { rows }: Pick<Batch, "rows">): Needed {
  const names = whole.columns.map(({ name }) => name);
  const asked = new Set(needed.metrics.map((name) => names[findName(names, name)]));
  if (asked.size < 2) return needed;
  const store = new RowStore(whole);
  store.append({ rows });
  store.finish();
  const families = memorySource(store).families();
  const related = families.filter((family) => family.filter((metric) => asked.has(metric)).length > 1).flat();
  return { ...needed, metrics: [...new Set([...needed.metrics, ...related])] };
}
