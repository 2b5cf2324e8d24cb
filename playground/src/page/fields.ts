import type { Binding, DataSetInfo, FieldInfo, Summary } from "../protocol";
import type { Capabilities } from "./package-file";

type Role = Capabilities["dataRoles"][number];

export const SUMMARIES: Readonly<Record<Summary, string>> = {
  none: "As it is",
  hierarchy: "Date hierarchy",
  sum: "Sum",
  average: "Average",
  minimum: "Minimum",
  maximum: "Maximum",
  count: "Count",
  distinct: "Count (distinct)",
  first: "First",
};

const isMeasure = (role: Role): boolean => role.kind === "Measure" || role.kind === 1;

/** Ways to take a field in a role, the usual one first, as Power BI offers them. */
export function summariesFor(role: Role, field: FieldInfo): readonly Summary[] {
  if (field.measure) return ["sum"];
  if (!isMeasure(role)) return field.kind === "date" ? ["none", "hierarchy"] : ["none"];
  if (field.kind === "number") return ["sum", "average", "minimum", "maximum", "count", "distinct"];
  return ["first", "count", "distinct"];
}

/** How many fields a role takes; undefined means any number. */
export function limitOf(capabilities: Capabilities, role: string): number | undefined {
  return capabilities.dataViewMappings[0]?.conditions?.[0]?.[role]?.max;
}

export function roleNamed(capabilities: Capabilities, name: string): Role | undefined {
  return capabilities.dataRoles.find((role) => role.name === name);
}

/** Adds a field to a role; a full role gives up its last field. */
export function bound(
  capabilities: Capabilities,
  bindings: readonly Binding[],
  role: Role,
  field: FieldInfo,
): readonly Binding[] {
  const summary = summariesFor(role, field)[0] ?? "none";
  const added: Binding = { role: role.name, field: field.name, summary };
  const others = bindings.filter((binding) => binding.role !== role.name);
  const limit = limitOf(capabilities, role.name) ?? Infinity;
  const own = bindings.filter((binding) => binding.role === role.name && binding.field !== field.name);
  const kept = own.slice(0, Math.max(0, limit - 1));
  const inOrder = capabilities.dataRoles.flatMap(({ name }) =>
    name === role.name ? [...kept, added] : others.filter((binding) => binding.role === name),
  );
  return inOrder;
}

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "");

/** Fields for a first picture of data that nobody has described: found by the names that Viva Insights gives. */
export function guessBindings(capabilities: Capabilities, data: DataSetInfo): readonly Binding[] {
  const fields = data.fields.filter((field) => !field.measure);
  const named = (...names: string[]) => fields.find((field) => names.includes(plain(field.name)));
  const person = named("personid");
  const period = named("metricdate");
  const attributeName = named("attributename");
  const attributeValue = named("attributevalue");
  const unpivoted = attributeName && attributeValue;
  const others = fields.filter((field) => field !== person && field !== period);
  const choices: readonly (readonly [string, FieldInfo | undefined])[] = [
    ["person", person],
    ["period", period],
    [
      "group",
      unpivoted ? undefined : (named("organization") ?? others.find((field) => field.kind === "text")),
    ],
    ["attributeName", unpivoted ? attributeName : undefined],
    ["attributeValue", unpivoted ? attributeValue : undefined],
    ["metric", named("collaborationhours") ?? others.find((field) => field.kind === "number")],
  ];
  let bindings: readonly Binding[] = [];
  for (const [name, field] of choices) {
    const role = roleNamed(capabilities, name);
    if (role && field) bindings = bound(capabilities, bindings, role, field);
  }
  return bindings;
}
