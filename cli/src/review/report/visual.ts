import type { Gaps } from "../gaps";
import { within, type Place } from "../place";
import { entriesOf, field, listAt, step, textAt, type Json } from "../source/json";
import { fieldOf, fieldsIn, storedValuesIn, type Sources } from "./fields";
import type { Binding, Selection } from "./report";

const NONE: Sources = new Map();

/** Filters of a report, page or visual: their fields, and values that they keep. */
export function readFilters(
  filters: readonly Json[],
  level: "report" | "page" | "visual",
  place: Place,
): { bindings: Binding[]; selections: Selection[] } {
  const bindings: Binding[] = [];
  const selections: Selection[] = [];
  filters.forEach((filter, i) => {
    const at = within(place, `/${i}`);
    const found = fieldOf(field(filter, "field") ?? field(filter, "expression"), NONE);
    const how = field(filter, "howCreated");
    const isDrillthrough = how === 5 || how === "Drillthrough";
    if (found) {
      bindings.push({
        use: isDrillthrough ? "drillthrough" : "filter",
        role: `${level} filter`,
        field: found,
        place: at,
      });
    }
    for (const kept of storedValuesIn(field(filter, "filter"))) {
      selections.push({ ...kept, by: "filter", place: within(at, `/filter${kept.pointer}`) });
    }
  });
  return { bindings, selections };
}

/** Fields inside formatting: titles and colours by a field, reference lines, alternative text. */
export function readFormats(objects: Json | undefined, place: Place): Binding[] {
  return entriesOf(objects).flatMap(([name, settings]) =>
    fieldsIn(withoutFilters(settings)).map(({ field: found, pointer }): Binding => {
      return { use: "format", role: name, field: found, place: within(place, step(name) + pointer) };
    }),
  );
}

/** Slicers keep their filter among the formatting; its fields are the slicer's own and are told as selections. */
function withoutFilters(settings: Json): Json {
  if (!Array.isArray(settings)) return settings;
  return (settings as readonly Json[]).map((setting) => {
    // What a selector names is what is formatted, not what it is formatted by.
    const kept = entriesOf(field(setting, "properties")).filter(([name]) => name !== "filter");
    return { properties: Object.fromEntries(kept.map(([name, value]) => [name, value])) };
  });
}

/** Values that a visual keeps: a slicer's selection, formats of single groups, expanded rows. */
export function readSelections(
  parts: readonly (readonly [string, Json | undefined])[],
  place: Place,
): Selection[] {
  return parts.flatMap(([pointer, json]) =>
    storedValuesIn(json).map((kept): Selection => {
      return { ...kept, by: "visual", place: within(place, pointer + kept.pointer) };
    }),
  );
}

/** A sparkline is told as the fields that it draws. */
export function readProjection(
  expression: Json | undefined,
  role: string,
  place: Place,
  gaps: Gaps,
  sources: Sources = NONE,
): Binding[] {
  const found = fieldOf(expression, sources);
  if (found) return [{ use: "role", role, field: found, place }];
  const inner = fieldsIn(expression, sources);
  if (inner.length === 0) {
    const kind =
      Object.keys(typeof expression === "object" && expression !== null ? expression : {})[0] ?? "empty";
    if (!/^(Literal|Arithmetic|ScopedEval)$/.test(kind))
      gaps.add("field", where(place), "Its kind of field is not known.");
  }
  return inner.map((one) => ({
    use: "role" as const,
    role,
    field: one.field,
    place: within(place, one.pointer),
  }));
}

/** The title that is typed in (not one by a measure). */
export function titleOf(containerObjects: Json | undefined): string | undefined {
  for (const setting of listAt(containerObjects, "title")) {
    const literal = textAt(setting, "properties", "text", "expr", "Literal", "Value");
    if (literal !== undefined && literal.length > 2) return literal.replace(/^'|'$/g, "").replace(/''/g, "'");
  }
  return undefined;
}

/** A place as a message says it: the file, and where in it. */
export function where(place: Place): string {
  return [place.file, place.pointer].filter(Boolean).join(" ");
}
