/** A told number, or a combination of several, as weights on atoms modulo the prime: those other than zero. */
export interface Weights {
  readonly at: Int32Array;
  readonly value: Int32Array;
}

/** A combination that weighs 1 on one atom, its pivot. */
export interface Combination extends Weights {
  readonly pivot: number;
}

export function weightOn({ at, value }: Weights, atom: number): number {
  const i = at.indexOf(atom);
  return i < 0 ? 0 : (value[i] as number);
}

/**
 * All combinations of what was told. Each of `rows` has an atom of at least k people as its pivot, on which no
 * other of them weighs; `rests` weigh on smaller atoms alone, and none on the pivot of one before it.
 */
export interface Span {
  readonly rows: readonly Combination[];
  readonly rests: readonly Combination[];
  /** What is left of each hidden cell that people dominate when what was told is taken out: never nothing. */
  readonly dominated: readonly Weights[];
}

export const nothingTold: Span = { rows: [], rests: [], dominated: [] };

/** Bytes that a span holds. */
export function bytesOfSpan({ rows, rests, dominated }: Span): number {
  const bytes = (own: readonly Weights[]): number =>
    own.reduce((sum, { at }) => sum + at.length * 8 + 320, 0);
  return bytes(rows) + bytes(rests) + bytes(dominated);
}
