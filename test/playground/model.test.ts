import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readCsv } from "../../playground/src/model/csv";
import type { DataSet } from "../../playground/src/model/field";
import { runQuery, type QueryResult } from "../../playground/src/model/query";
import { modelFilters } from "../../playground/src/page/json-filter";
import type { Binding } from "../../playground/src/protocol";

const read = (text: string): Promise<DataSet> => readCsv("test.csv", text, () => undefined);
const bind = (role: string, field: string, summary: Binding["summary"] = "none"): Binding => ({
  role,
  field,
  summary,
});

/** A result's rows as plain cells. */
function rowsOf(result: QueryResult): (string | number | boolean | null)[][] {
  const columns = result.read(0, result.length);
  return Array.from({ length: result.length }, (_, row) =>
    columns.map((column) => {
      if (column.kind === "coded") return column.values[column.codes[row] ?? -1] ?? null;
      const value = column.numbers[row] ?? Number.NaN;
      return Number.isNaN(value) ? null : value;
    }),
  );
}

const day = (text: string): number => Date.parse(text) / 86_400_000;

describe("the columns of a CSV", () => {
  it("are typed by everything in them", async () => {
    const data = await read(
      "a,b,c,d,e\n1,2026-01-04,true,x,1234567890123456\n2.5,2026-01-11,FALSE,1,1234567890123457\n,,,,\n",
    );
    const kinds = [...data.fields.values()].map((field) => field.kind);
    assert.deepEqual(kinds, ["number", "date", "boolean", "text", "text"]);
    assert.equal(data.length, 3);
  });

  it("keep quotes, commas and line breaks in a field, and both of two equal names", async () => {
    const data = await read('a,a\n"one, ""two""\nthree",x\n');
    assert.deepEqual([...data.fields.keys()], ["a", "a (2)"]);
    assert.deepEqual(data.fields.get("a")?.values, ['one, "two"\nthree']);
  });

  it("are refused where the file is broken or empty", async () => {
    await assert.rejects(read('a,b\n"never closed,1\n'), /cannot be read/);
    await assert.rejects(read(""), /empty/);
    await assert.rejects(read("a,b\n"), /no rows/);
    await assert.rejects(read("\u0089PNG\r\n\0"), /not a CSV/);
  });
});

describe("a query of the model", () => {
  const text =
    "p,d,g,v\nA,2026-01-04,x,1\nA,2026-01-04,x,2\nB,2026-01-04,x,4\nB,2026-01-11,y,\nC,2026-01-11,,8\n";

  it("gives distinct combinations with the rest summed, as Power BI does", async () => {
    const data = await read(text);
    const result = runQuery(
      data,
      [bind("person", "p"), bind("group", "g"), bind("metric", "v", "sum")],
      [],
      10,
    );
    assert.deepEqual(rowsOf(result), [
      ["A", "x", 3],
      ["B", "x", 4],
      ["B", "y", null],
      ["C", null, 8],
    ]);
    assert.deepEqual(
      result.columns.map((column) => [column.displayName, column.queryName, column.measure]),
      [
        ["p", "Query.p", false],
        ["g", "Query.g", false],
        ["Sum of v", "Sum(Query.v)", true],
      ],
    );
  });

  it("summarises in every way", async () => {
    const data = await read(text);
    const metrics = (["average", "minimum", "maximum", "count"] as const).map((way) =>
      bind("metric", "v", way),
    );
    const result = runQuery(data, [bind("period", "d"), ...metrics, bind("people", "p", "distinct")], [], 10);
    assert.deepEqual(rowsOf(result), [
      [day("2026-01-04"), 7 / 3, 1, 4, 3, 2],
      [day("2026-01-11"), 8, 8, 8, 1, 2],
    ]);
  });

  it("splits a date into the levels of the automatic hierarchy", async () => {
    const result = runQuery(await read(text), [bind("period", "d", "hierarchy")], [], 10);
    assert.deepEqual(rowsOf(result), [
      [2026, "Qtr 1", "January", 4],
      [2026, "Qtr 1", "January", 11],
    ]);
    assert.equal(result.columns[0]?.queryName, "Query.d.Variation.Date Hierarchy.Year");
  });

  it("puts the model's minimum beside every row", async () => {
    const result = runQuery(
      await read(text),
      [bind("group", "g"), bind("minimum", "Minimum group size", "sum")],
      [],
      12,
    );
    assert.deepEqual(rowsOf(result), [
      ["x", 12],
      ["y", 12],
      [null, 12],
    ]);
  });

  it("sorts by the fields that a visual names, and those by the column that orders them", async () => {
    const data = await read("p,g,g order,v\nA,low,1,1\nB,high,3,2\nC,mid,2,4\nD,low,1,8\nE,,,16\n");
    const query = [bind("person", "p"), bind("group", "g"), bind("metric", "v", "sum")];
    const sorted = rowsOf(runQuery(data, query, [], 10, ["group"]));
    assert.deepEqual(
      sorted.map((row) => row[1]),
      [null, "low", "low", "mid", "high"],
    );
    assert.deepEqual(
      sorted.map((row) => row[2]),
      [16, 1, 8, 4, 2],
    );
  });

  it("keeps what every filter keeps", async () => {
    const data = await read(text);
    const people = (filters: Parameters<typeof runQuery>[2]): unknown[] =>
      rowsOf(runQuery(data, [bind("person", "p")], filters, 10)).flat();
    assert.deepEqual(people([{ kind: "values", field: "g", values: ["y", null] }]), ["B", "C"]);
    assert.deepEqual(
      people([{ kind: "range", field: "d", from: day("2026-01-05"), to: day("2026-01-11") }]),
      ["B", "C"],
    );
    assert.deepEqual(people([{ kind: "rows", rows: [{ p: "B", g: "y" }, { p: "A" }] }]), ["A", "B"]);
    const json = [{ target: { table: "Query", column: "g" }, operator: "In", values: ["x"] }];
    assert.deepEqual(people(modelFilters(json)), ["A", "B"]);
  });
});
