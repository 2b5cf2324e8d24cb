import type { CellSource } from "../cells/cell-source";
import type { Findings } from "./audit";
import { Differences } from "./differences";
import type { Space } from "./ledger";
import type { Mask } from "./mask";
import { isEverybody, type Cell } from "./picture";
import type { Policy } from "./policy";
import { hasParts } from "./rules";
import type { Steps } from "./steps";
import { toldViews, type ToldCell } from "./told-cells";
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
  if (!hasParts(view.measure) || mask.shownBlocks().size === 0) return;
  const told = parts.of(view.metric);
  const all = numbersOf(source, mask, policy, parts);
  const scratch = new Float64Array(parts.places.size);
  for (let tries = 0; ; tries++) {
    yield;
    const picture = stillTold(mask, all, scratch);
    const numbers = picture.map(({ number }) => number);
    const found = new Differences(parts.places.size, told, policy).find(numbers);
    if (found === null) {
      told.add(numbers);
      return;
    }
    if (tries === mostHidden) {
      findings.cautious = true;
      mask.hideAll("session");
      return;
    }
    hideSmallest(mask, findings, picture, found);
  }
}

/** What the picture tells, and the totals that people are assumed to know of what it shows. */
function numbersOf(source: CellSource, mask: Mask, policy: Policy, { places }: ToldParts): PictureNumber[] {
  const { cells } = mask.picture;
  return toldViews(source, mask, policy).flatMap(({ view, told }) => {
    const rows = told.map(({ row }) => row);
    return source.parts(view, rows, places).map((parts, i) => {
      const { cell, block, isKnown } = told[i] as ToldCell;
      return { number: toldNumber(parts, cells[cell]?.margin ?? "wider"), cell, block, mayHide: !isKnown };
    });
  });
}

/** What is still told, and what is left of each total after its shown cells. */
function stillTold(mask: Mask, all: readonly PictureNumber[], scratch: Float64Array): PictureNumber[] {
  const drawn = mask.shownBlocks();
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
              scratch,
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
  mask.hideBlocks(blocks, "session");
}

function sizeOf({ number }: PictureNumber): number {
  return number.people.length;
}
