import type { Binding, Objects } from "../protocol";

const list = new Intl.ListFormat("en-US");

/** What a visual is called by its fields, as Power BI does it: "Metric by Group and Series", or by its period. */
export function titleOf(bindings: readonly Binding[], objects: Objects): string {
  const named = (role: string): readonly string[] =>
    bindings.filter((binding) => binding.role === role).map(({ field }) => field.replaceAll("_", " "));
  const metrics = named("metric");
  if (metrics.length === 0) return "New visual";
  const groups = [...named("group"), ...named("attributeValue")];
  const kind = objects["chart"]?.["kind"];
  const overTime =
    kind === "trend" || kind === "heat" || (groups.length === 0 && kind !== "bar" && kind !== "columns");
  const by = [...(overTime ? named("period") : []), ...groups, ...named("series")];
  return by.length === 0 ? list.format(metrics) : `${list.format(metrics)} by ${list.format(by)}`;
}
