import type { CellSource } from "../cells/cell-source";
import type { View } from "../cells/view";
import { newFindings, noteBlock, type Findings } from "./audit";
import { clearDominance } from "./clear-dominance";
import { clearPicture } from "./clear-picture";
import { familyOf, type Ledger, type Space } from "./ledger";
import type { Interval } from "./interval";
import { clearLevels } from "./levels";
import { clearLimits } from "./limits";
import { Mask, type Decision } from "./mask";
import { clearOutside } from "./outside";
import { completeOneDimension } from "./one-dimension";
import { pictureOf, weightRowOf, type Cell, type PictureCells } from "./picture";
import type { Policy } from "./policy";
import { brokenRule, combinedStatistics, shareStep, unionOf, type Rule, type Statistics } from "./rules";
import type { Steps } from "./steps";
import { widerView } from "./told-cells";
import { completeTwoDimensions } from "./two-dimensions";

/** What is hidden in a view, and how that was found. */
export interface Decided {
  readonly mask: Mask;
  readonly findings: Findings;
}

/**
 * Decides every cell of a view; with a ledger, against what it remembers, and commits what is shown to it.
 *
 * @param beside metrics shown side by side with the view's own
 */
export function* decide(
  source: CellSource,
  view: View,
  policy: Policy,
  ledger: Ledger | null,
  beside: readonly string[] = [],
): Steps<Decided> {
  const picture = pictureOf(source, view, policy.totalsKnown);
  const relatives = relativesOf(source, picture, policy, beside);
  const mask = new Mask(picture, (cell, at) => primary(cell, at, picture, policy, relatives));
  yield;
  const findings = yield* complete(source, mask, policy, ledger);
  return { mask, findings };
}

/** Pictures of the metrics that add up with a view's, or stand beside it: a cell that one may not show none may. */
function relativesOf(
  source: CellSource,
  { view }: PictureCells,
  policy: Policy,
  beside: readonly string[],
): PictureCells[] {
  return [...new Set([...familyOf(source, view, policy), ...beside])]
    .filter((metric) => metric !== view.metric && source.metrics.includes(metric))
    .map((metric) => pictureOf(source, { ...view, metric }, policy.totalsKnown));
}

/** The cell by itself. A total that is only assumed known is not ours to hide. */
function primary(
  cell: Cell,
  at: number,
  picture: PictureCells,
  policy: Policy,
  relatives: readonly PictureCells[],
): Decision {
  if (cell.statistics.contributors === 0) return { kind: "empty" };
  if (!cell.drawn) return { kind: "shown" };
  const { measure } = picture.view;
  const rules = [cell, ...relatives.map((other) => other.cells[at])].map((one): Rule | null =>
    one === undefined ? null : brokenRule(one.statistics, measure, policy, picture.counted),
  );
  // A share's limit alone would let a step be told: any other rule comes first.
  const rule =
    rules.find((found) => found !== null && found !== "share") ?? rules.find((r) => r !== null) ?? null;
  if (rule === null) return { kind: "shown" };
  return { kind: "primary", rule, step: rule === "share" ? shareStep(cell.statistics, policy) : null };
}

/** Hides what would give hidden cells away, block by block, then checks the whole where blocks do not prove it. */
function* complete(source: CellSource, mask: Mask, policy: Policy, ledger: Ledger | null): Steps<Findings> {
  const { picture } = mask;
  const filtered = widerView(picture.view, policy) !== null;
  // A step is told, but hidden cells are not hidden behind it: blocks do not see it.
  const steps = picture.cells.some((_, c) => mask.stepOf(c) !== null);
  const byAtoms = filtered || steps || picture.disjoint.some((d) => !d);
  const findings = newFindings(picture.counted ? "counts" : byAtoms ? "atoms" : "structure");
  clearOutside(source, mask, policy);
  for (const block of blocksOf(picture)) {
    completeBlock(source, mask, block, policy, findings);
    yield;
  }
  const session = ledger?.space(source, picture.view, policy) ?? null;
  if (ledger !== null && (ledger.full || session === null)) refuseAll(mask, findings, "memoryFull");
  else if (!picture.counted && ledger?.hasChanged(source, picture.view, policy) === true)
    refuseAll(mask, findings, "dataChanged");
  else yield* clearTogether(source, mask, policy, findings, session, byAtoms);
  return findings;
}

/** The check of the whole picture, and against what the session told before. */
function* clearTogether(
  source: CellSource,
  mask: Mask,
  policy: Policy,
  findings: Findings,
  session: Space | null,
  byAtoms: boolean,
): Steps<void> {
  yield;
  if (session !== null) {
    clearLimits(source, mask, policy, session);
    clearLevels(mask, policy, session);
  }
  if (!byAtoms && session === null) return;
  try {
    yield* clearPicture(source, mask, policy, findings, session);
    yield;
    if (session !== null && !mask.picture.counted)
      yield* clearDominance(source, mask, policy, findings, session);
  } catch (error) {
    // More people and periods than a session can remember.
    if (!(error instanceof RangeError)) throw error;
    refuseAll(mask, findings, "memoryFull");
  }
}

/**
 * Nothing more is shown: the memory of the session is used up, and nothing is forgotten; or values have changed since
 * they were shown, and the old and the new number would tell by how much.
 */
function refuseAll(mask: Mask, findings: Findings, why: "memoryFull" | "dataChanged"): void {
  findings[why] = true;
  mask.hideAll("session");
}

function blocksOf({ cells, disjoint }: PictureCells): number[][] {
  const blocks = disjoint.map((): number[] => []);
  cells.forEach((cell, c) => blocks[cell.block]?.push(c));
  return blocks;
}

/** Is this total a number that the attacker has? */
function isKnown(cell: Cell, policy: Policy): boolean {
  return policy.totalsKnown || (cell.drawn && policy.totalOf === "everybody");
}

function completeBlock(
  source: CellSource,
  mask: Mask,
  own: readonly number[],
  policy: Policy,
  findings: Findings,
): void {
  const { cells, view, disjoint } = mask.picture;
  const apart = disjoint[cells[own[0] ?? -1]?.block ?? -1] === true;
  if (view.by !== null && view.series !== null) {
    const { smallestUnion, interval } = completeTwoDimensions(mask, own, policy, policy.totalsKnown);
    noteBlock(findings, smallestUnion, apart ? interval : null);
    const margins = policy.totalsKnown || view.totals.groups;
    const isHidden = (c: number): boolean => !mask.tells(c) && mask.decisions[c]?.kind !== "empty";
    if (margins && own.some(isHidden)) mask.hideSteps(own);
    return;
  }
  const parts = own.filter((c) => cells[c]?.margin === "none");
  const whole = own.find((c) => cells[c]?.margin === "groups");
  if (whole === undefined || !isKnown(cells[whole] as Cell, policy)) return;
  const filled = parts.filter((c) => (cells[c] as Cell).statistics.contributors > 0);
  const residual = askedOnce(residualOf(source, mask, whole, filled));
  const breaks = (s: Statistics): boolean =>
    brokenRule(s, view.measure, policy, mask.picture.counted) !== null;
  completeOneDimension(mask, filled, residual, breaks);
  // Steps are nearly numbers: what is left beside them has to pass as well.
  const beside = residual(filled.filter((c) => !mask.tells(c)));
  if (beside.contributors > 0 && breaks(beside)) mask.hideSteps(own);
  const left = residual(filled.filter((c) => !mask.isShown(c)));
  if (left.contributors > 0 && breaks(left)) mask.hide(whole, "complementary");
  else if (left.contributors > 0)
    noteBlock(findings, left.contributors, apart ? intervalAmong(mask, parts, left.contributors) : null);
}

/** A part that a rule hid holds nobody, or everybody whom the shown parts leave of the whole. */
function intervalAmong(
  { picture, decisions }: Mask,
  parts: readonly number[],
  left: number,
): Interval | null {
  const primary = parts
    .filter((c) => decisions[c]?.kind === "primary")
    .map((c) => (picture.cells[c] as Cell).statistics.contributors);
  return primary.length === 0 ? null : { people: Math.min(...primary), low: 0, high: left };
}

/** Keeps what was found for a set of cells: each takes a pass over the people. */
function askedOnce(ask: (cells: readonly number[]) => Statistics): (cells: readonly number[]) => Statistics {
  const known = new Map<string, Statistics>();
  return (cells) => {
    const key = [...cells].sort((a, b) => a - b).join();
    const found = known.get(key) ?? ask(cells);
    known.set(key, found);
    return found;
  };
}

/** Nobody is in two parts: then everybody's weight in the part is that in the whole. */
function isApart({ picture }: Mask, whole: Cell, parts: readonly number[]): boolean {
  const people = parts.map((c) => (picture.cells[c] as Cell).statistics.contributors);
  return people.reduce((sum, n) => sum + n, 0) === whole.statistics.contributors;
}

/** What is left of a whole when its shown parts are taken away. */
function residualOf(
  source: CellSource,
  mask: Mask,
  whole: number,
  parts: readonly number[],
): (hidden: readonly number[]) => Statistics {
  const { cells, view, disjoint, counted } = mask.picture;
  const all = cells[whole] as Cell;
  const union = (hidden: readonly number[]): Statistics =>
    unionOf(hidden.map((c) => (cells[c] as Cell).statistics));
  if (disjoint[all.block] === true || (!counted && isApart(mask, all, parts))) return union;
  // Counts of several periods do not add up: a union has at least its largest count, and no more is known.
  if (counted)
    return (hidden) => ({
      ...union(hidden),
      contributors: Math.max(0, ...hidden.map((c) => (cells[c] as Cell).statistics.contributors)),
    });
  return (hidden) => {
    const shown = parts.filter((c) => !hidden.includes(c));
    const combined = source.combine([
      { view, row: weightRowOf(mask.picture, all), factor: 1 },
      ...shown.map((c) => ({ view, row: weightRowOf(mask.picture, cells[c] as Cell), factor: -1 })),
    ]);
    return { ...union(hidden), uniform: false, ...combinedStatistics(combined, view.measure) };
  };
}
