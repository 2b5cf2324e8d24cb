import type { Segment } from "../src/engine";

/** Rows of a made-up query as Power BI hands them over: `DataViewTable.rows`, an array a row. */
export interface QueryData {
  readonly names: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

export const PERIODS = 50;
export const GROUPS = 12;

/** A small generator of pseudo-random numbers in [0, 1) (mulberry32), so that every run measures the same. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function guid(random: () => number): string {
  const hex = (length: number): string =>
    Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join("");
  return `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`;
}

export const NAMES = ["PersonId", "MetricDate", "Organization", "Collaboration hours"];

/**
 * `people` × 50 weeks in 12 groups, week after week as a query is exported; one person in fifty changes
 * groups half-way, one value in fifty is missing.
 */
export function personQuery(people: number): QueryData {
  return { names: NAMES, rows: [...rowsOf(people)] };
}

/** The same rows in segments that are made when they are asked for and not kept, as `fetchMoreData` brings them. */
export function* arrivingSegments(people: number, length: number): Generator<Segment> {
  let rows: (readonly unknown[])[] = [];
  for (const row of rowsOf(people)) {
    rows.push(row);
    if (rows.length < length) continue;
    yield { rows };
    rows = [];
  }
  if (rows.length > 0) yield { rows };
}

function* rowsOf(people: number): Generator<readonly unknown[]> {
  const random = generator(7);
  const persons = Array.from({ length: people }, () => {
    const group = Math.floor(random() * GROUPS);
    return {
      id: guid(random),
      group,
      later: random() < 0.02 ? (group + 1) % GROUPS : group,
      pace: 5 + 30 * random(),
    };
  });
  const groups = Array.from({ length: GROUPS }, (_, g) => `Organization ${g + 1}`);
  for (let week = 0; week < PERIODS; week += 1) {
    const date = new Date(Date.UTC(2024, 0, 7) + week * 604_800_000).toISOString().slice(0, 10);
    for (const { id, group, later, pace } of persons) {
      const hours = random() < 0.02 ? null : pace * (0.5 + random());
      yield [id, date, groups[week < PERIODS / 2 ? group : later], hours];
    }
  }
}

/** The same rows person by person instead of week by week. */
export function sortedByPerson({ names, rows }: QueryData): QueryData {
  const people = rows.length / PERIODS;
  const at = (i: number): number => (i % PERIODS) * people + Math.floor(i / PERIODS);
  return { names, rows: rows.map((_, i) => [...(rows[at(i)] ?? [])]) };
}

/** The rows in segments of at most `length`. */
export function segmentsOf(data: QueryData, length: number): Segment[] {
  const segments: Segment[] = [];
  for (let from = 0; from < data.rows.length; from += length) {
    segments.push({ rows: data.rows.slice(from, from + length) });
  }
  return segments;
}
