import type { Rows } from "../rows/rows";

const rowsTaken = 400;
/** Metrics rounded to two decimals do not add up exactly. */
const relative = 1e-3;

/**
 * Sets of metrics of which each is a weighted sum of the others (collaboration = email + meetings + …), found
 * by elimination over a sample of rows in which they all have a value. Metrics that are related in the sample
 * by chance are taken as related: a family only makes protection stricter.
 */
export function dependentMetrics(rows: Rows): string[][] {
  const names = rows.metrics.filter((name) => rows.metricRange(name).largest > 0);
  const columns = names.map((name) => rows.metric(name));
  const sample = sampleRows(rows.length, columns);
  if (sample.length < names.length * 3) return [];
  const vectors = columns.map((column) => unit(Float64Array.from(sample, (row) => column[row] as number)));
  const basis: { readonly direction: Float64Array; readonly by: Float64Array }[] = [];
  const families: Set<number>[] = [];
  vectors.forEach((vector, m) => {
    const rest = vector.slice();
    const by = new Float64Array(names.length);
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
      families.push(new Set(names.map((_, i) => i).filter((i) => Math.abs(by[i] as number) > 0.02)));
      return;
    }
    basis.push({ direction: rest.map((x) => x / length), by: by.map((x) => x / length) });
  });
  return joined(families).map((family) => [...family].sort((a, b) => a - b).map((i) => names[i] as string));
}

function sampleRows(length: number, columns: readonly Float64Array[]): number[] {
  const step = Math.max(1, Math.floor(length / (rowsTaken * 4)));
  const taken: number[] = [];
  for (let row = 0; row < length && taken.length < rowsTaken; row += step)
    if (columns.every((column) => !Number.isNaN(column[row] as number))) taken.push(row);
  return taken;
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
