import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { memorySource } from "../../src/cells/memory-source";
import type { View } from "../../src/cells/view";
import { Ledger } from "../../src/privacy/ledger";
import { defaultPolicy, type Policy } from "../../src/privacy/policy";
import { protect } from "../../src/privacy/protect";
import { smallestIsolation } from "./attacker/rank";
import { weightRow, type Contribution, type WeightRow } from "./attacker/shown-rows";
import { objection, type Seen } from "./verdict";
import { bar } from "./views";
import { random, storeOf, weekOf } from "./world";

const k = 10;
const policy: Policy = { ...defaultPolicy, minGroupSize: k };
const next = random(3);

/** People of one group in some weeks, each with values of their own. */
function team(
  first: number,
  people: number,
  group: string,
  weeks: readonly number[],
  series = "all",
): Contribution[] {
  return Array.from({ length: people }, (_, i) => first + i).flatMap((person) =>
    weeks.map((week) => ({ person, date: weekOf(week), group, series, value: 15 + 10 * next() })),
  );
}

const weeks = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

const trend: View = { ...bar, over: "period", totals: { groups: false, periods: false } };

function session(records: readonly Contribution[], views: readonly View[]): { seen: Seen[]; shown: number } {
  const source = memorySource(storeOf(records));
  const ledger = new Ledger();
  const seen = views.map((view) => ({ view, release: protect(source, view, policy, ledger).release }));
  const shown = seen.flatMap(({ release }) => release.cells).filter((cell) => cell.status === "shown").length;
  return { seen, shown };
}

/** How many people the bare numbers isolate, were all of them drawn. */
function unprotected(records: readonly Contribution[], rows: readonly WeightRow[]): number {
  return smallestIsolation(rows, (u) => records[u]?.person ?? -1, k).people;
}

describe("the leaks that the privacy model names exist without the engine and are closed with it", () => {
  it("a mover, though nothing is hidden", () => {
    const records = [
      ...team(0, 9, "A", [1, 2]),
      ...team(10, 9, "B", [1, 2]),
      ...team(99, 1, "A", [1]),
      ...team(99, 1, "B", [2]),
    ];
    const rows = ["A", "B"].map((g) => weightRow(g, records, (r) => r.group === g, true));
    assert.equal(unprotected(records, [...rows, weightRow("all", records, () => true, true)]), 1);
    const { seen, shown } = session(records, [bar]);
    assert.equal(objection(seen, records, policy), null);
    assert.ok(shown >= 1);
  });

  it("a week in which somebody is missing, beside the bar of all weeks", () => {
    const records = [
      ...team(0, 11, "A", weeks(1, 26)),
      ...team(
        99,
        1,
        "A",
        weeks(1, 26).filter((w) => w !== 7),
      ),
    ];
    const bare = [
      weightRow("bar", records, () => true, true),
      ...weeks(1, 26).map((w) => weightRow(String(w), records, (r) => r.date === weekOf(w), true)),
    ];
    assert.equal(unprotected(records, bare), 1);
    for (const views of [
      [bar, trend],
      [trend, bar],
      [{ ...trend, totals: { groups: true, periods: true } }],
    ]) {
      const { seen, shown } = session(records, views);
      assert.equal(objection(seen, records, policy), null);
      assert.ok(shown >= 1);
    }
  });

  it("26 weeks minus 25 weeks", () => {
    const records = [...team(0, 12, "A", weeks(1, 25)), ...team(3, 1, "A", [26])];
    const sums = [26, 25].map((to) => weightRow(String(to), records, (r) => r.date <= weekOf(to), false));
    assert.equal(unprotected(records, sums), 1);
    const total: View = { ...bar, measure: { kind: "row-mean" } };
    const { seen, shown } = session(records, [total, { ...total, filter: { to: weekOf(25) } }]);
    assert.equal(objection(seen, records, policy), null);
    assert.equal(shown, 2, "the first picture is drawn, the second refused");
  });

  it("a signed cut: row 1 minus column 1", () => {
    const sizes = {
      "r0|c0": 8,
      "r0|c1": 3,
      "r1|c0": 4,
      "r1|c1": 9,
      "r2|c0": 20,
      "r2|c1": 20,
      "r0|c2": 20,
      "r1|c2": 20,
    };
    let first = 0;
    const records = Object.entries(sizes).flatMap(([place, n]) => {
      const [group = "", series = ""] = place.split("|");
      first += 100;
      return team(first, n, group, [1], series);
    });
    const shown = Object.keys(sizes).filter((place) => /2/.test(place));
    const cell = (place: string): WeightRow =>
      weightRow(place, records, (r) => `${r.group}|${r.series ?? ""}` === place, true);
    const margin = (label: string): WeightRow =>
      weightRow(label, records, (r) => r.group === label || r.series === label, true);
    const bare = [...shown.map(cell), ...["r0", "r1", "r2", "c0", "c1", "c2"].map(margin)];
    assert.equal(unprotected(records, bare), 7);
    const cross: View = { ...bar, series: "LevelDesignation" };
    const found = session(records, [cross]);
    assert.equal(objection(found.seen, records, policy), null);
    assert.ok(found.shown >= 5);
  });
});
