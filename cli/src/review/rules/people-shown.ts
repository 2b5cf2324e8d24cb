import type { Remark } from "../finding";
import { columnName } from "../model/model";
import { AGGREGATION } from "../report/fields";
import type { Binding, Selection } from "../report/report";
import { parseDax } from "../dax/parse";
import { everyPart, type Dax } from "../dax/syntax";
import { columnOf, everyVisual, isQuorum, personShownBy, showsValues, type Context, type Rule } from "./rule";
import { plural } from "../../shared/plural";

/** What a field does, for the reader: slicers and tooltips are told as such. */
function useInWords(binding: Binding, type: string): string {
  if (/slicer/i.test(type)) return "A slicer lists";
  if (/tooltip/i.test(binding.role)) return "The tooltip shows";
  return `"${binding.role}" shows`;
}

export const personInVisual: Rule = {
  id: "person-in-visual",
  kind: "fact",
  severity: "error",
  title: "A visual shows single people",
  check: (context) =>
    everyVisual(context.report).flatMap(({ visual }) =>
      isQuorum(visual)
        ? []
        : visual.bindings
            .filter((binding) => binding.use === "role")
            .flatMap((binding) => shown(binding, useInWords(binding, visual.type), context)),
    ),
};

function shown(binding: Binding, does: string, context: Context): Remark[] {
  const person = personShownBy(binding.field, context);
  if (!person) return [];
  const isIdentity = person.because.kind === "identity";
  return [
    {
      severity: isIdentity ? "error" : "warning",
      message: isIdentity
        ? `${does} the person column ${person.name} (${person.because.why}).`
        : `${does} ${person.name}, which names people (${person.because.why}).`,
      place: binding.place,
      about: `${binding.role} ${person.name}`,
    },
  ];
}

/** Filters that the pane offers: with a list of people, or a box to search them. */
export const personInFilter: Rule = {
  id: "person-in-filter",
  kind: "fact",
  severity: "warning",
  title: "A filter lists single people",
  check: (context) => {
    const levels = [
      ...(context.report?.bindings ?? []),
      ...(context.report?.pages ?? []).flatMap((page) => page.bindings),
      ...everyVisual(context.report).flatMap(({ visual }) =>
        isQuorum(visual) ? [] : filtersOfItsOwn(visual.bindings, context),
      ),
    ];
    return levels
      .filter((binding) => binding.use === "filter")
      .flatMap((binding) => shown(binding, `A ${binding.role} offers`, context))
      .map((remark) => ({ ...remark, severity: "warning" as const }));
  },
};

/** Every field of a visual comes with a filter: those say nothing that the field did not. */
function filtersOfItsOwn(bindings: readonly Binding[], context: Context): Binding[] {
  const inRoles = new Set(
    bindings.filter((one) => one.use === "role").map((one) => personShownBy(one.field, context)?.name),
  );
  return bindings.filter((one) => !inRoles.has(personShownBy(one.field, context)?.name));
}

export const personInDrillthrough: Rule = {
  id: "person-in-drillthrough",
  kind: "fact",
  severity: "error",
  title: "Drillthrough leads to a single person",
  check: (context) =>
    (context.report?.pages ?? [])
      .flatMap((page) => page.bindings)
      .filter((binding) => binding.use === "drillthrough")
      .flatMap((binding) => shown(binding, "The page is opened for one value of", context)),
};

export const personInFormat: Rule = {
  id: "person-in-format",
  kind: "fact",
  severity: "error",
  title: "A title, colour or text comes from a person column",
  check: (context) =>
    everyVisual(context.report).flatMap(({ visual }) =>
      visual.bindings
        .filter((binding) => binding.use === "format")
        .flatMap((binding) => shown(binding, `The format "${binding.role}" shows`, context)),
    ),
};

export const savedSelection: Rule = {
  id: "saved-selection",
  kind: "fact",
  severity: "error",
  title: "The file keeps values of a person column",
  check: (context) => {
    const all: Selection[] = [
      ...(context.report?.selections ?? []),
      ...(context.report?.pages ?? []).flatMap((page) => page.selections),
      ...everyVisual(context.report).flatMap(({ visual }) => visual.selections),
    ];
    const where = {
      filter: "a filter",
      visual: "a visual's selection, formats or expanded rows",
      bookmark: "a bookmark",
    };
    return all.flatMap((kept) => {
      const person = personShownBy(kept.field, context);
      if (!person) return [];
      const values = plural(kept.values, "value");
      return [
        {
          message: `${values} of ${person.name} ${kept.values === 1 ? "is" : "are"} stored in ${where[kept.by]}: whoever has the file can read ${kept.values === 1 ? "it" : "them"}.`,
          place: kept.place,
          about: `${kept.by} ${person.name} ${kept.by === "bookmark" ? kept.place.file + (kept.place.pointer ?? "") : ""}`,
        },
      ];
    });
  },
};

/** Numbers that the visual computes by itself over people's rows: no measure stands between that could hide one. */
export const implicitAggregation: Rule = {
  id: "implicit-aggregation",
  kind: "fact",
  severity: "error",
  title: "A visual aggregates people's rows by itself",
  check: (context) =>
    everyVisual(context.report).flatMap(({ visual }) =>
      isQuorum(visual) ? [] : visual.bindings.flatMap((binding) => implicit(binding, context)),
    ),
};

function implicit(binding: Binding, context: Context): Remark[] {
  const { field } = binding;
  if (field.kind !== "aggregation" || binding.use === "filter") return [];
  const column = columnOf(field, context.lookup);
  if (!column) return [];
  const why = context.people.table(column.table);
  const isPerson = context.people.column(column.table, column.column)?.kind === "identity";
  const type = context.lookup.column(column.table, column.column)?.type ?? "";
  // First and last dates tell the period; first and last texts are no numbers (a person's are another rule's).
  if (
    (why === undefined && !isPerson) ||
    (showsValues(field) && /^(dateTime|date|string|boolean)$/i.test(type))
  )
    return [];
  if (showsValues(field) && isPerson) return [];
  const name = columnName(column.table, column.column);
  const how = AGGREGATION[field.function] ?? "An aggregation";
  return [
    {
      message: `${how} of ${name} is computed over people's rows (${why ?? "a person column"}), however few they are.`,
      place: binding.place,
      about: `${binding.role} ${how} ${name}`,
    },
  ];
}

export const fieldParameterPerson: Rule = {
  id: "field-parameter-person",
  kind: "fact",
  severity: "error",
  title: "A field parameter offers a person column",
  check: (context) =>
    (context.model?.tables ?? [])
      .filter((table) => table.columns.some((column) => column.isFieldParameter))
      .flatMap((table) =>
        table.partitions.flatMap((partition) => {
          const offered = offeredFields(partition.expression).filter(
            ({ table: of, name }) => of !== undefined && context.people.column(of, name)?.kind === "identity",
          );
          return offered.map(({ table: of = "", name }) => ({
            message: `Viewers can switch the field parameter '${table.name}' to ${columnName(of, name)}, a person column.`,
            place: partition.place,
            about: columnName(of, name),
            shownIn: everyVisual(context.report)
              .filter(({ visual }) =>
                visual.bindings.some(
                  (one) =>
                    columnOf(one.field, context.lookup)?.table.toLowerCase() === table.name.toLowerCase(),
                ),
              )
              .map(({ page, visual }) => ({ page: page.id, visual: visual.id })),
          }));
        }),
      ),
};

/** Arguments of NAMEOF in a field parameter's table. */
function offeredFields(expression: string): (Dax & { kind: "reference" })[] {
  try {
    const found: (Dax & { kind: "reference" })[] = [];
    for (const part of everyPart(parseDax(expression))) {
      const [of] = part.kind === "call" && part.function === "NAMEOF" ? part.args : [];
      if (of?.kind === "reference") found.push(of);
    }
    return found;
  } catch {
    return [];
  }
}

export const hiddenPage: Rule = {
  id: "hidden-page",
  kind: "fact",
  severity: "warning",
  title: "A hidden page shows single people",
  check: (context) =>
    (context.report?.pages ?? []).flatMap((page) => {
      const bindings = [...page.bindings, ...page.visuals.flatMap((visual) => visual.bindings)];
      const names = new Set(
        bindings
          .filter((binding) => binding.use !== "filter")
          .map((binding) => personShownBy(binding.field, context))
          .filter((person) => person?.because.kind === "identity")
          .map((person) => person?.name ?? ""),
      );
      if (!page.hidden || names.size === 0) return [];
      const message = `The page is hidden, not protected: buttons, bookmarks, drillthrough and its address open it. It shows ${[...names].join(", ")}.`;
      return [{ message, place: page.place }];
    }),
};
