import type { WeightRow } from "./shown-rows";

/** What an attacker who only adds and subtracts shown numbers can isolate. */
export interface Isolation {
  /** Distinct people with weight in the smallest combination found; Infinity when none rests on small atoms. */
  readonly people: number;
  readonly atoms: readonly (readonly number[])[];
  /** False when there were too many combinations to try them all: `people` is then an upper bound. */
  readonly exhaustive: boolean;
}

// Largest primes under 2^26: products stay below 2^52, exact in a double.
const primes = [67_108_859, 67_108_837] as const;
const mostCombinations = 20_000;

interface Atom {
  readonly unknowns: readonly number[];
  readonly people: ReadonlySet<number>;
  /** Row index → divisor of the weight. */
  readonly weights: ReadonlyMap<number, number>;
}

/** Splits the unknowns into sets to which every row gives equal weight; those with no weight are left out. */
function atomsOf(rows: readonly WeightRow[], personOf: (unknown: number) => number): Atom[] {
  const signature = new Map<number, string>();
  rows.forEach((row, r) => {
    row.unknowns.forEach((u, i) => {
      signature.set(u, `${signature.get(u) ?? ""};${r}:${row.divisors[i] ?? 1}`);
    });
  });
  const bySignature = new Map<string, number[]>();
  for (const [u, s] of signature) {
    const members = bySignature.get(s);
    if (members) members.push(u);
    else bySignature.set(s, [u]);
  }
  return [...bySignature].map(([s, unknowns]) => ({
    unknowns,
    people: new Set(unknowns.map(personOf)),
    weights: new Map(
      s
        .slice(1)
        .split(";")
        .map((part) => part.split(":").map(Number) as [number, number]),
    ),
  }));
}

function power(base: number, exponent: number, p: number): number {
  let result = 1;
  for (let b = base % p, e = exponent; e > 0; e = Math.floor(e / 2), b = (b * b) % p) {
    if (e % 2 === 1) result = (result * b) % p;
  }
  return result;
}

/** Dense matrix modulo p, a row per shown number and a column per atom. */
function matrix(rows: number, atoms: readonly Atom[], p: number): Float64Array[] {
  const m = Array.from({ length: rows }, () => new Float64Array(atoms.length));
  atoms.forEach((atom, a) => {
    for (const [r, divisor] of atom.weights) (m[r] as Float64Array)[a] = power(divisor, p - 2, p);
  });
  return m;
}

/** Gauss–Jordan on the given columns, in place; returns the pivot row of each pivot column. */
function reduce(m: Float64Array[], columns: readonly number[], p: number): Map<number, number> {
  const pivots = new Map<number, number>();
  const used = new Set<number>();
  for (const column of columns) {
    const r = m.findIndex((row, i) => !used.has(i) && row[column] !== 0);
    if (r < 0) continue;
    used.add(r);
    pivots.set(column, r);
    const pivot = m[r] as Float64Array;
    const inverse = power(pivot[column] as number, p - 2, p);
    for (let a = 0; a < pivot.length; a++) pivot[a] = ((pivot[a] as number) * inverse) % p;
    m.forEach((row, i) => {
      const factor = row[column] as number;
      if (i === r || factor === 0) return;
      for (let a = 0; a < row.length; a++) {
        if (pivot[a] !== 0) row[a] = ((row[a] as number) + (p - factor) * (pivot[a] as number)) % p;
      }
    });
  }
  return pivots;
}

/** Groups rows that share a column, so that each part can be searched alone. */
function connectedParts(rows: readonly Float64Array[]): Float64Array[][] {
  const parts: { rows: Float64Array[]; columns: Set<number> }[] = [];
  for (const row of rows) {
    const columns = new Set<number>();
    row.forEach((value, a) => {
      if (value !== 0) columns.add(a);
    });
    const touching = parts.filter((part) => [...columns].some((c) => part.columns.has(c)));
    for (const part of touching) {
      parts.splice(parts.indexOf(part), 1);
      part.columns.forEach((c) => columns.add(c));
    }
    parts.push({ rows: [...touching.flatMap((part) => part.rows), row], columns });
  }
  return parts.map((part) => part.rows);
}

function* choose(items: readonly number[], size: number): Generator<number[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let i = 0; i + size <= items.length; i++) {
    for (const rest of choose(items.slice(i + 1), size - 1)) yield [items[i] as number, ...rest];
  }
}

/** Every vector of smallest support vanishes on (dimension − 1) independent columns: try them all, or many. */
function supports(
  part: Float64Array[],
  p: number,
  most: number,
): { supports: number[][]; exhaustive: boolean } {
  const columns = [...(part[0] ?? [])].map((_, a) => a).filter((a) => part.some((row) => row[a] !== 0));
  const found: number[][] = part.map((row) => columns.filter((a) => row[a] !== 0));
  let tried = 0;
  for (const vanishing of choose(columns, part.length - 1)) {
    if (++tried > most) return { supports: found, exhaustive: false };
    const m = part.map((row) => row.slice());
    const pivots = new Set(reduce(m, vanishing, p).values());
    m.forEach((row, i) => {
      if (!pivots.has(i)) found.push(columns.filter((a) => row[a] !== 0));
    });
  }
  return { supports: found.filter((support) => support.length > 0), exhaustive: true };
}

function smallest(atoms: readonly Atom[], rowCount: number, k: number, p: number, most: number): Isolation {
  const m = matrix(rowCount, atoms, p);
  const all = atoms.map((_, a) => a);
  const large = all.filter((a) => (atoms[a] as Atom).people.size >= k);
  const small = all.filter((a) => (atoms[a] as Atom).people.size < k);
  const eliminated = new Set(reduce(m, large, p).values());
  const rest = m.filter((_, i) => !eliminated.has(i));
  const kept = new Set(reduce(rest, small, p).values());
  let best: Isolation = { people: Infinity, atoms: [], exhaustive: true };
  let exhaustive = true;
  for (const part of connectedParts(rest.filter((_, i) => kept.has(i)))) {
    const searched = supports(part, p, most);
    exhaustive &&= searched.exhaustive;
    for (const support of searched.supports) {
      const people = new Set(support.flatMap((a) => [...(atoms[a] as Atom).people])).size;
      if (people < best.people)
        best = { people, atoms: support.map((a) => (atoms[a] as Atom).unknowns), exhaustive };
    }
  }
  return { ...best, exhaustive };
}

/** Whether a number is a combination of others: exact arithmetic modulo two primes. */
export function follows(number: WeightRow, rows: readonly WeightRow[]): boolean {
  const atoms = atomsOf([...rows, number], (unknown) => unknown);
  const columns = atoms.map((_, a) => a);
  return primes.every((p) => {
    const m = matrix(rows.length + 1, atoms, p);
    return reduce(m.slice(0, -1), columns, p).size === reduce(m, columns, p).size;
  });
}

/**
 * The smallest set of people on whom some linear combination of the shown rows rests, searched among the
 * combinations that cancel every set of at least k people: P2 and P3 of the privacy model hold when the answer
 * is at least k. Exact arithmetic modulo two primes, with the true weights over person-periods.
 * `insiders` are people whose values the attacker knows: they carry no secret and count for nobody.
 * `most` is how many combinations of each connected part are tried.
 */
export function smallestIsolation(
  rows: readonly WeightRow[],
  personOf: (unknown: number) => number,
  k: number,
  insiders: ReadonlySet<number> = new Set(),
  most = mostCombinations,
): Isolation {
  const known = (u: number): boolean => insiders.has(personOf(u));
  const visible = rows.map((row) => ({
    ...row,
    unknowns: row.unknowns.filter((u) => !known(u)),
    divisors: row.divisors.filter((_, i) => !known(row.unknowns[i] as number)),
  }));
  const atoms = atomsOf(visible, personOf);
  const [first, second] = primes.map((p) => smallest(atoms, rows.length, k, p, most)) as [
    Isolation,
    Isolation,
  ];
  // A rank that drops for one prime alone is an accident of that prime.
  return first.people >= second.people ? first : second;
}
