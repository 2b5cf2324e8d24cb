import type { Rows } from "../rows/rows";

const rowsTaken = 400;
/** Of a metric's spread: sums in single precision do not add up exactly. */
const relative = 1e-3;
/** The same where no value is off by more than the decimals of the metrics leave open. */
const relativeRounded = 0.2;
const mostDecimals = 4;
/** Rows more than metrics, from which on metrics are hardly ever related by chance. */
const spare = 5;
/** What fewer people have is never shown, whatever the policy. */
const everShown = 5;

/**
 * Sets of metrics of which each is a weighted sum of the others (collaboration = email + meetings + …), or lacks a
 * constant to it (focus = 40 − meetings), found by elimination over a sample of rows in which they all have a value.
 * They may be rounded. Metrics that are related in the sample
 * by chance are taken as related: a family only makes protection stricter. Where there are too few rows to tell,
 * all metrics are one family. A metric that few rows have is tried on those rows, beside those that they have.
 */
export function dependentMetrics(rows: Rows): string[][] {
  const names = rows.metrics.filter((name) => rows.metricRange(name).largest > 0);
  if (names.length < 2) return [];
  const columns = names.map((name) => rows.metric(name));
  if (areTooFew(columns, rows.length)) {
    // A metric that is never shown would hide all others.
    const told = names.filter((_, m) => rows.people !== null || isEverShown(columns[m] as Float64Array));
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

/** Too few rows to tell: in all, or, of few rows, those that have a value of every metric that is ever shown. */
function areTooFew(columns: readonly Float64Array[], length: number): boolean {
  const enough = columns.length + spare;
  if (length < enough) return true;
  if (length >= 4 * enough) return false;
  const shown = columns.filter(isEverShown);
  const full = Array.from({ length }, (_, row) => row).filter((row) =>
    shown.every((column) => !Number.isNaN(column[row])),
  );
  return full.length < shown.length + spare;
}

function isEverShown(column: Float64Array): boolean {
  return rowsWith(column).length >= everShown;
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

/** A metric, or what is left of it after others, over the rows of a sample. */
interface Direction {
  /** Differences from the mean, of length 1. */
  readonly along: Float64Array;
  /** What it takes of each metric, in units of the spread of each. */
  readonly by: Float64Array;
}

function familiesAmong(columns: readonly Float64Array[], { metrics, rows }: Comparable): Set<number>[] {
  const values = metrics.map((m) => Float64Array.from(rows, (row) => columns[m]?.[row] as number));
  const centred = values.map(aroundMean);
  const spread = centred.map((own) => Math.sqrt(dot(own, own)) || 1);
  // Half a unit of the last decimal, in units of the spread.
  const open = values.map((own, m) => stepOf(own) / 2 / (spread[m] as number));
  const basis: Direction[] = [];
  const families: Set<number>[] = [];
  centred.forEach((own, m) => {
    const rest = own.map((x) => x / (spread[m] as number));
    const by = new Float64Array(metrics.length);
    by[m] = 1;
    takeOut(basis, rest, by);
    const length = Math.sqrt(dot(rest, rest));
    const rounded = by.reduce((sum, x, i) => sum + Math.abs(x) * (open[i] as number), 0);
    const isRounding = length < relativeRounded && rest.every((x) => Math.abs(x) <= 1.05 * rounded);
    if (length >= relative && !isRounding) {
      basis.push({ along: rest.map((x) => x / length), by: by.map((x) => x / length) });
      return;
    }
    // What rounding alone gives a metric that has no part in it.
    const chance = Math.max(relative, (3 * length) / Math.sqrt(rows.length));
    const family = metrics.filter((_, i) => Math.abs(by[i] as number) > chance);
    if (family.length > 1) families.push(new Set(family));
  });
  return families;
}

/** Takes what is along the basis out of a metric; twice, for numerical orthogonality. */
function takeOut(basis: readonly Direction[], rest: Float64Array, by: Float64Array): void {
  for (let pass = 0; pass < 2; pass++)
    for (const { along, by: own } of basis) {
      const part = dot(rest, along);
      rest.forEach((x, i) => (rest[i] = x - part * (along[i] as number)));
      by.forEach((x, i) => (by[i] = x - part * (own[i] as number)));
    }
}

function aroundMean(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, x) => sum + x, 0) / (values.length || 1);
  return values.map((x) => x - mean);
}

/** The unit of the last decimal that values have; 0 where they are not rounded. */
function stepOf(values: Float64Array): number {
  for (let decimals = 0; decimals <= mostDecimals; decimals++) {
    const units = 10 ** decimals;
    if (values.every((x) => Math.abs(x * units - Math.round(x * units)) < 1e-6 * units)) return 1 / units;
  }
  return 0;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
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
