import type { CellSource } from "../cells/cell-source";
import type { CellTable } from "../cells/table";
import type { Limit, Space } from "./ledger";
import type { Mask } from "./mask";
import type { Policy } from "./policy";

/**
 * Two limits on one metric form a cell between them: the difference of both shares. A block is hidden where an
 * earlier limit leaves in one of its shares fewer people between them than the rule for shares asks for, nobody apart.
 */
export function clearLimits(source: CellSource, mask: Mask, policy: Policy, { limits }: Space): void {
  const { view, cells } = mask.picture;
  const { measure } = view;
  if (measure.kind !== "share-people" && measure.kind !== "share-rows") return;
  const refused = new Set<number>();
  for (const earlier of limits) {
    if (sameLimit(earlier, measure)) continue;
    const tables = new Map<CellTable, CellTable>();
    cells.forEach((cell, c) => {
      if (!mask.tells(c) || !cell.drawn) return;
      const { table, at } = cell;
      // With one period of everybody both kinds of share are the same.
      if (earlier.kind !== measure.kind && !isSingle(table, at)) return;
      const other = tables.get(table) ?? source.cells({ ...view, measure: earlier }, table.layer);
      tables.set(table, other);
      const between = peopleBetween(table, at, measure, other, earlier);
      if (between > 0 && between < policy.shareMinimum) refused.add(cell.block);
    });
  }
  mask.hideBlocks(refused, "session");
  if (!limits.some((earlier) => sameLimit(earlier, measure))) limits.push(measure);
}

function sameLimit(a: Limit, b: Limit): boolean {
  return a.kind === b.kind && a.side === b.side && a.limit === b.limit;
}

/** Whether nobody has several values in a cell. */
function isSingle(table: CellTable, at: number): boolean {
  return table.contributions[at] === table.contributors[at];
}

/**
 * People with a value between two limits. Of people with several values at least so many: whoever has one between
 * them moves the sum of all shares by one at most.
 */
function peopleBetween(table: CellTable, at: number, limit: Limit, other: CellTable, earlier: Limit): number {
  const people = Math.abs(above(table, at, limit) - above(other, at, earlier));
  if (limit.kind === "share-people" || isSingle(table, at)) return people;
  const share = Math.abs(shareAbove(table, at, limit) - shareAbove(other, at, earlier));
  return Math.max(people, Math.ceil(share * (table.contributors[at] ?? 0) - rounding));
}

/** Less than this is no value of anybody. */
const rounding = 1e-9;

/** The share on the upper side of a limit. */
function shareAbove(table: CellTable, at: number, { side }: Limit): number {
  const share = table.value[at] ?? 0;
  return side === "above" ? share : 1 - share;
}

/** People on the upper side of a limit; of people with several values those with any there. */
function above(table: CellTable, at: number, { side }: Limit): number {
  return (side === "above" ? table.beyond : table.within)[at] ?? 0;
}
