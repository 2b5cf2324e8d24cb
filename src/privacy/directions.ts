import { invertAll, minus, modulus, plus, times } from "./modular";
import type { Combination, Weights } from "./span";

/** Three random numbers modulo the prime. */
type Triple = readonly [number, number, number];

/**
 * In which direction each atom lies: what all of several combinations weigh on it, up to a factor. Of two atoms of
 * one direction any sum of the combinations weighs on both or on neither, always in the same ratio. Directions are
 * told by three random sums of the combinations; of two that differ, the ratios of these are equal once in the square
 * of the prime.
 */
export class Directions {
  /** @param sums the random sums on each atom */
  private constructor(private readonly sums: readonly [Int32Array, Int32Array, Int32Array]) {}

  /** @param size number of atoms */
  static of(rows: readonly Combination[], size: number): Directions {
    const made = new Directions([new Int32Array(size), new Int32Array(size), new Int32Array(size)]);
    for (const row of rows) made.add(row, factorsOf(row));
    return made;
  }

  /** Those of fewer combinations. */
  without(rows: readonly Combination[]): Directions {
    const left = this.copy();
    for (const row of rows) left.add(row, negative(factorsOf(row)));
    return left;
  }

  /** After one was taken in and `factors[o]` times that one taken from each of the others. */
  with(fresh: Combination, others: readonly Combination[], factors: Float64Array): Directions {
    let [a, b, c] = factorsOf(fresh);
    others.forEach((other, o) => {
      const factor = factors[o] as number;
      if (factor === 0) return;
      const [x, y, z] = factorsOf(other);
      a = minus(a, times(x, factor));
      b = minus(b, times(y, factor));
      c = minus(c, times(z, factor));
    });
    const more = this.copy();
    more.add(fresh, [a, b, c]);
    return more;
  }

  /** Nothing weighs on the atom. */
  isFree(atom: number): boolean {
    const [first, second, third] = this.sums;
    return first[atom] === 0 && second[atom] === 0 && third[atom] === 0;
  }

  /**
   * For each of these atoms 1 / the first sum, 0 where that is 0; and the other two sums over the first, which are
   * equal for atoms of one direction.
   */
  ratios(atoms: ArrayLike<number>): { scale: Float64Array; second: Int32Array; third: Int32Array } {
    const [first, other, last] = this.sums;
    const scale = new Float64Array(atoms.length);
    for (let i = 0; i < atoms.length; i++) scale[i] = first[atoms[i] as number] as number;
    invertAll(scale);
    const over = (sum: Int32Array): Int32Array => {
      const ratio = new Int32Array(atoms.length);
      for (let i = 0; i < atoms.length; i++)
        ratio[i] = times(sum[atoms[i] as number] as number, scale[i] as number);
      return ratio;
    };
    return { scale, second: over(other), third: over(last) };
  }

  private copy(): Directions {
    const [first, second, third] = this.sums;
    return new Directions([first.slice(), second.slice(), third.slice()]);
  }

  private add({ at, value }: Weights, [a, b, c]: Triple): void {
    const [first, second, third] = this.sums;
    for (let i = 0; i < at.length; i++) {
      const atom = at[i] as number;
      const weight = value[i] as number;
      first[atom] = plus(first[atom] as number, times(a, weight));
      second[atom] = plus(second[atom] as number, times(b, weight));
      third[atom] = plus(third[atom] as number, times(c, weight));
    }
  }
}

/** The random factors of a combination, by its pivot. */
function factorsOf({ pivot }: Combination): Triple {
  return [mixed(pivot, 0x9e3779b1), mixed(pivot, 0x85ebca6b), mixed(pivot, 0xc2b2ae35)];
}

function negative([a, b, c]: Triple): Triple {
  return [minus(0, a), minus(0, b), minus(0, c)];
}

/** A number from 1 to the prime less 1, mixed from another (the finalizer of MurmurHash3). */
function mixed(x: number, seed: number): number {
  let h = Math.imul(x + 1, seed) ^ seed;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return 1 + (((h ^ (h >>> 16)) >>> 0) % (modulus - 1));
}
