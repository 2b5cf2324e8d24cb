import type { Binding, Objects, Source } from "../protocol";

export interface Preset {
  readonly name: string;
  readonly source: Source;
  readonly tiles: readonly {
    readonly title: string;
    readonly bindings: readonly Binding[];
    readonly objects: Objects;
  }[];
}

const SAMPLE: Source = { kind: "url", url: "./person-query.csv", name: "Sample query" };
const UNPIVOTED: Source = {
  kind: "url",
  url: "./person-query-unpivoted.csv.packed",
  name: "Sample query, unpivoted",
};

const bind = (role: string, field: string, summary: Binding["summary"] = "none"): Binding => ({
  role,
  field,
  summary,
});
const PERSON = bind("person", "PersonId");
const PERIOD = bind("period", "MetricDate");
const ORGANIZATION = bind("group", "Organization");
const HOURS = bind("metric", "Collaboration_hours", "sum");
const rows = (...more: readonly Binding[]): readonly Binding[] => [PERSON, PERIOD, ...more];
const chart = (kind: string): Objects => ({ chart: { kind } });

/** Report pages to start from. */
export const PRESETS: readonly Preset[] = [
  {
    name: "Bar chart",
    source: SAMPLE,
    tiles: [
      {
        title: "Collaboration hours by organization",
        bindings: rows(ORGANIZATION, HOURS),
        objects: chart("bar"),
      },
    ],
  },
  {
    name: "Trend",
    source: SAMPLE,
    tiles: [
      { title: "Collaboration hours by week", bindings: rows(ORGANIZATION, HOURS), objects: chart("trend") },
    ],
  },
  {
    name: "Heat map",
    source: SAMPLE,
    tiles: [
      {
        title: "After-hours collaboration by week",
        bindings: rows(ORGANIZATION, bind("metric", "After_hours_collaboration_hours", "sum")),
        objects: chart("heat"),
      },
    ],
  },
  {
    name: "Several visuals",
    source: SAMPLE,
    tiles: [
      {
        title: "Collaboration hours by organization",
        bindings: rows(ORGANIZATION, HOURS),
        objects: chart("bar"),
      },
      {
        title: "Meeting hours by level",
        bindings: rows(bind("group", "LevelDesignation"), bind("metric", "Meeting_hours", "sum")),
        objects: chart("bar"),
      },
      {
        title: "Collaboration hours by week",
        bindings: rows(bind("group", "Region"), HOURS),
        objects: chart("trend"),
      },
    ],
  },
  {
    name: "Unpivoted query",
    source: UNPIVOTED,
    tiles: [
      {
        title: "Collaboration hours, unpivoted",
        bindings: rows(
          bind("attributeName", "AttributeName"),
          bind("attributeValue", "AttributeValue"),
          HOURS,
        ),
        objects: chart("bar"),
      },
    ],
  },
  {
    name: "Aggregated by the model",
    source: SAMPLE,
    tiles: [
      {
        title: "Average collaboration hours, counted by the model",
        bindings: [
          PERIOD,
          ORGANIZATION,
          bind("metric", "Collaboration_hours", "average"),
          bind("people", "PersonId", "distinct"),
        ],
        objects: {},
      },
    ],
  },
  {
    name: "All groups hidden",
    source: SAMPLE,
    tiles: [
      {
        title: "Minimum above every group",
        bindings: rows(ORGANIZATION, HOURS),
        objects: { chart: { kind: "bar" }, privacy: { minimum: 2000 } },
      },
    ],
  },
  {
    name: "A million rows",
    source: { kind: "large", people: 20_000, weeks: 50 },
    tiles: [
      { title: "20,000 people over 50 weeks", bindings: rows(ORGANIZATION, HOURS), objects: chart("bar") },
    ],
  },
];
