import type { Combination, Span, Weights } from "./span";
import type { SparseSum } from "./sparse-sum";

/**
 * What was told, over the pieces of its atoms.
 *
 * @param pieceOf the atom of which each piece is a part; −1 for none
 */
export function cutUp(told: Span, pieceOf: Int32Array, isLarge: (piece: number) => boolean): Span {
  if (areUncut(pieceOf)) return told;
  const pieces = piecesOf(pieceOf);
  const { start, piece } = pieces;
  const cut = (own: Combination, willDo: (piece: number) => boolean): Combination => ({
    ...onPieces(own, pieces),
    // A piece of the pivot that will do, −1 without one.
    pivot: piece.subarray(start[own.pivot], start[own.pivot + 1]).find(willDo) ?? -1,
  });
  return {
    rows: told.rows.map((row) => cut(row, isLarge)),
    rests: told.rests.map((rest) => cut(rest, () => true)),
    dominated: told.dominated.map((cell) => onPieces(cell, pieces)),
  };
}

/**
 * What was told, over the atoms that pieces of equal weight were put together to.
 *
 * @param atomOf the atom of each piece
 */
export function putTogether(told: Span, atomOf: Int32Array, sum: SparseSum): Span {
  if (areUncut(atomOf)) return told;
  const together = ({ at, value }: Weights): Weights => {
    sum.load({ at: at.map((piece) => atomOf[piece] as number), value });
    return sum.taken(1);
  };
  const withPivot = (own: Combination): Combination => ({
    ...together(own),
    pivot: atomOf[own.pivot] as number,
  });
  return {
    rows: told.rows.map(withPivot),
    rests: told.rests.map(withPivot),
    dominated: told.dominated.map(together),
  };
}

/** Does everything that gets a number keep the one it has? Nothing was cut then, nor put together. */
function areUncut(numbers: Int32Array): boolean {
  return numbers.every((number, own) => number === own || number < 0);
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

/** Weights on atoms as weights on their pieces. */
function onPieces(own: Weights, { start, piece }: Pieces): Weights {
  let length = 0;
  for (const atom of own.at) length += (start[atom + 1] as number) - (start[atom] as number);
  const at = new Int32Array(length);
  const value = new Int32Array(length);
  let next = 0;
  own.at.forEach((atom, i) => {
    for (let p = start[atom] as number; p < (start[atom + 1] as number); p++) {
      at[next] = piece[p] as number;
      value[next++] = own.value[i] as number;
    }
  });
  return { at, value };
}
