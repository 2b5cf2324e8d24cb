import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { View } from "../../src/cells/view";
import { memorySource } from "../../src/cells/memory-source";
import { narrowestInterval, type Interval } from "../../src/privacy/interval";
import { repairNetwork } from "../../src/privacy/network";
import { defaultPolicy, type Policy } from "../../src/privacy/policy";
import { protect } from "../../src/privacy/protect";
import { skipWithoutSharedData } from "../conformance/shared-data";
import { bounds } from "./attacker/bounds";
import { knownTotals, rowsOfRelease, type Contribution, type WeightRow } from "./attacker/shown-rows";
import { publishedTable, toldByTable } from "./tables";
import { bar } from "./views";
import { storeOf, weekOf } from "./world";

// The audit's narrowest interval, by maximum flows, beside linear programs over the shown counts.

const runs = Number(process.env["QUORUM_RUNS"] ?? 1000) / 10;

/** Rows over people as rows over the cells that they are in, with counts as what was told. */
function overCells(rows: readonly WeightRow[], cellOf: readonly number[]): WeightRow[] {
  return rows.map((row) => {
    const unknowns = [...new Set(row.unknowns.map((u) => cellOf[u] ?? -1))];
    return { ...row, unknowns, divisors: unknowns.map(() => 1), scaled: row.unknowns.length };
  });
}

/** The narrowest of the intervals around these cells that linear programs find. */
async function byPrograms(
  cells: ReadonlyMap<number, number>,
  rows: readonly WeightRow[],
): Promise<Interval | null> {
  let narrowest: Interval | null = null;
  for (const [cell, people] of cells) {
    const target = { label: "target", unknowns: [cell], divisors: [1], scaled: people };
    const { low, high } = await bounds(target, rows);
    if (high - low < (narrowest === null ? Infinity : narrowest.high - narrowest.low))
      narrowest = { people, low, high };
  }
  return narrowest;
}

const width = (interval: Interval | null): number | null =>
  interval === null ? null : Math.round(1e6 * (interval.high - interval.low)) / 1e6;

/** A cell for each number of people; everybody has one row. */
function recordsOf(sizes: readonly (readonly number[])[]): Contribution[] {
  const records: Contribution[] = [];
  sizes.forEach((row, g) => {
    row.forEach((people, s) => {
      for (let i = 0; i < people; i++)
        records.push({ person: records.length, date: weekOf(0), group: `g${g}`, series: `s${s}`, value: i });
    });
  });
  return records;
}

const policy: Policy = {
  ...defaultPolicy,
  minGroupSize: 5,
  dominance: null,
  pPercent: null,
  homogeneity: false,
};
const cross: View = { ...bar, measure: { kind: "total" }, series: "LevelDesignation" };

const sizes = fc.integer({ min: 1, max: 4 }).chain((columns) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 14 }), { minLength: columns, maxLength: columns }), {
    minLength: 2,
    maxLength: 5,
  }),
);

describe("the narrowest interval around a hidden count", () => {
  for (const [name, k] of [
    ["c5x6", 5],
    ["c10x13", 5],
    ["ch10x13", 5],
    ["ch10x13", 10],
  ] as const)
    it(
      `${name}, minimum ${k}: as wide as linear programs find it`,
      { skip: skipWithoutSharedData },
      async () => {
        const table = publishedTable(name, k, true);
        const { secondary } = repairNetwork(table.network, k);
        const { rows, cellOf } = toldByTable(table, secondary);
        const cells = new Map(
          [...new Set(cellOf)].flatMap((c): [number, number][] => {
            const { state, people } = table.cells[c] ?? { state: "shown", people: 0 };
            return state === "primary" ? [[c, people]] : [];
          }),
        );
        const expected = await byPrograms(cells, overCells(rows, cellOf));
        const found = narrowestInterval(table.network, secondary);
        console.log(`${name} k=${k}: ${JSON.stringify(found)}, linear programs ${JSON.stringify(expected)}`);
        assert.ok(expected !== null && expected.high - expected.low > 0);
        assert.equal(width(found), width(expected));
      },
    );

  it(`is that of the linear programs in ${runs} random tables and bars`, async () => {
    let [limited, above] = [0, 0];
    const property = fc.asyncProperty(sizes, fc.boolean(), async (table, known) => {
      const records = recordsOf(table);
      const columns = table[0]?.length ?? 0;
      const view = columns > 1 ? cross : { ...cross, series: null };
      const { release, audit } = protect(memorySource(storeOf(records)), view, {
        ...policy,
        totalsKnown: known,
      });
      const told = rowsOfRelease(release, records);
      if (known) told.push(...knownTotals(records, "none", false));
      const cellOf = records.map(
        ({ group, series }) => Number(group.slice(1)) * columns + Number(series?.slice(1)),
      );
      const small = table.flat().map((people, cell): [number, number] => [cell, people]);
      const cells = new Map(small.filter(([, people]) => people > 0 && people < policy.minGroupSize));
      const expected = told.length === 0 ? null : await byPrograms(cells, overCells(told, cellOf));
      const found = audit.narrowestInterval;
      // Where nothing at all is shown, nothing is worked out.
      if (release.cells.every(({ status }) => status !== "shown")) return;
      assert.equal(width(found), width(expected));
      limited += found === null ? 0 : 1;
      above += found !== null && found.low > 0 ? 1 : 0;
    });
    await fc.assert(property, { numRuns: runs });
    console.log(`${limited} of ${runs} limited, ${above} of them also from below`);
    assert.ok(limited > runs / 4);
  });
});
