import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { memorySource } from "../../src/cells/memory-source";
import type { Filter, View } from "../../src/cells/view";
import { defaultPolicy, type Policy } from "../../src/privacy/policy";
import { protect } from "../../src/privacy/protect";
import { objection, type Seen } from "./verdict";
import { makeWorld, storeOf, type World, type WorldShape } from "./world";

const runs = Number(process.env["QUORUM_RUNS"] ?? 1000);

const shapes: fc.Arbitrary<WorldShape> = fc.record({
  seed: fc.integer(),
  people: fc.integer({ min: 8, max: 70 }),
  weeks: fc.integer({ min: 1, max: 5 }),
  groups: fc.integer({ min: 1, max: 5 }),
  series: fc.integer({ min: 1, max: 3 }),
  movers: fc.constantFrom(0, 0.05, 0.3),
  absent: fc.constantFrom(0, 0.02, 0.3),
  missing: fc.constantFrom(0, 0.1),
  inactive: fc.constantFrom(0.02, 0.3),
});

const policies: fc.Arbitrary<Policy> = fc
  .record({
    minGroupSize: fc.integer({ min: 5, max: 10 }),
    totalsKnown: fc.boolean(),
    totalOf: fc.constantFrom("everybody" as const, "shown" as const),
    insiders: fc.constantFrom(0, 0, 1),
  })
  .map((some) => ({ ...defaultPolicy, ...some }));

const views: fc.Arbitrary<View> = fc.record({
  metric: fc.constant("Collaboration_hours"),
  measure: fc.constantFrom(
    { kind: "mean" } as const,
    { kind: "row-mean" } as const,
    { kind: "total" } as const,
  ),
  by: fc.constantFrom("Organization", "Organization", null),
  series: fc.constantFrom(null, null, "LevelDesignation"),
  over: fc.constantFrom("none", "period", "month"),
  filter: fc.constantFrom<Filter>(
    {},
    {},
    { attributes: { LevelDesignation: ["s0", "s2"] } },
    { activeOnly: true },
  ),
  totals: fc.record({ groups: fc.boolean(), periods: fc.boolean() }),
});

type Protect = (world: World, view: View, policy: Policy) => Seen;

const engine: Protect = (world, view, policy) => ({
  view,
  release: protect(memorySource(world.store), view, policy).release,
});

/** The first objection over the random cases, null when there is none. */
function search(weak: Protect, count: number): string | null {
  for (const [shape, policy, view] of fc.sample(fc.tuple(shapes, policies, views), {
    numRuns: count,
    seed: 7,
  })) {
    const world = makeWorld(shape);
    const found = objection([weak(world, view, policy)], world.records, policy);
    if (found !== null) return found;
  }
  return null;
}

describe("one release", () => {
  it(`rests on k people, alone and by arithmetic, in ${runs} random worlds, policies and views`, () => {
    let shown = 0;
    fc.assert(
      fc.property(shapes, policies, views, (shape, policy, view) => {
        const world = makeWorld(shape);
        const seen = engine(world, view, policy);
        shown += seen.release.cells.filter((cell) => cell.status === "shown").length;
        assert.equal(objection([seen], world.records, policy), null);
      }),
      { numRuns: runs },
    );
    console.log(`${shown} numbers shown in ${runs} releases`);
    assert.ok(shown > runs, "hiding everything is no protection");
  });

  it("and with one insider, where the policy says so", () => {
    fc.assert(
      fc.property(shapes, policies, views, (shape, policy, view) => {
        const world = makeWorld(shape);
        const strict = { ...policy, insiders: 1 };
        const seen = engine(world, view, strict);
        for (const insider of [0, shape.people >> 1, shape.people - 1])
          assert.equal(objection([seen], world.records, strict, new Set([insider])), null);
      }),
      { numRuns: Math.ceil(runs / 5) },
    );
  });

  const weaknesses: readonly (readonly [string, Protect])[] = [
    ["the minimum ignored", (w, v, p) => engine(w, v, { ...p, minGroupSize: 5, insiders: 0 })],
    [
      "one person too few",
      (w, v, p) => engine(w, v, { ...p, minGroupSize: Math.max(5, p.minGroupSize - 1), insiders: 0 }),
    ],
    [
      "no complementary suppression",
      (w, v, p) => engine(w, v, { ...p, totalsKnown: false, totalOf: "shown" }),
    ],
    ["one complementary cell shown again", unmask],
    ["the inactive as if they were not there", amongTheActive],
  ];
  for (const [name, weak] of weaknesses)
    it(`is objected to with ${name}`, () => {
      assert.notEqual(search(weak, 400), null);
    });
});

/** Takes what a filter on activity leaves as everybody. */
function amongTheActive({ records }: World, view: View, policy: Policy): Seen {
  const kept = view.filter.activeOnly === true ? records.filter(({ active }) => active) : records;
  const filter = { ...view.filter, activeOnly: false };
  return { view, release: protect(memorySource(storeOf(kept)), { ...view, filter }, policy).release };
}

/** Shows one hidden cell that has k people itself. */
function unmask(world: World, view: View, policy: Policy): Seen {
  const { release } = engine(world, view, policy);
  const bare = engine(world, view, { ...policy, totalsKnown: false, totalOf: "shown" }).release;
  const at = release.cells.findIndex(
    (cell, c) => cell.status === "hidden" && bare.cells[c]?.status === "shown" && cell.kind === "group",
  );
  const shown = bare.cells[at];
  const cells = shown ? release.cells.map((cell, c) => (c === at ? shown : cell)) : release.cells;
  return { view, release: { ...release, cells } };
}
