import { minus, reciprocal, times } from "./modular";
import type { Combination, Weights } from "./span";

/** Weights on many atoms of which few are other than zero, modulo the prime. */
export class SparseSum {
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

  get isZero(): boolean {
    return this.taken(1).at.length === 0;
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
    return { ...this.taken(reciprocal(this.weights[pivot] as number)), pivot };
  }

  /** The same with the first weight as pivot; null where nothing is held. */
  takeFirst(): Combination | null {
    for (let i = 0; i < this.length; i++) if (this.at(i) !== 0) return this.take(this.atoms[i] as number);
    return null;
  }

  /** What is held, multiplied. */
  taken(scale: number): Weights {
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
    return { at, value };
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
