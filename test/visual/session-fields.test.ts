import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readFields, type Fields } from "../../src/visual/fields";
import { SessionFields } from "../../src/visual/session-fields";
import { column, type Column } from "./data-views";

const person = column("person", "PersonId");
const week = column("period", "MetricDate");
const hours = column("metric", "Hours", { func: 0 });

function fields(...columns: readonly Column[]): Fields {
  const reading = readFields(columns);
  assert.ok(reading.kind === "ready");
  return reading.fields;
}

describe("fields of a session", () => {
  const session = new SessionFields();
  const first = fields(person, week, hours);

  it("may be any before something is shown", () => {
    assert.ok(session.fits(first));
    session.shown(first);
    assert.ok(session.fits(first));
  });

  it("may be another group or another metric", () => {
    assert.ok(session.fits(fields(person, week, column("group", "Organization"), hours)));
    assert.ok(session.fits(fields(person, week, column("metric", "Email", { func: 0 }))));
  });

  it("are not compared with other people, other periods, or another column of a metric's name", () => {
    assert.ok(!session.fits(fields(person, column("period", "MonthStart"), hours)));
    assert.ok(!session.fits(fields(column("person", "EmployeeNumber"), week, hours)));
    assert.ok(!session.fits(fields(person, week, { ...hours, queryName: "Sum(Other.Hours)" })));
  });
});
