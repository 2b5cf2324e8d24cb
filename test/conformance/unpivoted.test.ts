import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { cellsOf, type Measure, type View } from "../../src/engine";
import { readCsv, storeOf } from "./shared-data";

const samples = join(import.meta.dirname, "..", "..", "samples");
const MEASURES: readonly Measure[] = [
  { kind: "mean" },
  { kind: "row-mean" },
  { kind: "total" },
  { kind: "share-people", side: "above", limit: 15 },
  { kind: "share-rows", side: "below", limit: 15 },
  { kind: "percentile", q: 0.5 },
  { kind: "deviation" },
  { kind: "headcount" },
];
const OVERS: readonly View["over"][] = ["none", "period", "month", "quarter"];

describe("the sample query, unpivoted", () => {
  const pivotedFile = readCsv(join(samples, "person-query.csv"));
  const unpivotedFile = readCsv(join(samples, "person-query-unpivoted.csv.gz"));
  const pivoted = storeOf(pivotedFile.names, { rows: pivotedFile.rows });
  const unpivoted = storeOf(unpivotedFile.names, { rows: unpivotedFile.rows });

  it("repeats each person-period once an attribute and is folded to as many rows as the pivoted file", () => {
    assert.equal(unpivoted.schema.shape, "unpivoted");
    assert.ok(unpivotedFile.rows.length > 2 * pivotedFile.rows.length);
    assert.equal(unpivoted.length, pivoted.length);
    assert.equal(unpivoted.peopleCount, pivoted.peopleCount);
    assert.deepEqual([...unpivoted.attributes].sort(), [...pivoted.attributes].sort());
    assert.deepEqual([...unpivoted.metrics].sort(), [...pivoted.metrics].sort());
    assert.deepEqual(unpivoted.problems, []);
  });

  it("gives the same cells to the last bit, for every attribute, metric and measure", () => {
    let compared = 0;
    for (const metric of pivoted.metrics) {
      for (const by of [null, ...pivoted.attributes]) {
        for (const measure of MEASURES) {
          for (const over of OVERS) {
            const view: View = {
              metric,
              measure,
              by,
              series: null,
              over,
              filter: {},
              totals: { groups: false, periods: false },
            };
            const expected = cellsOf(pivoted, view);
            assert.deepEqual(cellsOf(unpivoted, view), expected);
            compared += expected.size;
          }
        }
      }
    }
    console.log(`compared ${compared} cells of the unpivoted sample with those of the pivoted one`);
    assert.ok(compared >= 89_600, `only ${compared} cells were compared`);
  });
});
