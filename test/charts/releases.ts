import type { Release, ReleaseCell } from "../../src/privacy/release";
import { chartDefaults } from "../../src/charts/defaults";
import type { ChartOptions } from "../../src/charts/options";
import type { Mark } from "../../src/charts/mark";
import type { Picture } from "../../src/charts/picture";

/** Value of a cell: a number is shown, null hidden, undefined empty. */
export type Told = number | null | undefined;

export interface Shape {
  readonly groups?: readonly string[];
  readonly series?: readonly string[];
  readonly periods?: readonly string[];
  readonly value: (group: string | null, series: string | null, period: string | null) => Told;
  readonly everybody?: (period: string | null) => Told;
  readonly other?: number;
}

export function release({ groups = [], series = [], periods = [], value, everybody, other }: Shape): Release {
  const or = <T>(axis: readonly T[]): readonly (T | null)[] => (axis.length > 0 ? axis : [null]);
  const cells: ReleaseCell[] = [];
  const put = (
    kind: ReleaseCell["kind"],
    group: string | null,
    line: string | null,
    period: string | null,
    told: Told,
  ) => {
    const key = { kind, group, series: line, period };
    if (told === undefined) cells.push({ ...key, status: "empty" });
    else if (told === null) cells.push({ ...key, status: "hidden" });
    else cells.push({ ...key, status: "shown", value: told, people: "≥10" });
  };
  for (const period of or(periods)) {
    for (const group of or(groups))
      for (const line of or(series)) put("group", group, line, period, value(group, line, period));
    if (everybody) put("total-everybody", null, null, period, everybody(period));
    if (other !== undefined) put("other", null, null, period, other);
  }
  return {
    quorum: "release/1",
    view: {
      metric: "Hours",
      measure: { kind: "mean" },
      by: groups.length > 0 ? "Organization" : null,
      series: series.length > 0 ? "Level" : null,
      over: periods.length > 0 ? "week" : "none",
      totals: { groups: everybody !== undefined, periods: false },
    },
    policy: { minGroupSize: 10, hash: "0123456789abcdef" },
    groups,
    series,
    periods,
    cells,
  };
}

export const options = (more: Partial<ChartOptions> = {}): ChartOptions => ({
  ...chartDefaults,
  title: "Hours",
  groupTitle: "Organization",
  ...more,
});

/** Every mark of a picture, inner ones included. */
export function marksOf(picture: Picture): readonly Mark[] {
  const flat = (mark: Mark): readonly Mark[] => [mark, ...mark.children.flatMap(flat)];
  return [...picture.head.marks, ...picture.body.marks, ...picture.foot.marks].flatMap(flat);
}

export function textsOf(picture: Picture): readonly string[] {
  return marksOf(picture).flatMap((mark) => (mark.text === undefined ? [] : [mark.text]));
}

export const weeks = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) =>
    new Date(Date.UTC(2026, 0, 4 + 7 * index)).toISOString().slice(0, 10),
  );
