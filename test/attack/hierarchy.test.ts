import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { memorySource } from "../../src/cells/memory-source";
import type { View } from "../../src/cells/view";
import { repairNetwork } from "../../src/privacy/network";
import { defaultPolicy, type Policy } from "../../src/privacy/policy";
import { protect } from "../../src/privacy/protect";
import type { Release, ReleaseCell } from "../../src/privacy/release";
import { skipWithoutSharedData } from "../conformance/shared-data";
import { bounds } from "./attacker/bounds";
import { knownTotals, rowsOfRelease, type Contribution, type WeightRow } from "./attacker/shown-rows";
import { publishedTable, type PublishedTable } from "./tables";
import { objection } from "./verdict";
import { storeOf, weekOf } from "./world";

// A hierarchy of two levels is asked for as a view by the parents, with their children as series: each child has
// cells under its parent alone, the margins over series are the parents' totals, that over both everybody's.

const nested: View = {
  metric: "Collaboration_hours",
  measure: { kind: "row-mean" },
  by: "Organization",
  series: "LevelDesignation",
  over: "period",
  filter: {},
  totals: { groups: true, periods: false },
};

/** The people of a published table as rows; the direct network has counts alone, so the rules on values are off. */
function rowsOf({ cells, parent, labels }: PublishedTable): Contribution[] {
  const records: Contribution[] = [];
  for (const { row, column, people } of cells) {
    if (parent.includes(row) || column === 0) continue;
    const group = labels[parent[row] ?? 0] ?? "";
    for (let i = 0; i < people; i++) {
      const value = 10 + ((i * 7 + column) % 5);
      records.push({ person: records.length, date: weekOf(column), group, series: labels[row] ?? "", value });
    }
  }
  return records;
}

const policyFor = (k: number): Policy => ({
  ...defaultPolicy,
  minGroupSize: k,
  dominance: null,
  pPercent: null,
  homogeneity: false,
});

/** People of the hidden cells that have at least k: children and parents, a child's total being the child again. */
function suppressed({ cells }: Release, table: PublishedTable, k: number): number {
  const people = peopleOf(table);
  return cells
    .filter(({ status, group, series }) => status === "hidden" && (group !== null || series === null))
    .map(({ group, series, period }) => people.get(`${series ?? group ?? "Total"} ${period ?? ""}`) ?? 0)
    .reduce((sum, n) => (n < k ? sum : sum + n), 0);
}

function peopleOf({ cells, labels }: PublishedTable): Map<string, number> {
  return new Map(cells.map((c) => [`${labels[c.row] ?? ""} ${weekOf(c.column)}`, c.people]));
}

/** Rows over records as rows over inner cells, for linear programs. */
function overCells(row: WeightRow, cellOf: readonly number[]): WeightRow {
  const unknowns = [...new Set(row.unknowns.map((u) => cellOf[u] ?? -1))];
  return { ...row, unknowns, divisors: unknowns.map(() => 1) };
}

/** Hidden children whose sum follows from what is shown and everybody's totals, by linear programs. */
async function exactlyKnown(release: Release, records: readonly Contribution[]): Promise<string[]> {
  const places = records.map(({ series, date }) => `${series ?? ""} ${date}`);
  const names = [...new Set(places)];
  const cellOf = places.map((place) => names.indexOf(place));
  const sums = names.map(() => 0);
  records.forEach(({ value }, u) => (sums[cellOf[u] ?? 0] = (sums[cellOf[u] ?? 0] ?? 0) + value));
  const told = [...rowsOfRelease(release, records), ...knownTotals(records, "period", false)];
  const rows = told.map((row) => overCells(row, cellOf));
  const exact: string[] = [];
  for (const { status, group, series, period } of release.cells) {
    const cell = names.indexOf(`${series ?? ""} ${period ?? ""}`);
    if (status !== "hidden" || group === null || cell < 0) continue;
    const target = { label: "target", unknowns: [cell], divisors: [1], scaled: sums[cell] ?? 0 };
    const week = rows.filter(({ unknowns }) => names[unknowns[0] ?? 0]?.endsWith(period ?? "") === true);
    const { low, high } = await bounds(target, week);
    if (high - low < 0.01) exact.push(names[cell] ?? "");
  }
  return exact;
}

/** The release with one hidden cell shown again; its value does not matter to whoever looks at weights. */
function showing(release: Release, cell: ReleaseCell): Release {
  const cells = release.cells.map((c): ReleaseCell => (c === cell ? { ...c, status: "shown", value: 0 } : c));
  return { ...release, cells };
}

describe("a hierarchy of two levels, week by week, as rows", { skip: skipWithoutSharedData }, () => {
  for (const [name, k] of [
    ["ch10x13", 5],
    ["ch10x13", 10],
  ] as const)
    it(`${name}, minimum ${k}: safe, and hardly more hidden than by the direct network`, async () => {
      const table = publishedTable(name, k, false);
      const records = rowsOf(table);
      const policy = policyFor(k);
      const { release, audit } = protect(memorySource(storeOf(records)), nested, policy);
      assert.equal(audit.checkedBy, "structure");
      assert.equal(objection([{ view: nested, release }], records, policy), null);
      assert.deepEqual(await exactlyKnown(release, records), []);
      const direct = repairNetwork(table.network, k).secondary;
      const least = direct.reduce((sum, a) => sum + (table.cells[a]?.people ?? 0), 0);
      const ours = suppressed(release, table, k);
      const shown = release.cells.filter(({ status }) => status === "shown").length;
      console.log(
        `${name} k=${k}: ${ours} people hidden beside the primary cells, direct network ${least}; ${shown} numbers shown`,
      );
      assert.ok(least > 0 && ours <= 1.15 * least);
    });

  it("is objected to when any child is shown again that hides a small one", async () => {
    const table = publishedTable("ch10x13", 5, false);
    const records = rowsOf(table);
    const { release } = protect(memorySource(storeOf(records)), nested, policyFor(5));
    const people = peopleOf(table);
    const complementary = release.cells.filter(
      ({ status, group, series, period }) =>
        status === "hidden" && group !== null && (people.get(`${series ?? ""} ${period ?? ""}`) ?? 0) >= 5,
    );
    assert.ok(complementary.length > 10);
    for (const cell of complementary) {
      const weak = showing(release, cell);
      assert.match(objection([{ view: nested, release: weak }], records, policyFor(5)) ?? "", /P2/);
    }
    const [first] = complementary;
    assert.ok(first && (await exactlyKnown(showing(release, first), records)).length > 0);
  });
});
