import { cellsOf } from "../../src/cells/cells";
import type { CellTable } from "../../src/cells/table";
import type { Measure, View } from "../../src/cells/view";
import { detectSchema } from "../../src/rows/schema";
import { RowStore } from "../../src/rows/store";
import { sampleStore, sampleView } from "./sample";

function values(measure: Measure, view: Partial<View> = {}): number[] {
  return [...cellsOf(sampleStore(), { ...sampleView, ...view, measure }).value];
}

function column(
  table: CellTable,
  name: "people" | "contributors" | "contributions" | "beyond" | "within",
): number[] {
  return [...table[name]];
}

describe("the cells of a query", () => {
  it("carry the sufficient statistics", () => {
    const table = cellsOf(sampleStore(), { ...sampleView, by: "Organization" });
    expect(table.groups).toEqual(["HR", "IT"]);
    expect(column(table, "people")).toEqual([1, 3]);
    expect(column(table, "contributors")).toEqual([1, 2]);
    expect(column(table, "contributions")).toEqual([2, 4]);
    expect([...table.sum]).toEqual([-3, 70]);
    expect([...table.absoluteSum]).toEqual([3, 70]);
    expect([...table.largest]).toEqual([3, 60]);
    expect([...table.second]).toEqual([0, 10]);
    expect([...table.meanSum]).toEqual([-1.5, 30]);
    expect([...table.largestMean]).toEqual([1.5, 20]);
    expect([...table.secondMean]).toEqual([0, 10]);
    expect([...table.identical]).toEqual([1, 0]);
    expect([...table.value]).toEqual([-1.5, 15]);
    expect(table.complete).toBeTrue();
    expect(table.counted).toBeFalse();
  });

  it("count a person who changes groups in each", () => {
    const table = cellsOf(sampleStore(), { ...sampleView, by: "Level" });
    expect(table.groups).toEqual(["Level 2", "Level 10", "(Blank)"]);
    expect(column(table, "people")).toEqual([2, 1, 2]);
    expect([...table.value]).toEqual([-1.5, 15, 20]);
  });

  it("have no value where nobody contributes", () => {
    const table = cellsOf(sampleStore(), { ...sampleView, by: "Level", over: "period" });
    const cell = 1;
    expect(table.people[cell]).toBe(1);
    expect(table.contributors[cell]).toBe(0);
    expect(table.sum[cell]).toBe(0);
    expect(table.identical[cell]).toBe(0);
    expect(table.value[cell]).toBeNaN();
  });

  it("answer every measure", () => {
    expect(values({ kind: "mean" })).toEqual([(20 - 1.5 + 10) / 3]);
    expect(values({ kind: "row-mean" })).toEqual([67 / 6]);
    expect(values({ kind: "total" })).toEqual([67]);
    expect(values({ kind: "percentile", q: 0.5 })).toEqual([10]);
    expect(values({ kind: "percentile", q: 0.25 })).toEqual([4.25]);
    expect(values({ kind: "headcount" })).toEqual([4]);
    expect(values({ kind: "headcount" }, { metric: "not read" })).toEqual([4]);
    expect(values({ kind: "deviation" })[0]).toBe(Math.sqrt(115.75));
    expect(values({ kind: "deviation" }, { by: "Organization" })[0]).toBeNaN();
    expect(() => values({ kind: "percentile", q: 1.5 })).toThrowError(RangeError);
  });

  it("count who meets a limit and who does not", () => {
    const people = cellsOf(sampleStore(), {
      ...sampleView,
      measure: { kind: "share-people", side: "above", limit: 10 },
    });
    expect([...people.value]).toEqual([2 / 3]);
    expect([column(people, "beyond"), column(people, "within")]).toEqual([[2], [1]]);
    const rows = cellsOf(sampleStore(), {
      ...sampleView,
      measure: { kind: "share-rows", side: "below", limit: 1 },
    });
    // a: 0 of 3, b: 2 of 2, d: 0 of 1.
    expect([...rows.value]).toEqual([1 / 3]);
    expect([column(rows, "beyond"), column(rows, "within")]).toEqual([[1], [2]]);
    const weekly: View = {
      ...sampleView,
      over: "period",
      measure: { kind: "share-rows", side: "above", limit: 10 },
    };
    expect([...cellsOf(sampleStore(), weekly).value]).toEqual([2 / 3, 1, 1 / 2]);
  });

  it("find everybody alike, zero included", () => {
    const rows = [
      ["a", "2024-01-07", "IT", 0],
      ["b", "2024-01-07", "IT", 0],
      ["a", "2024-01-07", "HR", 0],
      ["c", "2024-01-07", "HR", -2],
      ["d", "2024-01-07", "HR", 2],
    ];
    const store = new RowStore(
      detectSchema(["PersonId", "MetricDate", "Organization", "Hours"], { rows }).schema,
    );
    store.append({ rows });
    expect([...cellsOf(store, { ...sampleView, by: "Organization" }).identical]).toEqual([0, 1]);
    expect(cellsOf(store, sampleView).complete).toBeFalse();
    store.finish();
    expect(cellsOf(store, sampleView).complete).toBeTrue();
  });

  it("say which metric is not there", () => {
    expect(() => cellsOf(sampleStore(), { ...sampleView, metric: "Minutes" })).toThrowError(
      RangeError,
      /Hours/,
    );
  });
});

describe("the cells of aggregated rows", () => {
  const names = ["Organization", "Level", "Week", "People", "Hours"];
  const rows = [
    ["IT", "1", "2024-01-07", 10, 8],
    ["IT", "2", "2024-01-07", 30, 12],
    ["HR", "1", "2024-01-07", 20, 5],
    ["IT", "1", "2024-01-14", 12, 9],
    ["HR", "1", "2024-01-14", 0, null],
  ];
  const { schema } = detectSchema(names, { rows }, { people: "People" });
  const store = new RowStore(schema);
  store.append({ rows });
  store.finish();
  const view: View = { ...sampleView, by: "Organization", over: "period" };

  it("add people and weigh means within a period", () => {
    const table = cellsOf(store, view);
    expect(table.counted).toBeTrue();
    expect(table.groups).toEqual(["HR", "IT"]);
    expect(column(table, "people")).toEqual([20, 0, 40, 12]);
    expect(column(table, "contributors")).toEqual([20, 0, 40, 12]);
    expect([...table.value]).toEqual([5, NaN, 11, 9]);
    expect([...table.largest]).toEqual([0, 0, 0, 0]);
  });

  it("count as contributors only the people of rows with a value", () => {
    const gaps = [
      ["IT", "1", "2024-01-07", 10, 8.1],
      ["IT", "2", "2024-01-07", 30, null],
    ];
    const made = new RowStore(schema);
    made.append({ rows: gaps });
    made.finish();
    const table = cellsOf(made, view);
    expect(column(table, "people")).toEqual([40]);
    expect(column(table, "contributors")).toEqual([10]);
    expect([...table.value]).toEqual([8.1]);
  });

  it("know at least the largest count over several periods", () => {
    const table = cellsOf(store, { ...view, over: "none" });
    expect(column(table, "people")).toEqual([20, 40]);
    expect(table.value[1]).toBeCloseTo((10 * 8 + 30 * 12 + 12 * 9) / 52, 12);
  });

  it("add totals, count heads, and put no quantiles together", () => {
    expect([...cellsOf(store, { ...view, measure: { kind: "total" } }).value]).toEqual([5, NaN, 20, 9]);
    expect([...cellsOf(store, { ...view, measure: { kind: "headcount" } }).value]).toEqual([20, NaN, 40, 12]);
    const medians = cellsOf(store, { ...view, measure: { kind: "percentile", q: 0.5 } });
    expect([...medians.value]).toEqual([5, NaN, NaN, 9]);
  });
});
