import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { gunzipSync } from "node:zlib";
import {
  ATTRIBUTES,
  personQuery,
  pivotedCsv,
  unpivotedCsv,
  type SampleRow,
} from "../../samples/person-query";

const folder = join(import.meta.dirname, "..", "..", "samples");
const rows = personQuery();

function peopleBy(name: (row: SampleRow) => string): Map<string, Set<string>> {
  const groups = new Map<string, Set<string>>();
  for (const row of rows) {
    const people = groups.get(name(row)) ?? new Set<string>();
    groups.set(name(row), people.add(row.PersonId));
  }
  return groups;
}

describe("the sample query", () => {
  it("is what the generator writes, pivoted and unpivoted", () => {
    assert.equal(readFileSync(join(folder, "person-query.csv"), "utf8"), pivotedCsv(rows));
    const packed = readFileSync(join(folder, "person-query-unpivoted.csv.gz"));
    assert.equal(gunzipSync(packed).toString("utf8"), unpivotedCsv(rows));
  });

  it("has about 1,200 people over 26 weeks, each at most once a week", () => {
    assert.equal(peopleBy(() => "all").get("all")?.size, 1200);
    assert.equal(peopleBy((row) => row.MetricDate).size, 26);
    assert.equal(new Set(rows.map((row) => `${row.PersonId} ${row.MetricDate}`)).size, rows.length);
  });

  it("has small groups and a group of one person", () => {
    const sizes = [...peopleBy((row) => row.attributes.Organization ?? "")].map(([, people]) => people.size);
    assert.ok(sizes.includes(1));
    assert.ok(sizes.filter((size) => size < 10).length >= 3);
    assert.ok(sizes.filter((size) => size >= 10).length >= 8);
  });

  it("has people who change groups, weeks of absence, inactive rows, missing values and attributes", () => {
    const organizations = new Map<string, Set<string>>();
    for (const row of rows) {
      const own = organizations.get(row.PersonId) ?? new Set<string>();
      if (row.attributes.Organization !== null) own.add(row.attributes.Organization);
      organizations.set(row.PersonId, own);
    }
    assert.ok([...organizations.values()].filter((own) => own.size > 1).length > 20);
    assert.ok(rows.length < 1200 * 26 * 0.95);
    assert.ok(rows.some((row) => !row.IsActive));
    assert.ok(rows.some((row) => row.metrics.Collaboration_hours === null));
    assert.ok(ATTRIBUTES.some((name) => rows.some((row) => row.attributes[name] === null)));
  });

  it("has skewed, non-negative hours", () => {
    const hours = rows.flatMap((row) => row.metrics.Collaboration_hours ?? []).sort((a, b) => a - b);
    const mean = hours.reduce((sum, value) => sum + value, 0) / hours.length;
    assert.ok((hours[0] ?? -1) >= 0);
    assert.ok(mean > (hours[hours.length >> 1] ?? Infinity));
    assert.ok(rows.every((row) => (row.metrics.After_hours_collaboration_hours ?? 0) >= 0));
  });
});
