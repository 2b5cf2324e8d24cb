import type { View } from "../cells/view";
import type { Mask } from "./mask";
import { mergedLabel, type Cell } from "./picture";
import { policyHash, type Policy } from "./policy";
import type { Release, ReleaseCell, ReleaseView } from "./release";
import { hasParts } from "./rules";
import { releaseCell, totalOfShown } from "./values";

/** What a viewer may see of a mask. */
export function releaseOf(mask: Mask, policy: Policy): Release {
  const { inner, view } = mask.picture;
  return {
    quorum: "release/1",
    view: releaseView(view),
    policy: { minGroupSize: policy.minGroupSize, hash: policyHash(policy) },
    groups: inner.groups.filter((label) => label !== mergedLabel),
    series: inner.series,
    periods: inner.periods,
    cells: releaseCells(mask, policy),
  };
}

/** Names and choices of a view, without its filter. */
function releaseView({ metric, measure, by, series, over, totals }: View): ReleaseView {
  return { metric, measure, by, series, over, totals: { groups: totals.groups, periods: totals.periods } };
}

function releaseCells(mask: Mask, policy: Policy): ReleaseCell[] {
  const { cells, view } = mask.picture;
  const drawn = cells.map((_, c) => c).filter((c) => (cells[c] as Cell).drawn);
  const perPeriod = drawn.map((c) => {
    const { margin, key } = cells[c] as Cell;
    if (margin === "none" || policy.totalOf === "everybody") return releaseCell(mask, c, policy);
    return totalOfShown(mask, key, lineOf(mask, c), policy, isApart(mask, c));
  });
  return view.totals.periods && view.over !== "none"
    ? [...perPeriod, ...overPeriods(mask, drawn, policy)]
    : perPeriod;
}

function isApart(mask: Mask, c: number): boolean {
  return mask.picture.disjoint[(mask.picture.cells[c] as Cell).block] === true;
}

/** Inner cells that a margin is made of. */
function lineOf(mask: Mask, margin: number): number[] {
  const { cells } = mask.picture;
  const { place, block } = cells[margin] as Cell;
  return cells
    .map((_, c) => c)
    .filter((c) => {
      const cell = cells[c] as Cell;
      return (
        cell.margin === "none" &&
        cell.block === block &&
        (place.group === null || cell.place.group === place.group) &&
        (place.series === null || cell.place.series === place.series)
      );
    });
}

/** All-period values beside their periods come from shown cells alone: the periods repeat the same people. */
function overPeriods(mask: Mask, drawn: readonly number[], policy: Policy): ReleaseCell[] {
  const { cells } = mask.picture;
  const lines = new Map<string, { readonly first: Cell; readonly own: number[] }>();
  for (const c of drawn) {
    const cell = cells[c] as Cell;
    const own = cell.margin === "none" || policy.totalOf === "everybody" ? [c] : lineOf(mask, c);
    const id = JSON.stringify([cell.place.group, cell.place.series]);
    const line = lines.get(id);
    if (line) line.own.push(...own);
    else lines.set(id, { first: cell, own });
  }
  return [...lines.values()].map(({ first, own }) => {
    const key = { ...first.key, period: null };
    return mayCancel(mask, own, policy)
      ? { ...key, kind: "total-shown", status: "hidden" }
      : totalOfShown(mask, key, own, policy, false);
  });
}

/**
 * Values below zero: people's parts of one period may take away from those of another, and leave what one or two
 * people have.
 */
function mayCancel({ picture }: Mask, line: readonly number[], policy: Policy): boolean {
  const isAsked = policy.dominance !== null || policy.pPercent !== null;
  if (!isAsked || !hasParts(picture.view.measure)) return false;
  return line.some((c) => {
    const { table, at } = picture.cells[c] as Cell;
    return (table.absoluteSum[at] ?? 0) > (table.sum[at] ?? 0);
  });
}
