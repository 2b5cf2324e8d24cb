// What is told depends on values by way of the told numbers alone: values that move along directions in which no told
// number and no known total changes leave every release of a session as it was.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { memorySource } from "../../src/cells/memory-source";
import type { View } from "../../src/cells/view";
import { Ledger } from "../../src/privacy/ledger";
import { defaultPolicy, type Policy } from "../../src/privacy/policy";
import { protect } from "../../src/privacy/protect";
import type { Contribution } from "./attacker/shown-rows";
import { toldBy, type Seen } from "./verdict";
import { views } from "./views";
import { makeWorld, random, storeOf, type WorldShape } from "./world";

const runs = Number(process.env["QUORUM_RUNS"] ?? 1000) / 5;

const shapes: fc.Arbitrary<WorldShape> = fc.record({
  seed: fc.integer(),
  people: fc.integer({ min: 20, max: 45 }),
  weeks: fc.integer({ min: 1, max: 3 }),
  groups: fc.integer({ min: 2, max: 5 }),
  series: fc.integer({ min: 2, max: 3 }),
  movers: fc.constantFrom(0, 0.1, 0.3),
  absent: fc.constantFrom(0, 0.1),
  missing: fc.constantFrom(0, 0.1),
});

// Rules that look at values hide by them; here the values themselves are asked after.
const policies: fc.Arbitrary<Policy> = fc
  .record({
    totalsKnown: fc.boolean(),
    totalOf: fc.constantFrom("everybody", "shown"),
    smallGroups: fc.constantFrom("hide", "merge"),
  })
  .map((some) => ({
    ...defaultPolicy,
    ...{ dominance: null, pPercent: null, homogeneity: false, minGroupSize: 5, decimals: 3 },
    ...some,
  }));

/** Pictures of sums: bars, cross tables, trends with what all periods come to. */
function pictures(shape: WorldShape): View[] {
  const next = random(shape.seed + 2);
  return views(shape, 6)
    .filter(({ measure }) => ["mean", "total", "row-mean"].includes(measure.kind))
    .map((view) => ({
      ...view,
      series: view.by === "Organization" && next() < 0.4 ? "LevelDesignation" : null,
      totals: { groups: view.totals.groups, periods: next() < 0.4 },
    }));
}

function session(records: readonly Contribution[], asked: readonly View[], policy: Policy): Seen[] {
  const source = memorySource(storeOf(records));
  const ledger = new Ledger();
  return asked.map((view) => ({ view, release: protect(source, view, policy, ledger).release }));
}

/** Takes from a vector what lies along orthogonal unit vectors; twice, for numerical orthogonality. */
function without(vector: Float64Array, units: readonly Float64Array[]): Float64Array {
  const rest = vector.slice();
  for (const unit of [...units, ...units]) {
    const along = unit.reduce((sum, x, i) => sum + x * (rest[i] as number), 0);
    unit.forEach((x, i) => (rest[i] = (rest[i] as number) - along * x));
  }
  return rest;
}

/** The records with values moved at random, by 3 hours at most, but not along any told row. */
function moved(records: readonly Contribution[], seen: readonly Seen[], policy: Policy): Contribution[] {
  const units: Float64Array[] = [];
  for (const { unknowns, divisors } of toldBy(seen, records, policy)) {
    const row = new Float64Array(records.length);
    unknowns.forEach((u, i) => (row[u] = 1 / (divisors[i] as number)));
    const rest = without(row, units);
    const length = Math.hypot(...rest);
    if (length > 1e-7 * Math.hypot(...row)) units.push(rest.map((x) => x / length));
  }
  const next = random(records.length);
  const way = without(
    Float64Array.from(records, ({ value }) => (Number.isNaN(value) ? 0 : next() - 0.5)),
    units,
  );
  const most = Math.max(...way.map(Math.abs), 1e-6);
  return records.map((r, i) => ({ ...r, value: r.value + (3 * (way[i] as number)) / most }));
}

/** Cells that are told otherwise: rounding of the last decimal apart. */
function changes(before: readonly Seen[], after: readonly Seen[]): number {
  return before.flatMap(({ release: { cells } }, picture) =>
    cells.filter((cell, c) => {
      const now = after[picture]?.release.cells[c];
      if (cell.status !== "shown" || now?.status !== "shown") return cell.status !== now?.status;
      return Math.abs(cell.value - now.value) > 0.0011;
    }),
  ).length;
}

describe("hidden values", () => {
  it(`change nothing that is told, in ${runs} random sessions`, () => {
    let cells = 0;
    let changed = 0;
    fc.assert(
      fc.property(shapes, policies, (shape, policy) => {
        const { records } = makeWorld(shape);
        const asked = pictures(shape);
        const seen = session(records, asked, policy);
        for (const { release } of seen) cells += release.cells.length;
        assert.equal(changes(seen, session(moved(records, seen, policy), asked, policy)), 0);
        // Moved along told rows as well, they change what is told.
        changed += changes(seen, session(moved(records, [], policy), asked, policy));
      }),
      { numRuns: runs },
    );
    console.log(`${cells} cells in ${runs} sessions; ${changed} change with values that are told`);
    assert.ok(changed > 3 * runs);
  });
});
