import { memorySource } from "../../src/cells/memory-source";
import type { CellSource } from "../../src/cells/cell-source";
import type { Measure, View } from "../../src/cells/view";
import { detectSchema } from "../../src/rows/schema";
import { RowStore } from "../../src/rows/store";
import type { Policy } from "../../src/privacy/policy";
import type { Release, ReleaseCell } from "../../src/privacy/release";
import type { Counted, Told } from "./attacker/counted";
import { periodOf } from "./attacker/shown-rows";
import { random, weekOf } from "./world";

/** People of one source row: those whom a slicer on a column that the visual does not have keeps, or the others. */
export interface Part extends Counted {
  readonly organization: string;
  readonly level: string;
  readonly isCore: boolean;
  /** What they have together; null where their row has no value. */
  readonly sum: number | null;
}

/** An aggregated query that a test made up. */
export interface CountedWorld {
  readonly parts: readonly Part[];
  /** Whether a row's value is the mean of its people or their total. */
  readonly metric: "mean" | "total";
}

export interface CountedShape {
  readonly seed: number;
  readonly weeks: number;
  readonly organizations: number;
  readonly levels: number;
}

/** A picture as somebody asked for it: what slicers leave of the rows, and the view of that. */
export interface Asked {
  readonly view: View;
  /** Slicers: labels kept; undefined for no slicer. */
  readonly organizations?: readonly string[];
  readonly levels?: readonly string[];
  /** Only the core of each row. */
  readonly core: boolean;
}

/** Small rows, rows of just the minimum, larger ones, and some that are not there or have no value. */
export function countedWorld(
  { seed, weeks, organizations, levels }: CountedShape,
  metric: "mean" | "total",
): CountedWorld {
  const next = random(seed);
  const upTo = (n: number): number => 1 + Math.floor(next() * n);
  const parts: Part[] = [];
  for (let w = 0; w < weeks; w++)
    for (let o = 0; o < organizations; o++)
      for (let l = 0; l < levels; l++) {
        if (next() < 0.1) continue;
        const missing = next() < 0.05;
        const [core, others] = [next() < 0.4 ? upTo(6) : 4 + upTo(20), next() < 0.7 ? 0 : upTo(14)];
        for (const [people, isCore] of [
          [core, true],
          [others, false],
        ] as const)
          if (people > 0)
            parts.push({
              organization: `O${o}`,
              level: `L${l}`,
              period: weekOf(w),
              people,
              isCore,
              sum: missing ? null : people * (5 + Math.round(300 * next()) / 10),
            });
      }
  return { parts, metric };
}

/** A source row as a picture's query gives it. */
interface SourceRow {
  readonly parts: readonly number[];
  readonly people: number;
  readonly value: number | null;
}

/** The rows that slicers leave. */
function sourceRows({ parts, metric }: CountedWorld, { organizations, levels, core }: Asked): SourceRow[] {
  const rows = new Map<string, number[]>();
  parts.forEach(({ organization, level, period, isCore }, i) => {
    if (
      (core && !isCore) ||
      organizations?.includes(organization) === false ||
      levels?.includes(level) === false
    )
      return;
    const key = [organization, level, period].join();
    rows.set(key, [...(rows.get(key) ?? []), i]);
  });
  return [...rows.values()].map((own) => {
    const people = own.reduce((n, i) => n + (parts[i] as Part).people, 0);
    const sum = own.reduce((s, i) => s + ((parts[i] as Part).sum ?? NaN), 0);
    return { parts: own, people, value: Number.isNaN(sum) ? null : metric === "mean" ? sum / people : sum };
  });
}

export function sourceOf(world: CountedWorld, asked: Asked): CellSource {
  const names = ["Organization", "Level", "MetricDate", "People", "Hours"];
  const rows = sourceRows(world, asked).map(({ parts: [first], people, value }) => {
    const { organization, level, period } = world.parts[first as number] as Part;
    return [organization, level, period, people, value];
  });
  const store = new RowStore(
    detectSchema(names, { rows: [["O", "L", "2024-01-07", 5, 1.5]] }, { people: "People" }).schema,
  );
  store.append({ rows });
  store.finish();
  return memorySource(store);
}

const least = (a: bigint, b: bigint): bigint => (b === 0n ? a : least(b, a % b));

/** A number over rows: what it should be, and its weights over the parts, times what makes them whole numbers. */
function numberOver(
  { metric }: CountedWorld,
  measure: Measure,
  rows: readonly SourceRow[],
): { told: Told; value: number } {
  const adds = measure.kind === "total";
  const own = rows.filter(({ value }) => value !== null);
  const common = own.reduce((all, { people }) => (all * BigInt(people)) / least(all, BigInt(people)), 1n);
  const told = new Map<number, bigint>();
  for (const { parts, people } of own) {
    const n = BigInt(people);
    // A mean weighed by people adds up what they have; so does a sum of totals.
    const weight = adds === (metric === "total") ? 1n : adds ? common / n : n;
    for (const part of parts) told.set(part, weight);
  }
  const weighed = own.reduce((sum, { people, value }) => sum + (value ?? 0) * (adds ? 1 : people), 0);
  const value = adds ? weighed : weighed / own.reduce((n, { people }) => n + people, 0);
  return { told, value };
}

/** A cell of a release as the attacker sees it; `people` for the test alone. */
export interface SeenCell {
  readonly status: ReleaseCell["status"];
  readonly told: Told;
  /** Most people of a period. */
  readonly people: number;
  readonly shown: number | null;
  readonly value: number;
}

/** The cells that a picture draws, those whose values follow from the others left out. */
export function cellsSeen(world: CountedWorld, asked: Asked, { cells, groups }: Release): SeenCell[] {
  const { view } = asked;
  const rows = sourceRows(world, asked).filter((row) => isKept(world, view, row));
  const label = periodOf(view.over);
  const listed = new Set(groups);
  return cells
    .filter(({ kind }) => kind !== "total-shown")
    .map((cell) => {
      const own = rows.filter((row) => {
        const first = world.parts[row.parts[0] as number] as Part;
        const [group, series] = [labelOf(first, view.by), labelOf(first, view.series)];
        const isIn =
          cell.kind === "other" ? !listed.has(group ?? "") : cell.group === null || cell.group === group;
        return (
          isIn &&
          (cell.series === null || cell.series === series) &&
          cell.period === (cell.period === null ? null : label(first.period))
        );
      });
      const perPeriod = new Map<string, number>();
      for (const { parts, people, value } of own) {
        const { period } = world.parts[parts[0] as number] as Part;
        if (value !== null) perPeriod.set(period, (perPeriod.get(period) ?? 0) + people);
      }
      const shown = cell.status === "shown" ? cell.value : null;
      return {
        status: cell.status,
        people: Math.max(0, ...perPeriod.values()),
        shown,
        ...numberOver(world, view.measure, own),
      };
    });
}

/** The totals of everybody that are taken as known in every period of which a picture shows something. */
export function totalsKnown(world: CountedWorld, asked: Asked, { cells }: Release): Told[] {
  const { view } = asked;
  const label = periodOf(view.over);
  const drawn = new Set(cells.filter(({ status }) => status === "shown").map(({ period }) => period));
  const all = sourceRows(world, asked);
  const wide: View = { ...view, filter: { ...view.filter, attributes: {} } };
  return [view, wide].flatMap((own) =>
    [...drawn].map((period) => {
      const rows = all.filter(
        (row) =>
          isKept(world, own, row) && label((world.parts[row.parts[0] as number] as Part).period) === period,
      );
      return numberOver(world, view.measure, rows).told;
    }),
  );
}

function labelOf({ organization, level }: Part, attribute: string | null): string | null {
  return attribute === null ? null : attribute === "Organization" ? organization : level;
}

function isKept({ parts }: CountedWorld, { filter }: View, row: SourceRow): boolean {
  const first = parts[row.parts[0] as number] as Part;
  const { attributes, from, to } = filter;
  return (
    Object.entries(attributes ?? {}).every(([name, labels]) => labels.includes(labelOf(first, name) ?? "")) &&
    (from === undefined || first.period >= from) &&
    (to === undefined || first.period <= to)
  );
}

/** Somebody who clicks around: slicers, filters, date ranges, groups, granularity, and means or totals. */
export function asking(shape: CountedShape, count: number, mixed: boolean, measure: Measure): Asked[] {
  const next = random(shape.seed + 1);
  const pick = <T>(...items: readonly T[]): T => items[Math.floor(next() * items.length)] as T;
  const some = (letter: string, n: number): string[] =>
    Array.from({ length: n }, (_, i) => `${letter}${i}`).filter(() => next() < 0.6);
  return Array.from({ length: count }, (): Asked => {
    const [organizations, levels] = [some("O", shape.organizations), some("L", shape.levels)];
    const [from, to] = [pick(0, 0, 1), shape.weeks - pick(1, 1, 2)];
    const by = pick("Organization", "Organization", "Level", null);
    const attributes = pick<Record<string, string[]>>(
      {},
      {},
      {},
      { Organization: organizations },
      { Level: levels },
    );
    const slicer = pick({}, {}, {}, { organizations }, { levels });
    return {
      core: !mixed && next() < 0.25,
      ...slicer,
      view: {
        metric: "Hours",
        measure: mixed ? pick<Measure>({ kind: "mean" }, { kind: "total" }) : measure,
        by,
        series: by === "Organization" && next() < 0.25 ? "Level" : null,
        over: pick("none", "none", "period", "month"),
        filter: {
          attributes,
          ...(next() < 0.3 ? { from: weekOf(from), to: weekOf(Math.max(from, to)) } : {}),
        },
        totals: { groups: next() < 0.3, periods: false },
      },
    };
  });
}

/** Everything that a picture tells. */
export function toldBy(world: CountedWorld, asked: Asked, release: Release, policy: Policy): Told[] {
  const cells = cellsSeen(world, asked, release).filter(
    ({ status }) => status === "shown" || status === "clipped",
  );
  const totals = policy.totalsKnown && cells.length > 0 ? totalsKnown(world, asked, release) : [];
  return [...cells.map(({ told }) => told), ...totals].filter(({ size }) => size > 0);
}
