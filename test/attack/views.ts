import type { Measure, View } from "../../src/cells/view";
import { random, weekOf, type WorldShape } from "./world";

/** A bar chart with its total: the picture that the examples start from. */
export const bar: View = {
  metric: "Collaboration_hours",
  measure: { kind: "mean" },
  by: "Organization",
  series: null,
  over: "none",
  filter: {},
  totals: { groups: true, periods: false },
};

/** Somebody who clicks around: filters, date ranges, granularity, chart, measure. */
export function views(shape: WorldShape, count: number): View[] {
  const next = random(shape.seed + 1);
  const pick = <T>(...items: readonly T[]): T => items[Math.floor(next() * items.length)] as T;
  const some = (letter: string, n: number): string[] =>
    Array.from({ length: n }, (_, i) => `${letter}${i}`).filter(() => next() < 0.6);
  const labels = (): Record<string, string[]> =>
    next() < 0.5 ? { LevelDesignation: some("s", shape.series) } : { Organization: some("g", shape.groups) };
  return Array.from({ length: count }, (): View => {
    const from = pick(0, 0, 1);
    const to = Math.max(from, shape.weeks - pick(1, 1, 2));
    return {
      metric: "Collaboration_hours",
      measure: pick<Measure>(
        { kind: "mean" },
        { kind: "mean" },
        { kind: "total" },
        { kind: "row-mean" },
        { kind: "percentile", q: pick(0.5, 0.75) },
        { kind: "share-people", side: "above", limit: pick(5, 8) },
      ),
      by: pick("Organization", "Organization", "LevelDesignation", null),
      series: null,
      over: pick("none", "none", "period", "month"),
      filter: {
        ...(next() < 0.5 ? { attributes: labels() } : {}),
        ...(shape.inactive !== undefined && next() < 0.3 ? { activeOnly: true } : {}),
        ...(next() < 0.4 ? { from: weekOf(from), to: weekOf(to) } : {}),
      },
      totals: { groups: next() < 0.3, periods: false },
    };
  });
}
