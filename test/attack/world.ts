import { detectSchema } from "../../src/rows/schema";
import { RowStore } from "../../src/rows/store";
import type { View } from "../../src/cells/view";
import type { Contribution } from "./attacker/shown-rows";

/** A query that a test made up, as the store that the engine reads and as records that the attacker reads. */
export interface World {
  readonly records: readonly Contribution[];
  readonly store: RowStore;
}

/** What a world is like; rates are between 0 and 1. */
export interface WorldShape {
  readonly seed: number;
  readonly people: number;
  readonly weeks: number;
  readonly groups: number;
  readonly series: number;
  /** Chance that somebody changes group once. */
  readonly movers: number;
  /** Chance that a person has no row in a week. */
  readonly absent: number;
  /** Chance that a row has no value. */
  readonly missing: number;
  /** Chance that a row says that the person is not active; none unless given. */
  readonly inactive?: number;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Sundays from 2024-01-07. */
export function weekOf(n: number): string {
  return new Date(Date.UTC(2024, 0, 7 + 7 * n)).toISOString().slice(0, 10);
}

const columns = [
  "PersonId",
  "MetricDate",
  "Organization",
  "LevelDesignation",
  "IsActive",
  "Collaboration_hours",
];

/** A store of records; `second` adds a second metric to each. */
export function storeOf(records: readonly Contribution[], second?: readonly (number | null)[]): RowStore {
  const names = second ? [...columns, "Meeting_hours"] : columns;
  const rows = records.map((r, i) => [
    `p${r.person}`,
    r.date,
    r.group,
    r.series ?? "all",
    r.active ?? true,
    Number.isNaN(r.value) ? null : r.value,
    ...(second ? [second[i] ?? null] : []),
  ]);
  const segment = { rows };
  const mapping = { person: "PersonId", date: "MetricDate" };
  const store = new RowStore(detectSchema(names, segment, mapping).schema);
  store.append(segment);
  store.finish();
  return store;
}

/** Groups of very different sizes, people who move, are absent, or have no value. */
export function makeWorld(shape: WorldShape): World {
  const next = random(shape.seed);
  const skewed = (n: number): number => Math.min(n - 1, Math.floor(n * next() ** 2));
  const records: Contribution[] = [];
  const inactive = shape.inactive ?? 0;
  for (let person = 0; person < shape.people; person++) {
    const home = skewed(shape.groups);
    const series = skewed(shape.series);
    const moves = next() < shape.movers ? 1 + Math.floor(next() * shape.weeks) : Infinity;
    const later = skewed(shape.groups);
    for (let week = 0; week < shape.weeks; week++) {
      if (next() < shape.absent) continue;
      records.push({
        person,
        date: weekOf(week),
        group: `g${week < moves ? home : later}`,
        series: `s${series}`,
        active: inactive === 0 || next() >= inactive,
        value: next() < shape.missing ? NaN : Math.round(-10_000 * Math.log(1 - next())) / 1000,
      });
    }
  }
  return { records, store: storeOf(records) };
}

/** Marks as missing what a view's filter leaves out, so that the unknowns keep their numbers. */
export function filtered(records: readonly Contribution[], { filter }: View): Contribution[] {
  const groups = filter.attributes?.["Organization"];
  const series = filter.attributes?.["LevelDesignation"];
  const keeps = (r: Contribution): boolean =>
    (groups === undefined || groups.includes(r.group)) &&
    (series === undefined || series.includes(r.series ?? "")) &&
    (filter.activeOnly !== true || r.active !== false) &&
    (filter.from === undefined || r.date >= filter.from) &&
    (filter.to === undefined || r.date <= filter.to);
  return records.map((r) => (keeps(r) ? r : { ...r, value: NaN }));
}
