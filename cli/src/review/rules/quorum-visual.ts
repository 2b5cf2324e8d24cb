import type { Remark } from "../finding";
import { within } from "../place";
import { field, listAt, textAt, type Json } from "../source/json";
import type { Visual } from "../report/report";
import { columnOf, everyVisual, isQuorum, personShownBy, type Context, type Rule } from "./rule";

/** A setting of the card "privacy" as stored: numbers as `10D` or `10L`, texts in quotes, switches bare. */
function setting(visual: Visual, name: string): string | undefined {
  for (const one of listAt(visual.objects, "privacy")) {
    const stored: Json | undefined = field(one, "properties", name);
    const literal = textAt(stored, "expr", "Literal", "Value");
    if (literal !== undefined) return literal.replace(/^'|'$/g, "");
  }
  return undefined;
}

export const quorumSettings: Rule = {
  id: "quorum-settings",
  kind: "fact",
  severity: "error",
  title: "A Quorum visual is set weaker than asked for",
  check: (context) =>
    everyVisual(context.report)
      .filter(({ visual }) => isQuorum(visual))
      .flatMap(({ visual }) => {
        const place = within(visual.place, "");
        return weakSettings(visual, context.minGroupSize).map(({ name, message, severity }) => ({
          severity,
          message,
          place,
          about: name,
        }));
      }),
};

function weakSettings(
  visual: Visual,
  minGroupSize: number,
): { name: string; message: string; severity: "error" | "warning" }[] {
  const found: { name: string; message: string; severity: "error" | "warning" }[] = [];
  const minimum = Number((setting(visual, "minimum") ?? "10D").replace(/[DLM]$/, ""));
  if (!(minimum >= minGroupSize)) {
    found.push({
      name: "minimum",
      severity: "error",
      message: `Its minimum group size is ${minimum}; ${minGroupSize} is asked for.`,
    });
  }
  if (setting(visual, "groupSize") === "exact") {
    found.push({ name: "groupSize", severity: "warning", message: "It shows exact group sizes." });
  }
  if (setting(visual, "session") === "false") {
    found.push({
      name: "session",
      severity: "warning",
      message:
        "It does not compare a picture with the earlier ones: one filter state minus another gives a few people away.",
    });
  }
  if (setting(visual, "totalsKnown") === "false") {
    found.push({
      name: "totalsKnown",
      severity: "warning",
      message: "It is told that nobody knows the totals: a total elsewhere then gives a hidden group away.",
    });
  }
  return found;
}

/** The third rung of the ladder: the rows reach the browser, the picture alone is protected. */
export const quorumPersonRows: Rule = {
  id: "quorum-person-rows",
  kind: "fact",
  severity: "note",
  title: "A Quorum visual is bound to people's rows",
  check: (context) =>
    everyVisual(context.report)
      .filter(({ visual }) => isQuorum(visual))
      .flatMap(({ visual }) =>
        visual.bindings
          .filter((binding) => binding.use === "role")
          .flatMap((binding): Remark[] => {
            const person = personShownBy(binding.field, context);
            if (!person) return [];
            const message = `The picture is protected; the rows bound to it (${person.name}) reach the viewer's browser, "Show as a table" and export.`;
            return [{ message, place: binding.place, about: person.name }];
          }),
      ),
};

export const quorumPair: Rule = {
  id: "quorum-pair",
  kind: "judgement",
  severity: "warning",
  title: "Two Quorum visuals show the same people on one page",
  check: (context) =>
    (context.report?.pages ?? []).flatMap((page) => {
      const remarks: Remark[] = [];
      const seen = new Map<string, Visual>();
      for (const visual of page.visuals.filter(isQuorum)) {
        const tables = tablesOf(visual, context);
        const first = tables.map((table) => seen.get(table)).find((other) => other !== undefined);
        if (first) {
          const message = `It and "${first.title ?? first.id}" show the same people; each remembers only what it has shown itself, so the two may be subtracted from each other.`;
          remarks.push({ message, place: visual.place });
        }
        for (const table of tables) if (!seen.has(table)) seen.set(table, visual);
      }
      return remarks;
    }),
};

/** Tables about people that a visual's fields come from; without a model, all its tables. */
function tablesOf(visual: Visual, context: Context): string[] {
  const tables = visual.bindings
    .filter((binding) => binding.use === "role")
    .map((binding) => {
      const column = columnOf(binding.field, context.lookup);
      return column?.table ?? (binding.field.kind === "measure" ? binding.field.table : undefined);
    })
    .filter((table) => table !== undefined)
    .map((table) => table.toLowerCase());
  const people = tables.filter((table) => context.people.table(table) !== undefined);
  return [...new Set(people.length > 0 ? people : tables)];
}
