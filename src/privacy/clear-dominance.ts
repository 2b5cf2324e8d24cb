import type { CellSource } from "../cells/cell-source";
import type { PeoplePlaces, PersonParts } from "../cells/people-places";
import type { Findings } from "./audit";
import { widerView } from "./clear-picture";
import { Differences } from "./differences";
import type { Space } from "./ledger";
import type { Mask } from "./mask";
import { isPerPerson, weightRowOf, type Cell } from "./picture";
import type { Policy } from "./policy";
import { hasParts } from "./rules";
import type { Steps } from "./steps";
import { restOf, toldNumber, type ToldNumber, type ToldParts } from "./told-parts";

/** A number of the picture at hand, and the mask's cell that it is; −1 for one that is no cell. */
interface PictureNumber {
  readonly number: ToldNumber;
  readonly cell: number;
  readonly block: number;
  /** Shown because we show it, not because people know it anyway. */
  readonly mayHide: boolean;
}

/** Tries after which the whole picture is hidden. */
const mostHidden = 40;

/**
 * Hides cells until two people dominate neither what is left of a number of the picture after a number of an
 * earlier one (or the other way round), nor what is left of a number after all cells of another picture that lie in
 * it; and remembers the rest. What is left of a known total after its shown groups is a number like others. Other
 * combinations are not searched for dominance, only for counts.
 */
export function* clearDominance(
  source: CellSource,
  mask: Mask,
  policy: Policy,
  findings: Findings,
  { parts }: Space,
): Steps<void> {
  const { view } = mask.picture;
  if (!hasParts(view.measure) || !mask.picture.cells.some((cell, c) => cell.drawn && mask.isShown(c))) return;
  const told = parts.of(view.metric);
  const all = numbersOf(source, mask, policy, parts);
  for (let tries = 0; ; tries++) {
    yield;
    const picture = stillTold(mask, all);
    const numbers = picture.map(({ number }) => number);
    const found = new Differences(parts.places.size, told, policy).find(numbers);
    if (found === null) {
      told.add(numbers);
      return;
    }
    if (tries === mostHidden) {
      findings.cautious = true;
      hideAll(mask);
      return;
    }
    hideSmallest(mask, findings, picture, found);
  }
}

function hideAll(mask: Mask): void {
  mask.decisions.forEach((_, c) => {
    mask.hide(c, "session");
  });
}

/** What the picture tells, and the totals that people are assumed to know of what it shows. */
function numbersOf(source: CellSource, mask: Mask, policy: Policy, { places }: ToldParts): PictureNumber[] {
  const { picture } = mask;
  const { view } = picture;
  const drawn = drawnBlocks(mask);
  const own = picture.cells.flatMap((cell, c) => {
    const known = isEverybody(cell) && policy.totalsKnown;
    const told = mask.isShown(c) && (cell.margin === "none" || policy.totalOf === "everybody");
    const counts = drawn.has(cell.block) && cell.statistics.contributors > 0;
    return counts && (known || told) ? [{ cell: c, block: cell.block, mayHide: !known }] : [];
  });
  const cellAt = (c: number): Cell => picture.cells[c] as Cell;
  const rows = own.map(({ cell }) => weightRowOf(picture, cellAt(cell)));
  const parts = source.parts(view, rows, places);
  const numbers = own.map((one, i) => ({
    ...one,
    number: toldNumber(parts[i] as PersonParts, cellAt(one.cell).margin),
  }));
  return [...numbers, ...widerTotals(source, mask, policy, places)];
}

/** The totals of everybody, whatever the filter. */
function widerTotals(source: CellSource, mask: Mask, policy: Policy, places: PeoplePlaces): PictureNumber[] {
  const wider = widerView(mask.picture.view, policy);
  if (wider === null) return [];
  const table = source.cells(wider);
  const drawn = drawnBlocks(mask);
  const blocks = mask.picture.inner.periods;
  const found = Array.from({ length: table.size }, (_, at) => ({
    at,
    block: blocks.length === 0 ? 0 : blocks.indexOf(table.periods[at] ?? ""),
  })).filter(({ at, block }) => drawn.has(block) && (table.contributors[at] ?? 0) > 0);
  const perPerson = isPerPerson(wider);
  const rows = found.map(({ at }) => ({ cells: Int32Array.of(at), perPerson }));
  return source.parts(wider, rows, places).map((parts, i) => ({
    number: toldNumber(parts, "wider"),
    cell: -1,
    block: found[i]?.block ?? 0,
    mayHide: false,
  }));
}

function drawnBlocks(mask: Mask): Set<number> {
  const { cells } = mask.picture;
  return new Set(cells.filter((cell, c) => cell.drawn && mask.isShown(c)).map(({ block }) => block));
}

function isEverybody({ place, margin }: Cell): boolean {
  return place.group === null && place.series === null && margin !== "none";
}

/** What is still told, and what is left of each total after its shown cells. */
function stillTold(mask: Mask, all: readonly PictureNumber[]): PictureNumber[] {
  const drawn = drawnBlocks(mask);
  const told = all.filter(({ cell, block, mayHide }) => drawn.has(block) && (!mayHide || mask.isShown(cell)));
  const rests = told
    .filter(({ cell }) => cell >= 0 && isEverybody(mask.picture.cells[cell] as Cell))
    .flatMap(({ number, block }) => {
      const parts = told.filter((one) => one.block === block && one.number.kind === "none");
      const left =
        parts.length === 0
          ? null
          : restOf(
              number,
              parts.map((one) => one.number),
            );
      return left === null ? [] : [{ number: left, cell: -1, block, mayHide: false }];
    });
  return [...told, ...rests];
}

/** Hides the smallest cell that takes part; the whole block where what people know anyway is one too many. */
function hideSmallest(
  mask: Mask,
  findings: Findings,
  told: readonly PictureNumber[],
  found: readonly ToldNumber[],
): void {
  const taking = told.filter(({ number }) => found.includes(number));
  const rest = taking.some(({ number }) => number.kind === "rest");
  const own = rest ? told.filter(({ block }) => taking.some((one) => one.block === block)) : taking;
  const may = own.filter(({ mayHide }) => mayHide).sort((a, b) => sizeOf(a) - sizeOf(b));
  if (may[0] !== undefined) {
    mask.hide(may[0].cell, "session");
    return;
  }
  const blocks = new Set(taking.map(({ block }) => block));
  findings.refusedBlocks += blocks.size;
  mask.picture.cells.forEach(({ block }, c) => {
    if (blocks.has(block)) mask.hide(c, "session");
  });
}

function sizeOf({ number }: PictureNumber): number {
  return number.people.length;
}
