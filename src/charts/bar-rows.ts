import type { Release, ReleaseCell } from "../privacy/release";
import { indexCells, isShown } from "./cells";
import { barColor, colorOf } from "./colors";
import { groupName } from "./facts";
import type { ChartOptions } from "./options";

export interface Bar {
  readonly cell: ReleaseCell;
  readonly color: string;
}

/** One group of a bar chart, with one bar a series. */
export interface BarRow {
  readonly name: string;
  readonly muted: boolean;
  readonly bars: readonly Bar[];
}

/** The rows in the order of drawing. "Other" stays last; hidden groups keep their place or are left out. */
export function barRows(release: Release, options: ChartOptions): readonly BarRow[] {
  const cells = indexCells(release);
  const series = release.series.length > 0 ? release.series : [null];
  const groups = release.groups.length > 0 ? release.groups : [null];
  const period = release.periods.length === 1 ? (release.periods[0] ?? null) : null;
  const row = (find: (series: string | null) => ReleaseCell | undefined, index: number): BarRow | null => {
    const bars = series.flatMap((name, order) => {
      const cell = find(name);
      if (!cell) return [];
      const own = barColor(cell.group, index, options);
      return [{ cell, color: name === null ? own : colorOf(name, order, options) }];
    });
    const first = bars[0];
    if (!first) return null;
    const muted = bars.every((bar) => bar.cell.status === "hidden" || bar.cell.status === "empty");
    return { name: groupName(first.cell, options), muted, bars };
  };
  const found = groups
    .map((group, index) => row((name) => cells.at(group, name, period) ?? cells.at(group, name, null), index))
    .filter((each) => each !== null);
  const other = row((name) => cells.other(name, period) ?? cells.other(name, null), groups.length);
  const ordered = sorted(found, options);
  const all = other ? [...ordered, other] : ordered;
  return options.hiddenGroups === "omit" ? all.filter((each) => !each.muted) : all;
}

function sorted(rows: readonly BarRow[], { sort, descending }: ChartOptions): readonly BarRow[] {
  if (sort !== "value") return rows;
  const sign = descending ? -1 : 1;
  // A hidden group has no value to be placed by: those stand at the end, as the release has them.
  const shown = rows.filter((row) => !row.muted);
  const hidden = rows.filter((row) => row.muted);
  return [...shown.sort((a, b) => sign * (rank(a) - rank(b)) || 0), ...hidden];
}

/** A row stands by the mean of its shown bars; one with steps only ("under 10 %") after those with values. */
function rank(row: BarRow): number {
  const values = row.bars.map((bar) => bar.cell).filter(isShown);
  if (values.length === 0) return Number.NEGATIVE_INFINITY;
  return values.reduce((sum, cell) => sum + cell.value, 0) / values.length;
}
