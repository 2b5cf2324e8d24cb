import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { memorySource } from "../../src/cells/memory-source";
import type { View } from "../../src/cells/view";
import { Ledger } from "../../src/privacy/ledger";
import { defaultPolicy, type Policy } from "../../src/privacy/policy";
import { protect } from "../../src/privacy/protect";
import {
  readCsv,
  sharedData,
  skipWithoutSharedData,
  storeOf as storeOfFile,
} from "../conformance/shared-data";
import { smallestIsolation } from "./attacker/rank";
import { weightRow, type Contribution } from "./attacker/shown-rows";
import { objection, toldBy, type Seen } from "./verdict";
import { random, storeOf, weekOf } from "./world";

const messy = join(sharedData, "viva-sample", "person-query-messy.csv");
const metric = "Collaboration_hours";
const base: View = {
  metric,
  measure: { kind: "mean" },
  by: "Organization",
  series: null,
  over: "period",
  filter: {},
  totals: { groups: false, periods: false },
};

function messyRecords(): Contribution[] {
  const { names, rows } = readCsv(messy);
  const at = (name: string): number => names.indexOf(name);
  const [person, date, group, level, value] = [
    at("PersonId"),
    at("MetricDate"),
    at("Organization"),
    at("LevelDesignation"),
    at(metric),
  ] as [number, number, number, number, number];
  const codes = new Map<string, number>();
  const code = (id: string): number => codes.get(id) ?? (codes.set(id, codes.size), codes.size - 1);
  return rows.map((row) => ({
    person: code(row[person] ?? ""),
    date: row[date] ?? "",
    group: row[group] === "" ? "(Blank)" : (row[group] ?? "(Blank)"),
    series: row[level] === "" ? "(Blank)" : (row[level] ?? "(Blank)"),
    value: row[value] === "" ? NaN : Number(row[value]),
  }));
}

describe("Microsoft's sample", { skip: skipWithoutSharedData }, () => {
  const file = (): ReturnType<typeof storeOfFile> => {
    const { names, rows } = readCsv(messy);
    return storeOfFile(names, { rows });
  };
  const countShown = (seen: Seen): number => seen.release.cells.filter((c) => c.status === "shown").length;

  it("the first weekly trend shows all 113 cells with 10 contributors when totals are not known", () => {
    const source = memorySource(file());
    const policy: Policy = { ...defaultPolicy, totalsKnown: false };
    for (const ledger of [null, new Ledger()]) {
      const seen = { view: base, release: protect(source, base, policy, ledger).release };
      assert.equal(countShown(seen), 113);
      assert.equal(objection([seen], messyRecords(), policy), null);
    }
  });

  it("with a minimum of 5 nothing under 5 has a number, and the total with the sizes gives no group away", () => {
    const records = messyRecords();
    const source = memorySource(file());
    const policy: Policy = { ...defaultPolicy, minGroupSize: 5 };
    const own = (["none", "period"] as const).flatMap((over) => {
      const view: View = { ...base, over, totals: { groups: true, periods: false } };
      return [{ view, release: protect(source, view, policy).release }];
    });
    for (const seen of own) {
      assert.ok(countShown(seen) > 4);
      assert.equal(objection([seen], records, policy), null);
    }
    console.log(peersGiveAway(records));
  });
});

/** What a filter over all dates, with the total printed, tells on the same view. */
function peersGiveAway(records: readonly Contribution[]): string {
  const names = [...new Set(records.map((r) => r.group))];
  const people = (test: (r: Contribution) => boolean): number =>
    new Set(records.filter((r) => test(r) && !Number.isNaN(r.value)).map((r) => r.person)).size;
  const kept = names.filter((name) => people((r) => r.group === name) >= 5);
  const dates = [...new Set(records.map((r) => r.date))];
  const cells = kept.flatMap((name) =>
    dates.map((date) => people((r) => r.group === name && r.date === date)),
  );
  const small = cells.filter((n) => n > 0 && n < 5).length;
  const rows = [...kept.map((name) => weightRow(name, records, (r) => r.group === name, false))];
  rows.push(weightRow("Total", records, () => true, false));
  const { people: isolated } = smallestIsolation(rows, (u) => records[u]?.person ?? -1, 5);
  return (
    `peers on the same view: ${small} of ${cells.filter((n) => n > 0).length} printed weekly cells cover fewer than ` +
    `5 people; groups and total together isolate ${isolated === Infinity ? "nobody" : `${isolated} people`}`
  );
}

describe("30 random filter states over 5,000 people in 13 groups, minimum 5", () => {
  const policy: Policy = { ...defaultPolicy, minGroupSize: 5 };
  const attributes = { LevelDesignation: 6, FunctionType: 8 };

  /** Small and large groups; the second attribute of the attacker's records holds both filters. */
  function people(): Contribution[] {
    const next = random(5);
    return Array.from({ length: 5000 }, (_, person) => ({
      person,
      date: weekOf(0),
      group: `g${Math.floor(13 * next() ** 3)}`,
      series: `${Math.floor(6 * next() ** 2)}|${Math.floor(8 * next() ** 2)}`,
      value: -10 * Math.log(1 - next()),
    }));
  }

  function replay(
    records: readonly Contribution[],
    ledger: Ledger | null,
  ): { seen: Seen[]; shown: number; may: number } {
    const next = random(6);
    const source = memorySource(storeOf(records));
    let shown = 0;
    let may = 0;
    const labels = [...new Set(records.map((r) => r.series ?? ""))];
    const seen = Array.from({ length: 30 }, () => {
      const kept = Object.values(attributes).map((n) => Array.from({ length: n }, () => next() < 0.5));
      const own = labels.filter((label) => label.split("|").every((part, i) => kept[i]?.[Number(part)]));
      const view: View = { ...base, over: "none", filter: { attributes: { LevelDesignation: own } } };
      const { release, audit } = protect(source, view, policy, ledger);
      shown += audit.decided.shown;
      may += audit.decided.shown + audit.decided.complementary + audit.decided.session;
      return { view, release };
    });
    return { seen, shown, may };
  }

  it("isolate nobody, and at least 60 % of the cells that pass the minimum are shown", () => {
    const records = people();
    const { seen, shown, may } = replay(records, new Ledger());
    console.log(`${shown} of ${may} cells shown (${((100 * shown) / may).toFixed(1)} %)`);
    assert.ok(shown >= 0.6 * may);
    const told = toldBy(seen, records, policy);
    const found = smallestIsolation(told, (u) => records[u]?.person ?? -1, 5, new Set(), 20);
    assert.ok(found.people >= 5, `${found.people}`);
  });

  it("are objected to without the ledger", () => {
    const records = people();
    const { seen } = replay(records, null);
    const told = toldBy(seen, records, policy);
    const found = smallestIsolation(told, (u) => records[u]?.person ?? -1, 5, new Set(), 20);
    assert.ok(found.people < 5);
  });
});
