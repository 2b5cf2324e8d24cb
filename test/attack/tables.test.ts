import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { auditNetwork, repairNetwork } from "../../src/privacy/network";
import { skipWithoutSharedData } from "../conformance/shared-data";
import { bounds } from "./attacker/bounds";
import { smallestIsolation } from "./attacker/rank";
import type { WeightRow } from "./attacker/shown-rows";
import { publishedTable, readTable, toldByTable, type PublishedTable } from "./tables";

const cases = [
  ["c5x6", 5],
  ["c10x13", 5],
  ["ch10x13", 5],
  ["f10x13", 5],
  ["f10x13", 10],
  ["h10x13", 5],
  ["h10x13", 10],
] as const;

/** Everybody in one cell, so that the margin over weeks is in the view. */
const eachInOneCell = (name: string): boolean => name.startsWith("c");

function reference(name: string, k: number, pattern: string): { people: number; cells: number } | null {
  const row = readTable("pattern-audits.csv").find(
    (r) => r["table"] === name && Number(r["k"]) === k && r["pattern"] === pattern,
  );
  return row ? { people: Number(row["secondary_persons"]), cells: Number(row["secondary"]) } : null;
}

function isolated(table: PublishedTable, secondary: readonly number[], k: number): number {
  const { rows } = toldByTable(table, secondary);
  return smallestIsolation(rows, (person) => person, k, new Set(), 1000).people;
}

const describeCells = (found: { people: number; cells: number } | null): string =>
  found === null ? "-" : `${found.cells} cells, ${found.people} people`;

describe("tables of groups and weeks with margins", { skip: skipWithoutSharedData }, () => {
  const sums = { ours: 0, best: 0 };
  for (const [name, k] of cases)
    it(`${name}, minimum ${k}: nobody can be isolated`, () => {
      const table = publishedTable(name, k, eachInOneCell(name));
      const repair = repairNetwork(table.network, k);
      const people = repair.secondary.reduce((sum, a) => sum + (table.cells[a]?.people ?? 0), 0);
      const best = reference(name, k, "optB_n");
      console.log(
        `${name} k=${k}${eachInOneCell(name) ? "" : " (all weeks out of view)"}: ${describeCells({ people, cells: repair.secondary.length })}; ` +
          `optB_n ${describeCells(best)}; GaussSuppression ${describeCells(reference(name, k, "gauss"))}`,
      );
      assert.ok(repair.safe);
      assert.ok(isolated(table, repair.secondary, k) >= k);
      if (eachInOneCell(name) && best) {
        sums.ours += people;
        sums.best += best.people;
      }
    });

  it("hides at most 1.15 times the people of the proven optimum on c* and ch*", () => {
    console.log(`c* and ch*: ${sums.ours} people, optB_n ${sums.best}`);
    assert.ok(sums.best > 0 && sums.ours <= 1.15 * sums.best);
  });

  it("objects when any complementary cell is shown again", () => {
    for (const [name, k] of cases.slice(0, 3)) {
      const table = publishedTable(name, k, true);
      const { secondary } = repairNetwork(table.network, k);
      for (const shown of secondary) {
        const rest = secondary.filter((a) => a !== shown);
        assert.ok(auditNetwork(table.network, rest, k).smallestUnion < k, `${name}: cell ${shown}`);
        assert.ok(isolated(table, rest, k) < k);
      }
    }
  });

  it("objects to the other programs' patterns where a small union can be derived", () => {
    for (const [name, pattern] of [
      ["c5x6", "optA_n"],
      ["c10x13", "gauss"],
      ["c10x13", "sdcOPT"],
    ] as const) {
      const table = publishedTable(name, 5, true);
      const hidden = new Set(
        readTable(`tables/${name}.k5.${pattern}.csv`)
          .filter((r) => r["status"] === "x")
          .map((r) => `${r["grp"] ?? ""}|${r["week"] ?? ""}`),
      );
      const secondary = table.cells.flatMap((cell, c) =>
        hidden.has(`${table.labels[cell.row] ?? ""}|${table.weeks[cell.column] ?? ""}`) ? [c] : [],
      );
      assert.ok(auditNetwork(table.network, secondary, 5).smallestUnion < 5, name);
      assert.ok(isolated(table, secondary, 5) < 5);
    }
  });

  it("leaves an interval around every small cell, by linear programs", async () => {
    for (const name of ["c5x6", "c10x13"] as const) {
      const table = publishedTable(name, 5, true);
      const { secondary } = repairNetwork(table.network, 5);
      const { rows } = cellRows(table, secondary);
      for (const [c, cell] of table.cells.entries()) {
        if (cell.state !== "primary" || cell.row === 0 || cell.column === 0) continue;
        const target = { label: "target", unknowns: [c], divisors: [1], scaled: cell.sum };
        const { low, high } = await bounds(target, rows);
        assert.ok(low < cell.sum - 0.01 || high > cell.sum + 0.01, `${name}: cell ${c} is exact`);
      }
    }
  });
});

/** The same with one unknown an inner cell and its sum, for linear programs. */
function cellRows(table: PublishedTable, secondary: readonly number[]): { rows: WeightRow[] } {
  const { rows, cellOf } = toldByTable(table, secondary);
  return {
    rows: rows.map((row) => {
      const unknowns = [...new Set(row.unknowns.map((u) => cellOf[u] as number))];
      const scaled = unknowns.reduce((sum, c) => sum + (table.cells[c]?.sum ?? 0), 0);
      return { ...row, unknowns, divisors: unknowns.map(() => 1), scaled };
    }),
  };
}
