import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { memorySource, type MemorySource } from "../../src/cells/memory-source";
import type { Measure, View } from "../../src/cells/view";
import { Ledger } from "../../src/privacy/ledger";
import { defaultPolicy } from "../../src/privacy/policy";
import { protect } from "../../src/privacy/protect";
import { detectSchema } from "../../src/rows/schema";
import { RowStore } from "../../src/rows/store";
import { bar, storeOf, type Row } from "./people";

// What is worked out on a copy of a ledger may never be shown. Each kind of memory: a picture is told to the ledger
// itself, another to its copy alone, and a third may not follow the second, but may follow the first.

type Asked = readonly [source: MemorySource, view: View];

const rowsOf = (from: number, to: number, hours = (i: number): number => i): Row[] =>
  Array.from({ length: to - from }, (_, i): Row => [`P${from + i}`, 0, "A", hours(from + i)]);
const sourceOf = (rows: readonly Row[]): MemorySource => memorySource(storeOf(rows));
const sixty = sourceOf(rowsOf(0, 60));
const asking = (measure: Measure): Asked => [sixty, { ...bar, measure }];
const above = (limit: number): Asked => asking({ kind: "share-people", side: "above", limit });
const percentile = (q: number): Asked => asking({ kind: "percentile", q });
const people = (from: number, to: number, hours?: (i: number) => number): Asked => [
  sourceOf(rowsOf(from, to, hours)),
  bar,
];

/** One group of an aggregated query, of so many people. */
function counted(count: number): Asked {
  const rows = [["A", "2024-01-07", count, 20]];
  const names = ["Organization", "MetricDate", "People", "Hours"];
  const store = new RowStore(detectSchema(names, { rows }, { people: "People" }).schema);
  store.append({ rows });
  store.finish();
  return [memorySource(store), bar];
}

const skewed = (i: number): number => (i < 2 ? 100 : i < 12 ? 1 : 20 + (i % 3));
const corrected = (i: number): number => (i === 30 ? 31 : i);

const memories: Readonly<Record<string, readonly [Asked, Asked, Asked]>> = {
  "people and periods": [people(0, 60), people(0, 30), people(0, 29)],
  "parts of single people": [people(24, 60, skewed), people(12, 60, skewed), people(0, 60, skewed)],
  "values that were met": [people(0, 30), people(30, 60), people(30, 60, corrected)],
  "limits of a share": [above(40), above(20), above(21)],
  "levels of percentiles": [percentile(0.5), percentile(0.75), percentile(0.77)],
  "people of aggregated groups": [counted(90), counted(50), counted(55)],
};

const policy = { ...defaultPolicy, totalsKnown: false };
const shown = ([source, view]: Asked, ledger: Ledger): number =>
  protect(source, view, policy, ledger).release.cells.filter(({ status }) => status === "shown").length;

describe("a ledger's copy", () => {
  for (const [name, [first, second, third]] of Object.entries(memories))
    it(`has a memory of its own: ${name}`, () => {
      const ledger = new Ledger();
      assert.equal(shown(first, ledger), 1);
      const copy = ledger.copy();
      assert.equal(shown(second, copy), 1);
      assert.equal(shown(third, ledger), 1, "what the copy alone was told is not remembered");
    });

  for (const [name, [first, second, third]] of Object.entries(memories))
    it(`hands its memory over: ${name}`, () => {
      const ledger = new Ledger();
      assert.equal(shown(first, ledger), 1);
      const copy = ledger.copy();
      assert.equal(shown(second, copy), 1);
      ledger.become(copy);
      assert.equal(shown(third, ledger), 0, "the second picture is remembered");
    });
});

describe("the memory of aggregated groups", () => {
  it("lets a group differ from an earlier picture by nobody, or by at least the minimum", () => {
    for (const [people, told] of [
      [30, 1],
      [39, 0],
      [40, 1],
      [21, 0],
      [20, 1],
    ] as const) {
      const ledger = new Ledger();
      assert.equal(shown(counted(30), ledger), 1);
      assert.equal(shown(counted(people), ledger), told, String(people));
    }
  });
});
