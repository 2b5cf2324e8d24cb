import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  joinDirectory,
  matchText,
  readDirectory,
  type JoinField,
  type Match,
} from "../../src/drop/directory";
import type { DropRows } from "../../src/drop/drop-rows";
import { onlyDrop } from "../../src/drop/drops";
import { Customer } from "./customer";
import { sampleRows, withoutSamples } from "./make-drop";

const customer = new Customer();

/** Metrics of these people, one row each. */
async function metricsOf(people: readonly string[]): Promise<DropRows> {
  const rows = people.map(
    (id) => `{"ObjectId":${JSON.stringify(id)},"MetricDate":"2024-05-05T00:00:00Z","Hours":1}`,
  );
  const content = await customer.read({ rows: rows.join("\n") });
  return content.rows;
}

async function joined(
  rows: DropRows,
  users: Buffer | string,
  on: JoinField,
  attributes: readonly string[],
): Promise<Match> {
  const store = await customer.store({ rows: users, metadata: { TableName: "BasicDataSet_v0.User_v1" } });
  const how = { keys: await customer.privateKeys() };
  return joinDirectory(rows, await readDirectory(store, await onlyDrop(store), on, attributes, how));
}

function labels(rows: DropRows, name: string): (string | null)[] {
  const { codes, values } = rows.attribute(name);
  return Array.from({ length: rows.length }, (_, i) => values[codes[i] ?? -1] ?? null);
}

describe("the directory join", () => {
  it("joins Microsoft's User_v1 sample on the object id", { skip: withoutSamples }, async () => {
    const users = (await sampleRows.users()).toString("utf8").trim().split("\n");
    const truth = users.map((line) => JSON.parse(line) as Record<string, string | null>);
    const rows = await metricsOf([...truth.map((user) => user["id"]?.toUpperCase() ?? ""), "stranger"]);
    const match = await joined(rows, users.join("\n"), "id", [
      "department",
      "jobTitle",
      "country",
      "officeLocation",
    ]);
    assert.deepEqual(match, { people: 11, matched: 10, ambiguous: 0 });
    for (const name of ["department", "jobTitle", "country", "officeLocation"]) {
      assert.deepEqual(labels(rows, name), [...truth.map((user) => user[name]), null], name);
    }
    assert.match(matchText(match), /directory: 10 to 19; not found, in the group "\(Blank\)": under 10\./);
  });

  for (const on of ["mail", "userPrincipalName", "proxyAddresses"] as const) {
    it(`joins it on ${on}`, { skip: withoutSamples }, async () => {
      const users = await sampleRows.users();
      const people = users
        .toString("utf8")
        .trim()
        .split("\n")
        .map((line) => (JSON.parse(line) as { mail: string }).mail.toLowerCase());
      const rows = await metricsOf(people);
      const match = await joined(rows, users, on, ["department"]);
      assert.deepEqual(match, { people: 10, matched: 10, ambiguous: 0 });
      assert.equal(labels(rows, "department")[0], "Executive Management");
    });
  }

  it("refuses when nobody is found", async () => {
    const rows = await metricsOf(["p1", "p2"]);
    await assert.rejects(joined(rows, `{"id":"x","department":"Sales"}`, "id", ["department"]), /pseudonym/);
  });

  it("uses no key that stands for two different entries, and one that is repeated alike", async () => {
    const rows = await metricsOf(["a@x", "b@x", "c@x"]);
    const users = [
      `{"proxyAddresses":["SMTP:a@x","smtp:b@x","sip:c@x"],"department":"Sales"}`,
      `{"proxyAddresses":["smtp:b@x"],"department":"Legal"}`,
      `{"proxyAddresses":["smtp:a@x"],"department":"Sales"}`,
      `{"proxyAddresses":[],"department":"Sales"}`,
      `{"proxyAddresses":null,"department":"Sales"}`,
    ];
    const match = await joined(rows, users.join("\n"), "proxyAddresses", ["department"]);
    assert.deepEqual(match, { people: 3, matched: 1, ambiguous: 1 });
    assert.deepEqual(labels(rows, "department"), ["Sales", null, null]);
  });

  it("refuses fields that name people, and says which fields there are", async () => {
    const rows = await metricsOf(["a"]);
    const users = `{"id":"a","mail":"a@x","displayName":"A","department":"Sales"}`;
    await assert.rejects(joined(rows, users, "id", ["displayName"]), /single people/);
    await assert.rejects(joined(rows, users, "id", ["team"]), /no field team.*It has: department\.$/s);
  });

  it("does not take metrics for a directory", async () => {
    const store = await customer.store({ rows: `{"ObjectId":"a","MetricDate":"2024-05-05"}` });
    const how = { keys: await customer.privateKeys() };
    await assert.rejects(
      readDirectory(store, await onlyDrop(store), "id", ["department"], how),
      /not the directory/,
    );
  });
});
