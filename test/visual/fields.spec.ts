import { readFields } from "../../src/visual/fields";
import { column, PIVOTED, type Column } from "./data-views";

const without = (role: string) => PIVOTED.filter((each) => each.roles?.[role] !== true);
const refused = (columns: readonly Column[]): readonly string[] => {
  const reading = readFields(columns);
  return reading.kind === "refused" ? reading.refusals.map((refusal) => refusal.key) : [reading.kind];
};

describe("readFields", () => {
  it("is empty without a bound field", () => {
    expect(readFields([]).kind).toBe("empty");
    expect(readFields([{ displayName: "x", roles: {} }]).kind).toBe("empty");
  });

  it("reads a pivoted query, and calls the metric by its own name", () => {
    const reading = readFields(PIVOTED);
    if (reading.kind !== "ready") throw new Error(reading.kind);
    expect(reading.fields.shape).toBe("pivoted");
    expect(reading.fields.metrics.map(({ name, index }) => [name, index])).toEqual([
      ["Collaboration hours", 3],
    ]);
    expect(reading.fields.group?.name).toBe("Organization");
  });

  it("keeps a name that the author gave", () => {
    const renamed = [
      ...without("metric"),
      column("metric", "x", {
        func: 0,
        displayName: "Hours together",
        queryName: "Sum(Query.Collaboration_hours)",
      }),
    ];
    const reading = readFields(renamed);
    expect(reading.kind === "ready" && reading.fields.metrics[0]?.name).toBe("Hours together");
  });

  it("keeps two metrics of one name apart", () => {
    const reading = readFields([...PIVOTED, column("metric", "Collaboration hours", { func: 0 })]);
    expect(reading.kind === "ready" && reading.fields.metrics.map((each) => each.name)).toEqual([
      "Collaboration hours",
      "Collaboration hours (2)",
    ]);
  });

  const unpivoted = [
    ...without("group"),
    column("attributeName", "AttributeName"),
    column("attributeValue", "AttributeValue"),
  ];
  const aggregated = [
    column("period", "MetricDate"),
    column("group", "Organization"),
    column("metric", "Hours", { func: 1 }),
    column("people", "PersonId", { func: 2 }),
  ];

  it("reads unpivoted and aggregated queries", () => {
    for (const [columns, shape] of [
      [unpivoted, "unpivoted"],
      [aggregated, "aggregated"],
    ] as const) {
      const reading = readFields(columns);
      expect(reading.kind === "ready" && reading.fields.shape).toBe(shape);
    }
  });

  const cases: readonly (readonly [string, readonly Column[], string])[] = [
    ["no person", without("person"), "Refuse_person_missing"],
    ["no metric", without("metric"), "Refuse_metric_missing"],
    ["a metric summed over periods", without("period"), "Refuse_period_missing"],
    ["person and people", [...PIVOTED, column("people", "n")], "Refuse_person_and_people"],
    [
      "a counted person",
      [...without("person"), column("person", "PersonId", { func: 2 })],
      "Refuse_person_aggregated",
    ],
    [
      "people that count rows",
      [...aggregated.slice(0, 3), column("people", "PersonId", { func: 5 })],
      "Refuse_people_rows",
    ],
    [
      "people added up over periods",
      [...aggregated.slice(1, 3), column("people", "n", { func: 0 })],
      "Refuse_people_sum",
    ],
    [
      "a date hierarchy",
      [
        ...without("period"),
        column("period", "Year", { queryName: "Query.MetricDate.Variation.Date Hierarchy.Year" }),
        column("period", "Month"),
      ],
      "Refuse_period_hierarchy",
    ],
    [
      "a year as period",
      [...without("period"), column("period", "Year", { type: { numeric: true } as never })],
      "Refuse_period_type",
    ],
    [
      "an aggregated period",
      [...without("period"), column("period", "MetricDate", { func: 3 })],
      "Refuse_period_aggregated",
    ],
    [
      "AttributeValue as group",
      [...without("group"), column("group", "AttributeValue")],
      "Refuse_attribute_in_group",
    ],
    ["people as groups", [...without("group"), column("group", "PersonId")], "Refuse_person_in_group"],
    ["people as series", [...PIVOTED, column("series", "PersonId")], "Refuse_person_in_group"],
    [
      "one field as person and group",
      [
        column("person", "PersonId", { roles: { person: true, group: true } }),
        ...without("person").slice(0, -2),
        ...PIVOTED.slice(-1),
      ],
      "Refuse_person_in_group",
    ],
    [
      "people as groups beside their count",
      [...aggregated.filter((each) => each.roles?.["group"] !== true), column("group", "PersonId")],
      "Refuse_person_in_group",
    ],
    [
      "a value without its name",
      [...without("group"), column("attributeValue", "AttributeValue")],
      "Refuse_attribute_name_missing",
    ],
    [
      "a name without its value",
      [...without("group"), column("attributeName", "AttributeName")],
      "Refuse_attribute_value_missing",
    ],
    [
      "group and attribute pair",
      [...unpivoted, column("group", "Organization")],
      "Refuse_attribute_and_group",
    ],
    [
      "a counted metric",
      [...without("metric"), column("metric", "Hours", { func: 5 })],
      "Refuse_metric_counted",
    ],
    [
      "a text metric",
      [...without("metric"), column("metric", "Name", { type: { text: true } as never })],
      "Refuse_metric_text",
    ],
    [
      "a sum of aggregated rows",
      [
        ...aggregated.slice(0, 2),
        column("metric", "Hours", { func: 0 }),
        column("people", "PersonId", { func: 2 }),
      ],
      "Refuse_metric_sum_aggregated",
    ],
  ];
  for (const [name, columns, key] of cases) {
    it(`refuses ${name}`, () => {
      expect(refused(columns)).toContain(key);
    });
  }

  it("tells an average from the sum that its query name still says", () => {
    expect(refused(aggregated)).toEqual(["ready"]);
  });
});
