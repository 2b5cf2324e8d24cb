import type { CellSource, Picture, Proposal, WeightRow } from "../cells/cell-source";
import type { Findings } from "./audit";
import { clearRows, weightsOfRows, type NewRow } from "./clear";
import { Elimination, searchBudget } from "./elimination";
import { propose, type Space } from "./ledger";
import type { Mask } from "./mask";
import { weightRowOf } from "./picture";
import type { Policy } from "./policy";
import { effectiveMinimum, isSum } from "./rules";
import { nothingTold } from "./span";
import type { Steps } from "./steps";
import { toldViews, type ToldCell } from "./told-cells";

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
  const views = toldViews(source, mask, policy);
  const cells = views.flatMap(({ told }) => told);
  const dominated = dominatedCells(mask);
  const pictures = views.map(({ view, told }): Picture => ({ view, rows: told.map(({ row }) => row) }));
  if (dominated.length > 0) pictures.push({ view: mask.picture.view, rows: dominated });
  const proposal = session === null ? alone(source, pictures, k) : propose(session, source, pictures, k);
  // Without a small atom nobody can be isolated, now; what is told still counts for the next picture.
  if (session === null && proposal.allLarge && dominated.length === 0) return;
  yield;
  const before = session?.told ?? nothingTold;
  const elimination = new Elimination(proposal.atoms, proposal.before, before, k, session?.patience);
  const weights = weightsOfRows(proposal.atoms, cells.length + dominated.length);
  elimination.guard(weights.slice(cells.length));
  const { told, blocks, cautious } = yield* clearRows(elimination, rowsOf(cells), weights);
  yield;
  const kind = session === null ? "complementary" : "session";
  told.forEach((is, r) => {
    if (is === 0) mask.hide(cells[r]?.cell ?? -1, kind);
  });
  mask.hideBlocks(blocks, kind);
  findings.refusedBlocks += blocks.size;
  findings.cautious ||= cautious;
  if (session === null) return;
  session.patience = cautious ? elimination.patience : searchBudget;
  const kept = Uint8Array.of(...told, ...dominated.map(() => 1));
  if (kept.includes(1)) session.told = elimination.span(proposal.commit(kept));
}

/** Hidden cells with enough people of whom one or two make up nearly everything: they must not follow from others. */
function dominatedCells({ picture, decisions }: Mask): WeightRow[] {
  if (!isSum(picture.view.measure)) return [];
  const isDominated = (c: number): boolean => {
    const decision = decisions[c];
    return decision?.kind === "primary" && ["dominance", "p-percent"].includes(decision.rule);
  };
  return picture.cells.flatMap((cell, c) => (isDominated(c) ? [weightRowOf(picture, cell)] : []));
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

/** The view's cells are parts of their block's total of everybody. */
function rowsOf(cells: readonly ToldCell[]): NewRow[] {
  const wholes = new Map<number, number>();
  cells.forEach(({ block, isWhole }, r) => {
    if (isWhole) wholes.set(block, r);
  });
  return cells.map(({ cell, block, contributors, isWhole, isKnown, isStep }) => ({
    // Whatever its size, a step is given up before a value.
    people: isKnown ? 0 : isStep ? 1 : contributors,
    block,
    whole: isWhole || cell < 0 ? -1 : (wholes.get(block) ?? -1),
  }));
}
