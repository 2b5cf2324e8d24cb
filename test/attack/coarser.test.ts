import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  coarserViews,
  defaultPolicy,
  Ledger,
  memorySource,
  protect,
  type Release,
  type View,
} from "../../src/engine";
import { views } from "./views";
import { makeWorld, storeOf, type WorldShape } from "./world";

const policy = { ...defaultPolicy, minGroupSize: 5 };
/** Of these rules and measures nothing depends on values. */
const byPeople = { ...policy, dominance: null, pPercent: null, homogeneity: false };
const byPeopleAlone = (view: View): View =>
  view.measure.kind === "percentile" ? view : { ...view, measure: { kind: "deviation" } };
const shareShown = ({ cells }: Release): number => {
  const withPeople = cells.filter(({ status }) => status !== "empty");
  return withPeople.filter(({ status }) => status !== "hidden").length / (withPeople.length || 1);
};
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
        const asked = views(shape, 4).map(byPeopleAlone);
        const [ledger, untried] = [new Ledger(), new Ledger()];
        for (const view of asked) {
          const found = [...coarserViews(source, view, byPeople, ledger)];
          assert.deepEqual([...coarserViews(source, view, byPeople, ledger)], found);
          const now = protect(source, view, byPeople, ledger).release;
          assert.deepEqual(now, protect(source, view, byPeople, untried).release);
          offered += found.filter((one) => one !== null).length;
        }
        const last = asked.at(-1) as View;
        for (const one of coarserViews(source, last, byPeople, ledger)) {
          if (one === null) continue;
          assert.equal(shareShown(protect(source, one.view, byPeople, ledger).release), one.shown);
          break;
        }
      }),
      { numRuns: runs, endOnFailure: true },
    );
    console.log(`${offered} coarser views offered in ${runs} sessions`);
    assert.ok(offered > runs / 2);
  });

  it(`are the same whatever the values, in ${runs} random sessions`, () => {
    let differ = 0;
    fc.assert(
      fc.property(shapes, (shape) => {
        const { records, store } = makeWorld(shape);
        // Nothing, or far too much of one person: the rules about values hide other cells than before.
        const others = records.map((r) => ({ ...r, value: r.person % 7 === 0 ? 1e6 : 0 }));
        const sources = [memorySource(store), memorySource(storeOf(others))] as const;
        const ledgers = [new Ledger(), new Ledger()] as const;
        for (const view of views(shape, 4)) {
          // What was told is the same in both: only then can the hints be.
          const [mine, theirs] = sources.map((source, s) => {
            const found = [...coarserViews(source, view, policy, ledgers[s])];
            protect(source, byPeopleAlone(view), byPeople, ledgers[s]);
            return found;
          });
          assert.deepEqual(mine, theirs);
          const [first, second] = sources.map((source) => protect(source, view, policy).release);
          if (shareShown(first as Release) !== shareShown(second as Release)) differ += 1;
        }
      }),
      { numRuns: runs, endOnFailure: true },
    );
    console.log(`${differ} pictures of them with other hidden cells`);
    assert.ok(differ > 0, "values decide on pictures");
  });

  it("mostly show more with all rules in force", () => {
    let [offered, kept] = [0, 0];
    for (const shape of fc.sample(shapes, { numRuns: runs, seed: 11 })) {
      const source = memorySource(makeWorld(shape).store);
      for (const view of views(shape, 4)) {
        const now = shareShown(protect(source, view, policy).release);
        for (const one of coarserViews(source, view, policy)) {
          if (one === null) continue;
          offered += 1;
          if (shareShown(protect(source, one.view, policy).release) > now) kept += 1;
        }
      }
    }
    console.log(`${kept} of ${offered} coarser views that were offered show more`);
    assert.ok(offered > runs && kept > 0.8 * offered);
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
