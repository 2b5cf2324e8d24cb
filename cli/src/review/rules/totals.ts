import type { Remark } from "../finding";
import { within } from "../place";
import { listAt, textAt, type Json } from "../source/json";
import type { Binding, Visual } from "../report/report";
import { everyVisual, isQuorum, type Context, type ReadMeasure, type Rule } from "./rule";

/** Names of roles that carry values; the others of a visual group. */
const VALUE_ROLES =
  /^(values?|y|y2|data|size|gauge|indicator|goal|target|tooltips?|trendline|columnY|lineY|weight|minimum|maximum)$/i;

/** Gated measures that a visual shows. */
function gatedIn(visual: Visual, context: Context): { binding: Binding; read: ReadMeasure }[] {
  return visual.bindings.flatMap((binding) => {
    const { field } = binding;
    if (binding.use !== "role" || field.kind !== "measure") return [];
    const read = context.measures.find(
      ({ measure }) => measure.name.toLowerCase() === field.name.toLowerCase(),
    );
    return read?.exposure.isGated ? [{ binding, read }] : [];
  });
}

function groupings(visual: Visual): Binding[] {
  return visual.bindings.filter(
    (binding) =>
      binding.use === "role" && (binding.field.kind === "column" || binding.field.kind === "level"),
  );
}

function switchedOff(objects: Json | undefined, name: string, property: string): boolean {
  return listAt(objects, name).some(
    (one) => textAt(one, "properties", property, "expr", "Literal", "Value") === "false",
  );
}

/** Whether a table or matrix draws a total: both do unless it is switched off. */
function hasTotals(visual: Visual): boolean {
  if (visual.type === "tableEx") return !switchedOff(visual.objects, "total", "totals");
  if (visual.type !== "pivotTable") return false;
  const rows = !switchedOff(visual.objects, "subTotals", "rowSubtotals");
  const columns =
    hasRole(visual, /^columns$/i) && !switchedOff(visual.objects, "subTotals", "columnSubtotals");
  return rows || columns;
}

function hasRole(visual: Visual, role: RegExp): boolean {
  return groupings(visual).some((binding) => role.test(binding.role));
}

export const totalBesideGate: Rule = {
  id: "total-beside-gate",
  kind: "judgement",
  severity: "warning",
  title: "A total beside a gated measure gives a hidden group away",
  check: (context) =>
    everyVisual(context.report).flatMap(({ page, visual }) => {
      if (isQuorum(visual) || groupings(visual).length === 0) return [];
      return gatedIn(visual, context).flatMap(({ binding, read }): Remark[] => {
        const name = read.measure.name;
        const elsewhere = hasTotals(visual)
          ? "This visual draws totals"
          : page.visuals.some((other) => other !== visual && !isQuorum(other) && showsAlone(other, name))
            ? "Another visual of this page shows it for everybody"
            : undefined;
        if (elsewhere === undefined) return [];
        const message = `[${name}] hides small groups. ${elsewhere}: where one group is hidden, the total minus the groups shown gives it.`;
        return [{ message, place: binding.place, about: name }];
      });
    }),
};

/** A card or the like: the measure without any grouping. */
function showsAlone(visual: Visual, measure: string): boolean {
  if (groupings(visual).length > 0) return false;
  return visual.bindings.some(
    ({ use, field }) =>
      use === "role" && field.kind === "measure" && field.name.toLowerCase() === measure.toLowerCase(),
  );
}

export const oneAxisGate: Rule = {
  id: "one-axis-gate",
  kind: "judgement",
  severity: "warning",
  title: "A minimum looks at one axis of several",
  check: (context) =>
    everyVisual(context.report).flatMap(({ visual }) => {
      const axes = new Set(
        groupings(visual)
          .filter((binding) => !VALUE_ROLES.test(binding.role) || visual.type === "tableEx")
          .map((one) => JSON.stringify(one.field)),
      );
      if (isQuorum(visual) || axes.size < 2) return [];
      return gatedIn(visual, context)
        .filter(({ read }) => read.exposure.gates.some((gate) => gate.count.removesFilters))
        .map(({ binding, read }) => ({
          message: `[${read.measure.name}] counts people with filters taken away (ALL, ALLEXCEPT, REMOVEFILTERS), and this visual groups by ${axes.size} fields: a cell may hold fewer than are counted.`,
          place: within(binding.place, ""),
          about: read.measure.name,
        }));
    }),
};
