import type { Atoms } from "../cells/cell-source";
import { Directions } from "./directions";
import { IsolationSearch, type Verdict } from "./isolation";
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
 * all of its pieces. So only what a new number leaves on small atoms has to be looked at.
 */
export class Elimination {
  private readonly rows: (Combination | null)[] = [];
  private rests: readonly Combination[] = [];
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
    const { rows, rests } = areUncut(pieceOf) ? told : cutAll(told, piecesOf(pieceOf), this.isLarge);
    const apart: Combination[] = [];
    for (const row of rows)
      if (this.isLarge(row.pivot)) this.put(row);
      else apart.push(row);
    // Small pieces may have been put together since.
    const isSmall = ({ at }: Combination): boolean => !at.some((piece) => this.isLarge(piece));
    this.rests = rests.filter(isSmall);
    for (const row of [...apart, ...rests.filter((rest) => !isSmall(rest))]) {
      const rest = this.reduce(row);
      if (rest !== null) this.keep(rest);
    }
  }

  /**
   * Tells numbers one after another, a step each, up to the first by which somebody could be isolated.
   *
   * @param atMost steps that each search may take
   */
  *tell(numbers: readonly Weights[], atMost = Infinity): Steps<Verdict> {
    for (const weights of numbers) {
      yield;
      const rest = this.reduce(weights);
      if (rest === null) continue;
      const verdict = this.verdictOn(rest, atMost);
      if (verdict !== "safe") return verdict;
      this.keep(rest);
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
    return { changes: this.undo.length, rests: this.rests, directions: this.directions };
  }

  /** Takes back what was told since. */
  rewind({ changes, rests, directions }: Mark): void {
    for (const { slot, row } of this.undo.splice(changes).reverse()) {
      const now = this.rows[slot];
      if (now) this.rowOfPivot[now.pivot] = -1;
      this.rows[slot] = row;
      if (row !== null) this.rowOfPivot[row.pivot] = slot;
    }
    this.rests = rests;
    this.directions = directions;
  }

  /** What is told, over the atoms to which pieces were put together (see `Proposal.commit`). */
  span(atomOf: Int32Array): Span {
    const rows = this.rows.filter((row) => row !== null);
    if (areUncut(atomOf)) return { rows, rests: this.rests };
    const together = (own: Combination): Combination => putTogether(own, atomOf, this.sum);
    return { rows: rows.map(together), rests: this.rests.map(together) };
  }

  private readonly isLarge = (atom: number): boolean => (this.atoms.people[atom] ?? 0) >= this.k;

  /**
   * Takes what was told out of a number. What is left goes to the rows where it weighs on a large atom; otherwise it
   * is returned, null for nothing.
   */
  private reduce(weights: Weights): Combination | null {
    const { sum } = this;
    sum.load(weights);
    // Rows do not weigh on one another's pivots: one look at each atom is enough.
    for (let i = 0; i < sum.length; i++) {
      const slot = this.rowOfPivot[sum.atoms[i] as number] as number;
      if (slot >= 0) this.subtract(sum.at(i), this.rows[slot] as Combination);
    }
    const pivot = this.sparsestLarge();
    if (pivot >= 0) {
      const row = sum.take(pivot);
      this.clear(pivot, row);
      this.put(row);
      return null;
    }
    for (const rest of this.rests) this.subtract(sum.weight(rest.pivot), rest);
    return this.takeLargest();
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

  /** Takes a rest in, and its pivot out of all others. */
  private keep(fresh: Combination): void {
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
  readonly directions: Directions | null;
}

/** The pieces of each atom: `piece[start[a]]` to `piece[start[a + 1] − 1]`. */
interface Pieces {
  readonly start: Int32Array;
  readonly piece: Int32Array;
}

function piecesOf(pieceOf: Int32Array): Pieces {
  const atoms = pieceOf.reduce((most, atom) => Math.max(most, atom + 1), 0);
  const start = new Int32Array(atoms + 1);
  for (const atom of pieceOf) if (atom >= 0) start[atom + 1] = (start[atom + 1] as number) + 1;
  for (let a = 0; a < atoms; a++) start[a + 1] = (start[a + 1] as number) + (start[a] as number);
  const next = start.slice();
  const piece = new Int32Array(start[atoms] as number);
  pieceOf.forEach((atom, own) => {
    if (atom >= 0) piece[(next[atom] as number)++] = own;
  });
  return { start, piece };
}

function rowsByAtom(rows: readonly (Combination | null)[], atoms: number): number[][] {
  const found = Array.from({ length: atoms }, (): number[] => []);
  rows.forEach((row, slot) => {
    for (const atom of row?.at ?? []) found[atom]?.push(slot);
  });
  return found;
}

/** Does everything that gets a number keep the one it has? Nothing was cut then, nor put together. */
function areUncut(numbers: Int32Array): boolean {
  return numbers.every((number, own) => number === own || number < 0);
}

function cutAll({ rows, rests }: Span, pieces: Pieces, isLarge: (piece: number) => boolean): Span {
  return {
    rows: rows.map((row) => cutUp(row, pieces, isLarge)),
    rests: rests.map((rest) => cutUp(rest, pieces, () => true)),
  };
}

/** A combination over the pieces of its atoms; its pivot is a piece of the pivot that will do, −1 without one. */
function cutUp(row: Combination, { start, piece }: Pieces, willDo: (piece: number) => boolean): Combination {
  let length = 0;
  for (const atom of row.at) length += (start[atom + 1] as number) - (start[atom] as number);
  const at = new Int32Array(length);
  const value = new Int32Array(length);
  let next = 0;
  row.at.forEach((atom, i) => {
    for (let p = start[atom] as number; p < (start[atom + 1] as number); p++) {
      at[next] = piece[p] as number;
      value[next++] = row.value[i] as number;
    }
  });
  const pivot = piece.subarray(start[row.pivot], start[row.pivot + 1]).find(willDo) ?? -1;
  return { at, value, pivot };
}

/** A combination over atoms that pieces of equal weight were put together to. */
function putTogether({ at, value, pivot }: Combination, atomOf: Int32Array, sum: SparseSum): Combination {
  sum.load({ at: at.map((piece) => atomOf[piece] as number), value });
  return sum.take(atomOf[pivot] as number);
}
