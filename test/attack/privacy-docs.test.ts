import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import {
  defaultPolicy,
  floorOfMinimum,
  Ledger,
  memorySource,
  protect,
  type Audit,
  type MemorySource,
  type View,
} from "../../src/engine";
import { readCsv, storeOf } from "../conformance/shared-data";
import { bar } from "./views";

const root = join(import.meta.dirname, "..", "..");
const text = readFileSync(join(root, "docs", "privacy.md"), "utf8").replace(/\s+/g, " ");
const { names, rows } = readCsv(join(root, "samples", "person-query.csv"));
const source = memorySource(storeOf(names, { rows }));
const metric = "Collaboration_hours";

/** The sample without one person of a group in one week. */
function withoutOne(group: string, week: string): MemorySource {
  const [at, on] = [names.indexOf("Organization"), names.indexOf("MetricDate")];
  const out = rows.findIndex((row) => row[at] === group && row[on] === week);
  assert.ok(out >= 0);
  return memorySource(storeOf(names, { rows: rows.filter((_, r) => r !== out) }));
}

const trend: View = { ...bar, over: "period", totals: { groups: false, periods: false } };
const small = ["Executive Office", "Strategy", "Legal"];
const number = (value: number, decimals = 0): string =>
  value.toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });

function says(sentence: string): void {
  assert.ok(text.includes(sentence), `docs/privacy.md does not say: ${sentence}`);
}

describe("the examples of docs/privacy.md", () => {
  it("have the sample's numbers for the bar chart", () => {
    const { release, audit } = protect(source, bar, defaultPolicy);
    const hidden = release.cells.filter((cell) => cell.status === "hidden").map((cell) => cell.group);
    assert.deepEqual(hidden.sort(), [...small].sort());
    says(`${release.groups.length - hidden.length === 11 ? "eleven" : "?"} groups are shown`);
    const total = release.cells.find((cell) => cell.kind === "total-everybody");
    says(`The total of everybody is ${total?.status === "shown" ? total.value : "hidden"} hours`);
    const table = source.cells(bar);
    const people = small.map((group) => table.contributors[table.groups.indexOf(group)] ?? 0);
    says(small.map((group, i) => `${group} ${people[i] ?? 0}`).join(", "));
    const together = people.reduce((sum, n) => sum + n, 0);
    says(`the three hidden ones together, ${together} people`);
    says(`traces of ${(audit.smallestUnion ?? 0) - together} others who changed`);
    says(`That is ${audit.smallestUnion ?? 0} people in the audit`);
    const all = source.cells(bar, { by: null, series: null, over: "none" });
    says(`${number(all.people[0] ?? 0)} made-up people, ${source.cells(trend).periods.length} weeks`);
    says(`minimum ${defaultPolicy.minGroupSize}`);
  });

  it("and for what is left of the total", () => {
    const view: View = { ...bar, measure: { kind: "row-mean" } };
    const table = source.cells(view);
    const all = source.cells(view, { by: null, series: null, over: "none" });
    says(`${number(all.sum[0] ?? 0, 2)} hours in ${number(all.contributions[0] ?? 0)} person-weeks`);
    const at = table.groups.indexOf("Executive Office");
    says(`${number(table.sum[at] ?? 0, 2)} hours in ${table.contributions[at] ?? 0} weeks`);
    const weekly = (table.sum[at] ?? 0) / (table.contributions[at] ?? 1);
    says(`would be left: ${number(weekly, 1)} a week`);
    const left = small.reduce((sum, group) => sum + (table.sum[table.groups.indexOf(group)] ?? 0), 0);
    says(`${number(left, 2)} hours of 14 people`);
  });

  it("and for one week", () => {
    const week: View = { ...trend, filter: { from: "2026-01-04", to: "2026-01-04" } };
    const table = source.cells(week);
    const at = small.map((group) => table.groups.indexOf(group));
    const people = at.map((cell) => table.contributors[cell] ?? 0);
    says(`the three have ${people[0] ?? 0}, ${people[1] ?? 0} and ${people[2] ?? 0} people: ten`);
    assert.equal(
      people.reduce((sum, n) => sum + n, 0),
      10,
    );
    says(
      `${number(
        at.reduce((sum, cell) => sum + (table.sum[cell] ?? 0), 0),
        2,
      )} hours of ten people`,
    );
    const others = [...table.contributors].filter((n) => n > 6);
    says(`Facilities (${Math.min(...others)} people, the smallest shown group)`);
    const hiddenIn = (from: MemorySource): (string | null)[] =>
      protect(from, week, defaultPolicy)
        .release.cells.filter(({ status }) => status === "hidden")
        .map(({ group }) => group);
    assert.deepEqual(hiddenIn(source).sort(), [...small].sort());
    assert.deepEqual(hiddenIn(withoutOne("Legal", "2026-01-04")).sort(), [...small, "Facilities"].sort());
  });

  it("and for the bar followed by the weeks", () => {
    const shown = (audit: Audit): number => audit.decided.shown;
    says(
      `the weekly trend shows ${shown(protect(source, trend, defaultPolicy, new Ledger()).audit)} numbers`,
    );
    const ledger = new Ledger();
    protect(source, bar, defaultPolicy, ledger);
    const { release, audit } = protect(source, trend, defaultPolicy, ledger);
    says(`bar of all weeks it shows ${shown(audit)}`);
    const before = protect(source, trend, defaultPolicy, new Ledger()).release.cells;
    const gone = before.filter(
      ({ status }, c) => status === "shown" && release.cells[c]?.status === "hidden",
    );
    assert.deepEqual(
      gone.map(({ group }) => group),
      [],
    );
    assert.ok(!audit.cautious, "worked out to the end");
  });

  it("and for two percentiles of a group of 60", () => {
    const people = Array.from({ length: 60 }, (_, i) => [
      `p${i}`,
      "2026-01-04",
      "A",
      10 + ((i * 7) % 60) / 3,
    ]);
    const sixty = memorySource(storeOf(["PersonId", "MetricDate", "Organization", metric], { rows: people }));
    const ledger = new Ledger();
    const shown = [0.5, 0.52, 0.75].map(
      (q) =>
        protect(sixty, { ...bar, measure: { kind: "percentile", q } }, defaultPolicy, ledger).audit.decided
          .shown,
    );
    assert.deepEqual(
      shown.map((n) => n > 0),
      [true, false, true],
    );
    says("after the median, 52 % is not shown of a group of 60, but 75 % is");
  });

  it("and for the rules as a file", () => {
    const file = readFileSync(join(root, "docs", "privacy.md"), "utf8");
    const json = /```json\n(.*?)```/s.exec(file)?.[1] ?? "";
    assert.deepEqual(JSON.parse(json), defaultPolicy);
    for (const setting of Object.keys(defaultPolicy))
      assert.match(file, new RegExp(`^\\|.*\`${setting}\`.*\\|`, "m"));
  });

  it("and for what holds unless set", () => {
    const { minGroupSize, dominance, pPercent, shareMinimum, decimals } = defaultPolicy;
    says(`${minGroupSize} unless set, never below ${floorOfMinimum}`);
    for (const [rule, unset] of [
      ["minimum", String(minGroupSize)],
      ["dominance", `${100 * (dominance ?? 0)} %`],
      ["p %", `${100 * (pPercent ?? 0)} %`],
      ["share of people", String(shareMinimum)],
    ] as const)
      assert.match(text, new RegExp(`\\| ${rule} \\| [^|]+ \\| ${unset} \\|`));
    assert.equal(decimals, 1);
    says(`The memory is limited to ${new Ledger().maxBytes / 1024 / 1024} MB`);
  });
});
