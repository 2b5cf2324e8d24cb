/** Something in the input that was not reviewed, and why. */
export interface Gap {
  /** What it is: "visual", "measure", "model", … */
  readonly what: string;
  readonly where: string;
  readonly why: string;
}

/** Many of a kind say no more than a few: beyond this, gaps of one kind and reason are counted only. */
const MOST_OF_A_KIND = 50;

/** Collects what was not understood. A review with gaps is incomplete and says so. */
export class Gaps {
  readonly #all: Gap[] = [];
  readonly #counts = new Map<string, number>();

  add(what: string, where: string, why: string): void {
    const kind = `${what}\u0000${why}`;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    if (count <= MOST_OF_A_KIND) this.#all.push({ what, where, why });
  }

  list(): readonly Gap[] {
    const more = [...this.#counts].filter(([, count]) => count > MOST_OF_A_KIND);
    return [
      ...this.#all,
      ...more.map(([kind, count]) => {
        const [what = "", why = ""] = kind.split("\u0000");
        return { what, where: `${count - MOST_OF_A_KIND} more`, why };
      }),
    ];
  }
}
