/** A source row of an aggregated query, or a part of it: so many people in one period. */
export interface Counted {
  readonly people: number;
  readonly period: string;
}

/** A number that was told: the weights of unknowns that are other than zero, by their index. */
export type Told = ReadonlyMap<number, bigint>;

/** Unknowns whose weights are in one proportion in all numbers. */
interface Atom {
  readonly unknowns: readonly number[];
  readonly column: readonly bigint[];
}

const abs = (x: bigint): bigint => (x < 0n ? -x : x);
const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? abs(a) : gcd(b, a % b));

/** Divided by what all have in common, the first other than zero being positive. */
function primitive(row: readonly bigint[]): bigint[] {
  const by = row.reduce(gcd, 0n);
  const first = row.find((x) => x !== 0n) ?? 1n;
  return by === 0n ? [...row] : row.map((x) => (x / by) * (first < 0n ? -1n : 1n));
}

function atomsOf(told: readonly Told[]): Atom[] {
  const atoms = new Map<string, { unknowns: number[]; column: bigint[] }>();
  for (const unknown of new Set(told.flatMap((row) => [...row.keys()]))) {
    const column = primitive(told.map((row) => row.get(unknown) ?? 0n));
    const atom = atoms.get(column.join()) ?? { unknowns: [], column };
    atom.unknowns.push(unknown);
    atoms.set(column.join(), atom);
  }
  return [...atoms.values()];
}

/** Eliminates the columns in turn, exactly; gives the rows that became pivots. */
function eliminate(rows: bigint[][], columns: readonly number[]): Set<bigint[]> {
  const pivots = new Set<bigint[]>();
  for (const column of columns) {
    const pivot = rows.find((row) => !pivots.has(row) && row[column] !== 0n);
    if (pivot === undefined) continue;
    pivots.add(pivot);
    const by = pivot[column] as bigint;
    for (const row of rows) {
      const own = row[column] as bigint;
      if (row === pivot || own === 0n) continue;
      const left = primitive(row.map((x, i) => x * by - own * (pivot[i] as bigint)));
      left.forEach((x, i) => (row[i] = x));
    }
  }
  return pivots;
}

/** Rows that share columns, directly or by way of others. */
function parts(rows: readonly bigint[][]): bigint[][][] {
  const found: bigint[][][] = [];
  for (const row of rows) {
    const touching = found.filter((part) =>
      part.some((other) => other.some((x, i) => x * (row[i] ?? 0n) !== 0n)),
    );
    for (const part of touching) found.splice(found.indexOf(part), 1);
    found.push([row, ...touching.flat()]);
  }
  return found;
}

function* choose(items: readonly number[], size: number): Generator<number[]> {
  if (size === 0) yield [];
  else
    for (let i = 0; i + size <= items.length; i++)
      for (const rest of choose(items.slice(i + 1), size - 1)) yield [items[i] as number, ...rest];
}

/** Combinations of smallest support vanish on one column less than there are rows: all of them, or the first `most`. */
function* combinations(part: readonly bigint[][], most: number): Generator<bigint[]> {
  yield* part;
  const columns = [...(part[0] ?? []).keys()].filter((i) => part.some((row) => row[i] !== 0n));
  let tried = 0;
  for (const vanishing of choose(columns, part.length - 1)) {
    if (++tried > most) return;
    const rows = part.map((row) => [...row]);
    const pivots = eliminate(rows, vanishing);
    yield* rows.filter((row) => !pivots.has(row));
  }
}

/**
 * Fewest people on whom a combination of the numbers told can rest, for all that counts say: people of one period
 * add up, those of several may be the same. Only what is below k is searched; Infinity for nothing found. Exact, over the
 * integers.
 */
export function fewestCounted(
  told: readonly Told[],
  unknowns: readonly Counted[],
  k: number,
  most: number,
): number {
  const atoms = atomsOf(told);
  const people = (own: readonly Atom[]): number => {
    const perPeriod = new Map<string, number>();
    for (const u of own.flatMap((atom) => atom.unknowns)) {
      const { period, people: n } = unknowns[u] as Counted;
      perPeriod.set(period, (perPeriod.get(period) ?? 0) + n);
    }
    return Math.max(0, ...perPeriod.values());
  };
  const isLarge = atoms.map((atom) => people([atom]) >= k);
  const rows = told.map((_, r) => atoms.map(({ column }) => column[r] as bigint));
  const columns = [...atoms.keys()];
  const large = eliminate(
    rows,
    columns.filter((i) => isLarge[i]),
  );
  const rest = rows.filter((row) => !large.has(row));
  const left = eliminate(
    rest,
    columns.filter((i) => !isLarge[i]),
  );
  let fewest = Infinity;
  for (const part of parts([...left]))
    for (const row of combinations(part, most))
      if (row.some((x) => x !== 0n)) fewest = Math.min(fewest, people(atoms.filter((_, i) => row[i] !== 0n)));
  return fewest;
}
