import type { Atoms } from "../cells/cell-source";
import { cutUp, putTogether } from "./cut-span";
import { Directions } from "./directions";
import { IsolationSearch, type Verdict } from "./isolation";
import { reciprocal, times } from "./modular";
import { weightOn, type Combination, type Span, type Weights } from "./span";
import { SparseSum } from "./sparse-sum";
import type { Steps } from "./steps";

/** Steps before giving up, each about one multiplication: of a whole picture, and of one search in it. */
const pictureBudget = 1e8;
export const searchBudget = 1e6;
/** Where a search came to nothing the next mostly does: it gets half the steps, and no fewer than these. */
const leastBudget = 1e4;

/**
 * Keeps what was told in reduced form, modulo a prime, while pictures split the atoms and add numbers (P2 and P3
 * of the privacy model): whatever weighs on 1 to k − 1 people must cancel on every atom of at least k, so only
 * combinations of `rests` can. Splitting an atom takes nothing from what held before: old numbers weigh the same on
 * all of its pieces. So only what a new number leaves on small atoms has to be looked at. Cells that people dominate
 * may be large: what was told is taken out of each of them, and nobody may be told a number that leaves nothing.
 */
export class Elimination {
  private readonly rows: (Combination | null)[] = [];
  private rests: readonly Combination[] = [];
  private dominated: readonly Weights[] = [];
  /** The row of which each atom is the pivot; −1 for none. */
  private readonly rowOfPivot: Int32Array;
  /** Rows that weigh, or weighed, on each atom; null where nobody has asked. */
  private rowsAt: number[][] | null = null;
  private budget = pictureBudget;
  private readonly sum: SparseSum;
  private readonly search: IsolationSearch;
  /** Of the rests; null where nobody has asked. */
  private directions: Directions | null = null;
  private readonly undo: { readonly slot: number; readonly row: Combination | null }[] = [];

  /**
   * @param atoms the pieces of a proposal
   * @param pieceOf the atom of which each is a part, as `Proposal.before`
   * @param told what was told before, over the atoms that were committed
   * @param patience steps that a search may take
   */
  constructor(
    private readonly atoms: Atoms,
    pieceOf: Int32Array,
    told: Span,
    private readonly k: number,
    public patience = searchBudget,
  ) {
    this.rowOfPivot = new Int32Array(atoms.count).fill(-1);
    this.sum = new SparseSum(atoms.count);
    this.search = new IsolationSearch(atoms, k, this.sum);
    const { rows, rests, dominated } = cutUp(told, pieceOf, this.isLarge);
    const apart: Combination[] = [];
    for (const row of rows)
      if (this.isLarge(row.pivot)) this.put(row);
      else apart.push(row);
    // Small pieces may have been put together since.
    const isSmall = ({ at }: Combination): boolean => !at.some((piece) => this.isLarge(piece));
    this.rests = rests.filter(isSmall);
    for (const row of [...apart, ...rests.filter((rest) => !isSmall(rest))]) {
      const left = this.reduce(row);
      if (left !== null) this.keep(left);
    }
    this.dominated = dominated.map((cell) => this.leftOf(cell));
  }

  /** From now on no number may be told by which one of these follows; those that follow already are let go. */
  guard(cells: readonly Weights[]): void {
    for (const cell of cells) {
      const left = this.leftOf(cell);
      if (left.at.length > 0 && !this.dominated.some((other) => this.areMultiples(left, other)))
        this.dominated = [...this.dominated, left];
    }
  }

  /**
   * Tells numbers one after another, a step each, up to the first by which somebody could be isolated or a guarded
   * cell would follow. Unless all are safe, what was told has to be taken back (see `mark`).
   *
   * @param atMost steps that each search may take
   */
  *tell(numbers: readonly Weights[], atMost = Infinity): Steps<Verdict> {
    for (const weights of numbers) {
      yield;
      const left = this.reduce(weights);
      if (left === null) continue;
      const verdict = this.isLarge(left.pivot) ? "safe" : this.verdictOn(left, atMost);
      if (verdict !== "safe") return verdict;
      this.keep(left);
      if (this.dominated.some(({ at }) => at.length === 0)) return "isolates";
    }
    return "safe";
  }

  /** Safe where, by any way of counting, no sum weighs on too few. */
  private verdictOn(rest: Combination, atMost: number): Verdict {
    if (this.budget < 0) return "unknown";
    const directions = (this.directions ??= Directions.of(this.rests, this.atoms.count));
    let verdict: Verdict = "isolates";
    for (let crowd = 0; crowd + 1 < this.atoms.crowds.length; crowd++) {
      const budget = Math.min(this.budget, this.patience, atMost);
      const found = this.search.verdict(rest, this.rests, directions, budget, crowd);
      this.budget -= budget - this.search.left;
      if (found === "unknown" && budget === this.patience)
        this.patience = Math.max(leastBudget, this.patience / 2);
      if (found === "safe") return found;
      if (found === "unknown") verdict = found;
    }
    return verdict;
  }

  /** What is told so far, to come back to. */
  mark(): Mark {
    const { undo, rests, dominated, directions } = this;
    return { changes: undo.length, rests, dominated, directions };
  }

  /** Takes back what was told since. */
  rewind({ changes, rests, dominated, directions }: Mark): void {
    for (const { slot, row } of this.undo.splice(changes).reverse()) {
      const now = this.rows[slot];
      if (now) this.rowOfPivot[now.pivot] = -1;
      this.rows[slot] = row;
      if (row !== null) this.rowOfPivot[row.pivot] = slot;
    }
    this.rests = rests;
    this.dominated = dominated;
    this.directions = directions;
  }

  /** What is told, over the atoms to which pieces were put together (see `Proposal.commit`). */
  span(atomOf: Int32Array): Span {
    const rows = this.rows.filter((row) => row !== null);
    return putTogether({ rows, rests: this.rests, dominated: this.dominated }, atomOf, this.sum);
  }

  private readonly isLarge = (atom: number): boolean => (this.atoms.people[atom] ?? 0) >= this.k;

  /** What is left of a number when what was told is taken out of it; null for nothing. */
  private reduce(weights: Weights): Combination | null {
    this.takeRowsOut(weights);
    const pivot = this.sparsestLarge();
    if (pivot >= 0) return this.sum.take(pivot);
    this.takeRestsOut();
    return this.takeLargest();
  }

  /** The same of a dominated cell, on whatever atoms it is left. */
  private leftOf(cell: Weights): Weights {
    this.takeRowsOut(cell);
    this.takeRestsOut();
    return this.sum.taken(1);
  }

  private areMultiples(one: Weights, other: Weights): boolean {
    if (one.at.length !== other.at.length) return false;
    const [atom, weight] = [one.at[0] as number, one.value[0] as number];
    this.sum.load(other);
    this.sum.subtract(times(this.sum.weight(atom), reciprocal(weight)), one);
    return this.sum.isZero;
  }

  private takeRowsOut(weights: Weights): void {
    const { sum } = this;
    sum.load(weights);
    // Rows do not weigh on one another's pivots: one look at each atom is enough.
    for (let i = 0; i < sum.length; i++) {
      const slot = this.rowOfPivot[sum.atoms[i] as number] as number;
      if (slot >= 0) this.subtract(sum.at(i), this.rows[slot] as Combination);
    }
  }

  private takeRestsOut(): void {
    for (const rest of this.rests) this.subtract(this.sum.weight(rest.pivot), rest);
  }

  private takeLargest(): Combination | null {
    const { sum } = this;
    let best = -1;
    for (let i = 0; i < sum.length; i++) {
      const atom = sum.atoms[i] as number;
      if (
        sum.at(i) !== 0 &&
        (best < 0 || (this.atoms.people[atom] as number) > (this.atoms.people[best] as number))
      )
        best = atom;
    }
    return best < 0 ? null : sum.take(best);
  }

  /** Takes in what is left of a number: a row where its pivot is large, otherwise a rest. */
  private keep(fresh: Combination): void {
    if (this.isLarge(fresh.pivot)) {
      this.clear(fresh.pivot, fresh);
      this.put(fresh);
    } else this.keepRest(fresh);
    this.dominated = this.dominated.map((cell) =>
      weightOn(cell, fresh.pivot) === 0 ? cell : this.leftOf(cell),
    );
  }

  /** Takes a rest in, and its pivot out of all others. */
  private keepRest(fresh: Combination): void {
    const factors = Float64Array.from(this.rests, (rest) => weightOn(rest, fresh.pivot));
    this.directions = this.directions?.with(fresh, this.rests, factors) ?? null;
    const cleared = this.rests.map((rest, r) => {
      const factor = factors[r] as number;
      if (factor === 0) return rest;
      this.sum.load(rest);
      this.subtract(factor, fresh);
      return this.sum.take(rest.pivot);
    });
    this.rests = [...cleared, fresh];
  }

  private subtract(factor: number, row: Combination): void {
    if (factor === 0) return;
    this.budget -= row.at.length;
    this.sum.subtract(factor, row);
  }

  /** Of the large atoms with weight the one on which fewest rows weigh; −1 where there is none. */
  private sparsestLarge(): number {
    const { sum } = this;
    let best = -1;
    for (let i = 0; i < sum.length; i++) {
      const atom = sum.atoms[i] as number;
      if (sum.at(i) === 0 || !this.isLarge(atom)) continue;
      if (best < 0 || this.rowsOn(atom).length < this.rowsOn(best).length) best = atom;
    }
    return best;
  }

  /** Takes a new row's pivot out of all others. */
  private clear(pivot: number, by: Combination): void {
    const { sum } = this;
    for (const slot of this.rowsOn(pivot)) {
      const row = this.rows[slot];
      const at = row?.at.indexOf(pivot) ?? -1;
      if (!row || at < 0) continue;
      sum.load(row);
      const own = sum.length;
      this.subtract(row.value[at] as number, by);
      for (let i = own; i < sum.length; i++) this.rowsOn(sum.atoms[i] as number).push(slot);
      this.undo.push({ slot, row });
      this.rows[slot] = sum.take(row.pivot);
    }
  }

  private put(row: Combination): void {
    const slot = this.rows.push(row) - 1;
    this.undo.push({ slot, row: null });
    this.rowOfPivot[row.pivot] = slot;
    if (this.rowsAt !== null) for (const atom of row.at) this.rowsOn(atom).push(slot);
  }

  private rowsOn(atom: number): number[] {
    this.rowsAt ??= rowsByAtom(this.rows, this.atoms.count);
    return this.rowsAt[atom] as number[];
  }
}

/** A state of an elimination. */
export interface Mark {
  readonly changes: number;
  readonly rests: readonly Combination[];
  readonly dominated: readonly Weights[];
  readonly directions: Directions | null;
}

function rowsByAtom(rows: readonly (Combination | null)[], atoms: number): number[][] {
  const found = Array.from({ length: atoms }, (): number[] => []);
  rows.forEach((row, slot) => {
    for (const atom of row?.at ?? []) found[atom]?.push(slot);
  });
  return found;
}
