import type { Gaps } from "../gaps";
import { within, type Place } from "../place";
import { entriesOf, field, isObject, listAt, numberAt, step, textAt, type Json } from "../source/json";
import { parseJson, textOf, type Parts } from "../source/parts";
import { readEmbedded, storedVisuals } from "./embedded";
import { sourcesOf } from "./fields";
import { bookmarkSelections, placeInGroups, rectangleOf } from "./pbir";
import type { Binding, Page, Report, ReportMeasure, Visual } from "./report";
import { readFilters, readFormats, readProjection, readSelections, titleOf, where } from "./visual";

/**
 * Reads a report of the older format: one report.json (or Report/Layout) that holds JSON as text inside JSON.
 * @param path of the part; @param shownAs what to put before it in places.
 */
export function readLegacy(parts: Parts, path: string, shownAs: string, gaps: Gaps): Report | undefined {
  const text = textOf(parts, path, gaps);
  const json = text === undefined ? undefined : parseJson(text, path, gaps);
  if (!isObject(json)) return undefined;
  const place: Place = { file: shownAs + path };
  const config = inner(json, "config", place, gaps);
  const filters = readFilters(
    asList(inner(json, "filters", place, gaps)),
    "report",
    within(place, "/filters#"),
  );
  const pages = listAt(json, "sections").map((section, i) =>
    readSection(section, within(place, `/sections/${i}`), gaps),
  );
  const bookmarks = listAt(config, "bookmarks").flatMap((bookmark, i) => [
    ...bookmarkSelections(bookmark, within(place, `/config#/bookmarks/${i}`)),
    ...listAt(bookmark, "children").flatMap((child, j) =>
      bookmarkSelections(child, within(place, `/config#/bookmarks/${i}/children/${j}`)),
    ),
  ]);
  return {
    format: "legacy",
    pages: [...pages].sort((a, b) => a.ordinal - b.ordinal),
    bindings: filters.bindings,
    selections: [...filters.selections, ...bookmarks],
    settings: field(config, "settings"),
    settingsPlace: within(place, "/config#/settings"),
    measures: readExtensions(config, place),
    embedded: readEmbedded(parts, shownAs, gaps),
    stored: storedVisuals(json),
  };
}

/** JSON that is stored as text in a member; plain JSON passes as well. */
function inner(json: Json, name: string, place: Place, gaps: Gaps): Json | undefined {
  const value = field(json, name);
  if (typeof value !== "string") return value;
  return value === "" ? undefined : parseJson(value, where(within(place, step(name))), gaps);
}

function asList(json: Json | undefined): readonly Json[] {
  return Array.isArray(json) ? (json as readonly Json[]) : [];
}

function readSection(section: Json, from: Place, gaps: Gaps): Page & { readonly ordinal: number } {
  const id = textAt(section, "name") ?? from.pointer ?? "";
  const place = { ...from, page: id };
  const config = inner(section, "config", place, gaps);
  const filters = readFilters(
    asList(inner(section, "filters", place, gaps)),
    "page",
    within(place, "/filters#"),
  );
  const visuals = listAt(section, "visualContainers").map((container, i) =>
    readContainer(container, within(place, `/visualContainers/${i}`), gaps),
  );
  const scope =
    field(config, "pageBinding", "referenceScope") ?? field(section, "pageBinding", "referenceScope");
  return {
    id,
    title: textAt(section, "displayName") ?? id,
    hidden: field(config, "visibility") === 1,
    width: numberAt(section, "width") ?? 1280,
    height: numberAt(section, "height") ?? 720,
    visuals: placeInGroups(visuals.filter((visual) => visual !== undefined)),
    bindings: filters.bindings,
    selections: filters.selections,
    objects: field(config, "objects"),
    isCrossReport: scope === "CrossReport" || scope === 1,
    place,
    ordinal: numberAt(section, "ordinal") ?? 0,
  };
}

function readContainer(
  container: Json,
  from: Place,
  gaps: Gaps,
): (Visual & { group: string | undefined }) | undefined {
  const config = inner(container, "config", from, gaps);
  if (!isObject(config)) {
    gaps.add("visual", where(from), "Its configuration cannot be read.");
    return undefined;
  }
  const id = textAt(config, "name") ?? from.pointer ?? "";
  const place: Place = { ...from, visual: id };
  const visual = field(config, "singleVisual");
  const isGroup = field(config, "singleVisualGroup") !== undefined;
  if (textAt(visual, "visualType") === undefined && !isGroup)
    gaps.add("visual", where(place), "It is of no kind that is known.");
  const objects = field(visual, "objects");
  const containerObjects = field(visual, "vcObjects");
  const filters = readFilters(
    asList(inner(container, "filters", place, gaps)),
    "visual",
    within(place, "/filters#"),
  );
  const inVisual = within(place, "/config#/singleVisual");
  const title = titleOf(containerObjects);
  const [layout] = listAt(config, "layouts");
  return {
    id,
    type: isGroup ? "group" : (textAt(visual, "visualType") ?? "unknown"),
    ...(title === undefined ? {} : { title }),
    rectangle: rectangleOf(field(layout, "position") ?? container),
    hidden: textAt(visual, "display", "mode") === "hidden",
    bindings: [
      ...readRoles(visual, inVisual, gaps),
      ...filters.bindings,
      ...readFormats(objects, within(inVisual, "/objects")),
      ...readFormats(containerObjects, within(inVisual, "/vcObjects")),
    ],
    selections: [
      ...filters.selections,
      ...readSelections(
        ["objects", "expansionStates", "cachedFilterDisplayItems"].map(
          (name) => [`/${name}`, field(visual, name)] as const,
        ),
        inVisual,
      ),
    ],
    objects,
    containerObjects,
    place,
    group: textAt(config, "parentGroupName"),
  };
}

/** Buckets hold names of the query's selected items; the items name their table through the query's sources. */
function readRoles(visual: Json | undefined, place: Place, gaps: Gaps): Binding[] {
  const query = field(visual, "prototypeQuery");
  const sources = sourcesOf(query, new Map());
  const selected = new Map<string, { item: Json; index: number }>();
  listAt(query, "Select").forEach((item, index) => {
    const name = textAt(item, "Name");
    if (name !== undefined) selected.set(name, { item, index });
  });
  return entriesOf(field(visual, "projections")).flatMap(([role, projections]) =>
    asList(projections).flatMap((projection, i) => {
      const reference = textAt(projection, "queryRef") ?? "";
      const found = selected.get(reference);
      if (!found) {
        gaps.add(
          "field",
          where(within(place, `/projections${step(role)}/${i}`)),
          "Its query does not say which field it is.",
        );
        return [];
      }
      const at = within(place, `/prototypeQuery/Select/${found.index}`);
      return readProjection(found.item, role, at, gaps, sources);
    }),
  );
}

function readExtensions(config: Json | undefined, place: Place): ReportMeasure[] {
  return listAt(config, "modelExtensions").flatMap((extension, e) =>
    listAt(extension, "entities").flatMap((entity, i) =>
      listAt(entity, "measures").flatMap((measure, j) => {
        const name = textAt(measure, "name");
        const expression = textAt(measure, "expression");
        if (name === undefined || expression === undefined) return [];
        const at = within(place, `/config#/modelExtensions/${e}/entities/${i}/measures/${j}`);
        return [
          { table: textAt(entity, "extends") ?? textAt(entity, "name") ?? "", name, expression, place: at },
        ];
      }),
    ),
  );
}
