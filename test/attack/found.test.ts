import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { memorySource } from "../../src/cells/memory-source";
import type { View } from "../../src/cells/view";
import { Ledger } from "../../src/privacy/ledger";
import { defaultPolicy, PolicyError, readPolicy } from "../../src/privacy/policy";
import { protect, protectTogether } from "../../src/privacy/protect";
import type { Release } from "../../src/privacy/release";
import { ofPeople, people, shown, storeOf, view, type Row } from "./asked";

// Ways in that attacks on the engine have found, each closed.

const sourceOf = (names: readonly string[], rows: readonly Row[]): ReturnType<typeof memorySource> =>
  memorySource(ofPeople(names, rows));

describe("closed ways in", () => {
  it("a filter under which two metrics become one family begins no new memory", () => {
    const names = ["PersonId", "MetricDate", "Level", "Internal", "Collab"];
    const rows = people(31, (i) => {
      const hours = 10 + ((i * 7) % 13);
      return [`P${i}`, "2024-01-07", "L1", i === 30 ? 45 : hours, i === 30 ? 5 : hours];
    });
    const [all, without] = [sourceOf(names, rows), sourceOf(names, rows.slice(0, 30))];
    assert.deepEqual([all.families().length, without.families().length], [0, 1]);
    const asked = view({ metric: "Internal", measure: { kind: "mean" } });
    const ledger = new Ledger();
    assert.equal(shown(protect(all, asked, defaultPolicy, ledger).release), 1);
    assert.equal(shown(protect(without, asked, defaultPolicy, ledger).release), 0);
    assert.equal(shown(protect(without, asked, defaultPolicy, new Ledger()).release), 1);
  });

  it("the few who are inactive do not follow from the known total", () => {
    const names = ["PersonId", "MetricDate", "Organization", "IsActive", "Hours"];
    const rows = (inactive: number): Row[] =>
      people(30 + inactive, (i) => [`P${i}`, "2024-01-07", "A", i < 30 ? "true" : "false", 10 + i]);
    const asked = view({ filter: { activeOnly: true } });
    assert.equal(shown(protect(sourceOf(names, rows(3)), asked, defaultPolicy).release), 0);
    assert.equal(shown(protect(sourceOf(names, rows(12)), asked, defaultPolicy).release), 1);
  });

  it("of the people outside a filter two do not make up nearly everything", () => {
    const names = ["PersonId", "MetricDate", "Organization", "Level", "Hours"];
    const rows = (top: number): Row[] =>
      people(60, (i) => [
        `P${i}`,
        "2024-01-07",
        i % 2 === 0 ? "A" : "B",
        i < 12 ? "Senior" : "Junior",
        i < 2 ? top : 1 + (i % 3),
      ]);
    for (const kind of ["mean", "row-mean", "total"] as const)
      for (const by of [null, "Organization"])
        for (const over of ["none", "period"] as const) {
          const filter = { attributes: { Level: ["Junior"] } };
          const asked = view({ measure: { kind }, by, over, filter });
          const told = (top: number): number =>
            shown(protect(sourceOf(names, rows(top)), asked, defaultPolicy).release);
          // Everybody's total less that of the juniors: 12 seniors, of whom two have all but a few hours.
          const left = rows(400).filter((row) => row[3] === "Senior");
          const sum = left.reduce((all, row) => all + Number(row[4]), 0);
          assert.ok(800 > 0.9 * sum && left.length >= defaultPolicy.minGroupSize);
          assert.equal(told(400), 0);
          assert.ok(told(3) > 0);
        }
  });

  it("merged groups under a filter on the groups are still in the total", () => {
    const names = ["PersonId", "MetricDate", "Organization", "Hours"];
    const group = (i: number): string => (i < 12 ? "A" : i < 32 ? "B" : i < 39 ? "C" : i < 46 ? "D" : "E");
    const rows = people(80, (i) => [`P${i}`, "2024-01-07", group(i), 10 + (i % 5)]);
    const filter = { attributes: { Organization: ["A", "B", "C", "D"] } };
    const asked = view({ by: "Organization", filter });
    const policy = { ...defaultPolicy, smallGroups: "merge" as const };
    const { release } = protect(sourceOf(names, rows), asked, policy);
    const value = (kind: string): number[] =>
      release.cells.flatMap((cell) => (cell.kind === kind && cell.status === "shown" ? [cell.value] : []));
    const truth = rows.filter((row) => row[2] !== "E").reduce((sum, row) => sum + Number(row[3]), 0);
    assert.deepEqual(value("total-everybody"), [truth]);
    assert.equal(value("other").length, 1);
    assert.equal(
      [...value("group"), ...value("other")].reduce((a, b) => a + b, 0),
      truth,
    );
  });

  it("two limits of a share leave nobody between them that the rest of the block gives away", () => {
    const names = ["PersonId", "MetricDate", "Organization", "Hours"];
    const hours = (i: number): number => (i % 20 === 0 && i < 20 ? 5.5 : i % 2 === 0 ? 3 : 9);
    const rows = people(40, (i) => [`P${i}`, "2024-01-07", i < 20 ? "A" : "B", hours(i)]);
    const source = sourceOf(names, rows);
    const share = (limit: number): View =>
      view({ by: "Organization", measure: { kind: "share-people", side: "above", limit } });
    const ledger = new Ledger();
    assert.equal(shown(protect(source, share(5), defaultPolicy, ledger).release), 3);
    assert.equal(shown(protect(source, share(6), defaultPolicy, ledger).release), 0);
  });

  it("one picture less an earlier one is not two people's", () => {
    const names = ["PersonId", "MetricDate", "Hours"];
    const rows = (top: number): Row[] =>
      people(60, (i) => [`P${i}`, "2024-01-07", i < 2 ? top : i < 12 ? 1 : 20 + (i % 3)]);
    const policy = { ...defaultPolicy, totalsKnown: false };
    for (const [first, second] of [
      [0, 12],
      [12, 0],
    ] as const)
      for (const kind of ["mean", "row-mean", "total"] as const) {
        const told = (top: number): number[] => {
          const ledger = new Ledger();
          const asked = view({ measure: { kind } });
          return [first, second].map((from) =>
            shown(protect(sourceOf(names, rows(top).slice(from)), asked, policy, ledger).release),
          );
        };
        assert.ok(200 > 0.9 * (200 + 10), "two of the twelve who are left have nearly everything");
        assert.deepEqual(told(100), [1, 0]);
        assert.deepEqual(told(5), [1, 1]);
      }
  });

  it("nor is the bar of all weeks less the weeks that are shown", () => {
    const names = ["PersonId", "MetricDate", "Hours"];
    const rows = people(36, (i) => [
      `P${i % 12}`,
      `2024-01-${["07", "14", "21"][Math.floor(i / 12)] ?? ""}`,
      i < 24 ? 10 + (i % 7) : i < 26 ? 30 : 0.1,
    ]);
    const policy = { ...defaultPolicy, totalsKnown: false };
    const weeks = view({ measure: { kind: "row-mean" }, over: "period" });
    assert.equal(shown(protect(sourceOf(names, rows), weeks, policy).release), 2);
    const ledger = new Ledger();
    assert.equal(
      shown(protect(sourceOf(names, rows), { ...weeks, over: "none" }, policy, ledger).release),
      1,
    );
    assert.equal(shown(protect(sourceOf(names, rows), weeks, policy, ledger).release), 1);
  });

  it("a value that has changed behind a picture tells nothing by the next one", () => {
    const names = ["PersonId", "MetricDate", "Organization", "Hours"];
    const rows = (first: number): Row[] =>
      people(30, (i) => [`P${i}`, "2024-01-07", i < 15 ? "A" : "B", i === 0 ? first : 10 + (i % 5)]);
    const ledger = new Ledger();
    const asked = view({ by: "Organization" });
    const told = (first: number): ReturnType<typeof protect> =>
      protect(sourceOf(names, rows(first)), asked, defaultPolicy, ledger);
    assert.equal(shown(told(20).release), 3);
    assert.equal(shown(told(20).release), 3);
    const changed = told(27);
    assert.equal(shown(changed.release), 0);
    assert.ok(changed.audit.dataChanged);
    assert.ok(!told(20).audit.dataChanged);
  });

  const email = (i: number): number => 3 + ((i * 5) % 9) + i / 100;
  const meetings = (i: number): number => 5 + ((i * 7) % 11);
  const parts = ["Collab", "Email", "Meetings"];
  /** The last person's meetings are all collaboration, less all e-mail, less the others' meetings. */
  const lastOfThree = (names: readonly string[], rows: readonly Row[]): number[] => {
    const ledger = new Ledger();
    return parts.map((metric, m) =>
      shown(
        protect(sourceOf(names, m < 2 ? rows : rows.slice(0, -1)), view({ metric }), defaultPolicy, ledger)
          .release,
      ),
    );
  };

  it("a small summand is of the family", () => {
    const names = ["PersonId", "MetricDate", ...parts];
    const calls = (i: number): number => (i === 99 ? 3.4 : 0.05 + ((i * 7) % 9) / 50);
    const rows = people(100, (i) => [`P${i}`, "2024-01-07", 4 * email(i) + calls(i), 4 * email(i), calls(i)]);
    assert.deepEqual(sourceOf(names, rows).families(), [parts]);
    assert.deepEqual(lastOfThree(names, rows), [1, 1, 0]);
  });

  it("a metric that hardly anybody has hides no family", () => {
    const names = ["PersonId", "MetricDate", ...parts, "Copilot", "Chats"];
    const few = (count: number) => (i: number) => [
      ...[`P${i}`, "2024-01-07", email(i) + meetings(i), email(i), meetings(i)],
      ...[i < count ? 1 + (i % 3) : "", i < 20 ? "" : 2 * email(i)],
    ];
    assert.deepEqual(lastOfThree(names, people(31, few(3))), [1, 1, 0]);
    // Nor does it hide that those who have the other one have twice as much of it as of e-mail.
    assert.deepEqual(sourceOf(names, people(40, few(3))).families(), [[...parts, "Chats"]]);
  });

  it("with few rows for many metrics families are found, or all metrics are one", () => {
    const names = ["PersonId", "MetricDate", ...parts, "Chats", "Calls", "Focus"];
    const row = (i: number): Row => [
      ...[`P${i}`, "2024-01-07", email(i) + meetings(i), email(i), meetings(i)],
      ...[1 + ((i * 3) % 7), 2 + ((i * i) % 5), 20 + ((i * 11) % 13)],
    ];
    assert.deepEqual(sourceOf(names, people(16, row)).families(), [parts]);
    assert.deepEqual(lastOfThree(names, people(16, row)), [1, 1, 0]);
    assert.deepEqual(sourceOf(names, people(10, row)).families(), [names.slice(2)]);
  });

  it("metrics that were never in one source are taken as one", () => {
    const rows = (count: number, of: (i: number) => number): Row[] =>
      people(count, (i) => [`P${i}`, "2024-01-07", of(i)]);
    const ledger = new Ledger();
    const told = (metric: string, own: readonly Row[]): number =>
      shown(
        protect(sourceOf(["PersonId", "MetricDate", metric], own), view({ metric }), defaultPolicy, ledger)
          .release,
      );
    assert.equal(
      told(
        "Collab",
        rows(31, (i) => email(i) + meetings(i)),
      ),
      1,
    );
    assert.equal(told("Email", rows(31, email)), 1);
    assert.equal(told("Meetings", rows(30, meetings)), 0);
    assert.equal(told("Email (average)", rows(30, email)), 0);
  });

  it("of aggregated rows the same days are compared, whatever the period is called", () => {
    const names = ["Organization", "MetricDate", "PersonCount", "Hours"];
    const counted = (count: number, mean: number): ReturnType<typeof memorySource> => {
      const rows = [
        ["A", "2024-01-07", count, mean],
        ["B", "2024-01-07", 40, 15],
      ];
      const mapping = { people: "PersonCount", date: "MetricDate" };
      const store = storeOf(names, rows, mapping);
      return memorySource(store);
    };
    for (const over of ["none", "period", "week", "month"] as const) {
      const ledger = new Ledger();
      const asked = view({
        by: "Organization",
        measure: { kind: "mean" },
        totals: { groups: false, periods: false },
      });
      assert.equal(shown(protect(counted(31, 20.355), asked, defaultPolicy, ledger).release), 2);
      assert.equal(shown(protect(counted(30, 20), { ...asked, over }, defaultPolicy, ledger).release), 0);
    }
  });

  it("limits of both kinds of share are compared where there is one period", () => {
    const names = ["PersonId", "MetricDate", "Hours"];
    const rows = people(40, (i) => [`P${i}`, "2024-01-07", i === 0 ? 20.2 : i < 20 ? 10 : 25]);
    const ledger = new Ledger();
    const told = (kind: "share-people" | "share-rows", limit: number): number =>
      shown(
        protect(
          sourceOf(names, rows),
          view({ measure: { kind, side: "above", limit } }),
          defaultPolicy,
          ledger,
        ).release,
      );
    assert.deepEqual([told("share-people", 20.1), told("share-rows", 20.3)], [1, 0]);
  });

  it("a share of too few looks the same for all numbers that are too few", () => {
    const names = ["PersonId", "MetricDate", "Hours"];
    const status = (size: number, above: number): string | undefined => {
      const rows = people(size, (i) => [`P${i}`, "2024-01-07", i < above ? 30 + i : 10 + (i % 3)]);
      const measure = { kind: "share-people", side: "above", limit: 20 } as const;
      const cell = protect(sourceOf(names, rows), view({ measure }), defaultPolicy).release.cells[0];
      return cell?.status === "clipped" ? cell.step : cell?.status;
    };
    assert.deepEqual(
      [0, 1, 2].map((above) => status(20, above)),
      ["hidden", "hidden", "hidden"],
    );
    assert.deepEqual(
      [0, 1, 2].map((above) => status(21, above)),
      Array(3).fill("under 10 %"),
    );
    assert.deepEqual(
      [21, 20, 19].map((above) => status(21, above)),
      Array(3).fill("over 90 %"),
    );
  });

  it("nor does a deviation tell of the one who is most of it", () => {
    const names = ["PersonId", "MetricDate", "Hours"];
    const told = (top: number): number => {
      const rows = people(12, (i) => [`P${i}`, "2024-01-07", i === 0 ? top : 1 + (i % 3)]);
      return shown(
        protect(sourceOf(names, rows), view({ measure: { kind: "deviation" } }), defaultPolicy).release,
      );
    };
    assert.deepEqual([told(400), told(3)], [0, 1]);
  });

  it("many decimals are refused where sizes are not given exactly", () => {
    assert.throws(() => readPolicy({ decimals: 4 }), PolicyError);
    assert.equal(readPolicy({ decimals: 4, groupSize: "exact" }).decimals, 4);
    assert.equal(readPolicy({ decimals: 3 }).decimals, 3);
  });

  it("ids that differ by blanks at their ends are one person", () => {
    const rows = people(10, (i) => [
      `P${i % 5}${i < 5 ? "" : " "}`,
      i < 5 ? "2024-01-07" : "2024-01-14",
      10 + i,
    ]);
    const source = sourceOf(["PersonId", "MetricDate", "Hours"], rows);
    assert.equal(source.rows.peopleCount, 5);
    assert.equal(shown(protect(source, view({}), defaultPolicy).release), 0);
  });

  it("people who have nothing do not keep two movers from being found", () => {
    const names = ["PersonId", "MetricDate", "Organization", "Hours"];
    // Twelve change groups. A mean per person of all, less those of both groups, leaves the means of these twelve.
    const rows = (hours: (i: number) => number): Row[] =>
      [0, 1].flatMap((week) =>
        people(72, (i) => [
          `P${i}`,
          `2024-01-${week === 0 ? "07" : "14"}`,
          i < 12 ? "AB".charAt(week) : i % 2 === 0 ? "A" : "B",
          i < 12 ? hours(i) : 10 + (i % 5),
        ]),
      );
    const told = (hours: (i: number) => number): number => {
      const source = sourceOf(names, rows(hours));
      const ledger = new Ledger();
      const policy = { ...defaultPolicy, totalsKnown: false };
      const asked = view({ measure: { kind: "mean" }, totals: { groups: false, periods: false } });
      assert.equal(shown(protect(source, asked, policy, ledger).release), 1);
      return shown(protect(source, { ...asked, by: "Organization" }, policy, ledger).release);
    };
    assert.deepEqual(
      [told((i) => (i < 2 ? 30 : 0)), told((i) => (i < 2 ? 30 : 0.5)), told((i) => 10 + i)],
      [1, 1, 2],
    );
  });

  it("limits of a share of weeks leave nobody's single week between them", () => {
    const names = ["PersonId", "MetricDate", "Hours"];
    const weeks = ["2024-01-07", "2024-01-14", "2024-01-21", "2024-01-28"];
    // Everybody has weeks on both sides of both limits.
    const rows = (between: number): Row[] =>
      weeks.flatMap((week, w) =>
        people(40, (i) => [`P${i}`, week, i < between && w === 0 ? 11 : w < 2 ? 5 + (i % 4) : 20 + (i % 5)]),
      );
    const told = (between: number, second: "above" | "below"): number[] => {
      const ledger = new Ledger();
      const source = sourceOf(names, rows(between));
      return (
        [
          ["above", 10],
          [second, 12],
        ] as const
      ).map(([side, limit]) =>
        shown(
          protect(source, view({ measure: { kind: "share-rows", side, limit } }), defaultPolicy, ledger)
            .release,
        ),
      );
    };
    for (const side of ["above", "below"] as const)
      assert.deepEqual(
        [0, 1, 8, 12].map((between) => told(between, side)),
        [
          [1, 1],
          [1, 0],
          [1, 0],
          [1, 1],
        ],
      );
  });

  it("a sum whose parts were shown does not tell how they were corrected since", () => {
    const names = ["PersonId", "MetricDate", "Email", "Meetings", "Collab"];
    const source = (correction: number): ReturnType<typeof memorySource> =>
      sourceOf(
        names,
        people(30, (i) => {
          const [email, meetings] = [5 + ((i * 7) % 11) + (i === 0 ? correction : 0), 3 + ((i * 5) % 7)];
          return [`P${i}`, "2024-01-07", email, meetings, email + meetings];
        }),
      );
    const told = (correction: number): number[] => {
      const ledger = new Ledger();
      return (["Email", "Meetings", "Collab"] as const).map((metric) =>
        shown(
          protect(source(metric === "Collab" ? correction : 0), view({ metric }), defaultPolicy, ledger)
            .release,
        ),
      );
    };
    assert.deepEqual(
      [told(0), told(3)],
      [
        [1, 1, 1],
        [1, 1, 0],
      ],
    );
    // The sum first, then a part: what adds up with a metric is met with it.
    const ledger = new Ledger();
    const later = [
      ["Collab", 0],
      ["Email", 3],
    ] as const;
    assert.deepEqual(
      later.map(([metric, by]) =>
        shown(protect(source(by), view({ metric }), defaultPolicy, ledger).release),
      ),
      [1, 0],
    );
  });

  describe("the coarse step of a share", () => {
    const names = ["PersonId", "MetricDate", "Organization", "Level", "Hours"];
    const measure = { kind: "share-people", side: "above", limit: 20 } as const;
    const told = (release: Release): string[] =>
      release.cells.map((cell) => (cell.status === "clipped" ? cell.step : cell.status));
    const many = people(39, (i) => [`P${i}`, "2024-01-07", "A", "L1", i < 2 ? 30 + i : 10 + (i % 5)]);
    const source = sourceOf(names, [...many, ["Q", "2024-01-07", "B", "L2", 50]]);

    it("does not tell on which side the one is who is left of a total", () => {
      // 7.5 % of 40 are three; "under 10 %" of 39 are at most two: the one in B is above.
      const bars = protect(source, view({ by: "Organization", measure }), defaultPolicy).release;
      assert.deepEqual(told(bars), ["hidden", "hidden", "shown"]);
      const filter = { attributes: { Level: ["L1"] } };
      assert.deepEqual(told(protect(source, view({ measure, filter }), defaultPolicy).release), ["hidden"]);
    });

    it("does not tell on which side everybody is who is left of a total", () => {
      const group = (name: string, size: number, above: number): Row[] =>
        people(size, (i) => [`${name}${i}`, "2024-01-07", name, "L1", i < above ? 30 + i : 10 + (i % 5)]);
      // Of 92 people 34 are above, of C twenty, of A at most two: then all twelve in B and D are.
      const rows = (inD: number): Row[] => [
        ...group("A", 40, 2),
        ...group("B", 6, 6),
        ...group("C", 40, 20),
        ...group("D", 6, inD),
      ];
      const bars = [6, 2].map((inD) =>
        told(
          protect(sourceOf(names, rows(inD)), view({ by: "Organization", measure }), defaultPolicy).release,
        ),
      );
      assert.deepEqual(bars, [
        ["hidden", "hidden", "shown", "hidden", "shown"],
        ["under 10 %", "hidden", "shown", "hidden", "shown"],
      ]);
    });

    it("counts in a session", () => {
      const policy = { ...defaultPolicy, totalsKnown: false };
      const ledger = new Ledger();
      const [all, most] = [source, sourceOf(names, many)].map((rows) =>
        told(protect(rows, view({ measure }), policy, ledger).release),
      );
      assert.deepEqual([all, most], [["shown"], ["hidden"]]);
      assert.deepEqual(
        told(protect(sourceOf(names, many), view({ measure }), policy, new Ledger()).release),
        ["under 10 %"],
      );
    });

    it("is not told of rows with corrected values", () => {
      const ledger = new Ledger();
      const corrected = many.map((row, i) => (i === 1 ? [...row.slice(0, 4), 60] : row));
      const rows = [many, corrected].map((own) => sourceOf(names, own));
      const both = rows.map((own) => told(protect(own, view({ measure }), defaultPolicy, ledger).release));
      assert.deepEqual(both, [["under 10 %"], ["hidden"]]);
    });

    it("is true of its own metric where another one's share is too few", () => {
      const two = people(40, (i) => [
        `P${i}`,
        "2024-01-07",
        i % 2 === 0 ? 30 + i : 10,
        i === 0 ? 30 : 1 + i / 9,
      ]);
      const both = sourceOf(["PersonId", "MetricDate", "Hours", "Email"], two);
      const views = ["Hours", "Email"].map((metric) => view({ metric, measure }));
      const releases = protectTogether(both, views, defaultPolicy).map(({ release }) => told(release));
      assert.deepEqual(releases, [["hidden"], ["hidden"]]);
    });
  });
});
