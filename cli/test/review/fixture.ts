import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { zipSync } from "fflate";
import { reviewReport, type Review, type ReviewOptions } from "../../src/review/review";

/** JSON as tests write it down. */
export type J = null | boolean | number | string | J[] | { [name: string]: J };
export type Obj = Record<string, J>;

export interface VisualSpec {
  readonly name: string;
  readonly type: string;
  /** Bucket → fields, as PBIR expressions. */
  readonly roles?: Readonly<Record<string, readonly Obj[]>>;
  readonly filters?: readonly Obj[];
  readonly objects?: Obj;
  readonly containerObjects?: Obj;
  readonly position?: Obj;
}

export interface PageSpec {
  readonly name: string;
  readonly hidden?: boolean;
  readonly crossReport?: boolean;
  readonly filters?: readonly Obj[];
  readonly drillthrough?: readonly Obj[];
  readonly objects?: Obj;
  readonly visuals: readonly VisualSpec[];
}

/** A report and its model, told once and written in every format. */
export interface Spec {
  readonly pages: readonly PageSpec[];
  readonly settings: Obj;
  readonly filters?: readonly Obj[];
  readonly bookmarks?: readonly Obj[];
  readonly extensions?: readonly { table: string; name: string; expression: string }[];
  /** Packages of embedded visuals by name. */
  readonly embedded?: Readonly<Record<string, Obj>>;
  /** The `model` of TMSL. */
  readonly model: ModelSpec;
  readonly unapplied?: readonly { name: string; text: string[] }[];
  readonly label?: boolean;
}

export interface ModelSpec {
  readonly tables: readonly TableSpec[];
  readonly relationships?: readonly Obj[];
  readonly roles?: readonly RoleSpec[];
  readonly expressions?: readonly { name: string; expression: string }[];
}

export interface TableSpec {
  readonly name: string;
  readonly isHidden?: boolean;
  readonly columns: readonly ColumnSpec[];
  readonly measures?: readonly { name: string; expression: string; isHidden?: boolean }[];
  readonly m?: string;
  readonly dax?: string;
}

export interface ColumnSpec {
  readonly name: string;
  readonly dataType: string;
  readonly isHidden?: boolean;
  readonly isKey?: boolean;
  readonly expression?: string;
  readonly sourceColumn?: string;
  readonly isFieldParameter?: boolean;
}

export interface RoleSpec {
  readonly name: string;
  readonly tablePermissions: readonly {
    readonly name: string;
    readonly filterExpression?: string;
    readonly metadataPermission?: string;
    readonly columnPermissions?: readonly { name: string; metadataPermission: string }[];
  }[];
}

export const FORMATS = [
  "pbir+tmdl",
  "pbir+bim",
  "legacy+tmdl",
  "legacy+bim",
  "pbit legacy",
  "pbit pbir",
] as const;
export type Format = (typeof FORMATS)[number];

// Fields ------------------------------------------------------------------------------------------------------

export function column(table: string, name: string): Obj {
  return { Column: { Expression: { SourceRef: { Entity: table } }, Property: name } };
}

export function measure(table: string, name: string): Obj {
  return { Measure: { Expression: { SourceRef: { Entity: table } }, Property: name } };
}

export function aggregation(of: Obj, fn: number): Obj {
  return { Aggregation: { Expression: of, Function: fn } };
}

/** A filter on a column that keeps values. */
export function filterOn(table: string, name: string, values: readonly string[] = []): Obj {
  const filter = { name: `f${name}`, type: "Categorical", field: column(table, name), howCreated: "User" };
  if (values.length === 0) return filter;
  const inTable = { Column: { Expression: { SourceRef: { Source: "q" } }, Property: name } };
  const condition = {
    In: { Expressions: [inTable], Values: values.map((value) => [{ Literal: { Value: `'${value}'` } }]) },
  };
  const query = {
    Version: 2,
    From: [{ Name: "q", Entity: table, Type: 0 }],
    Where: [{ Condition: condition }],
  };
  return { ...filter, filter: query };
}

export function literal(value: string): Obj {
  return { expr: { Literal: { Value: value } } };
}

// Writing -----------------------------------------------------------------------------------------------------

type Files = Map<string, string | Uint8Array>;

function pbirFiles(spec: Spec): Files {
  const files: Files = new Map();
  const put = (path: string, json: J): void => {
    files.set(path, JSON.stringify(json, undefined, 2));
  };
  put("definition/version.json", { version: "2.0.0" });
  put("definition/report.json", {
    settings: spec.settings,
    filterConfig: { filters: [...(spec.filters ?? [])] },
  });
  put("definition/pages/pages.json", { pageOrder: spec.pages.map((page) => page.name) });
  for (const page of spec.pages) {
    const folder = `definition/pages/${page.name}`;
    put(`${folder}/page.json`, pbirPage(page));
    for (const visual of page.visuals)
      put(`${folder}/visuals/${visual.name}/visual.json`, pbirVisual(visual));
  }
  for (const [i, bookmark] of (spec.bookmarks ?? []).entries()) {
    put(`definition/bookmarks/b${i}.bookmark.json`, {
      name: `b${i}`,
      displayName: `b${i}`,
      explorationState: bookmark,
    });
  }
  if (spec.extensions) {
    const entities = spec.extensions.map(({ table, name, expression }) => ({
      name: table,
      extends: table,
      measures: [{ name, expression }],
    }));
    put("definition/reportExtensions.json", { entities });
  }
  for (const [name, visual] of Object.entries(spec.embedded ?? {}))
    put(`CustomVisuals/${name}/resources/${name}.pbiviz.json`, visual);
  return files;
}

function pbirPage(page: PageSpec): Obj {
  const isDrill = (page.drillthrough ?? []).length > 0 || page.crossReport === true;
  const parameters = (page.drillthrough ?? []).map((fieldExpr, i) => ({ name: `p${i}`, fieldExpr }));
  const scope: Obj = page.crossReport === true ? { referenceScope: "CrossReport" } : {};
  return {
    name: page.name,
    displayName: page.name,
    width: 1280,
    height: 720,
    ...(page.hidden === true ? { visibility: "HiddenInViewMode" } : {}),
    ...(isDrill ? { pageBinding: { name: "b", type: "Drillthrough", parameters, ...scope } } : {}),
    ...(page.objects ? { objects: page.objects } : {}),
    filterConfig: { filters: [...(page.filters ?? [])] },
  };
}

const POSITION: Obj = { x: 10, y: 20, z: 0, width: 300, height: 200 };

function pbirVisual(visual: VisualSpec): Obj {
  const state = Object.fromEntries(
    Object.entries(visual.roles ?? {}).map(([role, fields]) => [
      role,
      { projections: fields.map((field, i) => ({ field, queryRef: `${role}.${i}` })) },
    ]),
  );
  return {
    name: visual.name,
    position: visual.position ?? POSITION,
    visual: {
      visualType: visual.type,
      query: { queryState: state },
      ...(visual.objects ? { objects: visual.objects } : {}),
      ...(visual.containerObjects ? { visualContainerObjects: visual.containerObjects } : {}),
    },
    filterConfig: { filters: [...(visual.filters ?? [])] },
  };
}

const EXPORT_MODE: Readonly<Record<string, number>> = {
  AllowSummarizedAndUnderlying: 0,
  AllowSummarized: 1,
  None: 2,
};

function legacyFiles(spec: Spec, path: string): Files {
  const files: Files = new Map();
  const mode = spec.settings["exportDataMode"];
  const settings =
    typeof mode === "string"
      ? { ...spec.settings, exportDataMode: EXPORT_MODE[mode] ?? mode }
      : spec.settings;
  const modelExtensions: J = (spec.extensions ?? []).map(({ table, name, expression }) => {
    return {
      name: "extension",
      entities: [{ name: table, extends: table, measures: [{ name, expression }] }],
    };
  });
  const bookmarks = (spec.bookmarks ?? []).map((explorationState, i) => ({
    name: `b${i}`,
    explorationState,
  }));
  const json: J = {
    id: 0,
    config: JSON.stringify({ version: "5.50", settings, bookmarks, modelExtensions }),
    filters: JSON.stringify((spec.filters ?? []).map(legacyFilter)),
    sections: spec.pages.map((page, ordinal) => ({
      name: page.name,
      displayName: page.name,
      ordinal,
      width: 1280,
      height: 720,
      filters: JSON.stringify([
        ...(page.filters ?? []).map(legacyFilter),
        ...(page.drillthrough ?? []).map((field) => ({
          name: "d",
          expression: field,
          type: "Categorical",
          howCreated: 5,
        })),
      ]),
      config: JSON.stringify({
        ...(page.hidden === true ? { visibility: 1 } : {}),
        ...(page.crossReport === true ? { pageBinding: { referenceScope: "CrossReport" } } : {}),
        ...(page.objects ? { objects: page.objects } : {}),
      }),
      visualContainers: page.visuals.map(legacyContainer),
    })),
  };
  files.set(path, JSON.stringify(json));
  const folder = path === "report.json" ? "" : "Report/";
  for (const [name, visual] of Object.entries(spec.embedded ?? {})) {
    files.set(`${folder}CustomVisuals/${name}/resources/${name}.pbiviz.json`, JSON.stringify(visual));
  }
  return files;
}

function legacyFilter({ field, howCreated, ...rest }: Obj): Obj {
  return { ...rest, expression: field ?? null, howCreated: howCreated === "User" ? 1 : 0 };
}

function legacyContainer(visual: VisualSpec): Obj {
  const select: Obj[] = [];
  const tables = new Map<string, string>();
  const projections: Obj = {};
  for (const [role, fields] of Object.entries(visual.roles ?? {})) {
    projections[role] = fields.map((field, i) => {
      const name = `${role}.${i}`;
      select.push({ ...(aliased(field, tables) as Obj), Name: name });
      return { queryRef: name };
    });
  }
  const from = [...tables].map(([table, alias]) => ({ Name: alias, Entity: table, Type: 0 }));
  const config: Obj = {
    name: visual.name,
    layouts: [{ id: 0, position: visual.position ?? POSITION }],
    singleVisual: {
      visualType: visual.type,
      projections,
      prototypeQuery: { Version: 2, From: from, Select: select },
      ...(visual.objects ? { objects: visual.objects } : {}),
      ...(visual.containerObjects ? { vcObjects: visual.containerObjects } : {}),
    },
  };
  return {
    ...POSITION,
    config: JSON.stringify(config),
    filters: JSON.stringify((visual.filters ?? []).map(legacyFilter)),
  };
}

/** `SourceRef: { Entity }` → `SourceRef: { Source }`, as queries of the older format say it. */
function aliased(json: J, tables: Map<string, string>): J {
  if (Array.isArray(json)) return json.map((inner) => aliased(inner, tables));
  if (typeof json !== "object" || json === null) return json;
  const entity = json["Entity"];
  if (typeof entity === "string") {
    const alias = tables.get(entity) ?? `t${tables.size}`;
    tables.set(entity, alias);
    return { Source: alias };
  }
  return Object.fromEntries(Object.entries(json).map(([name, inner]) => [name, aliased(inner, tables)]));
}

function bim(model: ModelSpec): Obj {
  const tables = model.tables.map(({ m, dax, columns, ...table }) => ({
    ...table,
    columns: columns.map(({ isFieldParameter, ...one }) => ({
      ...one,
      ...(isFieldParameter === true
        ? {
            extendedProperties: [{ type: "json", name: "ParameterMetadata", value: { version: 3, kind: 2 } }],
          }
        : {}),
    })),
    partitions: [
      {
        name: table.name,
        mode: "import",
        source:
          dax === undefined
            ? { type: "m", expression: (m ?? "").split("\n") }
            : { type: "calculated", expression: dax },
      },
    ],
  }));
  return { compatibilityLevel: 1567, model: JSON.parse(JSON.stringify({ ...model, tables })) as J };
}

/** TMDL as Power BI Desktop writes it: tabs, expressions two steps in. */
function tmdl(model: ModelSpec): Files {
  const files: Files = new Map();
  const quoted = (name: string): string => (/^[\w]+$/.test(name) ? name : `'${name.replace(/'/g, "''")}'`);
  const expression = (text: string, tabs: number): string => {
    const lines = text.split("\n");
    if (lines.length === 1) return ` = ${text}`;
    return ` =\n${lines.map((line) => "\t".repeat(tabs) + line).join("\n")}`;
  };
  for (const table of model.tables) {
    const out = [
      `table ${quoted(table.name)}`,
      ...(table.isHidden === true ? ["\tisHidden"] : []),
      "\tlineageTag: 1",
      "",
    ];
    for (const one of table.measures ?? []) {
      out.push(
        `\tmeasure ${quoted(one.name)}${expression(one.expression, 3)}`,
        ...(one.isHidden === true ? ["\t\tisHidden"] : []),
        "\t\tlineageTag: 2",
        "",
      );
    }
    for (const one of table.columns) {
      out.push(
        `\tcolumn ${quoted(one.name)}${one.expression === undefined ? "" : expression(one.expression, 3)}`,
        `\t\tdataType: ${one.dataType}`,
      );
      if (one.isHidden === true) out.push("\t\tisHidden");
      if (one.isKey === true) out.push("\t\tisKey");
      if (one.sourceColumn !== undefined) out.push(`\t\tsourceColumn: ${one.sourceColumn}`);
      if (one.isFieldParameter === true)
        out.push("", "\t\textendedProperty ParameterMetadata =", '\t\t\t\t{ "version": 3, "kind": 2 }');
      out.push("");
    }
    const source = table.dax ?? table.m ?? "";
    out.push(
      `\tpartition ${quoted(table.name)} = ${table.dax === undefined ? "m" : "calculated"}`,
      "\t\tmode: import",
      `\t\tsource${expression(`${source}\n`, 4).trimEnd()}`,
      "",
    );
    files.set(`definition/tables/${table.name}.tmdl`, out.join("\r\n"));
  }
  const relationships = (model.relationships ?? []).map((one) => {
    const end = (side: string): string =>
      `${quoted(one[`${side}Table`] as string)}.${quoted(one[`${side}Column`] as string)}`;
    const more = ["crossFilteringBehavior", "isActive", "fromCardinality", "toCardinality"]
      .filter((name) => name in one)
      .map((name) => `\t${name}: ${String(one[name] as string | boolean)}`);
    return [
      `relationship ${one["name"] as string}`,
      ...more,
      `\tfromColumn: ${end("from")}`,
      `\ttoColumn: ${end("to")}`,
      "",
    ].join("\n");
  });
  files.set("definition/relationships.tmdl", relationships.join("\n"));
  for (const role of model.roles ?? []) {
    const out = [`role ${quoted(role.name)}`, "\tmodelPermission: read", ""];
    for (const one of role.tablePermissions) {
      out.push(
        `\ttablePermission ${quoted(one.name)}${one.filterExpression === undefined ? "" : ` = ${one.filterExpression}`}`,
      );
      if (one.metadataPermission !== undefined) out.push(`\t\tmetadataPermission: ${one.metadataPermission}`);
      for (const inner of one.columnPermissions ?? [])
        out.push("", `\t\tcolumnPermission ${quoted(inner.name)} = ${inner.metadataPermission}`);
    }
    files.set(`definition/roles/${role.name}.tmdl`, out.join("\n"));
  }
  const expressions = (model.expressions ?? []).map(
    ({ name, expression: text }) => `expression ${quoted(name)}${expression(text, 2)}\n`,
  );
  files.set("definition/expressions.tmdl", expressions.join("\n"));
  files.set("definition/model.tmdl", "model Model\n\tculture: en-US\n\nref table Query\n");
  return files;
}

/** UTF-16LE without byte order mark, as .pbit and .pbix have it. */
export function utf16(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "utf16le"));
}

const LABEL =
  '<?xml version="1.0"?><Properties><property pid="2" name="MSIP_Label_0a1b2c3d-0000-4000-8000-000000000000_Enabled"><vt:lpwstr>true</vt:lpwstr></property></Properties>';

/** The parts of a template. */
export function pbitParts(spec: Spec, report: "legacy" | "pbir"): Record<string, Uint8Array> {
  const parts: Record<string, Uint8Array> = {
    Version: utf16("1.32"),
    DataModelSchema: utf16(JSON.stringify(bim(spec.model))),
    Settings: utf16('{"Version":4}'),
  };
  if (spec.label !== false) parts["docProps/custom.xml"] = Buffer.from(LABEL);
  if (spec.unapplied)
    parts["UnappliedChanges"] = utf16(JSON.stringify({ version: "1.0", queries: spec.unapplied }));
  if (report === "pbir") {
    for (const [path, text] of pbirFiles(spec)) parts[`Report/${path}`] = Buffer.from(text);
    return parts;
  }
  for (const [path, text] of legacyFiles(spec, "Report/Layout"))
    parts[path] = path === "Report/Layout" ? utf16(String(text)) : Buffer.from(text);
  return parts;
}

/** Writes the report in a format and answers with the path to review. */
export function write(spec: Spec, format: Format, folder: string): string {
  if (format === "pbit legacy" || format === "pbit pbir") {
    const path = join(folder, "Test.pbit");
    writeFileSync(path, zipSync(pbitParts(spec, format === "pbit pbir" ? "pbir" : "legacy")));
    return path;
  }
  const put = (path: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const [report, model] = format.split("+");
  const reportFiles = report === "pbir" ? pbirFiles(spec) : legacyFiles(spec, "report.json");
  for (const [path, content] of reportFiles) put(`Test.Report/${path}`, content);
  put(
    "Test.Report/definition.pbir",
    JSON.stringify({ version: "4.0", datasetReference: { byPath: { path: "../Test.SemanticModel" } } }),
  );
  put("Test.pbip", JSON.stringify({ version: "1.0", artifacts: [{ report: { path: "Test.Report" } }] }));
  put("Test.SemanticModel/definition.pbism", "{}");
  if (model === "bim") put("Test.SemanticModel/model.bim", JSON.stringify(bim(spec.model), undefined, 2));
  else for (const [path, content] of tmdl(spec.model)) put(`Test.SemanticModel/${path}`, content);
  return join(folder, "Test.pbip");
}

/** Writes, reviews, and takes the files away again. */
export async function reviewOf(
  spec: Spec,
  format: Format,
  options: Partial<ReviewOptions> = {},
): Promise<Review> {
  const folder = mkdtempSync(join(tmpdir(), "quorum-review-"));
  try {
    return await reviewReport(write(spec, format, folder), { minGroupSize: 10, people: [], ...options });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// A report without a finding -----------------------------------------------------------------------------------

export const GATED =
  "IF (\n    DISTINCTCOUNTNOBLANK ( Query[PersonId] ) >= 10,\n    SUM ( Query[Email hours] )\n)";

export const QUERY: TableSpec = {
  name: "Query",
  columns: [
    { name: "PersonId", dataType: "string", isHidden: true, sourceColumn: "PersonId" },
    { name: "MetricDate", dataType: "dateTime", sourceColumn: "MetricDate" },
    { name: "Organization", dataType: "string", sourceColumn: "Organization" },
    { name: "Email hours", dataType: "double", sourceColumn: "Email hours" },
  ],
  measures: [{ name: "Email hours shown", expression: GATED }],
  m: 'let\n    Source = Csv.Document(File.Contents("query.csv"))\nin\n    Source',
};

export const CHART: VisualSpec = {
  name: "chart",
  type: "columnChart",
  roles: { Category: [column("Query", "Organization")], Y: [measure("Query", "Email hours shown")] },
};

/** Gated, pinned, labelled: no rule has anything to say about it. */
export const CLEAN: Spec = {
  pages: [{ name: "One", visuals: [CHART] }],
  settings: { exportDataMode: "None", allowInlineExploration: false },
  model: { tables: [QUERY] },
};

/** CLEAN with other visuals on its page. */
export function withVisuals(...visuals: readonly VisualSpec[]): Spec {
  return { ...CLEAN, pages: [{ name: "One", visuals }] };
}

/** CLEAN with more in its model. */
export function withModel(change: Partial<ModelSpec>): Spec {
  return { ...CLEAN, model: { ...CLEAN.model, ...change } };
}

/** CLEAN whose chart shows one measure of this expression. */
export function withMeasure(expression: string, more: readonly TableSpec[] = []): Spec {
  const table = { ...QUERY, measures: [{ name: "Test", expression }] };
  const visual = {
    ...CHART,
    roles: { Category: [column("Query", "Organization")], Y: [measure("Query", "Test")] },
  };
  return { ...withVisuals(visual), model: { tables: [table, ...more] } };
}
