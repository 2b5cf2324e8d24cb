import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { defaultPolicy, Ledger, memorySource, protect, type Audit, type View } from "../../src/engine";
import { readCsv, storeOf } from "../conformance/shared-data";
import { bar } from "./views";

const root = join(import.meta.dirname, "..", "..");
const text = readFileSync(join(root, "docs", "privacy.md"), "utf8").replace(/\s+/g, " ");
const { names, rows } = readCsv(join(root, "samples", "person-query.csv"));
const source = memorySource(storeOf(names, { rows }));

const trend: View = { ...bar, over: "period", totals: { groups: false, periods: false } };
const small = ["Executive Office", "Strategy", "Legal"];
const number = (value: number, decimals = 0): string =>
  value.toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });

function says(sentence: string): void {
  assert.ok(text.includes(sentence), `docs/privacy.md does not say: ${sentence}`);
}

describe("the examples of docs/privacy.md", () => {
  it("have the sample's numbers for the bar chart", () => {
    const { release } = protect(source, bar, defaultPolicy);
    const hidden = release.cells.filter((cell) => cell.status === "hidden").map((cell) => cell.group);
    assert.deepEqual(hidden.sort(), [...small].sort());
    says(`${release.groups.length - hidden.length === 11 ? "eleven" : "?"} groups are shown`);
    const total = release.cells.find((cell) => cell.kind === "total-everybody");
    says(`The total of everybody is ${total?.status === "shown" ? total.value : "hidden"} hours`);
    const table = source.cells(bar);
    for (const group of small) says(`${group} ${table.contributors[table.groups.indexOf(group)] ?? 0}`);
  });

  it("and for what is left of the total", () => {
    const view: View = { ...bar, measure: { kind: "row-mean" } };
    const table = source.cells(view);
    const all = source.cells(view, { by: null, series: null, over: "none" });
    says(`${number(all.sum[0] ?? 0, 2)} hours in ${number(all.contributions[0] ?? 0)} person-weeks`);
    const at = table.groups.indexOf("Executive Office");
    says(`${number(table.sum[at] ?? 0, 2)} hours in ${table.contributions[at] ?? 0} weeks`);
    const left = small.reduce((sum, group) => sum + (table.sum[table.groups.indexOf(group)] ?? 0), 0);
    says(`${number(left, 2)} hours of 14 people`);
  });

  it("and for one week", () => {
    const week: View = { ...trend, filter: { from: "2026-01-04", to: "2026-01-04" } };
    const table = source.cells(week);
    const at = small.map((group) => table.groups.indexOf(group));
    assert.equal(
      at.reduce((sum, cell) => sum + (table.contributors[cell] ?? 0), 0),
      10,
    );
    says(
      `${number(
        at.reduce((sum, cell) => sum + (table.sum[cell] ?? 0), 0),
        2,
      )} hours of ten people`,
    );
    says(`Facilities (${table.contributors[table.groups.indexOf("Facilities")] ?? 0} people`);
  });

  it("and for the bar followed by the weeks", () => {
    const shown = (audit: Audit): number => audit.decided.shown;
    says(
      `the weekly trend shows ${shown(protect(source, trend, defaultPolicy, new Ledger()).audit)} numbers`,
    );
    const ledger = new Ledger();
    protect(source, bar, defaultPolicy, ledger);
    says(`bar of all weeks it shows ${shown(protect(source, trend, defaultPolicy, ledger).audit)}`);
  });
});
