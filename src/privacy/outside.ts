import type { CellSource } from "../cells/cell-source";
import type { CellTable } from "../cells/table";
import type { View } from "../cells/view";
import type { Mask } from "./mask";
import { isPerPerson } from "./picture";
import type { Policy } from "./policy";
import { brokenRule, combinedStatistics, statisticsOf, type Statistics } from "./rules";
import { widerView } from "./told-cells";

/**
 * Under a filter on attributes the total of everybody and the total under the filter are both assumed known, so
 * their difference, the people outside the filter, must pass every rule that a cell must pass (but for the same
 * value, which is asked of cells alone). Where it does not, nothing is shown in that period. People in hidden
 * cells need no further look: rules that hold for two sets of values hold for both together.
 */
export function clearOutside(source: CellSource, mask: Mask, policy: Policy): void {
  const { view, counted } = mask.picture;
  const wider = widerView(view, policy);
  if (wider === null) return;
  const inside = source.cells(view, { by: null, series: null, over: view.over });
  const everybody = source.cells(wider);
  const refused = new Set<number>();
  for (let block = 0; block < inside.size; block++) {
    const all = inside.periods.length === 0 ? 0 : everybody.periods.indexOf(inside.periods[block] ?? "");
    const left = boundOf(everybody, all, inside, block, view);
    const breaks = (s: Statistics): boolean => brokenRule(s, view.measure, policy, counted) !== null;
    if (left.contributors > 0 && !breaks(left)) continue;
    if (counted ? breaks(left) : breaks({ ...left, ...exactly(source, wider, all, mask, block) }))
      refused.add(block);
  }
  mask.hideBlocks(refused, "complementary");
}

/**
 * What both totals alone say of their difference: at least so many people with at least so much, none of whom has
 * more than the largest parts of both totals together. Rules that this passes the people outside pass.
 */
function boundOf(
  everybody: CellTable,
  all: number,
  inside: CellTable,
  block: number,
  view: View,
): Statistics {
  const a = statisticsOf(everybody, all, view.measure);
  const b = statisticsOf(inside, block, view.measure);
  const largest = a.largest + b.largest;
  return {
    contributors: Math.abs(a.contributors - b.contributors),
    absolute: Math.abs(a.absolute - b.absolute),
    largest,
    second: largest,
    uniform: false,
    beyond: Math.abs(a.beyond - b.beyond),
    within: Math.abs(a.within - b.within),
  };
}

/** The people outside with their true weights, by going over the rows. */
function exactly(
  source: CellSource,
  wider: View,
  all: number,
  mask: Mask,
  block: number,
): Partial<Statistics> {
  const { view, inner } = mask.picture;
  const blocks = Math.max(1, inner.periods.length);
  const perPerson = isPerPerson(view);
  const cells = Int32Array.from({ length: inner.size / blocks }, (_, i) => i * blocks + block);
  return combinedStatistics(
    source.combine([
      { view: wider, row: { cells: Int32Array.of(all), perPerson }, factor: 1 },
      { view, row: { cells, perPerson }, factor: -1 },
    ]),
    view.measure,
  );
}
