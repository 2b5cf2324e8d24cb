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
import type { Contribution } from "./attacker/shown-rows";
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
    const own = (["Organization", "LevelDesignation"] as const).flatMap((by) =>
      (["none", "period"] as const).map((over) => {
        const view: View = { ...base, by, over, totals: { groups: true, periods: false } };
        return { view, release: protect(source, view, policy).release };
      }),
    );
    for (const seen of own) {
      assert.ok(countShown(seen) > 4);
      assert.equal(objection([seen], records, policy), null);
    }
  });

  for (const [hrvar, label] of [
    ["Organization", (r: Contribution) => r.group],
    ["LevelDesignation", (r: Contribution) => r.series ?? ""],
  ] as const)
    it(`the peers' printed numbers by ${hrvar} give away what ours do not`, () => {
      const records = messyRecords();
      const found = givenAway(hrvar, records, label);
      console.log(
        `peers by ${hrvar}, minimum 5: ${found.small} of ${found.weekly} printed weekly cells cover fewer than 5 people; ` +
          `left out: ${found.hidden.join(" and ")}; the total less the printed groups is ` +
          (found.people > 0
            ? `${found.people} people with ${found.derived.toFixed(4)} hours each, in truth ${found.truth.toFixed(4)}`
            : "of nobody: people are in several groups"),
      );
      assert.ok(found.small > 0);
      if (hrvar === "LevelDesignation") assert.ok(Math.abs(found.derived - found.truth) < 1e-9 * found.truth);
    });
});

interface GivenAway {
  readonly weekly: number;
  readonly small: number;
  readonly hidden: readonly string[];
  readonly people: number;
  readonly derived: number;
  readonly truth: number;
}

/** What follows from the numbers that the R and Python packages printed of the same file, with a minimum of 5. */
function givenAway(
  hrvar: string,
  records: readonly Contribution[],
  label: (r: Contribution) => string,
): GivenAway {
  const { names, rows } = readCsv(join(sharedData, "peer-results", "results.csv.gz"));
  const at = (name: string): number => names.indexOf(name);
  const printed = (own: Readonly<Record<string, string>>): string[][] =>
    rows.filter((row) => Object.entries(own).every(([name, value]) => row[at(name)] === value));
  const same = { dataset: "person-query-messy", metric, mingroup: "5", hrvar };
  const people = (test: (r: Contribution) => boolean): number =>
    new Set(records.filter((r) => test(r) && !Number.isNaN(r.value)).map((r) => r.person)).size;
  const lines = printed({ ...same, lang: "R", function: "create_line", stat: "mean" });
  const weekly = [
    ...new Map(lines.map((row) => [`${row[at("group")] ?? ""}|${row[at("date")] ?? ""}`, row])).values(),
  ];
  const small = weekly.filter(
    (row) => people((r) => label(r) === row[at("group")] && r.date === row[at("date")]) < 5,
  ).length;
  const bar = (own: Readonly<Record<string, string>>, stat: string): Map<string, number> =>
    new Map(
      printed({ ...same, ...own, lang: "py", function: "create_bar", stat }).map((row) => [
        row[at("group")] ?? "",
        Number(row[at("value")]),
      ]),
    );
  const [means, sizes] = [bar({}, "mean"), bar({}, "n")];
  const all = bar({ hrvar: "" }, "mean").get("Total") ?? NaN;
  const everybody = bar({ hrvar: "" }, "n").get("Total") ?? NaN;
  const present = new Set(records.filter((r) => !Number.isNaN(r.value)).map(label));
  const hidden = [...present].filter((name) => !means.has(name));
  const left = everybody - [...sizes.values()].reduce((a, b) => a + b, 0);
  const sum = [...means].reduce(
    (rest, [name, mean]) => rest - mean * (sizes.get(name) ?? 0),
    all * everybody,
  );
  return {
    weekly: weekly.length,
    small,
    hidden,
    people: left,
    derived: sum / left,
    truth: meanOf(records, hidden, label),
  };
}

/** Mean of the people's means in some groups. */
function meanOf(
  records: readonly Contribution[],
  groups: readonly string[],
  label: (r: Contribution) => string,
): number {
  const values = new Map<number, number[]>();
  for (const r of records)
    if (groups.includes(label(r)) && !Number.isNaN(r.value))
      values.set(r.person, [...(values.get(r.person) ?? []), r.value]);
  const means = [...values.values()].map((own) => own.reduce((a, b) => a + b, 0) / own.length);
  return means.reduce((a, b) => a + b, 0) / means.length;
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
