import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { coarserViews, defaultPolicy, Ledger, memorySource, protect, type View } from "../../src/engine";
import { views } from "./views";
import { makeWorld, type WorldShape } from "./world";

const policy = { ...defaultPolicy, minGroupSize: 5 };
const runs = Number(process.env["QUORUM_RUNS"] ?? 1000) / 20;

const shapes: fc.Arbitrary<WorldShape> = fc.record({
  seed: fc.integer(),
  people: fc.integer({ min: 20, max: 90 }),
  weeks: fc.integer({ min: 2, max: 6 }),
  groups: fc.integer({ min: 2, max: 4 }),
  series: fc.integer({ min: 2, max: 3 }),
  movers: fc.constantFrom(0, 0.3),
  absent: fc.constantFrom(0, 0.3),
  missing: fc.constant(0),
});

describe("coarser views", () => {
  it(`show what they say, and trying them tells nothing, in ${runs} random sessions`, () => {
    let offered = 0;
    fc.assert(
      fc.property(shapes, (shape) => {
        const source = memorySource(makeWorld(shape).store);
        const asked = views(shape, 4);
        const [ledger, untried] = [new Ledger(), new Ledger()];
        for (const view of asked) {
          const found = [...coarserViews(source, view, policy, ledger)];
          assert.deepEqual([...coarserViews(source, view, policy, ledger)], found);
          const now = protect(source, view, policy, ledger).release;
          assert.deepEqual(now, protect(source, view, policy, untried).release);
          offered += found.filter((one) => one !== null).length;
        }
        const last = asked.at(-1) as View;
        for (const one of coarserViews(source, last, policy, ledger)) {
          if (one === null) continue;
          const cells = protect(source, one.view, policy, ledger).release.cells.filter(
            ({ status }) => status !== "empty",
          );
          assert.equal(cells.filter(({ status }) => status !== "hidden").length / cells.length, one.shown);
          break;
        }
      }),
      { numRuns: runs, endOnFailure: true },
    );
    console.log(`${offered} coarser views offered in ${runs} sessions`);
    assert.ok(offered > runs / 2);
  });

  it("of a trend in which each week is too small offer the month", () => {
    const { store } = makeWorld({
      seed: 3,
      people: 8,
      weeks: 4,
      groups: 1,
      series: 1,
      movers: 0,
      absent: 0.6,
      missing: 0,
    });
    const view: View = {
      metric: "Collaboration_hours",
      measure: { kind: "mean" },
      by: null,
      series: null,
      over: "period",
      filter: {},
      totals: { groups: false, periods: false },
    };
    const changes = [...coarserViews(memorySource(store), view, policy)].flatMap((one) =>
      one === null ? [] : [[one.change, one.view.over, one.shown]],
    );
    assert.deepEqual(changes[0], ["period", "month", 1]);
  });
});
