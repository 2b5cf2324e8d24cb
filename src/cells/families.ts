import { findName } from "../rows/names";
import type { Rows } from "../rows/rows";

const rowsTaken = 400;
/** Of a metric's spread: sums in single precision do not add up exactly. */
const relative = 1e-3;
/** The same where no value is off by more than the decimals of the metrics leave open. */
const relativeRounded = 0.2;
/** What a few odd rows leave at most. */
const mostOdd = 0.5;
/** To what metrics may be rounded: whole numbers, quarter hours, decimals. */
const steps = [1, 0.5, 0.25, 0.2, 0.1, 0.05, 0.01, 0.001, 0.0001];
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

/** Names that were asked for as those that are there spell them: Collab_hours is found by "collab hours". */
export function spelledAs(there: readonly string[], asked: readonly string[]): string[] {
  return asked.map((name) => there[findName(there, name)] ?? name);
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

/** A metric over the rows of a sample: differences from its mean, of length 1. */
interface Unit {
  readonly along: Float64Array;
  readonly mean: number;
  readonly spread: number;
  /** Half a unit of the last decimal, in units of the spread. */
  readonly open: number;
}

/** What is left of a metric after others, and what that takes of each metric, in units of the spread of each. */
interface Rest {
  readonly along: Float64Array;
  readonly by: Float64Array;
}

function familiesAmong(columns: readonly Float64Array[], { metrics, rows }: Comparable): Set<number>[] {
  const values = metrics.map((m) => Float64Array.from(rows, (row) => columns[m]?.[row] as number));
  const units = values.map(unitOf);
  const basis: Rest[] = [];
  const free: number[] = [];
  const families: Set<number>[] = [];
  units.forEach((_, m) => {
    const rest = restOf(units, m, basis);
    const own = [...free, m];
    const odd = (): number[] | null =>
      withoutOdd(
        own.map((i) => values[i] as Float64Array),
        rest.along,
      )?.map((i) => own[i] as number) ?? null;
    const family = familyIn(rest, units) ?? odd();
    if (family === null) {
      basis.push(scaled(rest));
      free.push(m);
    } else if (family.length > 1) families.push(new Set(family.map((i) => metrics[i] as number)));
  });
  return families;
}

/** What is left of a metric after a basis. */
function restOf(units: readonly Unit[], m: number, basis: readonly Rest[]): Rest {
  const rest = (units[m] as Unit).along.slice();
  const by = new Float64Array(units.length);
  by[m] = 1;
  takeOut(basis, rest, by);
  return { along: rest, by };
}

function scaled({ along, by }: Rest): Rest {
  const length = lengthOf(along);
  return { along: along.map((x) => x / length), by: by.map((x) => x / length) };
}

/** The metrics of which nothing is left but rounding, one that is constant being alone; null where more is left. */
function familyIn({ along, by }: Rest, units: readonly Unit[]): number[] | null {
  const length = lengthOf(along);
  const rounded = by.reduce((sum, x, i) => sum + Math.abs(x) * (units[i] as Unit).open, 0);
  const isRounding = length < relativeRounded && along.every((x) => Math.abs(x) <= 1.05 * rounded);
  if (length >= relative && !isRounding) return null;
  // What rounding alone gives a metric that has no part in it.
  const chance = Math.max(relative, (3 * length) / Math.sqrt(along.length));
  return [...units.keys()].filter((i) => Math.abs(by[i] as number) > chance);
}

/**
 * The same for the last of these metrics where a few rows do not add up, such as late corrections: the rows farthest
 * from what the others say are left out, in rounds (least trimmed squares, Rousseeuw 1984).
 */
function withoutOdd(values: readonly Float64Array[], first: Float64Array): number[] | null {
  if (lengthOf(first) > mostOdd) return null;
  let rest = first;
  for (let round = 0; round < 3; round++) {
    const kept = closest(rest);
    const units = values.map((own) => unitOf(Float64Array.from(kept, (i) => own[i] as number)));
    const basis: Rest[] = [];
    for (let m = 0; m + 1 < units.length; m++) {
      const own = restOf(units, m, basis);
      if (lengthOf(own.along) >= relative) basis.push(scaled(own));
    }
    const found = restOf(units, units.length - 1, basis);
    const family = familyIn(found, units);
    if (family !== null && family.length > 1) return family;
    rest = rest.map((_, row) =>
      units.reduce((sum, { mean, spread }, i) => {
        return sum + ((found.by[i] as number) * ((values[i]?.[row] as number) - mean)) / spread;
      }, 0),
    );
  }
  return null;
}

/** Nine of ten rows: those of which least is left. */
function closest(rest: Float64Array): number[] {
  const order = [...rest.keys()].sort((a, b) => Math.abs(rest[a] as number) - Math.abs(rest[b] as number));
  return order.slice(0, Math.ceil(0.9 * order.length));
}

/** Takes what is along the basis out of a metric; twice, for numerical orthogonality. */
function takeOut(basis: readonly Rest[], rest: Float64Array, by: Float64Array): void {
  for (let pass = 0; pass < 2; pass++)
    for (const { along, by: own } of basis) {
      const part = dot(rest, along);
      rest.forEach((x, i) => (rest[i] = x - part * (along[i] as number)));
      by.forEach((x, i) => (by[i] = x - part * (own[i] as number)));
    }
}

function unitOf(values: Float64Array): Unit {
  const mean = values.reduce((sum, x) => sum + x, 0) / (values.length || 1);
  const centred = values.map((x) => x - mean);
  const spread = lengthOf(centred) || 1;
  return { along: centred.map((x) => x / spread), mean, spread, open: stepOf(values) / 2 / spread };
}

/** The unit to which values are rounded; 0 where they are not. */
function stepOf(values: Float64Array): number {
  const isWhole = (x: number, step: number): boolean =>
    Math.abs(x / step - Math.round(x / step)) < 1e-6 / step;
  return steps.find((step) => values.every((x) => isWhole(x, step))) ?? 0;
}

function lengthOf(vector: Float64Array): number {
  return Math.sqrt(dot(vector, vector));
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
