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
      if (!mask.isShown(c) || !cell.drawn) return;
      const { table, at } = cell;
      // With one period of everybody both kinds of share are the same.
      if (earlier.kind !== measure.kind && table.contributions[at] !== table.contributors[at]) return;
      const other = tables.get(table) ?? source.cells({ ...view, measure: earlier }, table.layer);
      tables.set(table, other);
      const between = Math.abs(above(table, at, measure) - above(other, at, earlier));
      if (between > 0 && between < policy.shareMinimum) refused.add(cell.block);
    });
  }
  mask.hideBlocks(refused, "session");
  if (!limits.some((earlier) => sameLimit(earlier, measure))) limits.push(measure);
}

function sameLimit(a: Limit, b: Limit): boolean {
  return a.kind === b.kind && a.side === b.side && a.limit === b.limit;
}

/** People on the upper side of a limit. */
function above(table: CellTable, at: number, { side }: Limit): number {
  return (side === "above" ? table.beyond : table.within)[at] ?? 0;
}
