import type { Rows } from "../rows/rows";

const rowsTaken = 400;
/** Metrics rounded to two decimals do not add up exactly. */
const relative = 1e-3;
/** Rows more than metrics, from which on metrics are hardly ever related by chance. */
const spare = 5;
/** What fewer people have is never shown, whatever the policy. */
const everShown = 5;

/**
 * Sets of metrics of which each is a weighted sum of the others (collaboration = email + meetings + …), found
 * by elimination over a sample of rows in which they all have a value. Metrics that are related in the sample
 * by chance are taken as related: a family only makes protection stricter. Where there are too few rows to tell,
 * all metrics are one family. A metric that few rows have is tried on those rows, beside those that they have.
 */
export function dependentMetrics(rows: Rows): string[][] {
  const names = rows.metrics.filter((name) => rows.metricRange(name).largest > 0);
  if (names.length < 2) return [];
  const columns = names.map((name) => rows.metric(name));
  if (rows.length < names.length + spare) {
    // A metric that is never shown would hide all others.
    const told = names.filter(
      (_, m) => rows.people !== null || rowsWith(columns[m] as Float64Array).length >= everShown,
    );
    return told.length < 2 ? [] : [told];
  }
  const step = Math.max(1, Math.floor(rows.length / (4 * rowsTaken)));
  const some = Array.from({ length: Math.ceil(rows.length / step) }, (_, i) => i * step);
  const dense = comparable(columns, some);
  const families = familiesAmong(columns, dense);
  const sparse = columns.flatMap((_, m) => (dense.metrics.includes(m) ? [] : [m]));
  for (const m of sparse) {
    const own = comparable(columns, thinned(rowsWith(columns[m] as Float64Array), 4 * rowsTaken));
    if (own.rows.length >= own.metrics.length + spare) families.push(...familiesAmong(columns, own));
  }
  return joined(families).map((family) => [...family].sort((a, b) => a - b).map((i) => names[i] as string));
}

/** Metrics, and rows in which all of them have a value. */
interface Comparable {
  readonly metrics: readonly number[];
  readonly rows: readonly number[];
}

/** Leaves out the metrics that fewest of the rows have until enough rows have all of the others. */
function comparable(columns: readonly Float64Array[], rows: readonly number[]): Comparable {
  const has = (m: number, row: number): boolean => !Number.isNaN((columns[m] as Float64Array)[row]);
  const count = columns.map((_, m) => rows.filter((row) => has(m, row)).length);
  const metrics = [...columns.keys()].sort((a, b) => (count[b] as number) - (count[a] as number) || a - b);
  for (;;) {
    const full = rows.filter((row) => metrics.every((m) => has(m, row)));
    const last = metrics.at(-1);
    if (full.length >= metrics.length + spare || last === undefined || count[last] === rows.length)
      return { metrics: metrics.sort((a, b) => a - b), rows: thinned(full, rowsTaken) };
    metrics.pop();
  }
}

function rowsWith(column: Float64Array): number[] {
  const rows: number[] = [];
  column.forEach((value, row) => {
    if (!Number.isNaN(value)) rows.push(row);
  });
  return rows;
}

/** At most so many of them, spread evenly. */
function thinned(rows: readonly number[], most: number): readonly number[] {
  const step = Math.max(1, Math.ceil(rows.length / most));
  return step === 1 ? rows : rows.filter((_, i) => i % step === 0);
}

function familiesAmong(columns: readonly Float64Array[], { metrics, rows }: Comparable): Set<number>[] {
  const vectors = metrics.map((m) =>
    unit(Float64Array.from(rows, (row) => (columns[m] as Float64Array)[row] as number)),
  );
  const basis: { readonly direction: Float64Array; readonly by: Float64Array }[] = [];
  const families: Set<number>[] = [];
  vectors.forEach((vector, m) => {
    const rest = vector.slice();
    const by = new Float64Array(metrics.length);
    by[m] = 1;
    // Twice, for numerical orthogonality.
    for (let pass = 0; pass < 2; pass++)
      for (const { direction, by: own } of basis) {
        const along = dot(rest, direction);
        rest.forEach((x, i) => (rest[i] = x - along * (direction[i] as number)));
        by.forEach((x, i) => (by[i] = x - along * (own[i] as number)));
      }
    const length = Math.sqrt(dot(rest, rest));
    if (length < relative) {
      families.push(new Set(metrics.filter((_, i) => Math.abs(by[i] as number) > relative)));
      return;
    }
    basis.push({ direction: rest.map((x) => x / length), by: by.map((x) => x / length) });
  });
  return families;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function unit(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector)) || 1;
  return vector.map((x) => x / length);
}

/** Families that share a metric are one. */
function joined(families: readonly Set<number>[]): Set<number>[] {
  const result: Set<number>[] = [];
  for (const family of families) {
    const touching = result.filter((other) => [...family].some((m) => other.has(m)));
    for (const other of touching) {
      result.splice(result.indexOf(other), 1);
      other.forEach((m) => family.add(m));
    }
    result.push(family);
  }
  return result;
}
