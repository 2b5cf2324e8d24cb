import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { memorySource } from "../../src/cells/memory-source";
import type { View } from "../../src/cells/view";
import { Ledger } from "../../src/privacy/ledger";
import { defaultPolicy, type Policy } from "../../src/privacy/policy";
import { protect } from "../../src/privacy/protect";
import { mostDominated } from "./attacker/dominance";
import { follows } from "./attacker/rank";
import { dominatedCells, objection, toldBy, type Seen } from "./verdict";
import { views } from "./views";
import { filtered, makeWorld, storeOf, type World, type WorldShape } from "./world";

const runs = Number(process.env["QUORUM_RUNS"] ?? 1000) / 5;
// The attacker's search over a whole session is long: it tries this many combinations of each connected part.
const combinations = 300;

const shapes: fc.Arbitrary<WorldShape> = fc.record({
  seed: fc.integer(),
  people: fc.integer({ min: 20, max: 90 }),
  weeks: fc.integer({ min: 2, max: 6 }),
  groups: fc.integer({ min: 2, max: 4 }),
  series: fc.integer({ min: 2, max: 3 }),
  movers: fc.constantFrom(0, 0.05, 0.3),
  absent: fc.constantFrom(0, 0.02, 0.3),
  missing: fc.constantFrom(0, 0.1),
  inactive: fc.constantFrom(0.02, 0.3),
});

type Session = (world: World, policy: Policy, pictures: readonly View[]) => Seen[];

/** One source, filters in the views, as the command line has it. */
const overOneStore: Session = (world, policy, pictures) => {
  const source = memorySource(world.store);
  const ledger = new Ledger();
  return pictures.map((view) => ({ view, release: protect(source, view, policy, ledger).release }));
};

/** Another store for every picture, as Power BI sends rows after a slicer. */
const overManyStores: Session = (world, policy, pictures) => {
  const ledger = new Ledger();
  return pictures.map((view) => {
    const records = filtered(world.records, view).filter((r, i) => r === world.records[i]);
    const source = memorySource(storeOf(records));
    const { release } = protect(source, { ...view, filter: {} }, policy, ledger);
    return { view, release, filteredBefore: true };
  });
};

const policies: fc.Arbitrary<Policy> = fc
  .record({
    minGroupSize: fc.integer({ min: 5, max: 8 }),
    totalsKnown: fc.boolean(),
    insiders: fc.constantFrom(0, 0, 0, 1),
  })
  .map((some) => ({ ...defaultPolicy, ...some }));

function holds(session: Session, count: number): number {
  let shown = 0;
  fc.assert(
    fc.property(shapes, policies, (shape, policy) => {
      const world = makeWorld(shape);
      const seen = session(world, policy, views(shape, 6));
      for (const { release } of seen) shown += release.cells.filter((cell) => cell.status === "shown").length;
      for (const insiders of policy.insiders === 0 ? [[]] : [[0], [shape.people >> 1]])
        assert.equal(objection(seen, world.records, policy, new Set(insiders), combinations), null);
    }),
    { numRuns: count },
  );
  return shown;
}

function search(session: Session): string | null {
  for (const [shape, policy] of fc.sample(fc.tuple(shapes, policies), { numRuns: 60, seed: 11 })) {
    const world = makeWorld(shape);
    const seen = session(world, policy, views(shape, 6));
    const found = objection(seen, world.records, policy, new Set(), combinations);
    if (found !== null) return found;
  }
  return null;
}

/** Some people have far more than all others. */
function skewed(shape: WorldShape): World {
  const records = makeWorld(shape).records.map((r) => ({ ...r, value: r.value ** 3 / 100 }));
  return { records, store: storeOf(records) };
}

/** The most dominated thing among people who are enough, as one picture less another tells it. */
function dominated(session: Session, shape: WorldShape, policy: Policy): { two: number; shown: number } {
  const world = skewed(shape);
  const seen = session(world, policy, views(shape, 6));
  const shown = seen
    .flatMap(({ release }) => release.cells)
    .filter(({ status }) => status === "shown").length;
  // Medians and shares are no sums that somebody could make up.
  const sums = seen.filter(({ view }) => ["mean", "row-mean", "total"].includes(view.measure.kind));
  const pictures = sums.map((one) => toldBy([one], world.records, policy));
  return { two: mostDominated(pictures, world.records, policy.minGroupSize).two, shown };
}

/** Hidden cells of enough people of whom two make up nearly everything, and what of them follows from all that is told. */
function hiddenFor(session: Session, shape: WorldShape, policy: Policy): { hidden: number; told: string[] } {
  const world = skewed(shape);
  const seen = session(world, policy, views(shape, 6));
  const all = toldBy(seen, world.records, policy);
  const cells = seen.flatMap((one, at) => {
    if (!["mean", "row-mean", "total"].includes(one.view.measure.kind)) return [];
    const before = toldBy(seen.slice(0, at), world.records, policy);
    return dominatedCells(one, world.records, policy).filter((cell) => !follows(cell, before));
  });
  return { hidden: cells.length, told: cells.filter((c) => follows(c, all)).map(({ label }) => label) };
}

describe("a session of values that a few people have", () => {
  // Single precision in what the session remembers of values.
  const most = 0.9 + 1e-5;

  it(`gives nobody away by dominance over ${runs} random sessions`, () => {
    let shown = 0;
    fc.assert(
      fc.property(shapes, policies, (shape, policy) => {
        const found = dominated(overOneStore, shape, policy);
        shown += found.shown;
        assert.ok(found.two <= most, `two people make up ${(100 * found.two).toFixed(1)} %`);
      }),
      { numRuns: runs },
    );
    console.log(`skewed values: ${shown} numbers shown in ${runs} sessions of 6 pictures`);
    assert.ok(shown > 3 * runs, "hiding everything is no protection");
  });

  it(`tells no hidden cell of theirs over ${runs} random sessions`, () => {
    let hidden = 0;
    fc.assert(
      fc.property(shapes, policies, (shape, policy) => {
        const found = hiddenFor(overOneStore, shape, policy);
        hidden += found.hidden;
        assert.deepEqual(found.told, []);
      }),
      { numRuns: runs },
    );
    console.log(`skewed values: ${hidden} hidden cells that two people dominate in ${runs} sessions`);
    assert.ok(hidden > runs / 10);
  });

  it("is objected to where a session is tested for counts alone", () => {
    const alone: Session = (world, policy, pictures) => {
      const source = memorySource(world.store);
      const ledger = new Ledger();
      const counts = { ...policy, dominance: null, pPercent: null };
      return pictures.map((view) => {
        const counted = protect(source, view, counts, ledger).release;
        const { release } = protect(source, view, policy);
        const cells = release.cells.filter((_, c) => counted.cells[c]?.status === "shown");
        return { view, release: { ...release, cells } };
      });
    };
    const tries = fc.sample(fc.tuple(shapes, policies), { numRuns: 60, seed: 11 });
    const caught = tries.filter(([shape, policy]) => dominated(alone, shape, policy).two > most);
    const cells = tries.filter(([shape, policy]) => hiddenFor(alone, shape, policy).told.length > 0);
    console.log(
      `skewed values, counts alone: caught in ${caught.length} of ${tries.length} sessions, by hidden cells in ${cells.length}`,
    );
    assert.ok(caught.length > 0 && cells.length > 0);
  });
});

describe("a session", () => {
  for (const [name, session] of [
    ["filters over one store", overOneStore],
    ["another store for every filter", overManyStores],
  ] as const)
    it(`isolates nobody over ${runs} random sessions: ${name}`, () => {
      const shown = holds(session, runs);
      console.log(`${name}: ${shown} numbers shown in ${runs} sessions of 6 pictures`);
      assert.ok(shown > 6 * runs, "hiding everything is no protection");
    });

  const weaknesses: readonly (readonly [string, Session])[] = [
    [
      "the ledger off",
      (world, policy, pictures) => pictures.flatMap((view) => overOneStore(world, policy, [view])),
    ],
    [
      "a ledger that forgets",
      (world, policy, pictures) => [
        ...overOneStore(world, policy, pictures.slice(0, 3)),
        ...overOneStore(world, policy, pictures.slice(3)),
      ],
    ],
    [
      "no complementary suppression",
      (world, policy, pictures) =>
        overOneStore(world, { ...policy, totalsKnown: false, totalOf: "shown" }, pictures),
    ],
    [
      "one person too few",
      (world, policy, pictures) =>
        overOneStore(world, { ...policy, minGroupSize: Math.max(5, policy.minGroupSize - 1) }, pictures),
    ],
    [
      "the minimum ignored",
      (world, policy, pictures) => overOneStore(world, { ...policy, minGroupSize: 5 }, pictures),
    ],
  ];
  for (const [name, weak] of weaknesses)
    it(`is objected to with ${name}`, () => {
      assert.notEqual(search(weak), null);
    });
});
