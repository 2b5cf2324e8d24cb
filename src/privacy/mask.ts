import type { PictureCells } from "./picture";
import type { Rule } from "./rules";

/** What becomes of a cell, and why: for the reviewer, never for a viewer. */
export type Decision =
  | { readonly kind: "empty" | "shown" }
  | { readonly kind: "primary"; readonly rule: Rule }
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

  hide(cell: number, kind: "complementary" | "session"): void {
    if (this.isShown(cell)) this.decisions[cell] = { kind };
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

  /** The blocks in which something is shown: of the others, what people know of the total is not ours. */
  shownBlocks(): Set<number> {
    const { cells } = this.picture;
    return new Set(cells.filter((cell, c) => cell.drawn && this.isShown(c)).map(({ block }) => block));
  }
}
