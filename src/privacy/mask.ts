import type { PictureCells } from "./picture";
import type { Rule } from "./rules";

/** What becomes of a cell, and why: for the reviewer, never for a viewer. */
export type Decision =
  | { readonly kind: "empty" | "shown" }
  /** A share that breaks its rule may be told as a coarse step; null for none. */
  | { readonly kind: "primary"; readonly rule: Rule; readonly step: string | null }
  | { readonly kind: "complementary" }
  /** Together with what was shown earlier it would isolate a small group. */
  | { readonly kind: "session" };

/** The decisions on a picture's cells, in their order. */
export class Mask {
  readonly decisions: Decision[];

  constructor(
    readonly picture: PictureCells,
    decide: (cell: PictureCells["cells"][number], at: number) => Decision,
  ) {
    this.decisions = picture.cells.map(decide);
  }

  isShown(cell: number): boolean {
    return this.decisions[cell]?.kind === "shown";
  }

  /** The step that a cell is told as; null for none. */
  stepOf(cell: number): string | null {
    const decision = this.decisions[cell];
    return decision?.kind === "primary" ? decision.step : null;
  }

  /** Whether anything is told of a cell: its value, or a step. */
  tells(cell: number): boolean {
    return this.isShown(cell) || this.stepOf(cell) !== null;
  }

  hide(cell: number, kind: "complementary" | "session"): void {
    const decision = this.decisions[cell];
    if (decision?.kind === "shown") this.decisions[cell] = { kind };
    else if (decision?.kind === "primary") this.decisions[cell] = { ...decision, step: null };
  }

  /** Takes back the steps of these cells. */
  hideSteps(cells: readonly number[]): void {
    for (const c of cells) if (this.stepOf(c) !== null) this.hide(c, "complementary");
  }

  hideAll(kind: "complementary" | "session"): void {
    this.decisions.forEach((_, c) => {
      this.hide(c, kind);
    });
  }

  /** Hides all of these blocks: a single hidden cell would follow from its whole and the others. */
  hideBlocks(blocks: ReadonlySet<number>, kind: "complementary" | "session"): void {
    this.picture.cells.forEach(({ block }, c) => {
      if (blocks.has(block)) this.hide(c, kind);
    });
  }

  /** The blocks of which something is told: of the others, what people know of the total is not ours. */
  shownBlocks(): Set<number> {
    const { cells } = this.picture;
    return new Set(cells.filter((cell, c) => cell.drawn && this.tells(c)).map(({ block }) => block));
  }
}
