import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { deflateSync, strToU8 } from "fflate";
import { RULES } from "../../src/review/rules/all";
import {
  aggregation,
  CHART,
  CLEAN,
  column,
  FORMATS,
  filterOn,
  GATED,
  literal,
  measure,
  QUERY,
  reviewOf,
  withMeasure,
  withModel,
  withVisuals,
  type Format,
  type Obj,
  type Spec,
  type TableSpec,
  type VisualSpec,
} from "./fixture";

const TEMPLATES: readonly Format[] = ["pbit legacy", "pbit pbir"];
const QUORUM = "quorumADC16D4A2A5E1A42158103965EF6F853";

interface Case {
  readonly fires: readonly Spec[];
  readonly silent: readonly Spec[];
  /** Formats in which the matter exists at all; every one unless said. */
  readonly formats?: readonly Format[];
}

function card(roles: VisualSpec["roles"], more: Partial<VisualSpec> = {}): VisualSpec {
  return { name: "card", type: "card", ...(roles ? { roles } : {}), ...more };
}

function quorum(name: string, privacy: Obj = {}, table = "Query"): VisualSpec {
  return {
    name,
    type: QUORUM,
    roles: {
      person: [column(table, "PersonId")],
      group: [column(table, "Organization")],
      metric: [column(table, "Email hours")],
    },
    objects: { privacy: [{ properties: privacy }] },
  };
}

function query(m: string): Spec {
  return withModel({ tables: [{ ...QUERY, m }] });
}

/** "Enter data" of Power BI Desktop: deflated JSON rows in base64. */
function entered(json: string): string {
  const rows = Buffer.from(deflateSync(strToU8(json))).toString("base64");
  return `let Source = Table.FromRows(Json.Document(Binary.Decompress(Binary.FromText("${rows}", BinaryEncoding.Base64), Compression.Deflate)), let _t = ((type nullable text) meta [Serialized.Text = true]) in type table [Name = _t]) in Source`;
}

const titleByPerson: Obj = { title: [{ properties: { text: { expr: column("Query", "PersonId") } } }] };
const titleByGroup: Obj = { title: [{ properties: { text: { expr: column("Query", "Organization") } } }] };

const parameter = (dax: string): TableSpec => ({
  name: "Axis",
  columns: [
    { name: "Axis", dataType: "string", sourceColumn: "[Value1]" },
    {
      name: "Axis Fields",
      dataType: "string",
      isHidden: true,
      sourceColumn: "[Value2]",
      isFieldParameter: true,
    },
  ],
  dax,
});

const slicer = (name: string, values: readonly string[]): VisualSpec => ({
  name: "slicer",
  type: "slicer",
  roles: { Values: [column("Query", name)] },
  objects: {
    general: [{ properties: { filter: { filter: filterOn("Query", name, values)["filter"] ?? null } } }],
  },
});

const bookmarkOn = (name: string): Obj => ({
  version: "1.0",
  filters: { byExpr: [filterOn("Query", name, ["a", "b"])] },
});

const security = (filterExpression: string | undefined, table: string): Spec =>
  withModel({
    tables: [
      QUERY,
      {
        name: "User Security",
        columns: [
          { name: "Login", dataType: "string" },
          { name: "Organization", dataType: "string" },
        ],
      },
    ],
    roles: [
      {
        name: "Leaders",
        tablePermissions: [{ name: table, ...(filterExpression === undefined ? {} : { filterExpression }) }],
      },
    ],
  });

const olsOn = (name: string): Spec =>
  withModel({
    roles: [
      {
        name: "Viewers",
        tablePermissions: [{ name: "Query", columnPermissions: [{ name, metadataPermission: "none" }] }],
      },
    ],
  });

const org: TableSpec = {
  name: "Org",
  columns: [
    { name: "Person Id", dataType: "string", isHidden: true },
    { name: "Team", dataType: "string" },
  ],
};
const relation = (more: Obj): Spec =>
  withModel({
    tables: [QUERY, org],
    relationships: [
      {
        name: "r1",
        fromTable: "Query",
        fromColumn: "PersonId",
        toTable: "Org",
        toColumn: "Person Id",
        ...more,
      },
    ],
  });

const matrix = (expression: string, columns: boolean): Spec => ({
  ...withMeasure(expression),
  pages: [
    {
      name: "One",
      visuals: [
        {
          name: "matrix",
          type: "pivotTable",
          roles: {
            Rows: [column("Query", "Organization")],
            ...(columns ? { Columns: [column("Query", "MetricDate")] } : {}),
            Values: [measure("Query", "Test")],
          },
          objects: {
            subTotals: [
              { properties: { rowSubtotals: literal("false"), columnSubtotals: literal("false") } },
            ],
          },
        },
      ],
    },
  ],
});

const table = (totals: string): VisualSpec => ({
  name: "table",
  type: "tableEx",
  roles: { Values: [column("Query", "Organization"), measure("Query", "Email hours shown")] },
  objects: { total: [{ properties: { totals: literal(totals) } }] },
});

const gate = (condition: string): string => `IF ( ${condition}, SUM ( Query[Email hours] ) )`;

const CASES: Readonly<Record<string, Case>> = {
  "person-in-visual": {
    fires: [
      withVisuals(card({ Values: [column("Query", "PersonId")] })),
      withVisuals(
        card({ Values: [measure("Query", "Email hours shown")], Tooltips: [column("Query", "PersonId")] }),
      ),
      // The first and last of a text are values of it.
      withVisuals(card({ Values: [aggregation(column("Query", "PersonId"), 3)] })),
      withVisuals(slicer("PersonId", [])),
    ],
    silent: [
      CLEAN,
      withVisuals(card({ Values: [aggregation(column("Query", "PersonId"), 2)] })),
      withVisuals(quorum("q")),
    ],
  },
  "person-in-filter": {
    fires: [
      { ...CLEAN, filters: [filterOn("Query", "PersonId")] },
      { ...CLEAN, pages: [{ name: "One", visuals: [CHART], filters: [filterOn("Query", "PersonId")] }] },
      withVisuals({ ...CHART, filters: [filterOn("Query", "PersonId")] }),
    ],
    // Every field of a visual has a filter of its own: the field itself is told.
    silent: [
      { ...CLEAN, filters: [filterOn("Query", "Organization")] },
      withVisuals(
        card({ Values: [column("Query", "PersonId")] }, { filters: [filterOn("Query", "PersonId")] }),
      ),
    ],
  },
  "person-in-drillthrough": {
    fires: [
      { ...CLEAN, pages: [{ name: "One", visuals: [CHART], drillthrough: [column("Query", "PersonId")] }] },
    ],
    silent: [
      {
        ...CLEAN,
        pages: [{ name: "One", visuals: [CHART], drillthrough: [column("Query", "Organization")] }],
      },
    ],
  },
  "person-in-format": {
    fires: [
      withVisuals({ ...CHART, containerObjects: titleByPerson }),
      withVisuals({ ...CHART, objects: titleByPerson }),
    ],
    silent: [withVisuals({ ...CHART, containerObjects: titleByGroup })],
  },
  "saved-selection": {
    fires: [
      { ...CLEAN, filters: [filterOn("Query", "PersonId", ["p1", "p2"])] },
      withVisuals(slicer("PersonId", ["p1"])),
      { ...CLEAN, bookmarks: [bookmarkOn("PersonId")] },
    ],
    silent: [
      { ...CLEAN, filters: [filterOn("Query", "PersonId"), filterOn("Query", "Organization", ["Finance"])] },
      withVisuals(slicer("Organization", ["Finance"])),
      { ...CLEAN, bookmarks: [bookmarkOn("Organization")] },
    ],
  },
  "implicit-aggregation": {
    fires: [0, 1, 2, 5, 6].map((fn) =>
      withVisuals(card({ Values: [aggregation(column("Query", "Email hours"), fn)] })),
    ),
    silent: [
      withVisuals(card({ Values: [aggregation(column("Query", "MetricDate"), 4)] })),
      {
        ...withVisuals(card({ Values: [aggregation(column("Plan", "Seats"), 0)] })),
        model: { tables: [QUERY, { name: "Plan", columns: [{ name: "Seats", dataType: "int64" }] }] },
      },
      withVisuals({ ...quorum("q"), roles: { metric: [aggregation(column("Query", "Email hours"), 0)] } }),
    ],
  },
  "field-parameter-person": {
    fires: [
      withModel({
        tables: [
          QUERY,
          parameter(
            "{ (\"Org\", NAMEOF('Query'[Organization]), 0), (\"Who\", NAMEOF('Query'[PersonId]), 1) }",
          ),
        ],
      }),
    ],
    silent: [withModel({ tables: [QUERY, parameter("{ (\"Org\", NAMEOF('Query'[Organization]), 0) }")] })],
  },
  "hidden-page": {
    fires: [
      {
        ...CLEAN,
        pages: [{ name: "One", hidden: true, visuals: [card({ Values: [column("Query", "PersonId")] })] }],
      },
    ],
    silent: [
      { ...CLEAN, pages: [{ name: "One", visuals: [card({ Values: [column("Query", "PersonId")] })] }] },
      { ...CLEAN, pages: [{ name: "One", hidden: true, visuals: [CHART] }] },
    ],
  },
  "row-level-data": {
    fires: [
      query(
        'let Source = VivaInsights.Data("a", null, "b", [TableName = "T", APIType = "Row-level data"]) in Source',
      ),
      // Another query asks for it.
      {
        ...CLEAN,
        model: {
          tables: [{ ...QUERY, m: "let Source = Shared in Source" }],
          expressions: [
            { name: "Shared", expression: 'VivaInsights.Data("a", null, "b", [APIType = "Row-level data"])' },
          ],
        },
      },
    ],
    silent: [
      query(
        'let Source = VivaInsights.Data("a", null, "b", [TableName = "T", APIType = "Aggregated data"]) in Source',
      ),
      query('let Source = "VivaInsights.Data [APIType = ""Row-level data""]" in Source'),
    ],
  },
  "person-column-visible": {
    fires: [
      withModel({
        tables: [{ ...QUERY, columns: QUERY.columns.map((one) => ({ ...one, isHidden: false })) }],
      }),
    ],
    silent: [
      CLEAN,
      withModel({
        tables: [
          { ...QUERY, isHidden: true, columns: QUERY.columns.map((one) => ({ ...one, isHidden: false })) },
        ],
      }),
    ],
  },
  "data-in-query": {
    fires: [
      query('let Source = OData.Feed("https://x/?user=someone@mail.local") in Source'),
      query('let Source = #table({"Name"}, {{"a"}, {"b"}}) in Source'),
      query(entered('[["Jo"],["Al"]]')),
    ],
    silent: [
      query('let Source = OData.Feed("https://x/?user=someone@contoso.com") in Source'),
      query('let Source = #table({"Last refresh"}, {{DateTime.LocalNow()}}) in Source'),
      // The empty table that measures are kept in.
      query(entered('[[""]]')),
      query("// someone@mail.local\nlet Source = 1 in Source"),
    ],
  },
  "unused-security-table": {
    fires: [security('Query[Organization] = "Finance"', "Query")],
    silent: [
      security(
        "Query[Organization] = LOOKUPVALUE('User Security'[Organization], 'User Security'[Login], USERPRINCIPALNAME())",
        "Query",
      ),
      security("'User Security'[Login] = USERPRINCIPALNAME()", "User Security"),
      CLEAN,
    ],
  },
  "object-security-breaks-minimum": {
    fires: [
      olsOn("PersonId"),
      { ...olsOn("Organization"), pages: [{ name: "One", visuals: [quorum("q")] }] },
    ],
    silent: [olsOn("Organization")],
  },
  "export-mode": {
    fires: [
      { ...CLEAN, settings: { allowInlineExploration: false } },
      { ...CLEAN, settings: { ...CLEAN.settings, exportDataMode: "AllowSummarized" } },
      { ...CLEAN, settings: { ...CLEAN.settings, exportDataMode: "AllowSummarizedAndUnderlying" } },
    ],
    silent: [CLEAN],
  },
  "personalize-visuals": {
    fires: [
      { ...CLEAN, settings: { exportDataMode: "None" } },
      { ...CLEAN, settings: { exportDataMode: "None", allowInlineExploration: true } },
    ],
    silent: [
      CLEAN,
      {
        ...CLEAN,
        settings: { exportDataMode: "None", allowInlineExploration: true },
        pages: [
          {
            name: "One",
            visuals: [CHART],
            objects: { personalizeVisual: [{ properties: { show: literal("false") } }] },
          },
        ],
      },
      {
        ...withVisuals({
          ...CHART,
          containerObjects: {
            visualHeader: [{ properties: { showPersonalizeVisualButton: literal("false") } }],
          },
        }),
        settings: { exportDataMode: "None", allowInlineExploration: true },
      },
    ],
  },
  "cross-report-drillthrough": {
    fires: [
      { ...CLEAN, settings: { ...CLEAN.settings, useCrossReportDrillthrough: true } },
      { ...CLEAN, pages: [{ name: "One", visuals: [CHART], crossReport: true }] },
    ],
    silent: [CLEAN, { ...CLEAN, settings: { ...CLEAN.settings, useCrossReportDrillthrough: false } }],
  },
  "visual-web-access": {
    fires: [
      {
        ...CLEAN,
        embedded: {
          map: {
            visual: { displayName: "Map" },
            capabilities: { privileges: [{ name: "WebAccess", parameters: ["https://maps.example"] }] },
          },
        },
      },
    ],
    silent: [
      { ...CLEAN, embedded: { map: { visual: { displayName: "Map" }, capabilities: { privileges: [] } } } },
    ],
  },
  "no-sensitivity-label": { fires: [{ ...CLEAN, label: false }], silent: [CLEAN], formats: TEMPLATES },
  "quorum-settings": {
    fires: [
      withVisuals(quorum("q", { minimum: literal("5D") })),
      withVisuals(quorum("q", { groupSize: literal("'exact'") })),
      withVisuals(quorum("q", { totalsKnown: literal("false") })),
      withVisuals(quorum("q", { session: literal("false") })),
      withVisuals(quorum("q", { minimum: literal("'many'") })),
    ],
    silent: [
      withVisuals(quorum("q")),
      withVisuals(
        quorum("q", { minimum: literal("12L"), groupSize: literal("'band'"), totalsKnown: literal("true") }),
      ),
    ],
  },
  "quorum-person-rows": {
    fires: [withVisuals(quorum("q"))],
    silent: [
      withVisuals({
        ...quorum("q"),
        roles: { group: [column("Query", "Organization")], people: [measure("Query", "Email hours shown")] },
      }),
    ],
  },
  "quorum-pair": {
    fires: [withVisuals(quorum("a"), quorum("b"))],
    silent: [
      withVisuals(quorum("a")),
      { ...CLEAN, pages: ["One", "Two"].map((name) => ({ name, visuals: [quorum("a")] })) },
      {
        ...withVisuals(quorum("a"), quorum("b", {}, "Other")),
        model: { tables: [QUERY, { ...QUERY, name: "Other", measures: [] }] },
      },
    ],
  },
  "measure-without-minimum": {
    fires: [
      "SUM ( Query[Email hours] )",
      "DISTINCTCOUNT ( Query[PersonId] )",
      "AVERAGEX ( VALUES ( Query[PersonId] ), CALCULATE ( SUM ( Query[Email hours] ) ) )",
      "VAR n = COUNTROWS ( Query ) RETURN DIVIDE ( SUM ( Query[Email hours] ), n )",
      // The other branch is shown when there are few.
      "IF ( DISTINCTCOUNT ( Query[PersonId] ) >= 10, BLANK (), SUM ( Query[Email hours] ) )",
      // Asks whether there is anybody at all.
      "IF ( DISTINCTCOUNT ( Query[PersonId] ) > 0, SUM ( Query[Email hours] ) )",
      "IF ( DISTINCTCOUNT ( Query[PersonId] ) >= 10 || TRUE (), SUM ( Query[Email hours] ) )",
      // Counts each person's own rows: that decides nothing about a group.
      "COUNTROWS ( FILTER ( VALUES ( Query[PersonId] ), CALCULATE ( COUNTROWS ( Query ) ) >= 10 ) )",
      "SUMX ( VALUES ( Query[PersonId] ), IF ( CALCULATE ( COUNTROWS ( Query ) ) >= 10, 1 ) )",
      '"Hours: " & FORMAT ( SUM ( Query[Email hours] ), "0" )',
    ].map((expression) => withMeasure(expression)),
    silent: [
      ...[
        GATED,
        "VAR n = DISTINCTCOUNTNOBLANK ( Query[PersonId] ) VAR total = SUM ( Query[Email hours] ) RETURN IF ( n < 10, BLANK (), total )",
        "SWITCH ( TRUE (), DISTINCTCOUNTNOBLANK ( Query[PersonId] ) < 10, BLANK (), AVERAGE ( Query[Email hours] ) )",
        "SUMX ( FILTER ( VALUES ( Query[Organization] ), CALCULATE ( DISTINCTCOUNTNOBLANK ( Query[PersonId] ) ) >= 10 ), CALCULATE ( SUM ( Query[Email hours] ) ) )",
        "IF ( COUNTROWS ( VALUES ( Query[PersonId] ) ) >= 10 && HASONEVALUE ( Query[Organization] ), SUM ( Query[Email hours] ) )",
        "IF ( NOT ( DISTINCTCOUNT ( Query[PersonId] ) < 10 ), SUM ( Query[Email hours] ) )",
        "IF ( 10 <= DISTINCTCOUNT ( Query[PersonId] ), SUM ( Query[Email hours] ) )",
        "MAX ( Query[MetricDate] )",
        "SELECTEDVALUE ( Query[Organization] )",
        '"A title"',
      ].map((expression) => withMeasure(expression)),
      // Bound to a Quorum visual only: that applies its own minimum.
      {
        ...withMeasure("SUM ( Query[Email hours] )"),
        pages: [
          {
            name: "One",
            visuals: [{ name: "q", type: QUORUM, roles: { metric: [measure("Query", "Test")] } }],
          },
        ],
      },
    ],
  },
  "minimum-too-low": {
    fires: [
      withMeasure(gate("DISTINCTCOUNTNOBLANK ( Query[PersonId] ) >= 5")),
      withMeasure(gate("DISTINCTCOUNTNOBLANK ( Query[PersonId] ) > 8")),
    ],
    silent: [
      withMeasure(gate("DISTINCTCOUNTNOBLANK ( Query[PersonId] ) >= 10")),
      withMeasure(gate("DISTINCTCOUNTNOBLANK ( Query[PersonId] ) > 9")),
    ],
  },
  "minimum-adjustable": {
    fires: [
      withMeasure(gate("DISTINCTCOUNTNOBLANK ( Query[PersonId] ) >= SELECTEDVALUE ( Limit[Value], 10 )"), [
        { name: "Limit", columns: [{ name: "Value", dataType: "int64" }], dax: "GENERATESERIES ( 1, 20 )" },
      ]),
    ],
    silent: [
      withMeasure(`VAR limit = 10 RETURN ${gate("DISTINCTCOUNTNOBLANK ( Query[PersonId] ) >= limit")}`),
    ],
  },
  "strict-comparison": {
    fires: [withMeasure(gate("DISTINCTCOUNTNOBLANK ( Query[PersonId] ) > 10"))],
    silent: [
      withMeasure(gate("DISTINCTCOUNTNOBLANK ( Query[PersonId] ) >= 10")),
      withMeasure(gate("DISTINCTCOUNTNOBLANK ( Query[PersonId] ) > 9")),
    ],
  },
  "counts-rows": {
    fires: [
      withMeasure(gate("COUNTROWS ( Query ) >= 10")),
      withMeasure(gate("COUNT ( Query[Email hours] ) >= 10")),
    ],
    silent: [
      withMeasure(gate("COUNTROWS ( DISTINCT ( Query[PersonId] ) ) >= 10")),
      // A table with one row for each person.
      withMeasure(gate("COUNTROWS ( People ) >= 10"), [
        { name: "People", columns: [{ name: "PersonId", dataType: "string", isKey: true, isHidden: true }] },
      ]),
    ],
  },
  "counts-blanks": {
    fires: [withMeasure(gate("DISTINCTCOUNT ( Query[PersonId] ) >= 10"))],
    silent: [withMeasure(GATED)],
  },
  "measure-returns-person": {
    fires: [
      "SELECTEDVALUE ( Query[PersonId] )",
      'CONCATENATEX ( VALUES ( Query[PersonId] ), Query[PersonId], ", " )',
      'VAR top1 = TOPN ( 1, Query, Query[Email hours] ) RETURN "Most: " & MAXX ( top1, Query[PersonId] )',
      'IF ( HASONEVALUE ( Query[PersonId] ), FIRSTNONBLANK ( Query[PersonId], 1 ), "many" )',
    ].map((expression) => withMeasure(expression)),
    silent: [
      "USERPRINCIPALNAME ()",
      "SELECTEDVALUE ( Query[Organization] )",
      GATED,
      'IF ( SELECTEDVALUE ( Query[PersonId] ) = "x", 1 )',
    ].map((expression) => withMeasure(expression)),
  },
  "extreme-over-people": {
    fires: [
      "MAX ( Query[Email hours] )",
      "MINX ( VALUES ( Query[PersonId] ), CALCULATE ( SUM ( Query[Email hours] ) ) )",
      "AVERAGEX ( TOPN ( 1, Query, Query[Email hours] ), Query[Email hours] )",
    ].map((expression) => withMeasure(expression)),
    silent: [
      "MAX ( Query[MetricDate] )",
      GATED,
      "MAXX ( VALUES ( Query[Organization] ), [Other] )",
      "MAX ( 1, 2 )",
    ].map((expression) => withMeasure(expression)),
  },
  "total-beside-gate": {
    fires: [
      withVisuals(table("true")),
      withVisuals(CHART, card({ Values: [measure("Query", "Email hours shown")] })),
    ],
    silent: [
      withVisuals(table("false")),
      withVisuals(card({ Values: [measure("Query", "Email hours shown")] })),
    ],
  },
  "one-axis-gate": {
    fires: [
      matrix(
        gate("CALCULATE ( DISTINCTCOUNTNOBLANK ( Query[PersonId] ), ALL ( Query[MetricDate] ) ) >= 10"),
        true,
      ),
    ],
    silent: [
      matrix(GATED, true),
      matrix(
        gate("CALCULATE ( DISTINCTCOUNTNOBLANK ( Query[PersonId] ), ALL ( Query[MetricDate] ) ) >= 10"),
        false,
      ),
    ],
  },
  "both-directions": {
    fires: [relation({ crossFilteringBehavior: "bothDirections" })],
    silent: [
      relation({}),
      relation({ crossFilteringBehavior: "bothDirections", isActive: false }),
      withModel({
        tables: [
          QUERY,
          { name: "A", columns: [{ name: "Key", dataType: "int64" }] },
          { name: "B", columns: [{ name: "Key", dataType: "int64" }] },
        ],
        relationships: [
          {
            name: "r",
            fromTable: "A",
            fromColumn: "Key",
            toTable: "B",
            toColumn: "Key",
            crossFilteringBehavior: "bothDirections",
          },
        ],
      }),
    ],
  },
};

void describe("a rule fires, and does not", () => {
  for (const format of FORMATS) {
    void test(`nothing is said of a report that is in order (${format})`, async () => {
      const review = await reviewOf(CLEAN, format);
      assert.deepEqual([...review.findings], []);
      assert.deepEqual([...review.notReviewed], []);
      assert.deepEqual(review.counts, { pages: 1, visuals: 1, tables: 1, measures: 1 });
    });
  }

  void test("every rule has its cases", () => {
    assert.deepEqual(Object.keys(CASES).sort(), RULES.map((rule) => rule.id).sort());
  });

  for (const [id, { fires, silent, formats }] of Object.entries(CASES)) {
    void test(id, async () => {
      for (const format of formats ?? FORMATS) {
        for (const [i, spec] of fires.entries()) await expectRule(id, spec, format, true, i);
        for (const [i, spec] of silent.entries()) await expectRule(id, spec, format, false, i);
      }
    });
  }
});

async function expectRule(
  id: string,
  spec: Spec,
  format: Format,
  fires: boolean,
  index: number,
): Promise<void> {
  const review = await reviewOf(spec, format);
  const found = review.findings.filter((finding) => finding.rule === id);
  const case_ = `${id}, ${fires ? "fires" : "silent"} ${index}, ${format}`;
  assert.deepEqual([...review.notReviewed], [], case_);
  assert.equal(
    found.length > 0,
    fires,
    `${case_}: ${JSON.stringify(found.map((finding) => finding.message))}`,
  );
  for (const { place, message } of found) {
    assert.ok(message.length > 20, case_);
    assert.ok(
      place.line !== undefined ||
        place.pointer !== undefined ||
        /(page|visual)\.json$/.test(place.file) ||
        place.file.endsWith("custom.xml"),
      `${case_}: ${JSON.stringify(place)}`,
    );
  }
}
