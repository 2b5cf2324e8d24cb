import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { defaultPolicy, memorySource, protect, type View } from "../../src/engine";
import { loadRows, type LoadedRows } from "../src/query/load-rows";
import { protectAfter, readEarlier } from "../src/release/after";
import { documentOf, releaseJson } from "../src/release/document";
import { runCommand } from "./run-command";

const folder = mkdtempSync(join(tmpdir(), "quorum-after-"));
after(() => {
  rmSync(folder, { recursive: true });
});

const week = (n: number): string => new Date(Date.UTC(2024, 0, 7 * n)).toISOString().slice(0, 10);
const view = (to: string): View => ({
  metric: "Meeting_hours",
  measure: { kind: "mean" },
  by: null,
  series: null,
  over: "none",
  filter: { to },
  totals: { groups: false, periods: false },
});

/** Twelve people in 25 weeks; of them `late` in week 26 as well. */
async function rowsWith(late: number): Promise<LoadedRows> {
  const lines = ["PersonId,MetricDate,Meeting_hours"];
  for (let person = 0; person < 12; person++) {
    for (let n = 1; n <= 26; n++)
      if (n < 26 || person < late) lines.push(`p${person},${week(n)},${10 + ((person * n) % 7)}`);
  }
  const file = join(folder, `rows-${late}.csv`);
  writeFileSync(file, lines.join("\n"));
  return loadRows([file], {});
}

function published({ rows }: LoadedRows, of: View): string {
  const { release } = protect(memorySource(rows), of, defaultPolicy);
  assert.equal(release.cells[0]?.status, "shown");
  const file = join(folder, "earlier.json");
  writeFileSync(file, releaseJson([documentOf(release, of, defaultPolicy, ["rows.csv"])]));
  return file;
}

void test("weeks 1 to 26 after weeks 1 to 25: shown where ten people differ, hidden where one does", async () => {
  for (const [late, status] of [
    [1, "hidden"],
    [12, "shown"],
  ] as const) {
    const loaded = await rowsWith(late);
    const source = memorySource(loaded.rows);
    const earlier = await readEarlier([published(loaded, view(week(25)))]);
    const alone = protect(source, view(week(26)), { ...defaultPolicy, totalsKnown: false }).release;
    assert.equal(alone.cells[0]?.status, "shown", "alone it may be shown");
    const policy = { ...defaultPolicy, totalsKnown: false };
    const [next] = protectAfter(source, [view(week(26))], policy, earlier);
    assert.equal(next?.release.cells[0]?.status, status, `${late} people in week 26`);
  }
});

void test("rows that no longer give the earlier release are refused", async () => {
  const file = published(await rowsWith(12), view(week(26)));
  const changed = await rowsWith(1);
  const earlier = await readEarlier([file]);
  assert.throws(
    () => protectAfter(memorySource(changed.rows), [view(week(25))], defaultPolicy, earlier),
    /not give this release/,
  );
});

void test("a policy that remembers nothing is refused where something was published before", async () => {
  const loaded = await rowsWith(12);
  const earlier = await readEarlier([published(loaded, view(week(25)))]);
  const forgetful = { ...defaultPolicy, session: false };
  const source = memorySource(loaded.rows);
  assert.throws(() => protectAfter(source, [view(week(26))], forgetful, earlier), /remembers nothing/);
  assert.equal(protectAfter(source, [view(week(26))], forgetful, []).length, 1);
});

void test("audit replays what was published before and says so; without it, it says that it did not", async () => {
  await rowsWith(1);
  const earlier = published(await rowsWith(1), view(week(25)));
  const rows = join(folder, "rows-1.csv");
  const out = join(folder, "audit.json");
  const audited = async (...more: string[]): Promise<Audited> => {
    const asked = ["audit", rows, "--metric", "Meeting_hours", "--to", week(26), "--totals-known", "no"];
    await runCommand(...asked, ...more, "--out", out);
    return JSON.parse(readFileSync(out, "utf8")) as Audited;
  };
  const alone = await audited();
  assert.deepEqual([alone.audit.decided.shown, alone.audit.decided.session, alone.after], [1, 0, []]);
  const later = await audited("--after", earlier);
  assert.deepEqual([later.audit.decided.shown, later.audit.decided.session], [0, 1]);
  assert.equal(later.after[0]?.name, "earlier.json");
  assert.match(later.after[0].policyHash, /^[0-9a-f]{16,}/);
});

interface Audited {
  readonly audit: { readonly decided: { readonly shown: number; readonly session: number } };
  readonly after: readonly { readonly name: string; readonly policyHash: string }[];
}
