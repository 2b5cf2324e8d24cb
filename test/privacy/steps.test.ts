import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { memorySource, type MemorySource } from "../../src/cells/memory-source";
import type { View } from "../../src/cells/view";
import { releaseOf } from "../../src/privacy/assemble";
import { Ledger } from "../../src/privacy/ledger";
import { defaultPolicy } from "../../src/privacy/policy";
import { decideInSteps, protectTogether } from "../../src/privacy/protect";
import type { Release } from "../../src/privacy/release";
import { bar, storeOf, team, type Row } from "./people";

// Decisions of three groups over four weeks: with everybody, then without one person, whom both would isolate.

const weeks = [0, 1, 2, 3];
const everybody: Row[] = ["A", "B", "C"].flatMap((group) => team(group, 20, weeks));
const source = (rows: readonly Row[]): MemorySource => memorySource(storeOf(rows));
const without = everybody.filter(([person]) => person !== "A0");

const bars: readonly View[] = [bar];
const lines: readonly View[] = [{ ...bar, over: "period" }];
/** Two metrics of one family: the second is decided against what the first would tell. */
const doubled = (rows: readonly Row[]): MemorySource =>
  memorySource(
    storeOf(
      rows.map((row): Row => [...row, 2 * (row[3] ?? 0)]),
      ["Hours", "Doubled"],
    ),
  );
const together: readonly View[] = [bar, { ...bar, metric: "Doubled" }];

const releases = (from: MemorySource, views: readonly View[], ledger: Ledger): Release[] =>
  protectTogether(from, views, defaultPolicy, ledger).map(({ release }) => release);

const isShown = (all: readonly Release[], group: string): boolean =>
  all.every(({ cells }) =>
    cells.every((cell) => cell.kind !== "group" || cell.group !== group || cell.status === "shown"),
  );

for (const [name, views, make] of [
  ["bars", bars, source],
  ["lines", lines, source],
  ["metrics of one family", together, doubled],
] as const) {
  describe(`a decision in steps: ${name}`, () => {
    it("comes to the same, and a ledger that becomes its copy remembers the same", () => {
      const [once, stepped] = [new Ledger(), new Ledger()];
      const copy = stepped.copy();
      let steps = 0;
      const work = decideInSteps(make(everybody), views, defaultPolicy, copy);
      let step = work.next();
      for (; step.done !== true; step = work.next()) steps++;
      stepped.become(copy);
      assert.ok(steps > 3, `${steps} steps`);
      const told = step.value.map(({ mask, policy }) => releaseOf(mask, policy));
      assert.deepEqual(told, releases(make(everybody), views, once));
      const [after, expected] = [stepped, once].map((ledger) => releases(make(without), views, ledger));
      assert.deepEqual(after, expected);
      assert.ok(isShown(told, "A") && !isShown(after ?? [], "A"), "the ledger hides what would isolate A0");
    });

    it("leaves a ledger as it was wherever it is given up", () => {
      const first = make(everybody.filter(([, , group]) => group !== "A"));
      const given = new Ledger();
      releases(first, views, given);
      const before = given.bytes;
      for (let most = 0; ; most++) {
        const work = decideInSteps(make(everybody), views, defaultPolicy, given.copy());
        let taken = 0;
        while (taken <= most && work.next().done !== true) taken++;
        assert.equal(given.bytes, before);
        if (taken <= most) break;
      }
      const untouched = new Ledger();
      releases(first, views, untouched);
      const after = releases(make(without), views, given);
      assert.deepEqual(after, releases(make(without), views, untouched));
      assert.ok(isShown(after, "A"), "nothing told of A is remembered");
    });
  });
}
