import type { Gaps } from "../gaps";
import { within, type Place } from "../place";
import { field, listAt, numberAt, textAt, type Json } from "../source/json";
import { jsonOf, type Parts } from "../source/parts";
import { fieldOf, storedValuesIn } from "./fields";
import type { Binding, Page, Rectangle, Report, ReportMeasure, Selection, Visual } from "./report";
import { readFilters, readFormats, readProjection, readSelections, titleOf, where } from "./visual";
import { readEmbedded } from "./embedded";
import { plural } from "../../shared/plural";

/**
 * Reads a report of the enhanced format (PBIR): one file for each page and visual.
 * @param root folder of the definition among the parts, with a slash at its end.
 * @param shownAs what to put before a part's path in places.
 */
export function readPbir(parts: Parts, root: string, shownAs: string, gaps: Gaps): Report {
  const at = (path: string): Place => ({ file: shownAs + path });
  const reportPath = `${root}report.json`;
  const json = jsonOf(parts, reportPath, gaps);
  const filters = readFilters(listAt(json, "filterConfig", "filters"), "report", {
    ...at(reportPath),
    pointer: "/filterConfig/filters",
  });
  return {
    format: "pbir",
    pages: readPages(parts, root, shownAs, gaps),
    bindings: filters.bindings,
    selections: [...filters.selections, ...readBookmarks(parts, root, shownAs, gaps)],
    settings: field(json, "settings"),
    settingsPlace: { ...at(reportPath), pointer: "/settings" },
    measures: readExtensions(parts, root, shownAs, gaps),
    embedded: readEmbedded(parts, shownAs, gaps),
    stored: listAt(json, "publicCustomVisuals").filter((name) => typeof name === "string"),
  };
}

function readPages(parts: Parts, root: string, shownAs: string, gaps: Gaps): Page[] {
  const order = listAt(jsonOf(parts, `${root}pages/pages.json`, gaps), "pageOrder");
  const files = [...parts.keys()].filter((path) => path.startsWith(`${root}pages/`));
  const visualFiles = new Map<string, string[]>();
  for (const path of files.filter((name) => name.endsWith("/visual.json"))) {
    const page = path.slice(root.length).split("/")[1] ?? "";
    visualFiles.set(page, [...(visualFiles.get(page) ?? []), path]);
  }
  const pages = files
    .filter((path) => path.endsWith("/page.json"))
    .map((path) => readPage(parts, path, visualFiles, root, shownAs, gaps))
    .filter((page) => page !== undefined);
  for (const [folder, visuals] of visualFiles) {
    if (!parts.has(`${root}pages/${folder}/page.json`)) {
      gaps.add(
        "page",
        `${shownAs}${root}pages/${folder}`,
        `Its page.json is missing; not read: ${plural(visuals.length, "visual")}.`,
      );
    }
  }
  const rank = (page: Page): number => (order.includes(page.id) ? order.indexOf(page.id) : order.length);
  return pages.sort((a, b) => rank(a) - rank(b));
}

function readPage(
  parts: Parts,
  path: string,
  visualFiles: ReadonlyMap<string, readonly string[]>,
  root: string,
  shownAs: string,
  gaps: Gaps,
): Page | undefined {
  const json = jsonOf(parts, path, gaps);
  if (json === undefined) return undefined;
  const folder = path.slice(root.length).split("/")[1] ?? "";
  const id = textAt(json, "name") ?? folder;
  const place: Place = { file: shownAs + path, page: id };
  const filters = readFilters(
    listAt(json, "filterConfig", "filters"),
    "page",
    within(place, "/filterConfig/filters"),
  );
  const visuals = (visualFiles.get(folder) ?? []).map((file) => readVisual(parts, file, id, shownAs, gaps));
  return {
    id,
    title: textAt(json, "displayName") ?? id,
    hidden: textAt(json, "visibility") === "HiddenInViewMode",
    width: numberAt(json, "width") ?? 1280,
    height: numberAt(json, "height") ?? 720,
    visuals: placeInGroups(visuals.filter((visual) => visual !== undefined)),
    bindings: [...filters.bindings, ...drillthroughFields(json, place)],
    selections: filters.selections,
    objects: field(json, "objects"),
    isCrossReport: textAt(json, "pageBinding", "referenceScope") === "CrossReport",
    place,
  };
}

function drillthroughFields(page: Json, place: Place): Binding[] {
  if (textAt(page, "pageBinding", "type") !== "Drillthrough") return [];
  return listAt(page, "pageBinding", "parameters").flatMap((parameter, i) => {
    const found = fieldOf(field(parameter, "fieldExpr"), new Map());
    const at = within(place, `/pageBinding/parameters/${i}/fieldExpr`);
    return found ? [{ use: "drillthrough" as const, role: "drillthrough", field: found, place: at }] : [];
  });
}

/** A visual with the name of the group that it lies in: positions inside a group are relative to it. */
type Grouped = Visual & { readonly group: string | undefined };

function readVisual(
  parts: Parts,
  path: string,
  page: string,
  shownAs: string,
  gaps: Gaps,
): Grouped | undefined {
  const json = jsonOf(parts, path, gaps);
  if (json === undefined) return undefined;
  const visual = field(json, "visual");
  const id = textAt(json, "name") ?? path.split("/").at(-2) ?? path;
  const place: Place = { file: shownAs + path, page, visual: id };
  const isGroup = field(json, "visualGroup") !== undefined;
  if (textAt(visual, "visualType") === undefined && !isGroup)
    gaps.add("visual", where(place), "It is of no kind that is known.");
  const objects = field(visual, "objects");
  const containerObjects = field(visual, "visualContainerObjects");
  const filters = readFilters(
    listAt(json, "filterConfig", "filters"),
    "visual",
    within(place, "/filterConfig/filters"),
  );
  const title = titleOf(containerObjects);
  return {
    id,
    type: isGroup ? "group" : (textAt(visual, "visualType") ?? "unknown"),
    ...(title === undefined ? {} : { title }),
    rectangle: rectangleOf(field(json, "position")),
    hidden: field(json, "isHidden") === true,
    bindings: [
      ...readRoles(visual, place, gaps),
      ...filters.bindings,
      ...readFormats(objects, within(place, "/visual/objects")),
      ...readFormats(containerObjects, within(place, "/visual/visualContainerObjects")),
    ],
    selections: [
      ...filters.selections,
      ...readSelections(
        [
          ["/visual/objects", objects],
          ["/visual/expansionStates", field(visual, "expansionStates")],
        ],
        place,
      ),
    ],
    objects,
    containerObjects,
    place,
    group: textAt(json, "parentGroupName"),
  };
}

function readRoles(visual: Json | undefined, place: Place, gaps: Gaps): Binding[] {
  const roles = field(visual, "query", "queryState");
  const names = typeof roles === "object" && roles !== null ? Object.keys(roles) : [];
  return names.flatMap((role) => {
    const at = within(place, `/visual/query/queryState/${role.replace(/~/g, "~0").replace(/\//g, "~1")}`);
    const state = field(roles, role);
    const projections = listAt(state, "projections").flatMap((projection, i) =>
      readProjection(field(projection, "field"), role, within(at, `/projections/${i}/field`), gaps),
    );
    const parameters = listAt(state, "fieldParameters").flatMap((parameter, i) =>
      readProjection(
        field(parameter, "parameterExpr"),
        role,
        within(at, `/fieldParameters/${i}/parameterExpr`),
        gaps,
      ),
    );
    return [...projections, ...parameters];
  });
}

/** Where a visual lies, in pixels; a file may say anything, so numbers are kept within reason. */
export function rectangleOf(position: Json | undefined): Rectangle {
  const part = (name: string): number => Math.min(Math.max(numberAt(position, name) ?? 0, -1e6), 1e6);
  return {
    x: part("x"),
    y: part("y"),
    width: Math.max(0, part("width")),
    height: Math.max(0, part("height")),
  };
}

/** Positions from the page's corner, whatever groups the visuals lie in. */
export function placeInGroups(visuals: readonly Grouped[]): Visual[] {
  const byId = new Map(visuals.map((visual) => [visual.id, visual]));
  return visuals.map(({ group, ...visual }) => {
    let { x, y } = visual.rectangle;
    const seen = new Set<string>([visual.id]);
    for (let parent = group === undefined ? undefined : byId.get(group); parent && !seen.has(parent.id);) {
      seen.add(parent.id);
      x += parent.rectangle.x;
      y += parent.rectangle.y;
      parent = parent.group === undefined ? undefined : byId.get(parent.group);
    }
    return { ...visual, rectangle: { ...visual.rectangle, x, y } };
  });
}

function readBookmarks(parts: Parts, root: string, shownAs: string, gaps: Gaps): Selection[] {
  const files = [...parts.keys()].filter(
    (path) => path.startsWith(`${root}bookmarks/`) && path.endsWith(".bookmark.json"),
  );
  return files.flatMap((path) => bookmarkSelections(jsonOf(parts, path, gaps), { file: shownAs + path }));
}

/** The values that a bookmark keeps selected. */
export function bookmarkSelections(bookmark: Json | undefined, place: Place): Selection[] {
  return storedValuesIn(field(bookmark, "explorationState")).map((kept): Selection => {
    return { ...kept, by: "bookmark", place: within(place, `/explorationState${kept.pointer}`) };
  });
}

function readExtensions(parts: Parts, root: string, shownAs: string, gaps: Gaps): ReportMeasure[] {
  const path = `${root}reportExtensions.json`;
  const json = jsonOf(parts, path, gaps);
  return listAt(json, "entities").flatMap((entity, i) =>
    listAt(entity, "measures").flatMap((measure, j) => {
      const name = textAt(measure, "name");
      const expression = textAt(measure, "expression");
      if (name === undefined || expression === undefined) return [];
      const table = textAt(entity, "extends") ?? textAt(entity, "name") ?? "";
      return [
        { table, name, expression, place: { file: shownAs + path, pointer: `/entities/${i}/measures/${j}` } },
      ];
    }),
  );
}
