import type { CellSource, WeightRow } from "../cells/cell-source";
import { cellAt } from "../cells/frame";
import type { View } from "../cells/view";
import type { Mask } from "./mask";
import { isEverybody, isPerPerson, weightRowOf } from "./picture";
import type { Policy } from "./policy";

/** A number that people have when they see a picture. */
export interface ToldCell {
  /** The mask's cell; −1 for a total of everybody outside the view's filter. */
  readonly cell: number;
  readonly block: number;
  readonly contributors: number;
  /** A total of which the block's cells are parts. */
  readonly isWhole: boolean;
  /** Known anyway: not ours to hide. */
  readonly isKnown: boolean;
  /** Only the coarse step of a share is told. */
  readonly isStep: boolean;
  readonly row: WeightRow;
}

/** Numbers of one view. */
export interface ToldView {
  readonly view: View;
  readonly told: readonly ToldCell[];
}

/**
 * What a mask tells: shown cells, coarse steps of others, and the totals of everybody that are assumed known beside
 * them; under a filter those of everybody whatever the filter as well.
 */
export function toldViews(source: CellSource, mask: Mask, policy: Policy): ToldView[] {
  const { view } = mask.picture;
  const wider = widerView(view, policy);
  const own = { view, told: toldCells(mask, policy) };
  return wider === null ? [own] : [own, { view: wider, told: totalsOf(wider, source, mask) }];
}

/** A drawn total of the shown groups is no number of its own. */
function toldCells(mask: Mask, policy: Policy): ToldCell[] {
  const { picture } = mask;
  const shown = mask.shownBlocks();
  return picture.cells.flatMap((one, cell) => {
    const { block, margin, statistics } = one;
    const { contributors } = statistics;
    if (!shown.has(block) || contributors === 0) return [];
    const isWhole = isEverybody(one);
    const isKnown = policy.totalsKnown && isWhole;
    const isDrawn = mask.tells(cell) && (margin === "none" || policy.totalOf === "everybody");
    if (!isKnown && !isDrawn) return [];
    const isStep = mask.stepOf(cell) !== null;
    return [{ cell, block, contributors, isWhole, isKnown, isStep, row: weightRowOf(picture, one) }];
  });
}

function totalsOf(wider: View, source: CellSource, mask: Mask): ToldCell[] {
  const table = source.cells(wider);
  const { periods } = mask.picture.inner;
  const shown = mask.shownBlocks();
  const told: ToldCell[] = [];
  for (let at = 0; at < table.size; at++) {
    const period = table.periods[at];
    const block = period === undefined ? 0 : periods.indexOf(period);
    const contributors = table.contributors[at] ?? 0;
    if (!shown.has(block) || contributors === 0) continue;
    const row = { cells: Int32Array.of(cellAt(table, 0, 0, at)), perPerson: isPerPerson(wider) };
    told.push({ cell: -1, block, contributors, isWhole: false, isKnown: true, isStep: false, row });
  }
  return told;
}

/** Everybody, in the view's periods, whatever the filter on attributes; null where that says nothing more. */
export function widerView(view: View, policy: Policy): View | null {
  const { attributes, activeOnly } = view.filter;
  const filtered = Object.keys(attributes ?? {}).length > 0 || activeOnly === true;
  if (!policy.totalsKnown || !filtered) return null;
  return { ...view, by: null, series: null, filter: { ...view.filter, attributes: {}, activeOnly: false } };
}
