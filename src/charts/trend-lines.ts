import type { Release, ReleaseCell } from "../privacy/release";
import { indexCells } from "./cells";
import { colorOf } from "./colors";
import { groupName } from "./facts";
import type { ChartOptions } from "./options";
import { changes, trailingMean, valuesOf } from "./windows";

/** One line of a trend, period by period. */
export interface TrendLine {
  readonly name: string;
  readonly color: string;
  /** Dashes of its stroke; undefined: solid. In high contrast colours are few and come again. */
  readonly dash: string | undefined;
  readonly cells: readonly (ReleaseCell | undefined)[];
  /** What is drawn: the values or their trailing mean; null where there is nothing to draw. */
  readonly values: readonly (number | null)[];
  readonly changes: readonly (number | null)[];
  readonly muted: boolean;
  /** A total beside the groups: drawn in grey, named, not selectable. */
  readonly total: boolean;
}

/** Dashes by which lines are told apart in high contrast. */
const DASHES = [undefined, "10 5", "1 5", "12 5 1 5"] as const;

/** The lines in the model's order, then "Other", then the total that the author asked for. */
export function trendLines(release: Release, options: ChartOptions): readonly TrendLine[] {
  const cells = indexCells(release);
  const series = release.series.length > 0 ? release.series : [null];
  const groups = release.groups.length > 0 ? release.groups : [null];
  const along = (find: (period: string) => ReleaseCell | undefined) => release.periods.map(find);
  const found: TrendLine[] = [];
  const add = (row: readonly (ReleaseCell | undefined)[], total = false): void => {
    const line = lineOf(row, found.length, total, options);
    if (line) found.push(line);
  };
  for (const group of groups) {
    for (const name of series) add(along((period) => cells.at(group, name, period)));
  }
  for (const name of series) add(along((period) => cells.other(name, period)));
  const kind = options.reference?.kind;
  if (kind === "shown" || kind === "everybody") {
    add(
      along((period) => cells.total(kind === "shown" ? "total-shown" : "total-everybody", null, period)),
      true,
    );
  }
  return options.hiddenGroups === "omit" ? found.filter((line) => !line.muted) : found;
}

function lineOf(
  cells: readonly (ReleaseCell | undefined)[],
  index: number,
  total: boolean,
  options: ChartOptions,
): TrendLine | null {
  const first = cells.find((cell) => cell !== undefined);
  if (!first) return null;
  const raw = valuesOf(cells);
  const group = groupName(first, options);
  // Lines of one series share the colour that the author gave it; else each has one of its own.
  const own = first.series !== null && options.colors[first.series] !== undefined ? first.series : null;
  const color = total
    ? options.style.foreground
    : colorOf(own ?? first.group ?? first.series, index, options);
  return {
    name: first.series === null ? group : `${group} · ${first.series}`,
    color,
    dash: total ? "6 3" : options.style.highContrast ? DASHES[index % DASHES.length] : undefined,
    cells,
    values: trailingMean(raw, Math.max(1, Math.round(options.trailing))),
    changes: changes(raw),
    muted: raw.every((value) => value === null),
    total,
  };
}
