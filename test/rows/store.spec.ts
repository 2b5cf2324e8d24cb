import { detectSchema, type Mapping } from "../../src/rows/schema";
import { RowStore } from "../../src/rows/store";
import { feed } from "../../src/rows/feed";

const NAMES = ["PersonId", "MetricDate", "Organization", "Hours"];

function store(rows: unknown[][], names: readonly string[] = NAMES, mapping?: Mapping): RowStore {
  const made = new RowStore(detectSchema(names, { rows }, mapping).schema);
  made.append({ rows });
  made.finish();
  return made;
}

function kinds(made: RowStore): [string, number][] {
  return made.problems.map(({ kind, count }) => [kind, count]);
}

function values(made: RowStore, name: string): number[] {
  return [...made.metric(name).subarray(0, made.length)];
}

function labels(made: RowStore, name: string): (string | null)[] {
  const { codes, values: all } = made.attribute(name);
  return [...codes.subarray(0, made.length)].map((code) => all[code] ?? null);
}

describe("the row store", () => {
  it("codes people, periods and labels in order of first appearance, and keeps the codes", () => {
    const rows = [
      ["a", "2024-01-07", "IT", 1],
      ["b", "2024-01-07", "HR", 2],
    ];
    const made = new RowStore(detectSchema(NAMES, { rows }).schema);
    made.append({ rows });
    expect(made.complete).toBeFalse();
    made.append({ rows: [["a", "2024-01-14", null, "3.5"]] });
    made.finish();
    expect(made.complete).toBeTrue();
    expect([...made.person.subarray(0, 3)]).toEqual([0, 1, 0]);
    expect([...made.period.subarray(0, 3)]).toEqual([0, 0, 1]);
    expect(labels(made, "organization")).toEqual(["IT", "HR", null]);
    expect(values(made, "HOURS")).toEqual([1, 2, 3.5]);
    expect(made.metricRange("Hours")).toEqual({ smallest: 1, largest: 3.5, negative: false });
    expect(() => {
      made.append({ rows });
    }).toThrowError(TypeError, /finished/);
    expect(() => made.metric("Nothing")).toThrowError(RangeError, /There are: Hours/);
  });

  it("takes rows that come again once, and keeps the first of those that differ", () => {
    const made = store([
      ["a", "2024-01-07", "IT", 1],
      ["a", "2024-01-07", "IT", 1],
      ["a", "2024-01-07", "HR", 2],
      ["a", "2024-01-14", "IT", null],
      ["a", "2024-01-14", "IT", null],
    ]);
    expect(made.length).toBe(2);
    expect(kinds(made)).toEqual([
      ["duplicate-person-period", 1],
      ["repeated-row", 2],
    ]);
    expect(labels(made, "Organization")).toEqual(["IT", "IT"]);
    expect(made.complete).toBeTrue();
  });

  it("finds an earlier row among many people and periods", () => {
    const rows: unknown[][] = [];
    for (let period = 0; period < 60; period += 1) {
      const date = new Date(Date.UTC(2024, 0, 7) + period * 604_800_000).toISOString().slice(0, 10);
      for (let person = 0; person < 150; person += 1)
        rows.push([`p${person}`, date, "IT", person + period / 100]);
    }
    const made = store([...rows, ...rows.slice().reverse()]);
    expect(made.length).toBe(rows.length);
    expect(kinds(made)).toEqual([["repeated-row", rows.length]]);
    expect(values(made, "Hours")).toEqual(rows.map((row) => row[3] as number));
  });

  it("counts what it leaves out, with shapes instead of values", () => {
    const made = store([
      [null, "2024-01-07", "IT", 1],
      ["", "2024-01-07", "IT", 1],
      ["a", null, "IT", 1],
      ["a", "Jan 7th", "IT", 1],
      ["a", "2024-01-07", "IT", "n/a"],
      ["a", "2024-01-14", "IT", Infinity],
    ]);
    expect(made.length).toBe(2);
    expect(kinds(made)).toEqual(
      jasmine.arrayWithExactContents([
        ["row-without-person", 2],
        ["row-without-date", 1],
        ["unreadable-date", 1],
        ["unreadable-number", 1],
        ["infinite-number", 1],
      ]),
    );
    expect(made.problems.find(({ kind }) => kind === "unreadable-date")?.examples).toEqual(["aaa 9aa"]);
    const text = JSON.stringify(made.problems);
    expect(text).not.toContain("Jan");
    expect(made.problems.every(({ message }) => message.length > 20)).toBeTrue();
  });

  it("is never complete with ambiguous dates, until the order is said", () => {
    const rows = [["a", "3/4/2024", "IT", 1]];
    expect(store(rows).complete).toBeFalse();
    expect(store(rows, NAMES, { dateOrder: "day-first" }).complete).toBeTrue();
  });

  it("keeps 16-digit ids apart, and refuses numbers that cannot", () => {
    const rows = [
      ["1234567890123456", "2024-01-07", "IT", 1],
      ["1234567890123457", "2024-01-07", "IT", 2],
      [1234567890123458, "2024-01-07", "IT", 3],
      [9007199254740993n, "2024-01-07", "IT", 4],
    ];
    const made = store(rows);
    expect(made.peopleCount).toBe(4);
    expect(made.complete).toBeTrue();
    const imprecise = store([[12345678901234567890, "2024-01-07", "IT", 1]]);
    expect(kinds(imprecise)).toEqual([["imprecise-person-id", 1]]);
    expect(imprecise.complete).toBeFalse();
  });

  it("takes one person's id as text and as a number for one person", () => {
    const made = store([
      [17, "2024-01-07", "IT", 1],
      ["17", "2024-01-14", "IT", 1],
    ]);
    expect(made.peopleCount).toBe(1);
  });

  it("folds unpivoted rows and never adds a metric up over them", () => {
    const names = ["PersonId", "MetricDate", "AttributeName", "AttributeValue", "Hours"];
    const made = store(
      [
        ["a", "2024-01-07", "Organization", "IT", 5],
        ["b", "2024-01-07", "Organization", "HR", 7],
        ["a", "2024-01-07", "Level", "IC", 5],
        ["a", "2024-01-07", "Level", "Lead", 6],
        ["b", "2024-01-07", "Level", "", 7],
        ["b", "2024-01-07", null, null, 7],
      ],
      names,
    );
    expect(made.length).toBe(2);
    expect(values(made, "Hours")).toEqual([5, 7]);
    expect(made.attributes).toEqual(["Organization", "Level"]);
    expect(labels(made, "Organization")).toEqual(["IT", "HR"]);
    expect(labels(made, "Level")).toEqual(["IC", null]);
    expect(kinds(made)).toEqual([
      ["metric-disagrees", 1],
      ["attribute-disagrees", 1],
    ]);
    expect(made.problems.map(({ column }) => column)).toEqual(["Hours", "Level"]);
  });

  it("finds an attribute that appears late missing before", () => {
    const names = ["PersonId", "MetricDate", "AttributeName", "AttributeValue", "Hours"];
    const rows: unknown[][] = Array.from({ length: 2500 }, (_, i) => [
      `p${i}`,
      "2024-01-07",
      "Organization",
      "IT",
      1,
    ]);
    const made = store([...rows, ["p2499", "2024-01-07", "Level", "IC", 1]], names);
    const level = labels(made, "Level");
    expect(level.filter((label) => label === null).length).toBe(2499);
    expect(level[2499]).toBe("IC");
  });

  it("keeps the distinct rows of a person where there are no dates", () => {
    const made = store(
      [
        ["a", "IT", 1],
        ["a", "IT", 1],
        ["a", "HR", 2],
        [null, "HR", 2],
      ],
      ["PersonId", "Organization", "Hours"],
    );
    expect(made.length).toBe(2);
    expect([...made.period.subarray(0, 2)]).toEqual([-1, -1]);
    expect(kinds(made)).toEqual([
      ["row-without-person", 1],
      ["repeated-row", 1],
    ]);
  });

  it("reads aggregated rows with their number of people", () => {
    const names = ["Organization", "Week", "People", "Hours"];
    const made = store(
      [
        ["IT", "2024-01-07", 12, 8.5],
        ["HR", "2024-01-07", "7", 9],
        ["HR", "2024-01-14", 6.5, 9],
        ["HR", "2024-01-14", null, 9],
        ["IT", "2024-01-07", 13, 8.5],
      ],
      names,
    );
    expect(made.length).toBe(2);
    expect([...(made.people?.subarray(0, 2) ?? [])]).toEqual([12, 7]);
    expect(made.peopleCount).toBe(0);
    expect(kinds(made)).toEqual([
      ["duplicate-group-period", 1],
      ["row-without-people", 2],
    ]);
    made.finish();
    expect(made.complete).withContext("a part of a group is no group").toBeFalse();
  });

  it("needs people in some form", () => {
    const { schema } = detectSchema(["Organization", "Hours"], { rows: [["IT", 1]] });
    expect(() => new RowStore(schema)).toThrowError(TypeError, /person ids/);
  });
});

describe("feeding a store", () => {
  const rows = Array.from({ length: 40_000 }, (_, i) => [`p${i}`, "2024-01-07", "IT", i]);
  const { schema } = detectSchema(NAMES, { rows: rows.slice(0, 10) });

  it("reads turn by turn, reports how far it is, and finishes", async () => {
    const made = new RowStore(schema);
    const progress: number[] = [];
    let pauses = 0;
    const outcome = await feed(made, [{ rows: rows.slice(0, 30_000) }, { rows: rows.slice(30_000) }], {
      pause: () => {
        pauses += 1;
        expect(made.complete).toBeFalse();
        return Promise.resolve();
      },
      onProgress: (read) => progress.push(read),
    });
    expect(outcome).toBe("finished");
    expect(made.complete).toBeTrue();
    expect(made.length).toBe(40_000);
    expect(progress.at(-1)).toBe(40_000);
    expect(pauses).toBe(progress.length);
    expect(pauses).toBeGreaterThan(2);
  });

  it("can be cancelled and leaves an incomplete store", async () => {
    const made = new RowStore(schema);
    const controller = new AbortController();
    const outcome = await feed(made, [{ rows }], {
      pause: () => {
        controller.abort();
        return Promise.resolve();
      },
      signal: controller.signal,
    });
    expect(outcome).toBe("cancelled");
    expect(made.complete).toBeFalse();
    expect(made.length).toBeLessThan(40_000);
  });

  it("passes an error of the source on and stays incomplete", async () => {
    const made = new RowStore(schema);
    async function* broken() {
      yield { rows: rows.slice(0, 10) };
      await Promise.resolve();
      throw new Error("the connection is gone");
    }
    await expectAsync(feed(made, broken(), { pause: () => Promise.resolve() })).toBeRejectedWithError(
      /connection/,
    );
    expect(made.complete).toBeFalse();
  });
});
