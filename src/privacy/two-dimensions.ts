import type { Mask } from "./mask";
import { narrowestInterval, type Interval } from "./interval";
import type { Need } from "./network-model";
import { repairNetwork } from "./network";
import type { Cell } from "./picture";
import { effectiveMinimum, type Statistics } from "./rules";
import type { Policy } from "./policy";
import { networkOf, type TableCell } from "./table";

/** What a table still gives away after the repair. */
export interface TableOutcome {
  /** People in the smallest derivable union; 0 when nothing may be shown. */
  readonly smallestUnion: number;
  readonly interval: Interval | null;
}

/**
 * Complementary suppression in a cross table of groups and series with margins: hides what the network repair
 * asks for, or the whole block where known totals leave no way.
 *
 * @param own numbers of the block's cells in the mask, margins included
 */
export function completeTwoDimensions(
  mask: Mask,
  own: readonly number[],
  policy: Policy,
  totalsKnown: boolean,
): TableOutcome {
  const { cells, inner } = mask.picture;
  const columnOf = new Map(inner.series.map((label, i) => [label, i + 1]));
  const rowOf = new Map(inner.groups.map((label, i) => [label, i + 1]));
  const present = own.filter((c) => (cells[c] as Cell).statistics.contributors > 0);
  const k = effectiveMinimum(policy);
  const entries = present.map((c): TableCell => {
    const cell = cells[c] as Cell;
    return {
      row: rowOf.get(cell.place.group ?? "") ?? 0,
      column: columnOf.get(cell.place.series ?? "") ?? 0,
      people: cell.statistics.contributors,
      state: stateOf(mask, c, totalsKnown),
      ...needsOf(mask, c, policy, k),
    };
  });
  const network = networkOf({
    parent: [-1, ...inner.groups.map(() => 0)],
    columns: inner.series.length + 1,
    cells: [...entries, ...absentMargins(entries, inner.groups.length + 1, inner.series.length + 1)],
    quantities: quantitiesOf(
      present.map((c) => (cells[c] as Cell).statistics),
      policy,
    ),
  });
  const { safe, secondary, smallestUnion } = repairNetwork(network, k);
  for (const c of safe ? secondary.map((a) => present[a] as number) : present) mask.hide(c, "complementary");
  return safe
    ? { smallestUnion, interval: narrowestInterval(network, secondary) }
    : { smallestUnion: 0, interval: null };
}

function stateOf(mask: Mask, c: number, totalsKnown: boolean): TableCell["state"] {
  const cell = mask.picture.cells[c] as Cell;
  if (cell.margin === "both" && totalsKnown) return "known";
  if (!cell.drawn) return "absent";
  return mask.isShown(c) ? "shown" : "primary";
}

/** Margins that are neither drawn nor known leave their equations open. */
function absentMargins(entries: readonly TableCell[], rows: number, columns: number): TableCell[] {
  const listed = new Set(entries.map(({ row, column }) => row * columns + column));
  const margins = [
    ...Array.from({ length: rows }, (_, row) => ({ row, column: 0 })),
    ...Array.from({ length: columns }, (_, column) => ({ row: 0, column })),
  ];
  return margins
    .filter(({ row, column }, i) => !listed.has(row * columns + column) && (i === 0 || row + column > 0))
    .map((place) => ({ ...place, people: 0, state: "absent" }));
}

const ratioOf = (dominance: number): number => (1 - dominance) / dominance;

/**
 * Parts that lie beside the largest person and what that person needs; people above and below a limit; people in cells
 * in which not everybody has the same value.
 */
function quantitiesOf(cells: readonly Statistics[], policy: Policy): Float64Array[] {
  const ratio = policy.dominance === null ? 0 : ratioOf(policy.dominance);
  return [
    Float64Array.from(cells, (s) => Math.max(0, s.absolute - s.largest * (1 + ratio))),
    Float64Array.from(cells, (s) => s.beyond),
    Float64Array.from(cells, (s) => s.within),
    Float64Array.from(cells, (s) => (s.uniform ? 0 : s.contributors)),
  ];
}

/** What a primary cell has to be hidden among so that no derivable union breaks its rules. */
function needsOf(mask: Mask, c: number, policy: Policy, k: number): Pick<TableCell, "beside" | "needs"> {
  const decision = mask.decisions[c];
  if (decision?.kind !== "primary") return {};
  const { largest, second, absolute, beyond, within } = (mask.picture.cells[c] as Cell).statistics;
  const rest = absolute - largest - second;
  const dominance = policy.dominance === null ? 0 : ratioOf(policy.dominance) * (largest + second) - rest;
  const pPercent = policy.pPercent === null ? 0 : policy.pPercent * largest - rest;
  const measure = mask.picture.view.measure.kind;
  const shares = measure === "share-people" || measure === "share-rows";
  const needs: Need[] = [
    { quantity: 0, amount: Math.max(dominance, pPercent) },
    { quantity: 1, amount: shares ? policy.shareMinimum - beyond : 0 },
    { quantity: 2, amount: shares ? policy.shareMinimum - within : 0 },
    { quantity: 3, amount: decision.rule === "homogeneity" ? 1 : 0 },
  ].filter(({ amount }) => amount > 0);
  return {
    ...(decision.rule === "minimum" ? {} : { beside: k }),
    ...(needs.length > 0 ? { needs } : {}),
  };
}
