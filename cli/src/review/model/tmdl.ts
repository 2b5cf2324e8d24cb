import type { Gaps } from "../gaps";
import type { Place } from "../place";
import { textOf, type Parts } from "../source/parts";
import type {
  Column,
  Formula,
  Hierarchy,
  Measure,
  Model,
  Partition,
  Query,
  Relationship,
  Role,
  Table,
} from "./model";
import { readTmdlTree, splitName, type TmdlNode } from "./tmdl-tree";

/** What may stand at the top of a file and holds nothing that the rules look at. */
const PASSED_OVER = new Set([
  "database",
  "model",
  "ref",
  "culture",
  "cultureInfo",
  "perspective",
  "dataSource",
  "annotation",
  "queryGroup",
]);

/** Reads a model of TMDL files: everything below `definition/` in a semantic model's folder. */
export function readTmdl(parts: Parts, shownAs: string, gaps: Gaps): Model {
  const roots: { node: TmdlNode; file: string }[] = [];
  for (const path of parts.keys()) {
    if (!path.endsWith(".tmdl")) continue;
    const text = textOf(parts, path, gaps);
    if (text === undefined) continue;
    const tree = readTmdlTree(text);
    for (const { line, why } of tree.problems) gaps.add("model", `${shownAs}${path} line ${line}`, why);
    // model.tmdl may hold objects of any kind below `model`.
    const inModel = tree.roots.filter((node) => node.keyword === "model").flatMap((node) => node.children);
    for (const node of [...tree.roots, ...inModel]) roots.push({ node, file: shownAs + path });
  }
  const of = (keyword: string): typeof roots => roots.filter(({ node }) => node.keyword === keyword);
  noteUnknown(roots, gaps);
  return {
    tables: of("table").map(({ node, file }) => readTable(node, file)),
    relationships: of("relationship").map(({ node, file }) => readRelationship(node, file)),
    roles: of("role").map(({ node, file }) => readRole(node, file)),
    queries: of("expression").map(({ node, file }): Query => {
      return { ...formula(node, file, `query ${node.name}`), unapplied: false };
    }),
    functions: of("function").map(({ node, file }) => formula(node, file, `function ${node.name}`)),
  };
}

function noteUnknown(roots: readonly { node: TmdlNode; file: string }[], gaps: Gaps): void {
  const known = new Set(["table", "relationship", "role", "expression", "function", ...PASSED_OVER]);
  for (const { node, file } of roots) {
    const isObject = node.children.length > 0 && node.name !== "";
    if (isObject && !known.has(node.keyword)) {
      gaps.add("model", `${file} line ${node.line}`, `"${node.keyword}" is no kind of object that is known.`);
    }
  }
}

function formula(node: TmdlNode, file: string, object: string): Formula {
  return { name: node.name, expression: node.value ?? "", place: { file, line: node.line, object } };
}

function childrenOf(node: TmdlNode, keyword: string): TmdlNode[] {
  return node.children.filter((child) => child.keyword === keyword);
}

function property(node: TmdlNode, keyword: string): string | undefined {
  return node.children.find((child) => child.keyword === keyword)?.value;
}

/** `isHidden`, `isHidden: true` and `isHidden = true` say the same. */
function flag(node: TmdlNode, keyword: string): boolean {
  const child = node.children.find((one) => one.keyword === keyword && one.name === "");
  return child !== undefined && child.value?.toLowerCase() !== "false";
}

function readTable(node: TmdlNode, file: string): Table {
  const { name } = node;
  const items = childrenOf(node, "calculationGroup").flatMap((group) => childrenOf(group, "calculationItem"));
  return {
    name,
    hidden: flag(node, "isHidden"),
    columns: childrenOf(node, "column").map((column) => readColumn(column, file, name)),
    measures: childrenOf(node, "measure").map((measure): Measure => {
      return {
        ...formula(measure, file, `[${measure.name}]`),
        table: name,
        hidden: flag(measure, "isHidden"),
      };
    }),
    hierarchies: childrenOf(node, "hierarchy").map(readHierarchy),
    calculationItems: items.map((item) => formula(item, file, `calculation item ${item.name}`)),
    partitions: childrenOf(node, "partition").map((one) => readPartition(one, file, name)),
    place: { file, line: node.line, object: `'${name}'` },
  };
}

function readColumn(node: TmdlNode, file: string, table: string): Column {
  const source = property(node, "sourceColumn");
  const place: Place = { file, line: node.line, object: `'${table}'[${node.name}]` };
  return {
    name: node.name,
    hidden: flag(node, "isHidden"),
    type: property(node, "dataType") ?? "",
    isKey: flag(node, "isKey"),
    isNullable: property(node, "isNullable")?.toLowerCase() !== "false",
    ...(source === undefined ? {} : { sourceColumn: source }),
    ...(node.value === undefined ? {} : { expression: node.value }),
    isFieldParameter: childrenOf(node, "extendedProperty").some((one) => one.name === "ParameterMetadata"),
    place,
  };
}

function readHierarchy(node: TmdlNode): Hierarchy {
  const levels = childrenOf(node, "level").map((level) => {
    return { name: level.name, column: unquoted(property(level, "column") ?? "") };
  });
  return { name: node.name, levels };
}

function readPartition(node: TmdlNode, file: string, table: string): Partition {
  const source = node.children.find((child) => child.keyword === "source");
  const expression = source?.value ?? property(node, "expression") ?? "";
  const kind = node.value === "m" || node.value === "calculated" ? node.value : "other";
  return { kind, expression, place: { file, line: source?.line ?? node.line, object: `'${table}'` } };
}

function readRelationship(node: TmdlNode, file: string): Relationship {
  const from = splitName(property(node, "fromColumn") ?? "");
  const to = splitName(property(node, "toColumn") ?? "");
  const object = `relationship ${from.table}[${from.column}] → ${to.table}[${to.column}]`;
  return {
    from,
    to,
    isActive: property(node, "isActive")?.toLowerCase() !== "false",
    bothDirections: property(node, "crossFilteringBehavior") === "bothDirections",
    fromIsOne: property(node, "fromCardinality") === "one",
    toIsOne: property(node, "toCardinality") !== "many",
    place: { file, line: node.line, object },
  };
}

function readRole(node: TmdlNode, file: string): Role {
  const permissions = childrenOf(node, "tablePermission");
  return {
    name: node.name,
    filters: permissions.flatMap((one) => (one.value ? [{ table: one.name, expression: one.value }] : [])),
    hides: permissions.flatMap((one) => {
      const place: Place = { file, line: one.line, object: `role ${node.name}` };
      const columns = childrenOf(one, "columnPermission")
        .filter((column) => column.value === "none" || property(column, "metadataPermission") === "none")
        .map((column) => ({ table: one.name, column: column.name, place }));
      return property(one, "metadataPermission") === "none"
        ? [{ table: one.name, place }, ...columns]
        : columns;
    }),
    place: { file, line: node.line, object: `role ${node.name}` },
  };
}

function unquoted(text: string): string {
  return text.replace(/^'(.*)'$/, "$1").replace(/''/g, "'");
}
