import type { Cross, Families, Generalisation } from "../../cells/cross";
import { canonical, fnv1a } from "../hash";

/** The label under which rare values are published together. */
export const OTHER = "Other";

/** What became of one attribute that viewers may filter on. */
export interface RecipeAttribute {
  readonly name: string;
  /** False where it was dropped: its values could not be told apart safely. */
  readonly kept: boolean;
  /** Labels of the data that are published as "Other". */
  readonly merged: readonly string[];
  /** Labels that are published under their own name. Others, unknown when it was made, go to "Other". */
  readonly own: readonly string[];
}

/**
 * How a safe base was made, as data: applied again, it gives the same cells for the periods that were
 * published. It names labels that are merged because they are rare, and is therefore for whoever holds the rows.
 */
export interface Recipe {
  readonly quorum: "recipe/1";
  readonly metrics: readonly string[];
  /** The metrics in sets that add up: those of one are counted over the same rows. */
  readonly families: Families;
  readonly over: Generalisation["over"];
  readonly weekStart: 0 | 1 | 2 | 3 | 4 | 5 | 6;
  readonly attributes: readonly RecipeAttribute[];
  /** Periods (ISO dates) that are published; what was made of them never changes again. */
  readonly published: readonly string[];
  /** A fingerprint of the rows of each published period. */
  readonly prints: Readonly<Record<string, string>>;
  /** Periods left out, since even everybody together may not be shown there. */
  readonly leftOut: readonly string[];
  readonly policyHash: string;
}

/** The generalisation that a recipe asks for, given the labels that the data have now. */
export function generalisationOf(
  recipe: Pick<Recipe, "attributes" | "over" | "weekStart">,
  labelsOf: (attribute: string) => Iterable<string>,
): Generalisation {
  const attributes = recipe.attributes
    .filter(({ kept }) => kept)
    .map(({ name, own }) => {
      const known = new Set(own);
      const others = [...labelsOf(name)].filter((label) => !known.has(label));
      return { name, merged: new Map(others.map((label) => [label, OTHER])) };
    });
  return { over: recipe.over, weekStart: recipe.weekStart, attributes };
}

/** One publishable row: a combination of labels in a period, with exact sums and sizes. */
export interface SafeBaseRow {
  readonly period: string;
  readonly labels: readonly string[];
  /** In the order of the recipe's metrics: contributors n and the sum of their values; n = 0 has sum 0. */
  readonly metrics: readonly { readonly n: number; readonly sum: number }[];
}

/** The publishable table: every filter state of every viewer is a union of its rows. */
export interface SafeBase {
  readonly quorum: "safe-base/1";
  readonly attributes: readonly string[];
  readonly metrics: readonly string[];
  readonly over: Generalisation["over"];
  readonly minGroupSize: number;
  readonly policyHash: string;
  readonly rows: readonly SafeBaseRow[];
}

/** The rows of a cross in the chosen periods, ordered by period and labels; empty combinations are left out. */
export function rowsOfCross(cross: Cross, periods: ReadonlySet<string>): SafeBaseRow[] {
  const rows: SafeBaseRow[] = [];
  for (let cell = 0; cell < cross.size; cell += 1) {
    const period = cross.periodOf(cell);
    const metrics = cross.metrics.map((m) => ({ n: m.contributors[cell] ?? 0, sum: m.sum[cell] ?? 0 }));
    if (periods.has(period) && metrics.some(({ n }) => n > 0))
      rows.push({ period, labels: cross.labelsOf(cell), metrics });
  }
  const key = (row: SafeBaseRow): string => JSON.stringify([row.period, ...row.labels]);
  return rows.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** A fingerprint of each period's rows: equal where the same was published. */
export function printsOf(rows: readonly SafeBaseRow[]): Record<string, string> {
  const periods = [...new Set(rows.map(({ period }) => period))];
  return Object.fromEntries(
    periods.map((period) => [period, fnv1a(canonical(rows.filter((row) => row.period === period)))]),
  );
}
