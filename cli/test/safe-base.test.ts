import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { parse } from "csv-parse/sync";
import { readBase } from "../src/safe-base/read-base";
import { tableOfSafeBase } from "../src/service/safe-base-table";
import { runCommand } from "./run-command";

const folder = mkdtempSync(join(tmpdir(), "quorum-safe-base-"));
after(() => {
  rmSync(folder, { recursive: true });
});
const file = (name: string): string => join(folder, name);

async function safeBase(rows: string, out: string, ...options: readonly string[]): Promise<void> {
  await runCommand("safe-base", file(rows), ...options, "--out", file(out));
}

/** People of these numbers with these labels, in one week; the person of `blank` has no email hours. */
function write(name: string, groups: readonly (readonly [number, ...string[]])[], blank = -1): void {
  const people = groups.flatMap(([count, ...labels]) => Array.from({ length: count }, () => labels));
  const lines = people.map((labels, i) => {
    const [email, meeting] = [3 + ((i * 5) % 9) + i / 100, 5 + ((i * 7) % 11)];
    const hours = [i === blank ? "" : email.toFixed(2), meeting, (email + meeting).toFixed(2)];
    return ["person" + String(i), "2024-01-07", ...labels, ...hours].join();
  });
  const head = ["PersonId", "MetricDate", "Organization", "Level", "Site", "Email", "Meeting", "Collab"];
  writeFileSync(file(name), [head.join(), ...lines].join("\n"));
}

void test("a base counts nobody who lacks one of several metrics that add up, declared or not", async () => {
  write(
    "blank.csv",
    [
      [31, "Org0", "L", "S"],
      [31, "Org1", "L", "S"],
    ],
    30,
  );
  await safeBase("blank.csv", "family.csv", "--filter", "Organization", "--metrics", "Collab,Email,Meeting");
  const rows = parse<Record<string, string>>(readFileSync(file("family.csv")), { columns: true });
  assert.deepEqual(
    rows.map((row) => ["Collab", "Email", "Meeting"].map((metric) => row[`${metric} people`])),
    [
      ["30", "30", "30"],
      ["31", "31", "31"],
    ],
  );
  for (const row of rows) {
    const rest = Number(row["Collab sum"]) - Number(row["Email sum"]) - Number(row["Meeting sum"]);
    assert.ok(Math.abs(rest) < 1e-9, `Collab less Email and Meeting leaves ${String(rest)}`);
  }
});

void test("labels that a spreadsheet would run are read back as the rows have them, from CSV and Parquet", async () => {
  const labels = ["＝Sales", "=Sales", "'=Sales", "'quoted"];
  write(
    "formula.csv",
    labels.map((label) => [20, label, "L", "S"]),
  );
  for (const out of ["formula-base.csv", "formula-base.parquet"]) {
    await safeBase("formula.csv", out, "--filter", "Organization", "--metrics", "Email");
    const { rows } = await readBase(file(out));
    assert.deepEqual(rows.map((row) => row.labels[0]).sort(), [...labels].sort(), out);
    const pushed = await tableOfSafeBase(file(out));
    const sent = await pushed.read(0, pushed.rowCount);
    assert.deepEqual(sent.map((row) => row["Organization"]).sort(), [...labels].sort(), out);
    pushed.close();
  }
});

void test("a third base is refused where all three single somebody out; columns of earlier bases are read", async () => {
  write("three.csv", [
    [20, "Org0", "Lev0", "Site0"],
    [20, "Org1", "Lev0", "Site1"],
    [20, "Org0", "Lev1", "Site1"],
    [1, "Org0", "Lev0", "Site1"],
  ]);
  const by = async (attribute: string, metric: string, out: string, ...earlier: string[]): Promise<void> => {
    const asked = ["--filter", attribute, "--metrics", metric];
    await safeBase(
      "three.csv",
      out,
      ...asked,
      ...(earlier.length > 0 ? ["--after", ...earlier.map(file)] : []),
    );
  };
  await by("Organization", "Collab", "b1.csv");
  await by("Level", "Collab", "b2.csv", "b1.csv");
  await by("Site", "Collab", "alone.csv", "b1.csv");
  await assert.rejects(by("Site", "Collab", "b3.csv", "b1.csv", "b2.csv"), /fewer people than the minimum/);
  // Email and Meeting are Collab, found in the data: what is refused of one is not told by way of the others.
  await assert.rejects(
    by("Site", "Email,Meeting", "parts.csv", "b1.csv", "b2.csv"),
    /fewer people than the minimum/,
  );
});
