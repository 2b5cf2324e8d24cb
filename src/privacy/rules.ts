import type { Combined } from "../cells/cell-source";
import type { CellTable } from "../cells/table";
import type { Measure } from "../cells/view";
import type { Policy } from "./policy";

/** Why a cell may not be shown. */
export type Rule = "minimum" | "dominance" | "p-percent" | "homogeneity" | "share" | "percentile";

/** The rules as docs/privacy.md calls them, for reviewers. */
export const ruleNames: Readonly<Record<Rule, string>> = {
  minimum: "minimum",
  dominance: "dominance",
  "p-percent": "p %",
  homogeneity: "the same value",
  share: "share of people",
  percentile: "percentile",
};

/** Parts of single people: their sum, the largest and the second-largest. */
interface Parts {
  readonly absolute: number;
  readonly largest: number;
  readonly second: number;
}

/** What the rules look at, of one cell or of a union of cells. Parts are absolute parts of single people. */
export interface Statistics extends Parts {
  readonly contributors: number;
  /** Everybody has one and the same value other than zero. */
  readonly uniform: boolean;
  /** Of a deviation's cell the squares that it is made of as well: sum, largest and second-largest. */
  readonly squares?: Parts;
  /** People above and below the limit of a share. */
  readonly beyond: number;
  readonly within: number;
}

/** Whose parts a measure adds up: people's means, people's sums, or nothing that can be dominated. */
function partsOf(measure: Measure): "means" | "sums" | "none" {
  // One value far from the others is nearly all of a deviation as well.
  if (measure.kind === "mean" || measure.kind === "deviation") return "means";
  return measure.kind === "row-mean" || measure.kind === "total" ? "sums" : "none";
}

/** Can single people dominate a measure? */
export function hasParts(measure: Measure): boolean {
  return partsOf(measure) !== "none";
}

/** Is a measure a weighted sum of people's values? A deviation is made of their squares. */
export function isSum(measure: Measure): boolean {
  return hasParts(measure) && measure.kind !== "deviation";
}

/** The statistics of one cell of a table. */
export function statisticsOf(table: CellTable, cell: number, measure: Measure): Statistics {
  const parts = partsOf(measure);
  const means = parts === "means";
  return {
    contributors: at(table.contributors, cell),
    absolute: parts === "none" ? 0 : at(means ? table.absoluteMeanSum : table.absoluteSum, cell),
    largest: parts === "none" ? 0 : at(means ? table.largestMean : table.largest, cell),
    second: parts === "none" ? 0 : at(means ? table.secondMean : table.second, cell),
    uniform: measure.kind !== "headcount" && at(table.identical, cell) === 1 && at(table.meanSum, cell) !== 0,
    beyond: at(table.beyond, cell),
    within: at(table.within, cell),
    ...(measure.kind === "deviation" ? { squares: squaresOf(table, cell) } : {}),
  };
}

function squaresOf({ value, contributors, farthest, secondFarthest }: CellTable, cell: number): Parts {
  const absolute = at(value, cell) ** 2 * (at(contributors, cell) - 1);
  return { absolute, largest: at(farthest, cell), second: at(secondFarthest, cell) };
}

function at(column: ArrayLike<number>, cell: number): number {
  return column[cell] ?? 0;
}

/** What is known of a combination of cells; nothing of its parts where the measure has none. */
export function combinedStatistics(combined: Combined, measure: Measure): Partial<Statistics> {
  return partsOf(measure) === "none" ? { contributors: combined.contributors } : { ...combined };
}

/** Statistics of a union of cells that have no person in common; whether it is uniform is not known, so false. */
export function unionOf(parts: readonly Statistics[]): Statistics {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const largest = parts.flatMap((p) => [p.largest, p.second]).sort((a, b) => b - a);
  const sum = (of: (p: Statistics) => number): number => parts.reduce((total, p) => total + of(p), 0);
  return {
    contributors: sum((p) => p.contributors),
    absolute: sum((p) => p.absolute),
    largest: largest[0] ?? 0,
    second: largest[1] ?? 0,
    uniform: parts.length > 0 && parts.every((p) => p.uniform && p.largest === parts[0]?.largest),
    beyond: sum((p) => p.beyond),
    within: sum((p) => p.within),
  };
}

/** The minimum with room for insiders, whose own values they can take away. */
export function effectiveMinimum(policy: Policy): number {
  return policy.minGroupSize + policy.insiders;
}

/** The rule by which the parts of one or two people make up too much; null where they do not. */
export function dominanceRule({ largest: x1, second: x2, absolute: x }: Parts, policy: Policy): Rule | null {
  if (policy.dominance !== null && x1 + x2 > policy.dominance * x) return "dominance";
  return policy.pPercent !== null && x - x1 - x2 < policy.pPercent * x1 ? "p-percent" : null;
}

/** Do at least k of so many people lie on each side of a percentile? Its level is between 0 and 1. */
export function isEnoughFor(level: number, people: number, k: number): boolean {
  return people * Math.min(level, 1 - level) >= k;
}

/** The first rule that a cell or a union breaks; null when it may be shown. Empty cells break none. */
export function brokenRule(s: Statistics, measure: Measure, policy: Policy, counted = false): Rule | null {
  const k = effectiveMinimum(policy);
  if (s.contributors === 0) return null;
  if (s.contributors < k) return "minimum";
  if (measure.kind === "percentile" && !isEnoughFor(measure.q, s.contributors, k)) return "percentile";
  if (counted) return null;
  const dominated =
    dominanceRule(s, policy) ?? (s.squares === undefined ? null : dominanceRule(s.squares, policy));
  if (dominated !== null) return dominated;
  if (policy.homogeneity && s.uniform) return "homogeneity";
  const share = measure.kind === "share-people" || measure.kind === "share-rows";
  if (share && Math.min(s.beyond, s.within) < policy.shareMinimum) return "share";
  return null;
}

/**
 * The coarse step that a share which breaks its rule may be told as; null where it does not, the group is too small,
 * or the step would not be true of all numbers of people that are too few: what is hidden then would be told from
 * what is not.
 */
export function shareStep({ contributors, beyond, within }: Statistics, policy: Policy): string | null {
  if (contributors < 2 * effectiveMinimum(policy)) return null;
  if (policy.shareMinimum - 1 >= 0.1 * contributors) return null;
  if (beyond < policy.shareMinimum) return "under 10 %";
  return within < policy.shareMinimum ? "over 90 %" : null;
}
