import { modulus, reciprocal, subtract, times } from "./modular";

/** A set of unknowns to which every row gives the same weight. */
export interface Column {
  /** Row → weight modulo the prime, as two parallel lists. */
  readonly rows: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
  /** Distinct people, counted up to k. */
  readonly people: number;
  /** Their codes, complete where `people` is below k. */
  readonly members: ArrayLike<number>;
}

/** What adding and subtracting the rows can isolate. */
export type Isolation =
  | { readonly kind: "none" }
  /** A combination of `rows` weighs on `columns` alone, which hold `people` people, 1 to k − 1 of them. */
  | {
      readonly kind: "found";
      readonly people: number;
      readonly rows: readonly number[];
      readonly columns: readonly Column[];
    }
  /** Too much to search: rows and columns that could not be cleared. Treat as found. */
  | { readonly kind: "unknown"; readonly rows: readonly number[]; readonly columns: readonly Column[] };

/** Steps of elimination and search before giving up; each step is one multiplication. */
export const defaultBudget = 4e7;

/**
 * Is there a linear combination of rows whose weight rests on 1 to k − 1 people? (P2 and P3 of the privacy
 * model.) Exact modulo a prime: a column of at least k people must cancel, so such columns are eliminated first;
 * on what remains, each small column either cancels or brings its people, which ends after at most k − 1
 * of the latter. Whatever is not decided within the budget is `unknown`, never "none".
 *
 * @param isNew parts of the matrix without a new row were searched before and are left out
 */
export function findIsolation(
  columns: readonly Column[],
  k: number,
  isNew: (row: number) => boolean = () => true,
  budget = defaultBudget,
): Isolation {
  const work = { left: budget };
  for (const part of connectedParts(columns, k)) {
    if (!part.some((column) => Array.from(column.rows).some(isNew))) continue;
    const found = searchPart(part, k, work);
    if (found.kind !== "none") return found;
  }
  return { kind: "none" };
}

/** Columns joined by common rows, apart from parts without a small column: nothing can be isolated there. */
function connectedParts(columns: readonly Column[], k: number): Column[][] {
  const parent = new Map<number, number>();
  const root = (r: number): number => {
    let at = r;
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up;
    parent.set(r, at);
    return at;
  };
  for (const column of columns) {
    const first = column.rows[0];
    if (first === undefined) continue;
    for (let i = 1; i < column.rows.length; i++) parent.set(root(column.rows[i] as number), root(first));
  }
  const parts = new Map<number, { columns: Column[]; small: boolean }>();
  for (const column of columns) {
    const first = column.rows[0];
    if (first === undefined) continue;
    const key = root(first);
    const part = parts.get(key) ?? { columns: [], small: false };
    part.columns.push(column);
    part.small ||= column.people < k;
    parts.set(key, part);
  }
  return [...parts.values()].filter((part) => part.small).map((part) => part.columns);
}

interface Work {
  left: number;
}

/** Combinations of rows that cancel on every large column, as vectors over the part's rows. */
function searchPart(columns: readonly Column[], k: number, work: Work): Isolation {
  const rows = [...new Set(columns.flatMap((c) => Array.from(c.rows)))].sort((a, b) => a - b);
  const indexOf = new Map(rows.map((row, i) => [row, i]));
  const free = cancelling(columns, k, indexOf, work);
  const small = columns.filter((c) => c.people < k);
  if (free === null) return { kind: "unknown", rows, columns: small };
  const space = free.map((combination) => ({
    combination,
    values: Float64Array.from(small, (c) => weigh(combination, c, indexOf)),
  }));
  const effective = independent(space);
  return branch({ space: effective, small, rows, k, work }, effective, []);
}

function weigh(combination: Float64Array, column: Column, indexOf: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (let i = 0; i < column.rows.length; i++) {
    const at = indexOf.get(column.rows[i] as number) as number;
    sum += times(combination[at] as number, column.weights[i] as number);
  }
  return sum % modulus;
}

/**
 * Left null space of the large columns. Keeps a basis of combinations, beginning with the rows themselves; a
 * column on which some of them weigh removes one and clears the others. Returns null when the work is used up.
 */
function cancelling(
  columns: readonly Column[],
  k: number,
  indexOf: ReadonlyMap<number, number>,
  work: Work,
): Float64Array[] | null {
  const size = indexOf.size;
  let basis = Array.from({ length: size }, (_, i) => {
    const unit = new Float64Array(size);
    unit[i] = 1;
    return unit;
  });
  const large = columns.filter((c) => c.people >= k).sort((a, b) => a.rows.length - b.rows.length);
  for (const column of large) {
    if (basis.length === 0) break;
    work.left -= basis.length * column.rows.length;
    const weights = basis.map((combination) => weigh(combination, column, indexOf));
    const pivot = weights.findIndex((w) => w !== 0);
    if (pivot < 0) continue;
    const chosen = basis[pivot] as Float64Array;
    const scale = reciprocal(weights[pivot] as number);
    basis.forEach((combination, i) => {
      const weight = weights[i] as number;
      if (i === pivot || weight === 0) return;
      subtract(combination, times(weight, scale), chosen);
      work.left -= size;
    });
    basis = basis.filter((_, i) => i !== pivot);
    if (work.left < 0) return null;
  }
  return basis;
}

interface Vector {
  /** Over the part's rows. */
  readonly combination: Float64Array;
  /** Over its small columns. */
  readonly values: Float64Array;
}

/** Drops what weighs on nobody: combinations that are zero on every column, such as a total minus all its parts. */
function independent(space: readonly Vector[]): Vector[] {
  const kept: { vector: Vector; pivot: number }[] = [];
  for (const vector of space) {
    for (const { vector: other, pivot } of kept) clear(vector, other, pivot);
    const pivot = vector.values.findIndex((v) => v !== 0);
    if (pivot >= 0) kept.push({ vector, pivot });
  }
  return kept.map(({ vector }) => vector);
}

function clear(vector: Vector, by: Vector, column: number): void {
  const value = vector.values[column] as number;
  if (value === 0) return;
  const factor = times(value, reciprocal(by.values[column] as number));
  subtract(vector.values, factor, by.values);
  subtract(vector.combination, factor, by.combination);
}

interface Search {
  readonly space: readonly Vector[];
  readonly small: readonly Column[];
  readonly rows: readonly number[];
  readonly k: number;
  readonly work: Work;
}

/** Depth first: the column that brings most new people either cancels (one dimension less) or counts. */
function branch(search: Search, space: readonly Vector[], people: readonly number[]): Isolation {
  const { k, small, work } = search;
  if (space.length === 0) return { kind: "none" };
  work.left -= space.length * small.length + 1;
  if (work.left < 0) return { kind: "unknown", ...supportOf(search, space) };
  if (space.length === 1) return judge(search, space[0] as Vector);
  const column = mostPeople(space, small, people);
  if (column.at < 0) return { kind: "found", people: people.length, ...supportOf(search, space) };
  const cancelled = branch(search, without(space, column.at), people);
  if (cancelled.kind !== "none" || column.people.length >= k) return cancelled;
  return branch(search, space, column.people);
}

function judge(search: Search, only: Vector): Isolation {
  let people: readonly number[] = [];
  for (let c = 0; c < search.small.length; c++)
    if (only.values[c] !== 0) people = union(people, search.small[c] as Column);
  if (people.length >= search.k) return { kind: "none" };
  return { kind: "found", people: people.length, ...supportOf(search, [only]) };
}

function union(people: readonly number[], column: Column): readonly number[] {
  const added = Array.from(column.members).filter((m) => !people.includes(m));
  return added.length === 0 ? people : [...people, ...added];
}

function mostPeople(
  space: readonly Vector[],
  small: readonly Column[],
  people: readonly number[],
): { at: number; people: readonly number[] } {
  let best = { at: -1, people };
  small.forEach((column, c) => {
    if (!space.some((v) => v.values[c] !== 0)) return;
    const joined = union(people, column);
    if (joined.length > best.people.length) best = { at: c, people: joined };
  });
  return best;
}

/** The subspace that is zero on a column. */
function without(space: readonly Vector[], column: number): Vector[] {
  const pivot = space.find((v) => v.values[column] !== 0);
  if (pivot === undefined) return [...space];
  const scale = reciprocal(pivot.values[column] as number);
  return space
    .filter((v) => v !== pivot)
    .map((v) => {
      const factor = times(v.values[column] as number, scale);
      if (factor === 0) return v;
      const copy = { combination: v.combination.slice(), values: v.values.slice() };
      subtract(copy.values, factor, pivot.values);
      subtract(copy.combination, factor, pivot.combination);
      return copy;
    });
}

/** Rows and columns on which some of these combinations weigh. */
function supportOf(search: Search, space: readonly Vector[]): { rows: number[]; columns: Column[] } {
  return {
    rows: search.rows.filter((_, i) => space.some((v) => v.combination[i] !== 0)),
    columns: search.small.filter((_, c) => space.some((v) => v.values[c] !== 0)),
  };
}
