import type { CellSource, Picture, Proposal, WeightRow } from "../cells/cell-source";
import { cellAt } from "../cells/frame";
import type { View } from "../cells/view";
import type { Findings } from "./audit";
import { clearRows, type NewRow } from "./clear";
import { Elimination } from "./elimination";
import { propose, type Space } from "./ledger";
import type { Mask } from "./mask";
import { isPerPerson, weightRowOf, type Cell } from "./picture";
import type { Policy } from "./policy";
import { effectiveMinimum } from "./rules";
import { nothingTold } from "./span";
import type { Steps } from "./steps";

/** A new row and the cell of the mask that it is; −1 for a total of everybody outside the view's filter. */
interface PictureRow extends Omit<NewRow, "whole"> {
  readonly cell: number;
  readonly isWhole: boolean;
}

/**
 * Checks all that a mask shows, and all totals that are assumed known, at once and with the true weights over
 * person-periods, together with what a session told before; hides what is too much, and commits the rest.
 */
export function* clearPicture(
  source: CellSource,
  mask: Mask,
  policy: Policy,
  findings: Findings,
  session: Space | null,
): Steps<void> {
  const k = effectiveMinimum(policy);
  const own = ownRows(mask, policy);
  const background = backgroundOf(source, mask, policy);
  const rows = [...own, ...background.rows];
  const pictures: Picture[] = [
    {
      view: mask.picture.view,
      rows: own.map(({ cell }) => weightRowOf(mask.picture, mask.picture.cells[cell] as Cell)),
    },
    ...background.pictures,
  ];
  const proposal = session === null ? alone(source, pictures, k) : propose(session, source, pictures, k);
  // Without a small atom nobody can be isolated, now; what is told still counts for the next picture.
  if (session === null && proposal.allLarge) return;
  yield;
  const elimination = new Elimination(proposal.atoms, proposal.before, session?.told ?? nothingTold, k);
  const { told, blocks, cautious } = clearRows(elimination, withWholes(rows), proposal.atoms);
  yield;
  const kind = session === null ? "complementary" : "session";
  told.forEach((is, r) => {
    if (is === 0) mask.hide(rows[r]?.cell ?? -1, kind);
  });
  mask.picture.cells.forEach(({ block }, c) => {
    if (blocks.has(block)) mask.hide(c, kind);
  });
  findings.refusedBlocks += blocks.size;
  findings.cautious ||= cautious;
  if (session !== null && told.includes(1)) session.told = elimination.span(proposal.commit(told));
}

/** One picture with no session before it. */
function alone(source: CellSource, pictures: readonly Picture[], limit: number): Proposal {
  const atoms = source.atoms(pictures, limit);
  return {
    allLarge: atoms.people.every((n) => n >= limit),
    atoms,
    before: new Int32Array(atoms.count).fill(-1),
    commit: () => new Int32Array(0),
  };
}

function withWholes(rows: readonly PictureRow[]): NewRow[] {
  const wholes = new Map<number, number>();
  rows.forEach(({ block, isWhole }, r) => {
    if (isWhole) wholes.set(block, r);
  });
  return rows.map(({ people, block, isWhole, cell }) => ({
    people,
    block,
    whole: isWhole || cell < 0 ? -1 : (wholes.get(block) ?? -1),
  }));
}

/** Shown cells and known totals of the view. A drawn total of the shown groups is no row of its own. */
function ownRows(mask: Mask, policy: Policy): PictureRow[] {
  const rows: PictureRow[] = [];
  const drawn = blocksWithValues(mask);
  mask.picture.cells.forEach((cell, c) => {
    const known = isEverybody(cell) && policy.totalsKnown;
    if (!drawn.has(cell.block) || (!mask.isShown(c) && !known)) return;
    if (cell.statistics.contributors === 0 || !isTold(cell, policy)) return;
    rows.push({
      cell: c,
      block: cell.block,
      isWhole: isEverybody(cell),
      people: known ? 0 : cell.statistics.contributors,
    });
  });
  return rows;
}

/** Where nothing is shown, what people know of the total is not ours. */
function blocksWithValues(mask: Mask): Set<number> {
  const { cells } = mask.picture;
  return new Set(cells.filter((cell, c) => cell.drawn && mask.isShown(c)).map(({ block }) => block));
}

function isEverybody({ place, margin }: Cell): boolean {
  return place.group === null && place.series === null && margin !== "none";
}

function isTold(cell: Cell, policy: Policy): boolean {
  return (
    cell.margin === "none" || policy.totalOf === "everybody" || (isEverybody(cell) && policy.totalsKnown)
  );
}

/** Under a filter on attributes the totals of those who are left out are assumed known as well. */
function backgroundOf(
  source: CellSource,
  mask: Mask,
  policy: Policy,
): { rows: PictureRow[]; pictures: Picture[] } {
  const wider = widerView(mask.picture.view, policy);
  if (wider === null) return { rows: [], pictures: [] };
  const table = source.cells(wider);
  const blocks = mask.picture.inner.periods;
  const drawn = blocksWithValues(mask);
  const found: { row: PictureRow; weights: WeightRow }[] = [];
  for (let at = 0; at < table.size; at++) {
    const period = table.periods[at];
    const block = period === undefined ? 0 : blocks.indexOf(period);
    if (!drawn.has(block) || (table.contributors[at] ?? 0) === 0) continue;
    found.push({
      row: { cell: -1, block, isWhole: false, people: 0 },
      weights: { cells: Int32Array.of(cellAt(table, 0, 0, at)), perPerson: isPerPerson(wider) },
    });
  }
  return {
    rows: found.map(({ row }) => row),
    pictures: [{ view: wider, rows: found.map(({ weights }) => weights) }],
  };
}

/** Everybody, in the view's periods, whatever the filter on attributes; null where that says nothing more. */
export function widerView(view: View, policy: Policy): View | null {
  const { attributes, activeOnly } = view.filter;
  const filtered = Object.keys(attributes ?? {}).length > 0 || activeOnly === true;
  if (!policy.totalsKnown || !filtered) return null;
  return { ...view, by: null, series: null, filter: { ...view.filter, attributes: {}, activeOnly: false } };
}
