import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { View } from "../../src/cells/view";
import { memorySource } from "../../src/cells/memory-source";
import { Ledger } from "../../src/privacy/ledger";
import { defaultPolicy } from "../../src/privacy/policy";
import { protect, type Protected } from "../../src/privacy/protect";
import type { Contribution } from "./attacker/shown-rows";
import { bar, views } from "./views";
import { filtered, makeWorld, storeOf, weekOf, type WorldShape } from "./world";

// A value that a refresh corrects while a session lasts: an earlier number and a later one would tell by how much.

const runs = Number(process.env["QUORUM_RUNS"] ?? 1000) / 5;
const policy = { ...defaultPolicy, minGroupSize: 5, totalsKnown: false };

const shownIn = ({ release }: Protected): number =>
  release.cells.filter(({ status }) => status === "shown").length;

/** Thirty people in two groups over these weeks. */
function team(weeks: readonly number[]): Contribution[] {
  return weeks.flatMap((week) =>
    Array.from({ length: 30 }, (_, person) => ({
      person,
      date: weekOf(week),
      group: person < 15 ? "A" : "B",
      value: 10 + ((person * 7 + week * 3) % 11),
    })),
  );
}

const corrected = (records: readonly Contribution[], at: number, by: number): Contribution[] =>
  records.map((r, i) => (i === at ? { ...r, value: r.value + by } : r));

/** One picture after the other, each over its own rows. */
function session(pictures: readonly (readonly [View, readonly Contribution[]])[]): Protected[] {
  const ledger = new Ledger();
  return pictures.map(([view, records]) => protect(memorySource(storeOf(records)), view, policy, ledger));
}

const trend: View = { ...bar, over: "period" };
const median: View = { ...bar, measure: { kind: "percentile", q: 0.5 } };

describe("a value that was corrected", () => {
  const before = team([0, 1]);
  const after = corrected(before, 0, 3);
  const onlyA = ({ group }: Contribution): boolean => group === "A";
  for (const [name, first, second] of [
    ["other periods", [bar, before], [trend, after]],
    ["other people", [bar, before], [bar, after.filter(onlyA)]],
    ["fewer people first", [bar, before.filter(onlyA)], [bar, after]],
    ["further weeks", [bar, before], [trend, corrected(team([0, 1, 2]), 0, 3)]],
    ["a median", [median, before], [median, after]],
  ] as const)
    it(`is not told by pictures of ${name}`, () => {
      const [shown, hidden] = session([first, second]) as [Protected, Protected];
      assert.ok(shownIn(shown) > 0);
      assert.equal(shownIn(hidden), 0);
      assert.ok(hidden.audit.dataChanged && !shown.audit.dataChanged);
      const [, same] = session([
        first,
        [second[0], second[1].map((r) => ({ ...r, value: valueIn(before, r) }))],
      ]);
      assert.ok(same && shownIn(same) > 0, "uncorrected it is shown");
    });

  it("is none where weeks are new, were not there, or a sum came in another order", () => {
    const noise = before.map((r) => ({ ...r, value: r.value * (1 + 1e-15) }));
    for (const [first, second] of [
      [before, team([0, 1, 2])],
      [before, corrected(team([0, 1, 2]), 60, 3)],
      [corrected(before, 0, NaN), before],
      [before, noise],
    ] as const) {
      const found = session([
        [bar, first],
        [{ ...trend, filter: { from: weekOf(1) } }, second],
      ]);
      assert.deepEqual(
        found.map(({ audit }) => audit.dataChanged),
        [false, false],
      );
    }
  });

  const shapes: fc.Arbitrary<WorldShape> = fc.record({
    seed: fc.integer(),
    people: fc.integer({ min: 30, max: 90 }),
    weeks: fc.integer({ min: 2, max: 6 }),
    groups: fc.integer({ min: 2, max: 3 }),
    series: fc.integer({ min: 2, max: 3 }),
    movers: fc.constantFrom(0, 0.05),
    absent: fc.constantFrom(0, 0.02),
    missing: fc.constantFrom(0, 0.1),
  });

  it(`tells nothing in ${runs} random sessions, each picture over other rows`, () => {
    let [met, unmet] = [0, 0];
    fc.assert(
      fc.property(shapes, fc.nat(), fc.double({ min: 0.01, max: 5, noNaN: true }), (shape, at, by) => {
        const { records } = makeWorld(shape);
        const which = at % Math.max(1, records.length);
        const pictures = views(shape, 6).map((view, i): [View, Contribution[]] => {
          const own = i < 3 ? records : corrected(records, which, by);
          const kept = filtered(records, view);
          return [{ ...view, filter: {} }, own.filter((_, r) => kept[r] === records[r])];
        });
        const one = records[which];
        const holds = ([, own]: readonly [View, readonly Contribution[]]): boolean =>
          one !== undefined && !Number.isNaN(one.value) && own.some((r) => isSame(r, one));
        const told = pictures.slice(0, 3).some(holds);
        session(pictures)
          .slice(3)
          .forEach((found, i) => {
            if (told && holds(pictures[i + 3] as [View, Contribution[]])) {
              met += 1;
              assert.equal(shownIn(found), 0);
            } else unmet += shownIn(found);
          });
      }),
      { numRuns: runs },
    );
    console.log(`${met} pictures met the correction, ${unmet} numbers shown beside`);
    assert.ok(met > runs && unmet > runs / 4);
  });
});

const isSame = (a: Contribution, b: Contribution): boolean => a.person === b.person && a.date === b.date;

function valueIn(records: readonly Contribution[], one: Contribution): number {
  return records.find((r) => isSame(r, one))?.value ?? one.value;
}
