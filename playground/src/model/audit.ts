import {
  defaultPolicy,
  detectSchema,
  memorySource,
  protect,
  RowStore,
  type Audit,
  type Measure,
  type Policy,
  type View,
} from "../../../src/engine";
import type { Binding, ModelFilter, Objects, WindowColumn } from "../protocol";
import type { DataSet } from "./field";
import { runQuery } from "./query";

const DAY = 86_400_000;
type Card = Readonly<Record<string, unknown>>;
type Settings = Readonly<Record<string, Card | undefined>>;

function cellsOf(column: WindowColumn): unknown[] {
  if (column.kind === "number")
    return Array.from(column.numbers, (value) => (Number.isNaN(value) ? null : value));
  const values = column.date ? column.values.map((day) => new Date(Number(day) * DAY)) : column.values;
  return Array.from(column.codes, (code) => values[code] ?? null);
}

function measureOf({ kind, side, limit, percentile }: Card): Measure {
  const which = side === "below" ? "below" : "above";
  switch (kind) {
    case "row-mean":
    case "total":
    case "headcount":
      return { kind };
    case "share-people":
    case "share-rows":
      return { kind, side: which, limit: Number(limit ?? 0) };
    case "median":
      return { kind: "percentile", q: 0.5 };
    case "percentile":
      return { kind: "percentile", q: Number(percentile ?? 50) / 100 };
    default:
      return { kind: "mean" };
  }
}

function policyOf({ privacy = {}, reference = {}, labels = {} }: Settings, minimum: number | null): Policy {
  const own = typeof privacy["minimum"] === "number" ? Math.ceil(privacy["minimum"]) : 10;
  const decimals = labels["decimals"];
  return {
    ...defaultPolicy,
    minGroupSize: Math.max(5, own, minimum ?? 0),
    groupSize: (privacy["groupSize"] ?? "band") as Policy["groupSize"],
    smallGroups: privacy["merge"] === true ? "merge" : "hide",
    totalOf: reference["kind"] === "shown" ? "shown" : "everybody",
    totalsKnown: privacy["totalsKnown"] !== false,
    session: privacy["session"] !== false,
    decimals: typeof decimals === "number" ? decimals : 1,
  };
}

function viewOf(
  field: (role: string) => string | null,
  metric: string,
  { chart = {}, measure = {} }: Settings,
): View {
  const apart = chart["kind"] === "trend" || chart["kind"] === "heat";
  return {
    metric,
    measure: measureOf(measure),
    by: field("group"),
    series: field("series"),
    over: apart && field("period") !== null ? "period" : "none",
    filter: {},
    totals: { groups: false, periods: false },
  };
}

/**
 * The reviewer's account of what a visual shows first: the engine over the same rows, with the visual's
 * settings. What it showed earlier in the session is not taken into account.
 *
 * @throws Error with a sentence to show where the fields are not those of a pivoted person query.
 */
export function auditOfVisual(
  data: DataSet,
  bindings: readonly Binding[],
  filters: readonly ModelFilter[],
  objects: Objects,
  minimum: number,
): Audit {
  const field = (role: string): string | null =>
    bindings.find((binding) => binding.role === role)?.field ?? null;
  const [person, date, metric] = [field("person"), field("period"), field("metric")];
  if (person === null || metric === null || field("attributeName") !== null) {
    throw new Error(
      "The audit here is for pivoted queries with Person and Metric. For others, use quorum audit.",
    );
  }
  const used = bindings.filter(({ role }) =>
    ["person", "period", "group", "series", "metric"].includes(role),
  );
  const query = runQuery(data, used, filters, minimum);
  const segment = { columns: query.read(0, query.length).map(cellsOf), length: query.length };
  const attributes = ["group", "series"].flatMap((role) => field(role) ?? []);
  const mapping = { person, ...(date === null ? {} : { date }), metrics: [metric], attributes };
  const names = query.columns.map((column) => column.field);
  const store = new RowStore(detectSchema(names, segment, mapping).schema);
  store.append(segment);
  store.finish();
  const settings = objects as Settings;
  const policy = policyOf(settings, field("minimum") === null ? null : minimum);
  return protect(memorySource(store), viewOf(field, metric, settings), policy).audit;
}
