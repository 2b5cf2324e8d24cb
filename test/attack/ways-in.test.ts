import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RowCrosses } from "../../src/cells/cross";
import { memorySource } from "../../src/cells/memory-source";
import type { View } from "../../src/cells/view";
import { Ledger } from "../../src/privacy/ledger";
import { defaultPolicy, type Policy } from "../../src/privacy/policy";
import { protect, protectTogether } from "../../src/privacy/protect";
import type { Release } from "../../src/privacy/release";
import { checkAgainst } from "../../src/privacy/safe-base/after";
import { publish, PublicationRefused, republish } from "../../src/privacy/safe-base/publish";
import type { RowStore } from "../../src/rows/store";
import { ofPeople, people, shown, view, type Row } from "./asked";

// Ways in that a later attack has found: metrics that add up, squares, weeks, safe bases.

/** Values of the shown cells of one picture after another, each over rows of its own. */
function session(
  pictures: readonly (readonly [RowStore, View])[],
  policy: Policy = defaultPolicy,
): Release[] {
  const ledger = new Ledger();
  return pictures.map(([store, asked]) => protect(memorySource(store), asked, policy, ledger).release);
}

const base = (
  store: RowStore,
  metrics: readonly string[],
  filters: readonly string[],
  policy = defaultPolicy,
) =>
  publish(
    new RowCrosses(store),
    { metrics, filters, over: ["period"], weekStart: 0, families: memorySource(store).families() },
    policy,
  );

describe("metrics that add up to a constant", () => {
  const names = ["PersonId", "MetricDate", "Organization", "Meetings", "Focus"];
  const meetings = (i: number): number => (i === 3 ? 33 : 5 + ((i * 7) % 11));
  const row = (i: number): Row => [`P${i}`, "2024-01-07", i < 20 ? "A" : "B", meetings(i), 40 - meetings(i)];

  it("are one family in a session: nobody's meetings follow from others' focus", () => {
    const rows = people(40, row);
    const without = rows.filter(([id]) => id !== "P3");
    const [first, second] = session([
      [ofPeople(names, rows), view({ metric: "Meetings" })],
      [ofPeople(names, without), view({ metric: "Focus" })],
    ]);
    assert.deepEqual(
      [first, second].map((release) => shown(release as Release)),
      [1, 0],
    );
  });

  it("are counted over the same rows in a safe base", () => {
    const rows = people(40, (i) => (i === 3 ? [...row(i).slice(0, 4), ""] : row(i)));
    for (const { labels, metrics } of base(ofPeople(names, rows), ["Meetings", "Focus"], ["Organization"])
      .base.rows)
      assert.equal(metrics[0]?.n, metrics[1]?.n, `in ${labels.join()} one person's meetings are left`);
  });
});

it("metrics of one decimal that add up are one family", () => {
  const names = ["PersonId", "MetricDate", "Collab", "Email", "Meetings"];
  const one = (x: number): number => Math.round(x * 10) / 10;
  const rows = people(100, (i) => {
    const [email, meetings] = [3 + ((i * 5) % 9) + i / 77, i === 99 ? 45.3 : 5 + ((i * 7) % 11) + i / 53];
    return [`P${i}`, "2024-01-07", one(email + meetings), one(email), one(meetings)];
  });
  const [all, without] = [ofPeople(names, rows), ofPeople(names, rows.slice(0, -1))];
  const told = session([
    [all, view({ metric: "Collab" })],
    [all, view({ metric: "Email" })],
    [without, view({ metric: "Meetings" })],
  ]);
  assert.deepEqual(told.map(shown), [1, 1, 0]);
});

describe("two people who make up nearly everything", () => {
  const names = ["PersonId", "MetricDate", "Organization", "Hours"];

  it("are not what a deviation is made of", () => {
    const rows = people(20, (i) => [`P${i}`, "2024-01-07", "A", i === 0 ? 80 : 40 + (i % 3) / 2]);
    const [deviation] = session([[ofPeople(names, rows), view({ measure: { kind: "deviation" } })]]);
    assert.equal(shown(deviation as Release), 0);
  });

  it("are not what weeks leave that pass by themselves, with values below zero", () => {
    const rows = ["2024-01-07", "2024-01-14"].flatMap((week, t) =>
      people(12, (i) => [`P${i}`, week, "A", i === 0 ? 20 : (t === 0 ? 1 : -1) * (5 + i)]),
    );
    const asked = view({ by: "Organization", over: "period", totals: { groups: false, periods: true } });
    const { cells } = session([[ofPeople(names, rows), asked]])[0] as Release;
    assert.deepEqual(
      cells.filter(({ period, status }) => period === null && status === "shown"),
      [],
    );
  });
});

describe("a cell that two people dominate", () => {
  const names = ["PersonId", "MetricDate", "Organization", "Hours", "Level"];
  const rows = ["A", "B", "C", "D"].flatMap((group) =>
    people(12, (i) => [
      `${group}${i}`,
      "2024-01-07",
      group,
      group === "A" && i < 2 ? 900 : 10 + i,
      i % 2 === 0 ? "Junior" : "Senior",
    ]),
  );
  const of = (...groups: string[]): View => view({ filter: { attributes: { Organization: groups } } });
  /** What each picture of a session shows, where people know no totals. */
  const told = (pictures: readonly View[]): number[] =>
    session(
      pictures.map((one): [RowStore, View] => [ofPeople(names, rows), one]),
      { ...defaultPolicy, totalsKnown: false },
    ).map(shown);
  const pairs = [of("A", "B"), of("A", "C"), of("B", "C")];

  it("does not follow from three pictures once it was hidden", () => {
    assert.deepEqual(told([of("A"), ...pairs]), [0, 1, 1, 0]);
    // C, D and everybody are shown, and so tell of A and B together.
    assert.deepEqual(told([view({ by: "Organization" }), ...pairs]), [3, 1, 0, 0]);
  });

  it("does not follow when its parts were told one by one in between", () => {
    const split = [of("A"), of("A", "B", "C"), of("B", "D"), of("C"), of("D")];
    assert.deepEqual(told(split), [0, 1, 1, 1, 0]);
  });

  it("is remembered while other pictures cut its people apart", () => {
    const juniors = view({ filter: { attributes: { Level: ["Junior"] } } });
    assert.deepEqual(told([of("A"), juniors, ...pairs]), [0, 1, 1, 1, 0]);
  });

  it("hides nothing of pictures from which it does not follow", () => {
    assert.deepEqual(told([of("A"), of("B"), of("C"), of("B", "C"), of("A", "D")]), [0, 1, 1, 1, 1]);
  });
});

describe("a safe base", () => {
  it("publishes no two metrics whose difference is two people's", () => {
    const names = ["PersonId", "MetricDate", "Organization", "Collab", "Email", "Meetings"];
    const rows = people(24, (i) => {
      const [email, meetings] = [
        5 + ((i * 7) % 11) + i / 100,
        i < 12 ? (i < 2 ? 30 + i : 0) : 3 + ((i * 5) % 7),
      ];
      return [`P${i}`, "2024-01-07", i < 12 ? "A" : "B", email + meetings, email, meetings];
    });
    const store = ofPeople(names, rows);
    const labels = (metrics: readonly string[]): string[] =>
      base(store, metrics, ["Organization"]).base.rows.map((row) => row.labels.join());
    assert.deepEqual(labels(["Collab", "Email", "Meetings"]), [""]);
    assert.deepEqual(labels(["Collab", "Email"]), [""]);
  });

  it("leaves room for insiders beside an earlier one", () => {
    const names = ["PersonId", "MetricDate", "Organization", "Level", "Hours"];
    const rows = people(60, (i) => [
      `P${i}`,
      "2024-01-07",
      i < 30 ? "A" : "B",
      i < 19 ? "L1" : "L2",
      5 + ((i * 7) % 11),
    ]);
    const store = ofPeople(names, rows);
    const policy = { ...defaultPolicy, insiders: 2 };
    const [first, second] = [
      base(store, ["Hours"], ["Organization"], policy),
      base(store, ["Hours"], ["Level"], policy),
    ];
    // Eleven of A are not L1: nine for somebody who knows two of them.
    assert.throws(() => {
      checkAgainst(new RowCrosses(store), second, [first.base], []);
    }, PublicationRefused);
  });

  it("with a frozen recipe does not count a published period over other rows", () => {
    const names = ["PersonId", "MetricDate", "Organization", "Collab", "Email", "Meetings"];
    const row =
      (week: string) =>
      (i: number): Row => {
        const [email, meetings] = [5 + ((i * 7) % 11) + i / 100, 3 + ((i * 5) % 7)];
        return [`P${i}`, week, i < 20 ? "A" : "B", email + meetings, i === 3 ? "" : email, meetings];
      };
    const [old, recent] = [people(40, row("2024-01-07")), people(40, row("2024-01-14"))];
    const before = base(
      ofPeople(
        names.slice(0, -1),
        old.map((one) => one.slice(0, -1)),
      ),
      ["Collab", "Email"],
      ["Organization"],
    );
    const store = ofPeople(names, [...old, ...recent]);
    assert.throws(
      () => republish(new RowCrosses(store), before.recipe, memorySource(store).families(), defaultPolicy),
      /add up/,
    );
  });
});

it("two hidden cells of a row in which everybody has the same value are not all that its total leaves", () => {
  const rows = ["A", "B", "C"].flatMap((group) =>
    ["L1", "L2", "L3"].flatMap((level) =>
      people(12, (i) => {
        const hours = group === "A" && level !== "L3" ? 8 : 5 + ((i * 7) % 11);
        return [`${group}${level}${i}`, "2024-01-07", group, level, hours];
      }),
    ),
  );
  const store = ofPeople(["PersonId", "MetricDate", "Organization", "Level", "Hours"], rows);
  const [table] = session([[store, view({ by: "Organization", series: "Level" })]]);
  const row = (table as Release).cells.filter(({ group }) => group === "A");
  const told = row.filter(({ status }) => status === "shown").map(({ series }) => series);
  assert.ok(!["L1", "L2"].some((level) => told.includes(level)));
  assert.ok(
    !(told.includes("L3") && told.includes(null)),
    "the total less L3 is 24 people with 8 hours each",
  );
});

it("metrics of few people are one family, also where one value is missing", () => {
  const parts = ["Email", "Meetings", "Chats", "Calls", "Focus"];
  const rows = people(11, (i) => {
    const own = parts.map((_, m) => 1 + ((i * (2 * m + 3) + m * m * i * i) % 17) + i / 100);
    const all = own.reduce((sum, x) => sum + x, 0);
    return [`P${i}`, "2024-01-07", all, ...own.map((x, m) => (i === 3 && m === 4 ? "" : x))];
  });
  const source = memorySource(ofPeople(["PersonId", "MetricDate", "Collab", ...parts], rows));
  const metrics = ["Collab", ...parts];
  const told = protectTogether(
    source,
    metrics.map((metric) => view({ metric })),
    { ...defaultPolicy, decimals: 3 },
    new Ledger(),
  );
  const values = told.map(({ release: { cells } }) => (cells[0]?.status === "shown" ? cells[0].value : NaN));
  const [all = NaN, ...own] = values;
  const left = own.reduce((sum, x) => sum - x, all);
  // All collaboration less all its parts is P3's focus, which the rows do not even have.
  assert.ok(Number.isNaN(left), `one person has ${left.toFixed(2)}`);
});

describe("metrics that add up", () => {
  const names = ["PersonId", "MetricDate", "Organization", "Collab", "Email", "Meetings"];
  const hundredths = (x: number): number => Math.round(x * 100) / 100;
  const email = (i: number): number => 3 + ((i * 5) % 9) + (i % 7) / 100;
  const meetings = (i: number): number => (i === 99 ? 45.3 : 5 + ((i * 7) % 11) + (i % 5) / 100);

  it("are one family though a few rows do not", () => {
    const families = [0, 1, 3].map((odd) => {
      const rows = people(100, (i) => [
        ...[`P${i}`, "2024-01-07", i < 3 ? "X" : "A"],
        ...[hundredths(email(i) + meetings(i) + (i < odd ? 1.5 : 0)), email(i), meetings(i)],
      ]);
      return memorySource(ofPeople(names, rows)).families();
    });
    assert.deepEqual(families, Array(3).fill([["Collab", "Email", "Meetings"]]));
  });

  it("are one family though each is rounded to quarter hours", () => {
    const quarters = (x: number): number => Math.round(x * 4) / 4;
    const rows = people(100, (i) => {
      const [mails, talks] = [1.37 * email(i), 1.13 * meetings(i)];
      return [`P${i}`, "2024-01-07", "A", quarters(mails + talks), quarters(mails), quarters(talks)];
    });
    assert.deepEqual(memorySource(ofPeople(names, rows)).families(), [["Collab", "Email", "Meetings"]]);
  });
});

it("metrics that a policy declares to add up are one family by any spelling of their names", () => {
  const names = ["PersonId", "MetricDate", "Collab_hours", "Email_hours"];
  const rows = people(40, (i) => [`P${i}`, "2024-01-07", 9 + ((i * 7) % 11), 3 + ((i * i) % 13)]);
  const [all, without] = [ofPeople(names, rows), ofPeople(names, rows.slice(1))];
  const told = (families: Policy["families"]): number[] =>
    session(
      [
        [all, view({ metric: "Collab_hours" })],
        [without, view({ metric: "Email_hours" })],
      ],
      { ...defaultPolicy, families },
    ).map(shown);
  assert.deepEqual(told([]), [1, 1]);
  assert.deepEqual(told([["collab hours", "EMAIL_HOURS"]]), [1, 0]);
});
