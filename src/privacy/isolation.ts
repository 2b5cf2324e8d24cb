import type { Atoms } from "../cells/cell-source";
import { minus, reciprocal, times } from "./modular";
import type { Combination } from "./span";

/** Can somebody be isolated? "unknown": too much to work out, to be taken as "isolates". */
export type Verdict = "safe" | "isolates" | "unknown";

/** A verdict and the steps that it took. */
export interface Search {
  readonly verdict: Verdict;
  readonly work: number;
}

/**
 * Atoms to which all combinations give proportional weights: one of them cancels exactly when all do. People are
 * known in full where there are fewer than k.
 */
interface Column {
  /** Weight of each combination, modulo the prime. */
  readonly weights: Float64Array;
  readonly people: readonly number[];
}

/**
 * Does a combination of `rests`, which weigh on atoms of fewer than k people alone, weigh on 1 to k − 1 people?
 * Asked after those from `before` on were added to others that isolate nobody, so only what is connected with them
 * counts.
 * Exact modulo a prime: proportional columns of together at least k people must cancel as well; on what remains,
 * each column either cancels or brings its people, which ends after at most k − 1 of the latter. Before that,
 * two bounds: a single combination that is found at once, and that any combination weighs on every set of columns
 * that determines it, so that several such sets without a column in common bring people each.
 */
export function searchIsolation(
  rests: readonly Combination[],
  before: number,
  atoms: Atoms,
  k: number,
  budget: number,
): Search {
  const work = { left: budget };
  for (const part of connectedParts(rests, before)) {
    const columns = columnsOf(part, atoms, k);
    work.left -= columns.length * part.length;
    const verdict = work.left < 0 ? "unknown" : search(columns, k, work);
    if (verdict !== "safe") return { verdict, work: budget - work.left };
  }
  return { verdict: "safe", work: budget - work.left };
}

interface Work {
  left: number;
}

/** Combinations that share atoms, directly or by way of others, with one from `before` on. */
function connectedParts(rests: readonly Combination[], before: number): Combination[][] {
  const restsAt = new Map<number, number[]>();
  rests.forEach(({ at }, r) => {
    for (const atom of at) {
      const own = restsAt.get(atom);
      if (own === undefined) restsAt.set(atom, [r]);
      else own.push(r);
    }
  });
  const reached = new Uint8Array(rests.length);
  const parts: Combination[][] = [];
  for (let first = before; first < rests.length; first++) {
    if (reached[first] === 1) continue;
    reached[first] = 1;
    const part = [first];
    for (let i = 0; i < part.length; i++)
      for (const atom of rests[part[i] as number]?.at ?? []) {
        for (const r of restsAt.get(atom) ?? []) {
          if (reached[r] === 1) continue;
          reached[r] = 1;
          part.push(r);
        }
        restsAt.delete(atom);
      }
    parts.push(part.map((r) => rests[r] as Combination));
  }
  return parts;
}

function columnsOf(rests: readonly Combination[], { people, members }: Atoms, k: number): Column[] {
  const limit = people.length === 0 ? k : members.length / people.length;
  const weights = new Map<number, Float64Array>();
  rests.forEach(({ at, value }, r) => {
    at.forEach((atom, i) => {
      let own = weights.get(atom);
      if (own === undefined) weights.set(atom, (own = new Float64Array(rests.length)));
      own[r] = value[i] as number;
    });
  });
  return [...weights].map(([atom, own]) => ({
    weights: own,
    people: Array.from(members.subarray(atom * limit, atom * limit + (people[atom] as number))),
  }));
}

function search(all: readonly Column[], k: number, work: Work): Verdict {
  let columns = proportional(all, k, work);
  for (;;) {
    const large = columns.find(({ people }) => people.length >= k);
    if (large === undefined) break;
    columns = proportional(cancel(columns, large, work), k, work);
  }
  const dimension = columns[0]?.weights.length ?? 0;
  if (dimension === 0) return "safe";
  const { rows, pivots } = reduce(columns, work);
  if (pivots.some((_, r) => peopleOf(columns, rows[r] as Float64Array, k) < k)) return "isolates";
  if (pivots.length === 1 || leastPeople(columns, work) >= k) return "safe";
  return branch(columns, [], k, work);
}

/** Puts proportional columns together, and leaves out those without weight. */
function proportional(columns: readonly Column[], k: number, work: Work): Column[] {
  const found = new Map<number, { weights: Float64Array; people: Set<number> }[]>();
  for (const { weights, people } of columns) {
    work.left -= weights.length;
    const scaled = scaledToOne(weights);
    if (scaled === null) continue;
    const hash = hashOf(scaled);
    let alike = found.get(hash);
    if (alike === undefined) found.set(hash, (alike = []));
    let same = alike.find((other) => areEqual(other.weights, scaled));
    if (same === undefined) alike.push((same = { weights: scaled, people: new Set() }));
    for (const person of people) if (same.people.size < k) same.people.add(person);
  }
  return [...found.values()].flat().map(({ weights, people }) => ({ weights, people: [...people] }));
}

/** Weights divided by the first that is not zero; null where all are. */
function scaledToOne(weights: Float64Array): Float64Array | null {
  const first = firstWeight(weights);
  if (first < 0) return null;
  const own = weights[first] as number;
  if (own === 1) return weights;
  const scale = reciprocal(own);
  const scaled = new Float64Array(weights.length);
  for (let i = first; i < weights.length; i++)
    if (weights[i] !== 0) scaled[i] = times(weights[i] as number, scale);
  return scaled;
}

function firstWeight(weights: Float64Array): number {
  for (let i = 0; i < weights.length; i++) if (weights[i] !== 0) return i;
  return -1;
}

function areEqual(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function hashOf(weights: Float64Array): number {
  let hash = 0;
  for (let i = 0; i < weights.length; i++)
    hash = Math.imul(hash ^ (weights[i] as number), 0x9e3779b1) ^ (hash >>> 15);
  return hash;
}

/** The combinations that do not weigh on a column: one dimension less. */
function cancel(columns: readonly Column[], column: Column, work: Work): Column[] {
  const { weights: on } = column;
  work.left -= columns.length * on.length;
  const pivot = firstWeight(on);
  const scale = reciprocal(on[pivot] as number);
  const factors = on.map((weight) => (weight === 0 ? 0 : times(weight, scale)));
  return columns.map(({ weights, people }) => {
    const by = weights[pivot] as number;
    const left = new Float64Array(weights.length - 1);
    for (let r = 0, next = 0; r < weights.length; r++) {
      if (r === pivot) continue;
      const factor = factors[r] as number;
      left[next++] =
        factor === 0 || by === 0 ? (weights[r] as number) : minus(weights[r] as number, times(factor, by));
    }
    return { weights: left, people };
  });
}

/** Combinations as rows over the columns, reduced so that each has a pivot column of its own. */
function reduce(
  columns: readonly Column[],
  work: Work,
): { readonly rows: Float64Array[]; readonly pivots: number[] } {
  const dimension = columns[0]?.weights.length ?? 0;
  const rows = Array.from({ length: dimension }, (_, r) =>
    Float64Array.from(columns, ({ weights }) => weights[r] as number),
  );
  const pivots: number[] = [];
  for (let c = 0; c < columns.length && pivots.length < dimension; c++) {
    const own = rows.findIndex((row, r) => r >= pivots.length && row[c] !== 0);
    if (own < 0) continue;
    const at = pivots.push(c) - 1;
    const row = rows[own] as Float64Array<ArrayBuffer>;
    rows[own] = rows[at] as Float64Array<ArrayBuffer>;
    rows[at] = row;
    const scale = reciprocal(row[c] as number);
    for (let i = 0; i < row.length; i++) row[i] = times(row[i] as number, scale);
    rows.forEach((other, r) => {
      const factor = other[c] as number;
      if (r === at || factor === 0) return;
      work.left -= row.length;
      for (let i = 0; i < row.length; i++)
        if (row[i] !== 0) other[i] = minus(other[i] as number, times(factor, row[i] as number));
    });
  }
  return { rows: rows.slice(0, pivots.length), pivots };
}

/** People of a combination, counted up to k. */
function peopleOf(columns: readonly Column[], row: Float64Array, k: number): number {
  const found = new Set<number>();
  for (let c = 0; c < row.length && found.size < k; c++)
    if (row[c] !== 0) for (const person of (columns[c] as Column).people) found.add(person);
  return found.size;
}

/**
 * A lower bound of the people of any combination: columns without a person in common are sorted into sets that
 * determine a combination each; every combination weighs on some column of each set.
 */
function leastPeople(columns: readonly Column[], work: Work): number {
  const used = new Set<number>();
  let open = [...columns].sort((a, b) => b.people.length - a.people.length);
  let least = 0;
  for (;;) {
    open = open.filter(({ people }) => !people.some((person) => used.has(person)));
    const own = determining(open, work);
    if (own === null) return least;
    least += Math.min(...own.map(({ people }) => people.length));
    for (const { people } of own) for (const person of people) used.add(person);
  }
}

/** The first columns, without a person in common, that together weigh on every combination; null without such. */
function determining(columns: readonly Column[], work: Work): Column[] | null {
  const dimension = columns[0]?.weights.length ?? 0;
  const basis: { readonly weights: Float64Array; readonly pivot: number }[] = [];
  const own: Column[] = [];
  const people = new Set<number>();
  for (const column of columns) {
    if (column.people.some((person) => people.has(person))) continue;
    const rest = column.weights.slice();
    for (const { weights, pivot } of basis) {
      const factor = rest[pivot] as number;
      if (factor === 0) continue;
      work.left -= dimension;
      for (let i = 0; i < dimension; i++)
        rest[i] = minus(rest[i] as number, times(factor, weights[i] as number));
    }
    const pivot = firstWeight(rest);
    if (pivot < 0) continue;
    const scale = reciprocal(rest[pivot] as number);
    basis.push({ weights: rest.map((weight) => times(weight, scale)), pivot });
    own.push(column);
    for (const person of column.people) people.add(person);
    if (basis.length === dimension) return own;
  }
  return null;
}

/** Depth first: the column that brings most new people either cancels (one dimension less) or counts. */
function branch(columns: readonly Column[], people: readonly number[], k: number, work: Work): Verdict {
  const dimension = columns[0]?.weights.length ?? 0;
  if (dimension === 0) return "safe";
  work.left -= columns.length;
  if (work.left < 0) return "unknown";
  const weighing = columns.filter(({ weights }) => firstWeight(weights) >= 0);
  if (weighing.length === 0) return "safe";
  if (dimension === 1) return union(people, weighing).length < k ? "isolates" : "safe";
  const [best, joined] = mostPeople(weighing, people);
  if (best === null) return "isolates";
  const cancelled = branch(cancel(weighing, best, work), people, k, work);
  if (cancelled !== "safe" || joined.length >= k) return cancelled;
  return branch(weighing, joined, k, work);
}

function union(people: readonly number[], columns: readonly Column[]): readonly number[] {
  return [...new Set([...people, ...columns.flatMap((column) => [...column.people])])];
}

function mostPeople(
  columns: readonly Column[],
  people: readonly number[],
): readonly [Column | null, readonly number[]] {
  let best: Column | null = null;
  let most = people;
  for (const column of columns) {
    const joined = union(people, [column]);
    if (joined.length > most.length) [best, most] = [column, joined];
  }
  return [best, most];
}
