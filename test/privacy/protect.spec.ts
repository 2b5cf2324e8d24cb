import { memorySource } from "../../src/cells/memory-source";
import type { View } from "../../src/cells/view";
import { Ledger } from "../../src/privacy/ledger";
import { defaultPolicy, PolicyError, policyHash, type Policy } from "../../src/privacy/policy";
import { IncompleteError, protect, protectTogether } from "../../src/privacy/protect";
import type { Release, ReleaseCell } from "../../src/privacy/release";
import { RowStore } from "../../src/rows/store";
import { detectSchema } from "../../src/rows/schema";
import { bar, hoursOf, storeOf, team, type Row } from "./people";

const trend: View = { ...bar, over: "period" };

function release(rows: readonly Row[], view: View = bar, policy: Partial<Policy> = {}): Release {
  return protect(memorySource(storeOf(rows)), view, { ...defaultPolicy, ...policy }).release;
}

function told(cells: Release | readonly ReleaseCell[]): string[] {
  const list = "cells" in cells ? cells.cells : cells;
  return list.map((c) => `${c.kind === "group" ? (c.group ?? "all") : c.kind} ${c.status}`);
}

describe("a release", () => {
  it("shows groups of k contributors and hides smaller ones", () => {
    const rows = [...team("A", 10), ...team("B", 9), ...team("C", 30)];
    expect(told(release(rows, bar, { totalsKnown: false }))).toEqual(["A shown", "B hidden", "C shown"]);
  });

  it("hides the smallest sibling too where everybody's total is known", () => {
    const rows = [...team("A", 12), ...team("B", 9), ...team("C", 30)];
    expect(told(release(rows))).toEqual(["A hidden", "B hidden", "C shown"]);
  });

  it("counts contributors, not people without a value", () => {
    const rows: Row[] = [
      ...team("A", 30),
      ...team("B", 12).map(([p, w, g, h], i): Row => [p, w, g, i < 9 ? h : null]),
    ];
    expect(told(release(rows, bar, { totalsKnown: false }))).toEqual(["A shown", "B hidden"]);
  });

  it("has neither a value nor people in a hidden or empty cell", () => {
    const rows = [...team("A", 30, [0, 1]), ...team("B", 4, [0])];
    for (const cell of release(rows, trend).cells)
      if (cell.status !== "shown") {
        expect(Object.keys(cell).sort()).toEqual(["group", "kind", "period", "series", "status"]);
      }
    expect(told(release(rows, trend))).toContain("B empty");
  });

  it("tells group sizes as the policy says, and rounds last", () => {
    const rows = team("A", 23);
    const cell = (policy: Partial<Policy>): ReleaseCell | undefined => release(rows, bar, policy).cells[0];
    const exact = rows.reduce((sum, row) => sum + (row[3] ?? 0), 0) / 23;
    expect(cell({})).toEqual(jasmine.objectContaining({ people: "≥10", value: Number(exact.toFixed(1)) }));
    expect(cell({ groupSize: "rounded" })).toEqual(jasmine.objectContaining({ people: 25 }));
    expect(cell({ groupSize: "hidden" })).not.toEqual(
      jasmine.objectContaining({ people: jasmine.anything() }),
    );
    const bare = cell({ groupSize: "exact", decimals: null });
    expect(bare?.status === "shown" && Math.abs(bare.value - exact) < 1e-12).toBeTrue();
  });

  it("refuses a policy below the floor and rows that are still arriving", () => {
    const rows = storeOf(team("A", 10));
    expect(() => protect(memorySource(rows), bar, { ...defaultPolicy, minGroupSize: 4 })).toThrowError(
      PolicyError,
    );
    const segment = { rows: [["p", "2024-01-07", "A", 1]] };
    const arriving = new RowStore(
      detectSchema(["PersonId", "MetricDate", "Organization", "Hours"], segment).schema,
    );
    arriving.append(segment);
    expect(() => protect(memorySource(arriving), bar, defaultPolicy)).toThrowError(IncompleteError);
  });
});

describe("the rules", () => {
  const giant = (group: string, n: number): Row[] =>
    team(group, n).map(([p, w, g], i): Row => [p, w, g, i === 0 ? 1000 : i === 1 ? 500 : 1]);

  it("hide a cell that two people dominate", () => {
    const rows = [...giant("A", 12), ...team("B", 40), ...team("C", 20)];
    expect(told(release(rows, bar, { totalsKnown: false }))[0]).toBe("A hidden");
    expect(told(release(rows, bar, { totalsKnown: false, dominance: null, pPercent: null }))[0]).toBe(
      "A shown",
    );
  });

  it("hold for what is left of a known total as well", () => {
    const rows = [...giant("A", 12), ...team("B", 9), ...team("C", 60), ...team("D", 80)];
    expect(told(release(rows))).toEqual(["A hidden", "B hidden", "C hidden", "D shown"]);
  });

  it("hide a group in which everybody has the same value, unless it is zero", () => {
    const same = (group: string, value: number): Row[] =>
      team(group, 15).map(([p, w, g]): Row => [p, w, g, value]);
    const rows = [...same("A", 7), ...same("B", 0), ...team("C", 20)];
    expect(told(release(rows, bar, { totalsKnown: false }))).toEqual(["A hidden", "B shown", "C shown"]);
  });

  it("hide a second group beside the only hidden one, though movers blur what is left of the total", () => {
    const same = team("A", 15, [0, 1]).map(([p, w, g]): Row => [p, w, g, 7]);
    const moving = team("M", 12, [0, 1]).map(([p, w, , h]): Row => [p, w, w === 0 ? "B" : "C", h]);
    const rows = [...same, ...moving, ...team("B", 20, [0, 1]), ...team("C", 40, [0, 1])];
    expect(told(release(rows))).toEqual(["A hidden", "B hidden", "C shown"]);
  });

  it("show an extreme share at most as a step, and only of twice the minimum", () => {
    const share: View = { ...bar, measure: { kind: "share-people", side: "above", limit: 100 } };
    const rows = (n: number, above: number): Row[] =>
      team("A", n).map(([p, w, g], i): Row => [p, w, g, i < above ? 120 + i : hoursOf(i)]);
    const cell = (n: number, above: number): ReleaseCell | undefined =>
      release(rows(n, above), share, { totalsKnown: false }).cells[0];
    expect(cell(40, 1)).toEqual(jasmine.objectContaining({ status: "clipped", step: "under 10 %" }));
    expect(cell(40, 39)).toEqual(jasmine.objectContaining({ status: "clipped", step: "over 90 %" }));
    expect(cell(15, 1)?.status).toBe("hidden");
    expect(cell(40, 10)).toEqual(jasmine.objectContaining({ status: "shown", value: 0.25 }));
  });

  it("ask the median for twice the minimum", () => {
    const median: View = { ...bar, measure: { kind: "percentile", q: 0.5 } };
    const rows = [...team("A", 19), ...team("B", 20)];
    expect(told(release(rows, median, { totalsKnown: false }))).toEqual(["A hidden", "B shown"]);
  });

  it("leave room for insiders", () => {
    const rows = [...team("A", 11), ...team("B", 12), ...team("C", 30)];
    expect(told(release(rows, bar, { totalsKnown: false, insiders: 2 }))).toEqual([
      "A hidden",
      "B shown",
      "C shown",
    ]);
  });
});

describe("totals", () => {
  const rows = [...team("A", 12), ...team("B", 9), ...team("C", 30)];
  const withTotals: View = { ...bar, totals: { groups: true, periods: false } };

  it("of everybody cost a complementary cell, of the shown groups none", () => {
    expect(told(release(rows, withTotals))).toEqual([
      "A hidden",
      "B hidden",
      "C shown",
      "total-everybody shown",
    ]);
    const cheap = release(rows, withTotals, { totalOf: "shown", totalsKnown: false });
    expect(told(cheap)).toEqual(["A shown", "B hidden", "C shown", "total-shown shown"]);
    const shown = rows.filter(([, , group]) => group !== "B").map((row) => row[3] ?? 0);
    const mean = shown.reduce((a, b) => a + b, 0) / shown.length;
    const total = cheap.cells.find((cell) => cell.kind === "total-shown");
    expect(total?.status === "shown" && total.value).toBe(Number(mean.toFixed(1)));
  });

  it("of shown groups are not made up of medians, which do not add up", () => {
    const median: View = { ...withTotals, measure: { kind: "percentile", q: 0.5 } };
    const large = [...team("A", 40), ...team("B", 30)];
    const cells = release(large, median, { totalOf: "shown", totalsKnown: false });
    expect(told(cells)).toEqual(["A shown", "B shown", "total-shown hidden"]);
  });

  it("of shown groups tell no exact size where people may be in several of them", () => {
    const sizeOf = (of: readonly Row[]) => {
      const policy = { totalOf: "shown", totalsKnown: false, groupSize: "exact" } as const;
      const total = release(of, withTotals, policy).cells.find(({ kind }) => kind === "total-shown");
      return total?.status === "shown" ? (total.people ?? "untold") : total?.status;
    };
    const apart = [...team("A", 30), ...team("B", 20)];
    const moving = team("M", 12, [0, 1]).map(([p, w, , h]): Row => [p, w, w === 0 ? "A" : "B", h]);
    expect(sizeOf(apart)).toBe(50);
    expect(sizeOf([...apart, ...moving])).toBe("untold");
  });

  it("over all periods are computed from the shown periods", () => {
    const weekly = [...team("A", 30, [0, 1]), ...team("B", 4, [0, 1]), ...team("C", 12, [0, 1])];
    const { cells } = release(weekly, { ...trend, totals: { groups: false, periods: true } });
    const overall = cells.filter((cell) => cell.period === null);
    expect(overall.map((cell) => `${cell.kind} ${cell.group ?? ""} ${cell.status}`)).toEqual([
      "total-shown A shown",
      "total-shown B hidden",
      "total-shown C hidden",
    ]);
  });
});

describe("merging small groups", () => {
  it("draws them as one when together they may be shown", () => {
    const rows = [...team("A", 6), ...team("B", 7), ...team("C", 30)];
    const merged = release(rows, bar, { smallGroups: "merge" });
    expect(merged.groups).toEqual(["C"]);
    expect(told(merged).sort()).toEqual(["C shown", "other shown"]);
    const other = merged.cells.find((cell) => cell.kind === "other");
    const small = rows.filter(([, , group]) => group !== "C").map((row) => row[3] ?? 0);
    expect(other?.status === "shown" && other.value).toBe(
      Number((small.reduce((a, b) => a + b, 0) / small.length).toFixed(1)),
    );
  });

  it("leaves a single small group its name", () => {
    const rows = [...team("A", 3), ...team("B", 30), ...team("C", 40)];
    const alone = release(rows, bar, { smallGroups: "merge", totalsKnown: false });
    expect(told(alone)).toEqual(["A hidden", "B shown", "C shown"]);
  });

  it("takes a large sibling in where the small ones are too few", () => {
    const rows = [...team("A", 3), ...team("B", 12), ...team("C", 30)];
    expect(told(release(rows, bar, { smallGroups: "merge" })).sort()).toEqual(["C shown", "other shown"]);
  });
});

describe("several metrics that add up", () => {
  const rows: Row[] = [...team("A", 20), ...team("B", 20), ...team("C", 40)].map(([p, w, g, h], i) => {
    const email = g === "A" && i < 2 ? 900 : g === "A" ? 0.1 : (h ?? 0) / 3;
    const meetings = 50 + (h ?? 0) + (i % 7);
    return [p, w, g, email + meetings, email, meetings];
  });
  const names = ["Collaboration", "Email", "Meetings"];
  const views = names.map((metric) => ({ ...bar, metric }));
  const policy = { ...defaultPolicy, totalsKnown: false };

  it("are found in the data and share one mask, side by side", () => {
    const together = protectTogether(memorySource(storeOf(rows, names)), views, policy);
    for (const { release: own } of together) expect(told(own)).toEqual(["A hidden", "B shown", "C shown"]);
  });

  it("are rounded each by decimals of its own, with the hash of such a policy", () => {
    const source = memorySource(storeOf(rows, names));
    const alike = protectTogether(source, views, { ...policy, decimals: 3 });
    const apart = protectTogether(source, views, { ...policy, decimals: 3 }, null, [0, 1]);
    const wanted = [0, 1, 3];
    apart.forEach(({ release: own, audit }, v) => {
      expect(own.policy.hash).toBe(policyHash({ ...policy, decimals: wanted[v] ?? NaN }));
      expect(audit.policy.decimals).toBe(wanted[v] ?? NaN);
      expect(own.cells).toEqual(
        (alike[v]?.release.cells ?? []).map((cell) =>
          cell.status === "shown" ? { ...cell, value: Number(cell.value.toFixed(wanted[v])) } : cell,
        ),
      );
    });
    expect(() => protectTogether(source, views, policy, null, [0, 13])).toThrowError(PolicyError);
    expect(() => protectTogether(source, views, policy, null, [null])).toThrowError(PolicyError);
  });

  it("and one after the other", () => {
    const source = memorySource(storeOf(rows, names));
    const ledger = new Ledger();
    for (const view of [...views].reverse())
      expect(told(protect(source, view, policy, ledger).release)[0]).toBe("A hidden");
  });
});

describe("a session", () => {
  const policy = defaultPolicy;
  const shown = (r: Release): number => r.cells.filter((cell) => cell.status === "shown").length;

  it("shows the same picture again, at no cost", () => {
    const source = memorySource(storeOf([...team("A", 30, [0, 1]), ...team("B", 20, [0, 1])]));
    const ledger = new Ledger();
    const first = protect(source, trend, policy, ledger).release;
    const bytes = ledger.bytes;
    for (let i = 0; i < 5; i++) expect(protect(source, trend, policy, ledger).release).toEqual(first);
    expect(ledger.bytes).toBe(bytes);
  });

  it("refuses a slicer's other rows that differ by a few people", () => {
    const all = [...team("A", 30), ...team("B", 30)];
    const ledger = new Ledger();
    expect(shown(protect(memorySource(storeOf(all)), bar, policy, ledger).release)).toBe(2);
    const fewer = memorySource(storeOf(all.filter(([person]) => person !== "A3")));
    expect(shown(protect(fewer, bar, policy, ledger).release)).toBe(0);
    const half = memorySource(storeOf(all.filter(([person]) => /[02468]$/.test(person))));
    expect(shown(protect(half, bar, policy, ledger).release)).toBe(2);
  });

  it("remembers nothing where the policy says so", () => {
    const all = [...team("A", 30), ...team("B", 30)];
    const fewer = all.filter(([person]) => person !== "A3");
    const forgetful = { ...policy, session: false };
    const ledger = new Ledger();
    for (const rows of [all, fewer]) {
      const source = memorySource(storeOf(rows));
      expect(shown(protect(source, bar, forgetful, ledger).release)).toBe(2);
      expect(protectTogether(source, [bar], forgetful, ledger).map(({ release: own }) => shown(own))).toEqual(
        [2],
      );
    }
    expect(ledger.bytes).toBe(0);
  });

  it("refuses when its memory is used up, and forgets nothing", () => {
    const source = memorySource(storeOf([...team("A", 30), ...team("B", 30)]));
    const ledger = new Ledger(0);
    expect(shown(protect(source, bar, policy, ledger).release)).toBe(2);
    const { release: refused, audit } = protect(source, trend, policy, ledger);
    expect(shown(refused)).toBe(0);
    expect(audit.memoryFull).toBeTrue();
  });

  it("lets two limits of a share leave nobody or enough people between them", () => {
    const rows = team("A", 40).map(([p, w, g], i): Row => [p, w, g, i]);
    const share = (limit: number): View => ({
      ...bar,
      measure: { kind: "share-people", side: "above", limit },
    });
    const ledger = new Ledger();
    const source = memorySource(storeOf(rows));
    expect(shown(protect(source, share(20), policy, ledger).release)).toBe(1);
    expect(shown(protect(source, share(21), policy, ledger).release)).toBe(0);
    expect(shown(protect(source, share(30), policy, ledger).release)).toBe(1);
  });
});
