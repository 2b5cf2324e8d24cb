import { BLANK } from "../cells/view";
import type { Release } from "../privacy/release";
import type { LabelColumn, Rows } from "../rows/rows";
import type { Fields } from "./fields";
import { chosen, type ChartCard } from "./settings";

/** The model's order of groups and series; null where it is not known. */
export interface ModelOrder {
  readonly groups: readonly string[] | null;
  readonly series: readonly string[] | null;
}

export const noOrder: ModelOrder = { groups: null, series: null };

/**
 * What the order of the rows tells of the model's: capabilities.json asks for rows sorted by group and then by
 * series, which Power BI does by the columns that the model names under "Sort by column". Attributes of an
 * unpivoted query share one column and have no order.
 */
export function modelOrder(rows: Rows, { group, series }: Fields): ModelOrder {
  if (!group) return noOrder;
  const groups = rows.attribute(group.name);
  const codes = codesInOrder(groups.codes, groups.values.length, 0, rows.length);
  return {
    groups: labels(groups, codes),
    series: series && codes && seriesInOrder(groups, rows.attribute(series.name), rows.length),
  };
}

/** Codes as the rows have them; null where the rows of one do not stand together: they are not sorted then. */
function codesInOrder(codes: Int32Array, size: number, from: number, to: number): readonly number[] | null {
  const seen = new Uint8Array(size + 1);
  const found: number[] = [];
  for (let row = from; row < to; row += 1) {
    const code = codes[row] ?? -1;
    if (code === found.at(-1)) continue;
    if (seen[code + 1] === 1) return null;
    seen[code + 1] = 1;
    found.push(code);
  }
  return found;
}

function labels({ values }: LabelColumn, codes: readonly number[] | null): readonly string[] | null {
  return codes && codes.flatMap((code) => values[code] ?? []);
}

/** The order within the group that has most series; null where it lacks one that another group has. */
function seriesInOrder(group: LabelColumn, series: LabelColumn, length: number): readonly string[] | null {
  let most: readonly string[] = [];
  for (let from = 0, to = 0; from < length; from = to) {
    while (to < length && group.codes[to] === group.codes[from]) to += 1;
    const own = labels(series, codesInOrder(series.codes, series.values.length, from, to));
    if (own === null) return null;
    if (own.length > most.length) most = own;
  }
  return most.length === series.values.length ? most : null;
}

/** The release with its groups and series in the order that the author asked for. Bars by value order themselves. */
export function ordered(release: Release, model: ModelOrder, chart: ChartCard, locale: string): Release {
  const byModel = chosen(chart.sort) === "model";
  const collator = new Intl.Collator(locale, { numeric: true });
  const byName = (a: string, b: string): number =>
    Number(a === BLANK) - Number(b === BLANK) || collator.compare(a, b);
  const inOrder = (names: readonly string[], known: readonly string[] | null): readonly string[] => {
    const places = new Map(byModel ? known?.map((name, place) => [name, place]) : []);
    const place = (name: string): number => places.get(name) ?? places.size;
    const sorted = [...names].sort((a, b) => place(a) - place(b) || byName(a, b));
    return chosen(chart.direction) === "descending" && chosen(chart.sort) !== "value"
      ? sorted.reverse()
      : sorted;
  };
  return {
    ...release,
    groups: inOrder(release.groups, model.groups),
    series: inOrder(release.series, model.series),
  };
}
