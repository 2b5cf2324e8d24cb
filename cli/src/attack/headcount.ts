import { interval, type Interval } from "./bounds";
import type { Grid } from "./grid";
import type { Quantity } from "./quantities";

/** How many people cells hold, as far as the published counts tell. */
export class Headcount {
  private readonly places: ReadonlyMap<number, number>;
  private readonly limits: readonly Interval[];

  constructor(
    private readonly counts: Quantity | undefined,
    private readonly grid: Grid,
  ) {
    this.places = new Map(counts?.unknowns.map((cell, u) => [cell, u]));
    this.limits = (counts?.unknowns ?? []).map((cell) => this.mark(cell));
  }

  /** Limits of the people in some cells together; undefined where the table counts nobody. */
  of(cells: readonly number[]): Interval | undefined {
    if (!this.counts) return undefined;
    let [lo, hi] = [0, 0];
    const hidden = new Map<number, number>();
    for (const cell of cells) {
      const place = this.places.get(cell);
      const mark = this.mark(cell);
      if (place === undefined) [lo, hi] = [lo + mark.lo, hi + mark.hi];
      else hidden.set(place, 1);
    }
    if (hidden.size === 0) return { lo, hi };
    const rest = interval(this.counts.system, this.limits, hidden);
    return rest && { lo: lo + Math.ceil(rest.lo - 1e-6), hi: hi + Math.floor(rest.hi + 1e-6) };
  }

  /** A middling guess of the people in one cell, to weigh cells against one another. */
  estimate(cell: number): number {
    const people = this.of([cell]);
    if (!people) return 1;
    return people.hi === Infinity ? people.lo + 1 : (people.lo + people.hi) / 2;
  }

  private mark(cell: number): Interval {
    const known = this.grid.cells[cell]?.count;
    if (known?.state === "shown") return { lo: known.value, hi: known.value };
    if (known?.state === "empty") return { lo: 0, hi: 0 };
    return { lo: known?.atLeast ?? 0, hi: known?.atMost ?? Infinity };
  }
}
