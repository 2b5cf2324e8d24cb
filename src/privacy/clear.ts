import type { Atoms } from "../cells/cell-source";
import { searchBudget, type Elimination } from "./elimination";
import { minus, reciprocal, times } from "./modular";
import type { Weights } from "./span";
import type { Steps } from "./steps";

/** A number that is to be told, in the numbering of a proposal. */
export interface NewRow {
  /** Contributors; 0 for what may not be hidden because people are assumed to know it. */
  readonly people: number;
  /** Its cells are given up together when what is known of it isolates somebody by itself. */
  readonly block: number;
  /** The row of the whole that it is a part of; −1 for none. */
  readonly whole: number;
}

/** What may be told, and what could not be decided. */
export interface Cleared {
  /** 1 for each row that is told. */
  readonly told: Uint8Array;
  /** Blocks of which nothing may be told, known totals included. */
  readonly blocks: ReadonlySet<number>;
  /** Some decision was made for want of time, to the safe side. */
  readonly cautious: boolean;
}

/**
 * Tells as many rows as isolate nobody, together with all that was told before. Mostly all of them may be, and that
 * shows soon; if not, first what is known anyway, then the others, those with most people first: hidden is what would
 * isolate somebody, or give a dominated cell away. The elimination holds what is told afterwards.
 *
 * @param weights of each row
 */
export function* clearRows(
  elimination: Elimination,
  rows: readonly NewRow[],
  weights: readonly Weights[],
): Steps<Cleared> {
  if (elimination.patience < searchBudget / 16) return yield* oneByOne(elimination, rows, weights);
  const start = elimination.mark();
  const verdict = yield* elimination.tell(withRests(rows, weights), elimination.patience / 4);
  if (verdict === "safe")
    return { told: new Uint8Array(rows.length).fill(1), blocks: new Set(), cautious: false };
  elimination.rewind(start);
  return yield* oneByOne(elimination, rows, weights);
}

/** A whole is told by what is left of it after its parts: the same combinations, with far fewer weights. */
function withRests(rows: readonly NewRow[], weights: readonly Weights[]): Weights[] {
  const partsOf = new Map<number, Weights[]>();
  rows.forEach(({ whole }, r) => {
    if (whole < 0) return;
    const parts = partsOf.get(whole);
    if (parts === undefined) partsOf.set(whole, [weights[r] as Weights]);
    else parts.push(weights[r] as Weights);
  });
  const parts = weights.filter((_, r) => !partsOf.has(r));
  const rests = [...partsOf].map(([whole, own]) => withoutParts(weights[whole] as Weights, own));
  return [...parts, ...rests];
}

function withoutParts(whole: Weights, parts: readonly Weights[]): Weights {
  const left = new Map<number, number>();
  whole.at.forEach((atom, i) => left.set(atom, whole.value[i] as number));
  for (const { at, value } of parts)
    at.forEach((atom, i) => {
      left.set(atom, minus(left.get(atom) ?? 0, value[i] as number));
    });
  const entries = [...left].filter(([, weight]) => weight !== 0);
  return {
    at: Int32Array.from(entries, ([atom]) => atom),
    value: Int32Array.from(entries, ([, weight]) => weight),
  };
}

function* oneByOne(
  elimination: Elimination,
  rows: readonly NewRow[],
  weights: readonly Weights[],
): Steps<Cleared> {
  const told = new Uint8Array(rows.length);
  const blocks = new Set<number>();
  let cautious = false;
  function* isSafe(own: readonly number[]): Steps<boolean> {
    const before = elimination.mark();
    const verdict = yield* elimination.tell(own.map((row) => weights[row] as Weights));
    if (verdict === "safe") for (const row of own) told[row] = 1;
    else elimination.rewind(before);
    cautious ||= verdict === "unknown";
    return verdict === "safe";
  }
  const numbers = [...rows.keys()];
  const known = numbers.filter((r) => rows[r]?.people === 0);
  const blockOf = (r: number): number => (rows[r] as NewRow).block;
  for (const block of new Set(known.map(blockOf))) {
    const own = known.filter((r) => blockOf(r) === block);
    if (!(yield* isSafe(own))) blocks.add(block);
  }
  const people = (r: number): number => (rows[r] as NewRow).people;
  const open = numbers.filter((r) => people(r) > 0 && !blocks.has(blockOf(r)));
  for (const row of open.sort((a, b) => people(b) - people(a))) yield* isSafe([row]);
  return { told, blocks, cautious };
}

/** The weights of each row on the atoms, modulo the prime. */
export function weightsOfRows({ start, row, times: factor, divisor }: Atoms, rows: number): Weights[] {
  const length = new Int32Array(rows);
  for (const r of row) length[r] = (length[r] as number) + 1;
  const found = Array.from(length, (n) => ({ at: new Int32Array(n), value: new Int32Array(n) }));
  const inverse = new Map<number, number>();
  const next = new Int32Array(rows);
  for (let atom = 0; atom + 1 < start.length; atom++)
    for (let i = start[atom] as number; i < (start[atom + 1] as number); i++) {
      const r = row[i] as number;
      const own = found[r] as { at: Int32Array; value: Int32Array };
      const by = divisor[i] as number;
      let weight = inverse.get(by);
      if (weight === undefined) inverse.set(by, (weight = reciprocal(by)));
      own.at[next[r] as number] = atom;
      own.value[next[r] as number] = times(factor[i] as number, weight);
      next[r] = (next[r] as number) + 1;
    }
  return found;
}
