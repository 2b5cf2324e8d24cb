import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { memorySource } from "../../src/cells/memory-source";
import type { View } from "../../src/cells/view";
import { defaultPolicy, type Policy } from "../../src/privacy/policy";
import { protect } from "../../src/privacy/protect";
import type { Release } from "../../src/privacy/release";
import { detectSchema } from "../../src/rows/schema";
import { RowStore } from "../../src/rows/store";
import { smallestIsolation } from "./attacker/rank";
import { inCell, knownTotals, periodOf, rowsOfRelease, type Contribution } from "./attacker/shown-rows";

/** How many random datasets are tried: set QUORUM_RUNS for more. */
const runs = Number(process.env.QUORUM_RUNS ?? 600);

const person = fc.record({
  // Squared, so that some groups are large and some hold one or two people.
  group: fc.nat(20).map((n) => `Group ${Math.floor((n * n) / 70)}`),
  series: fc.constantFrom("X", "X", "Y"),
  moves: fc.nat(7).map((n) => n === 0),
  weeks: fc.subarray([0, 1, 2, 3], { minLength: 1 }),
  missing: fc.nat(12),
  level: fc.nat(40),
});

const week = (n: number): string => new Date(Date.UTC(2024, 0, 14 + 7 * n)).toISOString().slice(0, 10);

/** Skewed hours that differ from person to person and week to week; some are missing. */
const dataset: fc.Arbitrary<Contribution[]> = fc
  .array(person, { minLength: 15, maxLength: 70 })
  .map((people) =>
    people.flatMap((p, i) =>
      p.weeks.map((w) => ({
        person: i,
        date: week(w),
        group: p.moves && w > 1 ? "Group 0" : p.group,
        series: p.series,
        value: p.missing === w ? NaN : 10 + p.level / 4 + ((i * 31 + w * 17) % 23) / 7,
      })),
    ),
  );

const view: fc.Arbitrary<View> = fc.record({
  metric: fc.constant("Hours"),
  measure: fc.constantFrom(
    { kind: "mean" } as const,
    { kind: "row-mean" } as const,
    { kind: "total" } as const,
  ),
  by: fc.constantFrom("Group", "Group", "Group", null),
  series: fc.constantFrom(null, null, "Series"),
  over: fc.constantFrom("none" as const, "period" as const, "month" as const),
  filter: fc.constant({}),
  totals: fc.record({ groups: fc.boolean(), periods: fc.boolean() }),
});

const policy: fc.Arbitrary<Policy> = fc
  .record({
    minGroupSize: fc.integer({ min: 5, max: 9 }),
    totalsKnown: fc.boolean(),
    insiders: fc.constantFrom(0, 0, 1),
    smallGroups: fc.constantFrom("hide" as const, "merge" as const),
    totalOf: fc.constantFrom("everybody" as const, "shown" as const),
  })
  .map((chosen) => ({ ...defaultPolicy, ...chosen, decimals: null, groupSize: "exact" as const }));

function sourceOf(records: readonly Contribution[]): ReturnType<typeof memorySource> {
  const names = ["PersonId", "MetricDate", "Group", "Series", "Hours"];
  const rows = records.map((r) => [
    `P${r.person}`,
    r.date,
    r.group,
    r.series,
    Number.isNaN(r.value) ? null : r.value,
  ]);
  const store = new RowStore(detectSchema(names, { rows }, { metrics: ["Hours"] }).schema);
  store.append({ rows });
  store.finish();
  return memorySource(store);
}

/** Everything that a viewer knows: what is shown, and the totals of everybody where they are known. */
function isolated(release: Release, records: readonly Contribution[], policy: Policy): number {
  const { view } = release;
  const perPerson = view.measure.kind === "mean";
  const rows = rowsOfRelease(release, records);
  if (policy.totalsKnown) rows.push(...knownTotals(records, view.over, perPerson));
  const own = records.map((r) => r.person);
  const personOf = (u: number): number => own[u] ?? -1;
  const k = policy.minGroupSize;
  if (policy.insiders === 0) return smallestIsolation(rows, personOf, k).people;
  return Math.min(...[...new Set(own)].map((p) => smallestIsolation(rows, personOf, k, new Set([p])).people));
}

/** A total of everybody that itself is of fewer people than k is not ours to protect: such views are passed over. */
function smallWorld(
  records: readonly Contribution[],
  { over }: View,
  { minGroupSize, insiders, totalsKnown }: Policy,
): boolean {
  if (!totalsKnown) return false;
  const period = periodOf(over);
  const people = new Map<string | null, Set<number>>();
  for (const r of records) {
    if (Number.isNaN(r.value)) continue;
    people.set(period(r.date), (people.get(period(r.date)) ?? new Set()).add(r.person));
  }
  return [...people.values()].some((set) => set.size < minGroupSize + insiders);
}

/** The attack on one dataset; null where it is passed over. */
function attack(
  records: readonly Contribution[],
  view: View,
  asked: Policy,
  real: Policy = asked,
): number | null {
  if (smallWorld(records, view, asked)) return null;
  return isolated(protect(sourceOf(records), view, real).release, records, asked);
}

describe("an attacker who adds and subtracts what one release shows", () => {
  it(`isolates nobody in ${runs} random datasets, views and policies, and much stays visible`, () => {
    let attacked = 0;
    let [shown, passing] = [0, 0];
    fc.assert(
      fc.property(dataset, view, policy, (records, view, policy) => {
        if (smallWorld(records, view, policy)) return;
        attacked += 1;
        const { release } = protect(sourceOf(records), view, policy);
        const period = periodOf(view.over);
        for (const cell of release.cells) {
          if (cell.kind === "other" || cell.kind === "total-shown") continue;
          const people = new Set(
            records.filter((r) => !Number.isNaN(r.value) && inCell(r, cell, period)).map((r) => r.person),
          ).size;
          if (cell.status === "shown") assert.ok(people >= policy.minGroupSize, "P1");
          if (cell.status === "shown" && cell.people !== undefined) assert.equal(cell.people, people);
          if (people >= policy.minGroupSize + policy.insiders) passing += 1;
          if (cell.status === "shown") shown += 1;
        }
        const found = isolated(release, records, policy);
        assert.ok(found >= policy.minGroupSize, `a combination rests on ${found} people`);
      }),
      { numRuns: runs, includeErrorInReport: true },
    );
    console.log(
      `P2: ${attacked} releases attacked; ${shown} of ${passing} cells with enough people shown (${((100 * shown) / passing).toFixed(1)} %)`,
    );
    assert.ok(attacked > runs / 2);
    assert.ok(shown > 0.5 * passing);
  });

  const weaknesses: [string, (policy: Policy) => Policy][] = [
    ["the minimum ignored", (p) => ({ ...p, minGroupSize: 5 })],
    ["the minimum one too low", (p) => ({ ...p, minGroupSize: p.minGroupSize - 1 })],
    ["totals taken as unknown that are known", (p) => ({ ...p, totalsKnown: false, totalOf: "shown" })],
    ["an insider left out of account", (p) => ({ ...p, insiders: 0 })],
  ];
  for (const [name, weaken] of weaknesses) {
    it(`catches ${name}`, () => {
      const strict = policy.map((p) => ({
        ...p,
        minGroupSize: Math.max(6, p.minGroupSize),
        totalsKnown: true,
        insiders: name.includes("insider") ? 1 : 0,
      }));
      const tries = fc.sample(fc.tuple(dataset, view, strict), { numRuns: 300, seed: 4 });
      const caught = tries.filter(
        ([records, view, p]) => (attack(records, view, p, weaken(p)) ?? Infinity) < p.minGroupSize,
      );
      assert.ok(caught.length >= 10, `caught ${caught.length} of ${tries.length}`);
    });
  }
});
