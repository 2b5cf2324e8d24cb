import type { ChartKind } from "../charts/options";
import type { Measure, Over, View } from "../cells/view";
import { defaultPolicy, type GroupSizeRule, type Policy } from "../privacy/policy";
import type { Field, Fields } from "./fields";
import type { ModelMinimum } from "./intake";
import { readPattern, type NumberPattern } from "./number-format";
import { chosen, FLOOR, given, type Settings } from "./settings";

/** What the viewer switched to; null where nothing was switched. */
export interface Choice {
  readonly metric: string | null;
  readonly attribute: string | null;
}

/** One picture to be made: what is asked of the engine, and what its parts are called. */
export interface Question {
  readonly view: View;
  readonly policy: Policy;
  /** Null: chosen by the shape of the answer. */
  readonly kind: ChartKind | null;
  readonly title: string;
  readonly groupTitle: string;
  readonly pattern: NumberPattern;
  /** Decimals as they are written, percent signs considered. */
  readonly decimals: number;
  readonly metric: Field;
}

export interface Asked {
  readonly fields: Fields;
  readonly settings: Settings;
  readonly choice: Choice;
  /** Attributes that the rows have, those of AttributeName included. */
  readonly attributes: readonly string[];
  readonly periods: number;
  readonly minimum: ModelMinimum;
}

/** The pictures that the fields and settings ask for: one, or one a metric when they stand side by side. */
export function questionsFor(asked: Asked): readonly Question[] {
  const { fields, settings, choice } = asked;
  const current = currentOf(
    fields.metrics.map((metric) => metric.name),
    choice.metric ?? settings.chart.metric.value,
  );
  const side = chosen(settings.chart.metrics) === "side";
  return fields.metrics
    .filter((metric) => side || metric.name === current)
    .map((metric) => question(metric, asked));
}

/** Attributes of an unpivoted query among which the viewer switches; none where the group is bound. */
export function switchableAttributes({
  fields,
  attributes,
}: Pick<Asked, "fields" | "attributes">): readonly string[] {
  return fields.attributeName ? attributes.filter((name) => name !== fields.series?.name) : [];
}

/** The wanted one where there is such, else the first. */
export function currentOf(names: readonly string[], wanted: string): string {
  return names.includes(wanted) ? wanted : (names[0] ?? "");
}

function question(metric: Field, asked: Asked): Question {
  const { fields, settings, choice } = asked;
  const measure = measureFrom(settings);
  const attributes = switchableAttributes(asked);
  const by = fields.attributeName
    ? currentOf(attributes, choice.attribute ?? settings.chart.attribute.value)
    : (fields.group?.name ?? null);
  const pinned = chosen(settings.chart.kind);
  const over = overFrom(chosen(settings.periods.over) as Over | "auto", pinned, by !== null, asked);
  const reference = chosen(settings.reference.kind);
  const exact = chosen(settings.privacy.groupSize) === "exact";
  const { pattern, decimals } = writtenAs(metric, measure, given(settings.labels.decimals), exact ? 12 : 3);
  const view: View = {
    metric: metric.name,
    measure,
    by: by === "" ? null : by,
    series: fields.series?.name ?? null,
    over,
    weekStart: Number(chosen(settings.periods.weekStart)) as 0 | 1 | 6,
    filter: {},
    totals: { groups: reference === "shown" || reference === "everybody", periods: false },
  };
  // The engine gives shares two decimals more by itself; a metric that is a percentage needs them as well.
  const share = measure.kind === "share-people" || measure.kind === "share-rows";
  const policy = policyFrom(settings, asked.minimum, pattern.percent && !share ? decimals + 2 : decimals);
  const kind = pinned === "auto" ? null : (pinned as ChartKind);
  return { view, policy, kind, title: metric.name, groupTitle: view.by ?? "", pattern, decimals, metric };
}

function measureFrom({ measure }: Settings): Measure {
  const kind = chosen(measure.kind);
  const side = chosen(measure.side) === "below" ? "below" : "above";
  switch (kind) {
    case "row-mean":
    case "total":
    case "headcount":
      return { kind };
    case "share-people":
    case "share-rows":
      return { kind, side, limit: measure.limit.value };
    case "median":
      return { kind: "percentile", q: 0.5 };
    case "percentile":
      return { kind: "percentile", q: measure.percentile.value / 100 };
    default:
      return { kind: "mean" };
  }
}

/** Bars take all periods together; lines and heat maps need them apart. */
function overFrom(wanted: Over | "auto", pinned: string, grouped: boolean, { fields, periods }: Asked): Over {
  if (!fields.period || pinned === "bar" || pinned === "columns") return "none";
  if (wanted !== "auto" && !(pinned === "trend" && wanted === "none")) return wanted;
  if (pinned === "trend" || pinned === "heat") return "period";
  return grouped || periods <= 1 ? "none" : "period";
}

/**
 * Number format of the model with the author's decimals; shares are percentages, people are whole. Many
 * decimals would give a group's size away: they are written only where sizes are given exactly.
 */
function writtenAs(
  metric: Field,
  measure: Measure,
  wanted: number | null,
  most: number,
): { pattern: NumberPattern; decimals: number } {
  const model = readPattern(metric.column.format);
  const share = measure.kind === "share-people" || measure.kind === "share-rows";
  const plain = { decimals: 0, grouping: true, percent: share, prefix: "", suffix: "" };
  const pattern = share || measure.kind === "headcount" ? plain : model;
  const decimals = measure.kind === "headcount" ? 0 : (wanted ?? pattern.decimals ?? 1);
  // A percentage has two decimals more than are written.
  const written = pattern.percent && !share && most < 12 ? most - 2 : most;
  return { pattern, decimals: Math.min(written, Math.max(0, Math.round(decimals))) };
}

/** The policy in force. The larger minimum wins, whoever set it. */
function policyFrom(settings: Settings, minimum: ModelMinimum, decimals: number): Policy {
  const { privacy, reference } = settings;
  return {
    ...defaultPolicy,
    minGroupSize: minimumInForce(settings, minimum),
    groupSize: chosen(privacy.groupSize) as GroupSizeRule,
    smallGroups: privacy.merge.value ? "merge" : "hide",
    totalOf: chosen(reference.kind) === "shown" ? "shown" : "everybody",
    totalsKnown: privacy.totalsKnown.value,
    session: privacy.session.value,
    decimals,
  };
}

export function minimumInForce({ privacy }: Settings, minimum: ModelMinimum): number {
  const own = Number.isFinite(privacy.minimum.value) ? Math.ceil(privacy.minimum.value) : 10;
  return Math.max(FLOOR, own, minimum.kind === "read" ? minimum.value : 0);
}
