import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bounds } from "./attacker/bounds";
import { smallestIsolation } from "./attacker/rank";
import { weightRow, type Contribution } from "./attacker/shown-rows";

/** `people` persons with the same value in one group on each of the dates. */
function team(
  first: number,
  people: number,
  group: string,
  value: number,
  dates: readonly string[],
): Contribution[] {
  return Array.from({ length: people }, (_, i) => first + i).flatMap((person) =>
    dates.map((date) => ({ person, date, group, value })),
  );
}

const week = (n: number): string => new Date(Date.UTC(2024, 0, 7 * n)).toISOString().slice(0, 10);
const personOf = (records: readonly Contribution[]) => (u: number) => records[u]?.person ?? -1;

describe("the attacker finds the leaks that the privacy model names", () => {
  it("a mover, though nothing is hidden", () => {
    const records = [
      ...team(0, 9, "A", 20, [week(1), week(2)]),
      ...team(10, 9, "B", 25, [week(1), week(2)]),
      { person: 99, date: week(1), group: "A", value: 30 },
      { person: 99, date: week(2), group: "B", value: 40 },
    ];
    const shown = ["A", "B"].map((g) => weightRow(g, records, (r) => r.group === g, true));
    const total = weightRow("total", records, () => true, true);
    assert.equal(smallestIsolation(shown, personOf(records), 10).people, 10);
    assert.equal(smallestIsolation([...shown, total], personOf(records), 10).people, 1);
  });

  it("a week in which somebody is missing", () => {
    const weeks = Array.from({ length: 26 }, (_, i) => week(i + 1));
    const records = [
      ...team(0, 11, "A", 20, weeks),
      ...team(
        99,
        1,
        "A",
        45,
        weeks.filter((w) => w !== week(7)),
      ),
    ];
    const bar = weightRow("bar", records, () => true, true);
    const trend = weeks.map((w) => weightRow(w, records, (r) => r.date === w, true));
    assert.equal(smallestIsolation([bar], personOf(records), 10).people, Infinity);
    assert.equal(smallestIsolation([bar, ...trend], personOf(records), 10).people, 1);
  });

  it("26 weeks minus 25 weeks", () => {
    const weeks = Array.from({ length: 26 }, (_, i) => week(i + 1));
    const records = [
      ...team(0, 12, "A", 20, weeks.slice(0, 25)),
      { person: 3, date: week(26), group: "A", value: 7 },
    ];
    const longer = weightRow("1-26", records, () => true, false);
    const shorter = weightRow("1-25", records, (r) => r.date !== week(26), false);
    assert.equal(smallestIsolation([longer, shorter], personOf(records), 10).people, 1);
  });

  it("a signed cut of a table: row 1 minus column 1 isolates 3 + 4 people", () => {
    const records = [
      [8, 3],
      [4, 9],
    ].flatMap((row, i) => row.flatMap((n, j) => team(100 * i + 50 * j, n, `r${i}c${j}`, 1, [week(1)])));
    const line = (test: (group: string) => boolean) => weightRow("line", records, (r) => test(r.group), true);
    const margins = ["r0", "r1"].map((s) => line((g) => g.startsWith(s)));
    margins.push(...["c0", "c1"].map((s) => line((g) => g.endsWith(s))));
    const found = smallestIsolation(margins, personOf(records), 10);
    assert.equal(found.people, 7);
    assert.ok(found.exhaustive);
  });

  it("but nothing where every difference has k people, and an insider brings it under k", () => {
    const records = [...team(0, 10, "A", 20, [week(1)]), ...team(20, 10, "B", 25, [week(1)])];
    const rows = ["A", "B"].map((g) => weightRow(g, records, (r) => r.group === g, true));
    assert.equal(smallestIsolation(rows, personOf(records), 10).people, Infinity);
    assert.equal(smallestIsolation(rows, personOf(records), 10, new Set([0])).people, 9);
  });
});

describe("bounds by linear programming", () => {
  const records = [
    ...team(0, 10, "A", 20, [week(1)]),
    ...team(20, 2, "B", 25, [week(1)]),
    ...team(40, 3, "C", 9, [week(1)]),
  ];
  const group = (g: string) => weightRow(g, records, (r) => r.group === g, true);
  const total = weightRow("total", records, () => true, true);

  it("finds a hidden group exactly where it is the only one", async () => {
    const { low, high } = await bounds(group("B"), [total, group("A"), group("C")]);
    assert.ok(Math.abs(low - 50) < 1e-6 && Math.abs(high - 50) < 1e-6);
  });

  it("and an interval where there are two", async () => {
    const { low, high } = await bounds(group("B"), [total, group("A")]);
    assert.ok(Math.abs(low) < 1e-6 && Math.abs(high - 77) < 1e-6);
  });
});
