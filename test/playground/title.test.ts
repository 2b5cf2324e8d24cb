import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { titleOf } from "../../playground/src/page/title";
import type { Binding } from "../../playground/src/protocol";

const bindings = (fields: Readonly<Record<string, readonly string[]>>): Binding[] =>
  Object.entries(fields).flatMap(([role, names]) =>
    names.map((field) => ({ role, field, summary: "none" as const })),
  );
const ROWS = { person: ["PersonId"], period: ["MetricDate"] };

describe("the title of a visual", () => {
  it("names its metrics by group and series", () => {
    const fields = bindings({
      ...ROWS,
      group: ["Organization"],
      series: ["Region"],
      metric: ["Email_hours"],
    });
    assert.equal(titleOf(fields, {}), "Email hours by Organization and Region");
    const two = bindings({ ...ROWS, group: ["Organization"], metric: ["Email_hours", "Meeting_hours"] });
    assert.equal(titleOf(two, {}), "Email hours and Meeting hours by Organization");
  });

  it("names the period where it is drawn over time", () => {
    const fields = bindings({ ...ROWS, metric: ["Email_hours"] });
    assert.equal(titleOf(fields, {}), "Email hours by MetricDate");
    assert.equal(titleOf(fields, { chart: { kind: "bar" } }), "Email hours");
    const grouped = bindings({ ...ROWS, group: ["Level"], metric: ["Email_hours"] });
    assert.equal(titleOf(grouped, { chart: { kind: "heat" } }), "Email hours by MetricDate and Level");
  });

  it("names the values of an unpivoted query, and waits for a metric", () => {
    const pairs = { attributeName: ["AttributeName"], attributeValue: ["AttributeValue"] };
    assert.equal(titleOf(bindings({ ...ROWS, ...pairs, metric: ["Hours"] }), {}), "Hours by AttributeValue");
    assert.equal(titleOf(bindings(ROWS), {}), "New visual");
  });
});
