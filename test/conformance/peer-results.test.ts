import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { BLANK, cellAt, cellsOf, type CellTable, type Measure, type View } from "../../src/engine";
import { readCsv, sharedData, skipWithoutSharedData, storeOf } from "./shared-data";

/** One value that a peer printed. */
interface PeerValue {
  readonly run: string;
  readonly lang: string;
  readonly function: string;
  readonly dataset: string;
  readonly metric: string;
  readonly hrvar: string;
  readonly group: string;
  readonly date: string;
  readonly stat: string;
  readonly value: string;
}

/** Which of our numbers a peer's value is to be compared with, or why it is left out. */
type Counterpart =
  | {
      readonly view: View;
      readonly group: string;
      readonly series?: string;
      readonly of: "value" | "people" | "contributors";
    }
  | string;

/** The limit that the peers' create_inc runs were given: each pair of runs is at or above 20, at or below 20. */
const INC_LIMIT = 20;
const TOLERANCE = 1e-9;
/** Fails when fewer values than this were compared: a comparison must not shrink in silence. */
const COMPARED_AT_LEAST = 117_154;

const COUNTS = new Set(["n", "Employee_Count"]);

const PERCENTILES: Readonly<Record<string, number>> = {
  min: 0,
  p10: 0.1,
  p25: 0.25,
  p50: 0.5,
  median: 0.5,
  p75: 0.75,
  p90: 0.9,
  max: 1,
};

describe("cells against the R and Python packages vivainsights", { skip: skipWithoutSharedData }, () => {
  it("has every value of theirs that is defined alike, to 1e-9", () => {
    const { names, rows } = readCsv(join(sharedData, "peer-results", "results.csv.gz"));
    const peers = rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? ""])));
    const tables = tableCache();
    const belowRuns = belowRunsOf(peers as unknown as PeerValue[]);
    const compared = new Map<string, number>();
    const leftOut = new Map<string, number>();
    const wrong: string[] = [];
    for (const peer of peers as unknown as PeerValue[]) {
      const name = `${peer.function} (${peer.lang}), ${peer.stat}`;
      const counterpart = counterpartOf(peer, belowRuns);
      if (typeof counterpart === "string") {
        add(leftOut, `${peer.function} (${peer.lang}): ${counterpart}`);
        continue;
      }
      const table = tables(peer.dataset, counterpart.view);
      const headcount = tables(peer.dataset, { ...counterpart.view, measure: { kind: "headcount" } });
      const cell = cellOf(table, counterpart, peer.date);
      if (skipsPeople(peer) && table.contributions[cell] !== headcount.contributions[cell]) {
        add(leftOut, `${peer.function} (${peer.lang}): a value is missing, and R drops its person`);
        continue;
      }
      add(compared, name);
      const ours = table[counterpart.of][cell] ?? NaN;
      const theirs = Number(peer.value);
      if (!(Math.abs(ours - theirs) <= TOLERANCE * Math.max(Math.abs(theirs), Math.abs(ours)))) {
        wrong.push(
          `${name} ${peer.dataset} ${peer.metric} ${peer.group} ${peer.date}: ${ours}, theirs ${theirs}`,
        );
      }
    }
    const total = [...compared.values()].reduce((sum, count) => sum + count, 0);
    print("compared", compared);
    print("left out", leftOut);
    console.log(`compared ${total} values with the peers' to a relative ${TOLERANCE}`);
    assert.deepEqual(wrong.slice(0, 10), []);
    assert.ok(total >= COMPARED_AT_LEAST, `only ${total} values were compared`);
  });
});

function counterpartOf(peer: PeerValue, belowRuns: ReadonlySet<string>): Counterpart {
  if (peer.value === "" || peer.value === "NA" || peer.value === "NaN") return "the peer has no value";
  if (peer.hrvar === "Combined") return crossed(peer);
  // R's keymetrics_scan transposes its table, which names the column of the missing attribute "Var.2".
  const group = peer.group === "" || peer.group === "Var.2" ? BLANK : peer.group;
  const by = peer.hrvar === "" ? null : peer.hrvar;
  const view = (measure: Measure, over: View["over"] = "none"): Counterpart => ({
    view: viewOf(peer.metric, measure, by, over),
    group,
    of: "value",
  });
  const people = (over: View["over"] = "none"): Counterpart => ({
    view: viewOf(peer.metric, { kind: "headcount" }, by, over),
    group,
    of: "people",
  });
  if (peer.function === "create_boxplot" && peer.stat === "n") {
    return { view: viewOf(peer.metric, { kind: "mean" }, by, "none"), group, of: "contributors" };
  }
  if (COUNTS.has(peer.stat)) return people(peer.date === "" ? "none" : "period");
  switch (peer.function) {
    case "create_bar":
    case "create_rank":
      return view({ kind: "mean" });
    case "create_stacked":
    case "keymetrics_scan":
      if (peer.stat === "Total") return "the sum of two metrics";
      if (peer.stat === "mean") return view({ kind: "mean" });
      return { view: viewOf(peer.stat, { kind: "mean" }, by, "none"), group, of: "value" };
    case "create_line":
    case "create_trend":
      return view({ kind: "row-mean" }, "period");
    case "create_boxplot":
      return boxplotMeasure(peer.stat, view);
    case "create_inc":
      return view({
        kind: "share-rows",
        side: belowRuns.has(peer.run) ? "below" : "above",
        limit: INC_LIMIT,
      });
    default:
      return "not asked for";
  }
}

/** create_rank over two attributes: "[Organization] Finance [LevelDesignation] Director". */
function crossed(peer: PeerValue): Counterpart {
  const [, by, group, series, label] = /^\[(.+?)\] (.*) \[(.+?)\] (.*)$/.exec(peer.group) ?? [];
  if (by === undefined || series === undefined) return "the name of a crossed group cannot be read";
  const measure: Measure = peer.stat === "n" ? { kind: "headcount" } : { kind: "mean" };
  return {
    view: viewOf(peer.metric, measure, by, "none", series),
    group: group === "" || group === undefined ? BLANK : group,
    series: label === "" ? BLANK : label,
    of: peer.stat === "n" ? "people" : "value",
  };
}

function boxplotMeasure(stat: string, view: (measure: Measure) => Counterpart): Counterpart {
  if (stat === "mean") return view({ kind: "mean" });
  if (stat === "sd") return view({ kind: "deviation" });
  const q = PERCENTILES[stat];
  return q === undefined ? `${stat} is not a measure of ours` : view({ kind: "percentile", q });
}

/** The second run of each pair of create_inc. */
function belowRunsOf(peers: readonly PeerValue[]): Set<string> {
  const runs = [
    ...new Set(peers.filter((peer) => peer.function === "create_inc").map(({ run }) => run)),
  ].sort();
  return new Set(runs.filter((_, i) => i % 2 === 1));
}

function viewOf(
  metric: string,
  measure: Measure,
  by: string | null,
  over: View["over"],
  series: string | null = null,
): View {
  return { metric, measure, by, series, over, filter: {}, totals: { groups: false, periods: false } };
}

function tableCache(): (dataset: string, view: View) => CellTable {
  const stores = new Map<string, ReturnType<typeof storeOf>>();
  const tables = new Map<string, CellTable>();
  return (dataset, view) => {
    const key = JSON.stringify([dataset, view]);
    let table = tables.get(key);
    if (table !== undefined) return table;
    let store = stores.get(dataset);
    if (store === undefined) {
      const { names, rows } = readCsv(join(sharedData, "viva-sample", `${dataset}.csv`));
      stores.set(dataset, (store = storeOf(names, { rows })));
    }
    table = cellsOf(store, view);
    tables.set(key, table);
    return table;
  };
}

/** R's boxplot drops a person with a missing value; Python and we drop the value. */
function skipsPeople(peer: PeerValue): boolean {
  return peer.lang === "R" && peer.function === "create_boxplot";
}

/** The cell of a peer's value; -1 where we have none. */
function cellOf(table: CellTable, place: Exclude<Counterpart, string>, date: string): number {
  const g = table.layer.by === null ? 0 : table.groups.indexOf(place.group);
  const s = place.series === undefined ? 0 : table.series.indexOf(place.series);
  const p = date === "" ? 0 : table.periods.indexOf(date);
  return Math.min(g, s, p) < 0 ? -1 : cellAt(table, g, s, p);
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function print(what: string, counts: ReadonlyMap<string, number>): void {
  for (const [key, count] of counts) console.log(`${what} ${count}: ${key}`);
}
