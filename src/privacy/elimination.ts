import type { Atoms } from "../cells/cell-source";
import { searchIsolation, type Verdict } from "./isolation";
import { minus, reciprocal, times } from "./modular";
import type { Combination, Span, Weights } from "./span";

/** Steps before giving up, each one multiplication: of a whole picture, and of one search in it. */
const defaultBudget = 1e8;
const searchBudget = 4e6;

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
  /** Rows that weigh, or weighed, on each atom. */
  private readonly rowsAt: number[][];
  private readonly sum: SparseSum;
  private readonly undo: { readonly slot: number; readonly row: Combination | null }[] = [];

  /**
   * @param atoms the pieces of a proposal
   * @param pieceOf the atom of which each is a part, as `Proposal.before`
   * @param told what was told before, over the atoms that were committed
   */
  constructor(
    private readonly atoms: Atoms,
    pieceOf: Int32Array,
    told: Span,
    private readonly k: number,
    private budget = defaultBudget,
  ) {
    this.rowOfPivot = new Int32Array(atoms.count).fill(-1);
    this.rowsAt = Array.from({ length: atoms.count }, () => []);
    this.sum = new SparseSum(atoms.count);
    const pieces = piecesOf(pieceOf);
    const apart: Combination[] = [];
    for (const row of told.rows) {
      const cut = cutUp(row, pieces, (piece) => this.isLarge(piece));
      if (cut.pivot >= 0) this.put(cut);
      else apart.push(cut);
    }
    for (const row of [...apart, ...told.rests.map((rest) => cutUp(rest, pieces, () => true))]) this.add(row);
  }

  /** Adds numbers to what is told, and says whether somebody can be isolated then. */
  tell(numbers: readonly Weights[]): Verdict {
    const before = this.rests.length;
    for (const weights of numbers) this.add(weights);
    if (this.budget < 0) return "unknown";
    if (this.rests.length === before) return "safe";
    const budget = Math.min(this.budget, searchBudget);
    const { verdict, work } = searchIsolation(this.rests, before, this.atoms, this.k, budget);
    this.budget -= work;
    return verdict;
  }

  /** What is told so far, to come back to. */
  mark(): Mark {
    return { changes: this.undo.length, rests: this.rests };
  }

  /** Takes back what was told since. */
  rewind({ changes, rests }: Mark): void {
    for (const { slot, row } of this.undo.splice(changes).reverse()) {
      const now = this.rows[slot];
      if (now) this.rowOfPivot[now.pivot] = -1;
      this.rows[slot] = row;
      if (row !== null) this.rowOfPivot[row.pivot] = slot;
    }
    this.rests = rests;
  }

  /** What is told, over the atoms to which pieces were put together (see `Proposal.commit`). */
  span(atomOf: Int32Array): Span {
    const together = (own: Combination): Combination => putTogether(own, atomOf, this.sum);
    return {
      rows: this.rows.filter((row) => row !== null).map(together),
      rests: this.rests.map(together),
    };
  }

  private isLarge(atom: number): boolean {
    return (this.atoms.people[atom] as number) >= this.k;
  }

  /** Reduces a combination and puts what is left where it belongs. */
  private add(weights: Weights): void {
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
      return;
    }
    for (const rest of this.rests) this.subtract(sum.weight(rest.pivot), rest);
    const left = sum.takeFirst();
    if (left !== null) this.rests = [...this.rests, left];
  }

  private subtract(factor: number, row: Combination): void {
    if (factor === 0) return;
    this.budget -= row.at.length;
    this.sum.subtract(factor, row);
  }

  /** Of the large atoms with weight the one on which fewest rows weigh; −1 where there is none. */
  private sparsestLarge(): number {
    const { sum, rowsAt } = this;
    let best = -1;
    for (let i = 0; i < sum.length; i++) {
      const atom = sum.atoms[i] as number;
      if (sum.at(i) === 0 || !this.isLarge(atom)) continue;
      if (best < 0 || (rowsAt[atom] as number[]).length < (rowsAt[best] as number[]).length) best = atom;
    }
    return best;
  }

  /** Takes a new row's pivot out of all others. */
  private clear(pivot: number, by: Combination): void {
    const { sum } = this;
    for (const slot of this.rowsAt[pivot] as number[]) {
      const row = this.rows[slot];
      const at = row?.at.indexOf(pivot) ?? -1;
      if (!row || at < 0) continue;
      sum.load(row);
      const own = sum.length;
      this.subtract(row.value[at] as number, by);
      for (let i = own; i < sum.length; i++) this.rowsAt[sum.atoms[i] as number]?.push(slot);
      this.undo.push({ slot, row });
      this.rows[slot] = sum.take(row.pivot);
    }
  }

  private put(row: Combination): void {
    const slot = this.rows.push(row) - 1;
    this.undo.push({ slot, row: null });
    this.rowOfPivot[row.pivot] = slot;
    for (const atom of row.at) this.rowsAt[atom]?.push(slot);
  }
}

/** A state of an elimination. */
export interface Mark {
  readonly changes: number;
  readonly rests: readonly Combination[];
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

/** Weights on many atoms of which few are other than zero. */
class SparseSum {
  length = 0;
  readonly atoms: Int32Array;
  private readonly weights: Float64Array;
  private readonly isHeld: Uint8Array;

  constructor(size: number) {
    this.atoms = new Int32Array(size);
    this.weights = new Float64Array(size);
    this.isHeld = new Uint8Array(size);
  }

  /** The i-th weight held. */
  at(i: number): number {
    return this.weights[this.atoms[i] as number] as number;
  }

  weight(atom: number): number {
    return this.isHeld[atom] === 1 ? (this.weights[atom] as number) : 0;
  }

  load({ at, value }: Weights): void {
    this.clear();
    for (let i = 0; i < at.length; i++) {
      const atom = at[i] as number;
      this.hold(atom);
      this.weights[atom] = value[i] as number;
    }
  }

  subtract(factor: number, { at, value }: Weights): void {
    const { weights, isHeld } = this;
    for (let i = 0; i < at.length; i++) {
      const atom = at[i] as number;
      if (isHeld[atom] === 0) this.hold(atom);
      weights[atom] = minus(weights[atom] as number, times(factor, value[i] as number));
    }
  }

  /** What is held, divided so that the pivot has weight 1. */
  take(pivot: number): Combination {
    const scale = reciprocal(this.weights[pivot] as number);
    let length = 0;
    for (let i = 0; i < this.length; i++) if (this.at(i) !== 0) length++;
    const at = new Int32Array(length);
    const value = new Int32Array(length);
    for (let i = 0, next = 0; i < this.length; i++) {
      const weight = this.at(i);
      if (weight === 0) continue;
      at[next] = this.atoms[i] as number;
      value[next++] = scale === 1 ? weight : times(weight, scale);
    }
    return { at, value, pivot };
  }

  /** The same with the first weight as pivot; null where nothing is held. */
  takeFirst(): Combination | null {
    for (let i = 0; i < this.length; i++) if (this.at(i) !== 0) return this.take(this.atoms[i] as number);
    return null;
  }

  private hold(atom: number): void {
    if (this.isHeld[atom] === 1) return;
    this.isHeld[atom] = 1;
    this.weights[atom] = 0;
    this.atoms[this.length++] = atom;
  }

  private clear(): void {
    for (let i = 0; i < this.length; i++) this.isHeld[this.atoms[i] as number] = 0;
    this.length = 0;
  }
}
