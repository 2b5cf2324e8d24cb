import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { memorySource } from "../../src/cells/memory-source";
import type { View } from "../../src/cells/view";
import { Ledger } from "../../src/privacy/ledger";
import { defaultPolicy, type Policy } from "../../src/privacy/policy";
import { protect, protectTogether } from "../../src/privacy/protect";
import type { Release } from "../../src/privacy/release";
import { smallestIsolation } from "./attacker/rank";
import type { Contribution } from "./attacker/shown-rows";
import { brokenMinimums, toldBy, type Seen } from "./verdict";
import { views } from "./views";
import { makeWorld, random, storeOf, type WorldShape } from "./world";

// Two metrics in one view. Some people have a value of one and not of the other, so each metric has an n of its own.

const runs = Number(process.env["QUORUM_RUNS"] ?? 1000) / 10;
const combinations = 300;
const names = ["Collaboration_hours", "Meeting_hours"] as const;

const shapes: fc.Arbitrary<WorldShape> = fc.record({
  seed: fc.integer(),
  people: fc.integer({ min: 20, max: 90 }),
  weeks: fc.integer({ min: 2, max: 5 }),
  groups: fc.integer({ min: 2, max: 4 }),
  series: fc.integer({ min: 2, max: 3 }),
  movers: fc.constantFrom(0, 0.05, 0.3),
  absent: fc.constantFrom(0, 0.02),
  missing: fc.constantFrom(0, 0.05, 0.2),
});

const policies: fc.Arbitrary<Policy> = fc
  .record({
    minGroupSize: fc.integer({ min: 5, max: 8 }),
    totalsKnown: fc.boolean(),
    smallGroups: fc.constantFrom("hide" as const, "merge" as const),
  })
  .map((some) => ({ ...defaultPolicy, ...some }));

/** Both metrics of one world; where they are one quantity the attacker knows that it has one value. */
interface Two {
  readonly shape: WorldShape;
  readonly records: readonly (readonly Contribution[])[];
  readonly same: boolean;
  readonly source: ReturnType<typeof memorySource>;
}

function twoMetrics(shape: WorldShape, same: boolean): Two {
  const { records } = makeWorld(shape);
  const next = random(shape.seed + 2);
  const second = records.map(({ value }) => {
    const own = same ? value : Math.round(-10_000 * Math.log(1 - next())) / 1000;
    return next() < shape.missing ? NaN : own;
  });
  const other = records.map((record, i) => ({ ...record, value: second[i] ?? NaN }));
  const store = storeOf(
    records,
    second.map((value) => (Number.isNaN(value) ? null : value)),
  );
  return { shape, records: [records, other], same, source: memorySource(store) };
}

type Show = (two: Two, policy: Policy, pictures: readonly View[]) => Release[][];

const sideBySide =
  (ledgerOf: () => Ledger | null): Show =>
  ({ source }, policy, pictures) => {
    const ledger = ledgerOf();
    return pictures.map((view) =>
      protectTogether(
        source,
        names.map((metric) => ({ ...view, metric })),
        policy,
        ledger,
      ).map(({ release }) => release),
    );
  };

/** What somebody finds who adds and subtracts the numbers of both metrics in any way. */
function objection(
  two: Two,
  policy: Policy,
  pictures: readonly View[],
  seen: readonly Release[][],
): string | null {
  const { records, same } = two;
  const size = records[0]?.length ?? 0;
  const told = records.flatMap((own, m) => {
    const ofMetric = pictures.map((view, p): Seen => ({ view, release: seen[p]?.[m] as Release }));
    assert.deepEqual(brokenMinimums(ofMetric, own, policy.minGroupSize), []);
    return toldBy(ofMetric, own, policy).map((row) => ({
      ...row,
      unknowns: row.unknowns.map((u) => u + (same ? 0 : m * size)),
    }));
  });
  const personOf = (unknown: number): number => records[0]?.[unknown % size]?.person ?? -1;
  const found = smallestIsolation(told, personOf, policy.minGroupSize, new Set(), combinations);
  return found.people < policy.minGroupSize ? `${found.people} people can be isolated` : null;
}

/** Nothing is shown of one metric where the other is hidden. */
function oneMask([first, second]: readonly Release[]): void {
  first?.cells.forEach((cell, c) => {
    const other = second?.cells[c];
    const place = JSON.stringify({ ...cell, value: 0 });
    if (cell.kind === "total-shown") return;
    if (cell.status === "hidden") assert.notEqual(other?.status, "shown", place);
    if (other?.status === "hidden") assert.notEqual(cell.status, "shown", place);
  });
}

const related = (policy: Policy, same: boolean): Policy => (same ? { ...policy, families: [names] } : policy);

function shownIn(seen: readonly Release[][]): number {
  return seen.flat(2).flatMap(({ cells }) => cells.filter(({ status }) => status === "shown")).length;
}

function search(show: Show, same: boolean, count: number): string | null {
  for (const [shape, policy] of fc.sample(fc.tuple(shapes, policies), { numRuns: 80, seed: 17 })) {
    const two = twoMetrics(shape, same);
    const pictures = views(shape, count);
    const own = { ...policy, smallGroups: "hide" } as const;
    const found = objection(two, own, pictures, show(two, own, pictures));
    if (found !== null) return found;
  }
  return null;
}

describe("two metrics in one view", () => {
  const cases = [
    ["one picture, metrics apart", false, 1, sideBySide(() => null)],
    ["one picture, one quantity twice", true, 1, sideBySide(() => null)],
    ["a session, metrics apart", false, 5, sideBySide(() => new Ledger())],
    ["a session, one quantity twice", true, 5, sideBySide(() => new Ledger())],
  ] as const;
  for (const [name, same, count, show] of cases)
    it(`have one mask, and nobody is isolated over both: ${name}`, () => {
      let shown = 0;
      fc.assert(
        fc.property(shapes, policies, (shape, chosen) => {
          const policy = related(chosen, same);
          const two = twoMetrics(shape, same);
          const pictures = views(shape, count);
          const seen = show(two, policy, pictures);
          seen.forEach(oneMask);
          shown += shownIn(seen);
          assert.equal(objection(two, policy, pictures, seen), null);
        }),
        { numRuns: runs },
      );
      console.log(`${name}: ${shown} numbers shown in ${runs} runs of ${count} picture(s) of two metrics`);
      assert.ok(shown > runs * count, "hiding everything is no protection");
    });

  const oneByOne: Show = ({ source }, policy, pictures) =>
    pictures.map((view) => names.map((metric) => protect(source, { ...view, metric }, policy).release));

  it("are objected to when one quantity is protected as if it were two", () => {
    assert.notEqual(search(oneByOne, true, 1), null);
  });

  it("are objected to when a session has no memory", () => {
    assert.notEqual(
      search(
        sideBySide(() => null),
        false,
        5,
      ),
      null,
    );
  });

  it("one by one have masks of their own", () => {
    const differs = fc.sample(shapes, { numRuns: 80, seed: 5 }).some((shape) => {
      const two = twoMetrics(shape, false);
      const policy = { ...defaultPolicy, minGroupSize: 5 };
      try {
        oneByOne(two, policy, views(shape, 1)).forEach(oneMask);
        return false;
      } catch {
        return true;
      }
    });
    assert.ok(differs, "the check of the mask can fail");
  });
});
