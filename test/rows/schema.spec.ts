import { detectSchema, type Mapping, type Schema } from "../../src/rows/schema";

const ROW = ["7d99f98f-c0a6", "2024-04-28", "IT", "3", "true", "14.1", 35];
const NAMES = [
  "PersonId",
  "MetricDate",
  "Organization",
  "Layer",
  "IsActive",
  "Collaboration_hours",
  "Emails sent",
];

function roles(schema: Schema): Record<string, string> {
  return Object.fromEntries(schema.columns.map(({ name, role }) => [name, role]));
}

function detect(names: readonly string[], rows: unknown[][], mapping?: Mapping) {
  const { schema, problems } = detectSchema(names, { rows }, mapping);
  return { ...schema, roles: roles(schema), problems: problems.map(({ kind }) => kind) };
}

describe("the schema of a query", () => {
  it("is found from names and content, with a reason for every column", () => {
    const { schema, problems } = detectSchema(NAMES, { rows: [ROW] });
    expect(problems).toEqual([]);
    expect(schema.shape).toBe("pivoted");
    expect(schema.active).toBe("IsActive");
    expect(roles(schema)).toEqual({
      PersonId: "person",
      MetricDate: "date",
      Organization: "attribute",
      Layer: "attribute",
      IsActive: "attribute",
      Collaboration_hours: "metric",
      "Emails sent": "metric",
    });
    expect(schema.columns.every(({ reason }) => reason.length > 3)).toBeTrue();
  });

  it("is the same whatever the spelling of the names, and from columns", () => {
    const names = [
      "person id",
      "METRIC_DATE",
      "organization",
      "layer",
      "Is Active",
      "collaboration-hours",
      "emails_sent",
    ];
    expect(Object.values(detect(names, [ROW]).roles)).toEqual(Object.values(detect(NAMES, [ROW]).roles));
    const columns = ROW.map((value) => [value]);
    expect(roles(detectSchema(NAMES, { columns, length: 1 }).schema)).toEqual(detect(NAMES, [ROW]).roles);
  });

  it("takes a mapping, for names in other languages too", () => {
    const found = detect(
      ["Personen-ID", "Metrikdatum", "Abteilung", "Stunden"],
      [["a", "2024-04-28", "IT", 3]],
      { person: "personen id", date: "metrikdatum" },
    );
    expect(found.roles).toEqual({
      "Personen-ID": "person",
      Metrikdatum: "date",
      Abteilung: "attribute",
      Stunden: "metric",
    });
    expect(found.problems).toEqual([]);
  });

  it("takes listed metrics and attributes as all that there are", () => {
    const found = detect(NAMES, [ROW], { metrics: ["emails sent"], attributes: ["Layer"] });
    expect(found.roles["Emails sent"]).toBe("metric");
    expect(found.roles.Collaboration_hours).toBe("ignored");
    expect(found.roles.Layer).toBe("attribute");
    expect(found.roles.Organization).toBe("ignored");
  });

  it("knows unpivoted and aggregated rows", () => {
    const unpivoted = detect(
      ["PersonId", "MetricDate", "AttributeName", "AttributeValue", "Hours"],
      [["a", "2024-04-28", "Organization", "IT", 1]],
    );
    expect(unpivoted.shape).toBe("unpivoted");
    const aggregated = detect(["Organization", "Week", "People", "Hours"], [["IT", "2024-04-28", 12, 8.5]]);
    expect(aggregated.shape).toBe("aggregated");
    expect(aggregated.roles).toEqual({
      Organization: "attribute",
      Week: "date",
      People: "people",
      Hours: "metric",
    });
    expect(aggregated.problems).toEqual([]);
  });

  it("leaves identifiers out", () => {
    const rows = Array.from({ length: 200 }, (_, i) => [`p${i}`, `m${i}`, 1000000 + i, i % 7]);
    const found = detect(["PersonId", "Manager", "CostId", "Hours"], rows);
    expect(found.roles).toEqual({
      PersonId: "person",
      Manager: "ignored",
      CostId: "ignored",
      Hours: "metric",
    });
  });

  it("decides by the name where a column is still empty", () => {
    const found = detect(["PersonId", "Chat hours", "Region"], [["a", null, ""]]);
    expect(found.roles).toEqual({ PersonId: "person", "Chat hours": "metric", Region: "attribute" });
  });

  it("says what is missing", () => {
    expect(detect(["Organization", "Hours"], [["IT", 1]]).problems).toEqual(["no-person-column"]);
    expect(detect(["PersonId", "Organization"], [["a", "IT"]]).problems).toEqual(["no-metric-column"]);
    expect(detect(["PersonId", "Hours"], [["a", 1]], { date: "Datum" }).problems).toEqual(["unknown-column"]);
  });
});
