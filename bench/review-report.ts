import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const column = (table: string, name: string): object => ({
  Column: { Expression: { SourceRef: { Entity: table } }, Property: name },
});
const literal = (value: string): object => ({ expr: { Literal: { Value: value } } });

/** Formatting of the size that Power BI Desktop writes for a chart: about 3 kB. */
const FORMATS = Object.fromEntries(
  ["categoryAxis", "valueAxis", "legend", "labels", "plotArea", "dataPoint"].map((name) => [
    name,
    [
      {
        properties: Object.fromEntries(
          ["show", "fontSize", "fontFamily", "labelColor", "titleText", "transparency"].map((property) => [
            property,
            literal("'Segoe UI'"),
          ]),
        ),
      },
    ],
  ]),
);

/** A made-up report of 12 pages × 25 visuals over a model of 12 tables and 240 measures, as a project. */
export function writeReport(folder: string): string {
  const put = (path: string, json: unknown): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), JSON.stringify(json, undefined, 2));
  };
  put("Bench.Report/definition.pbir", {
    version: "4.0",
    datasetReference: { byPath: { path: "../Bench.SemanticModel" } },
  });
  put("Bench.Report/definition/report.json", { settings: { exportDataMode: "AllowSummarized" } });
  for (let page = 0; page < 12; page++) {
    const place = `Bench.Report/definition/pages/p${page}`;
    put(`${place}/page.json`, { name: `p${page}`, displayName: `Page ${page}`, width: 1280, height: 720 });
    for (let i = 0; i < 25; i++) put(`${place}/visuals/v${i}/visual.json`, visual(page, i));
  }
  put("Bench.SemanticModel/model.bim", model());
  return join(folder, "Bench.Report");
}

function visual(page: number, i: number): object {
  const table = `Table ${(page + i) % 12}`;
  const projection = (field: object): object => ({ field, queryRef: `${table}.x`, nativeQueryRef: "x" });
  const shown = [0, 1].map((j) =>
    projection({
      Measure: {
        Expression: { SourceRef: { Entity: table } },
        Property: `M ${(page + i) % 12} ${(i + j) % 20}`,
      },
    }),
  );
  return {
    name: `v${i}`,
    position: { x: (i % 5) * 250, y: Math.floor(i / 5) * 140, z: i, width: 240, height: 130 },
    visual: {
      visualType: i % 5 === 0 ? "slicer" : "columnChart",
      query: {
        queryState: {
          Category: { projections: [projection(column(table, i % 7 === 0 ? "PersonId" : "Organization"))] },
          Y: { projections: shown },
        },
      },
      objects: FORMATS,
      visualContainerObjects: {
        title: FORMATS["legend"],
        background: FORMATS["plotArea"],
        border: FORMATS["labels"],
      },
    },
    filterConfig: { filters: [{ name: "f", field: column(table, "Organization"), type: "Categorical" }] },
  };
}

function model(): object {
  const tables = Array.from({ length: 12 }, (_, t) => ({
    name: `Table ${t}`,
    columns: [
      { name: "PersonId", dataType: "string", isHidden: true },
      { name: "MetricDate", dataType: "dateTime" },
      { name: "Organization", dataType: "string" },
      ...Array.from({ length: 20 }, (_v, i) => ({
        name: `Hours ${i}`,
        dataType: "double",
        summarizeBy: "sum",
      })),
    ],
    measures: Array.from({ length: 20 }, (_v, i) => ({ name: `M ${t} ${i}`, expression: dax(t, i) })),
    partitions: [{ name: "p", mode: "import", source: { type: "m", expression: query(t).split("\n") } }],
  }));
  return { compatibilityLevel: 1567, model: { tables } };
}

function dax(table: number, i: number): string {
  const sum = `SUM ( 'Table ${table}'[Hours ${i}] )`;
  if (i % 4 === 0)
    return `VAR n = DISTINCTCOUNT ( 'Table ${table}'[PersonId] )\nRETURN\n    IF ( n >= 10, ${sum} )`;
  if (i % 4 === 1) return `DIVIDE ( [M ${table} ${i - 1}], ${sum} )`;
  return `CALCULATE ( ${sum}, FILTER ( ALL ( 'Table ${table}'[MetricDate] ), 'Table ${table}'[MetricDate] <= MAX ( 'Table ${table}'[MetricDate] ) ) )`;
}

function query(table: number): string {
  const steps = Array.from(
    { length: 15 },
    (_, i) =>
      `    Step${i} = Table.AddColumn(${i === 0 ? "Source" : `Step${i - 1}`}, "Hours ${i}", each [Raw] * ${i}, type number)`,
  );
  return `let\n    Source = VivaInsights.Data("id", null, "${table}", [TableName = "T", APIType = "Row-level data"]),\n${steps.join(",\n")}\nin\n    Step14`;
}
