import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { parse } from "csv-parse/sync";
import { joinTable, type JoinOptions } from "../../src/input/join";
import { openTable } from "../../src/input/open";
import type { Value } from "../../src/input/table";
import { smallestIsolation } from "../../../test/attack/attacker/rank";
import {
  knownTotals,
  rowsOfRelease,
  periodOf,
  type Contribution,
} from "../../../test/attack/attacker/shown-rows";
import type { Release } from "../../../src/engine";
import { runCommand, SAMPLE_QUERY } from "../run-command";
import { identityEndpoint } from "../service/identity-endpoint";
import { NO_DESCRIPTION } from "./imitation/description";
import { makeWorld } from "./imitation/world";
import { start } from "./harness";

async function folderOf(t: TestContext): Promise<(name: string, text: string) => Promise<string>> {
  const folder = await mkdtemp(join(tmpdir(), "quorum-join-"));
  t.after(() => rm(folder, { recursive: true }));
  return async (name, text) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
}

async function rowsOf(
  query: string,
  options: JoinOptions,
): Promise<{ columns: readonly string[]; rows: Value[][] }> {
  const table = await joinTable(await openTable([query]), options);
  const rows: Value[][] = [];
  for await (const batch of table.batches()) rows.push(...batch.rows.map((row) => [...row]));
  return { columns: table.columns, rows };
}

/** The rows of a CSV file by the names of its columns. */
async function recordsOf(file: string): Promise<Record<string, string>[]> {
  return parse<Record<string, string>>(await readFile(file, "utf8"), { columns: true });
}

const ROWS =
  "PersonId,MetricDate,Organization,Email_hours\nA,2026-01-04,HR,1\nA,2026-01-11,HR,2\nB,2026-01-04,IT,3\n";

test("a partner's table of anybody's stands beside the rows, by person and period; nothing is no zero", async (t) => {
  const write = await folderOf(t);
  const query = await write("query.csv", ROWS);
  const partner = await write(
    "partner.csv",
    "who,week,Tickets,Calls\na,2026-01-04,5,0\na,2026-01-18,9,9\nz,2026-01-04,7,7\n",
  );
  const joined = await rowsOf(query, { join: partner, on: "PersonId=who", period: "week" });
  assert.deepEqual(joined.columns, [
    "PersonId",
    "MetricDate",
    "Organization",
    "Email_hours",
    "Tickets",
    "Calls",
  ]);
  assert.deepEqual(
    joined.rows.map((row) => row.slice(4).map((value) => (value === null ? null : Number(value)))),
    [
      [5, 0],
      [null, null],
      [null, null],
    ],
  );
});

test("what does not fit is an error with a remedy, and no row gets out as if it were whole", async (t) => {
  const write = await folderOf(t);
  const query = await write("query.csv", ROWS);
  const cases: [string, string, RegExp][] = [
    ["ObjectId,MetricDate,N\nq,2026-01-04,1\n", "PersonId=ObjectId", /Nobody of the query is in it/],
    ["ObjectId,MetricDate,N\na,2026-01-05,1\n", "PersonId=ObjectId", /No date of the query.*--week-of/],
    [
      "ObjectId,MetricDate,N\na,2026-01-04,1\na,2026-01-04,2\n",
      "PersonId=ObjectId",
      /line 3: A person has two rows/,
    ],
    [
      "ObjectId,MetricDate,Email_hours\na,2026-01-04,1\n",
      "PersonId=ObjectId",
      /Both tables have a column "Email_hours"/,
    ],
    ["ObjectId,When,N\na,2026-01-04,1\n", "PersonId=ObjectId", /no column "MetricDate".*--period/],
    ["ObjectId,MetricDate,N\na,2026-01-04,1\n", "ObjectId", /no column "ObjectId".*--on/],
    ["ObjectId,MetricDate,N\na,4.1.2026,1\n", "PersonId=ObjectId", /no row with a person and a date/],
  ];
  for (const [text, on, message] of cases) {
    const partner = await write("partner.csv", text);
    await assert.rejects(rowsOf(query, { join: partner, on }), message, text);
  }
  const partner = await write("partner.csv", "a,b\n1,2\n");
  await assert.rejects(rowsOf(query, { join: partner }), /--join needs --on/);
});

interface Row {
  readonly person: number;
  readonly date: string;
  readonly group: string;
  readonly values: Readonly<Record<string, number>>;
}

/** The joined rows, put together by the test alone. */
async function joinedByHand(partner: string): Promise<readonly Row[]> {
  const theirs = new Map(
    (await recordsOf(partner)).map((row) => [`${row["ObjectId"] ?? ""} ${row["MetricDate"] ?? ""}`, row]),
  );
  const people = new Map<string, number>();
  const number = (text: string | undefined): number =>
    text === undefined || text === "" ? NaN : Number(text);
  return (await recordsOf(SAMPLE_QUERY)).map((row) => {
    const id = (row["PersonId"] ?? "").toLowerCase();
    if (!people.has(id)) people.set(id, people.size);
    const other = theirs.get(`${id} ${row["MetricDate"] ?? ""}`);
    return {
      person: people.get(id) ?? -1,
      date: row["MetricDate"] ?? "",
      group: row["Organization"] === "" ? "(Blank)" : (row["Organization"] ?? ""),
      values: {
        Email_hours: number(row["Email_hours"]),
        Pull_requests_reviewed: number(other?.["Pull_requests_reviewed"]),
      },
    };
  });
}

test(
  "end to end: sample query and generated activity, a release and a chart of both metrics, attacked over both",
  { skip: NO_DESCRIPTION },
  async (t) => {
    const sample = await recordsOf(SAMPLE_QUERY);
    const ids = [...new Set(sample.map((row) => row["PersonId"] ?? ""))];
    const dates = [...new Set(sample.map((row) => row["MetricDate"] ?? ""))].sort();
    const [from = "", to = ""] = [dates[0], dates.at(-1)];
    const world = makeWorld({
      seed: 11,
      people: ids.length,
      ids,
      projects: ["Web", "Data"],
      from: `${from}T00:00:00Z`,
      to: `${to}T00:00:00Z`,
      deeds: 1,
    });
    const { imitation, file } = await start(t, world);
    imitation.page = 500;
    const endpoint = await identityEndpoint(t, {
      newToken: () => ({ token: "good", expiresAt: Date.now() + 3_600_000 }),
    });
    Object.assign(process.env, endpoint);
    const where = [
      "--endpoint",
      imitation.address,
      "--graph-endpoint",
      imitation.address,
      "--sign-in",
      "managed-identity",
    ];
    const partner = file("devops.csv");
    const pull = [
      "devops",
      "pull",
      "--account",
      "https://dev.azure.com/contoso",
      "--project",
      "*",
      "--from",
      from,
      "--to",
      to,
      "--week-of",
      SAMPLE_QUERY,
      "--out",
      partner,
      ...where,
    ];
    await assert.rejects(
      runCommand(...pull, "--login", "somebody@else.com"),
      /Signed in as analyst@contoso.com, not as/,
    );
    assert.ok(!existsSync(partner));
    await runCommand(...pull, "--login", "analyst@contoso.com");
    assert.equal((await stat(partner)).mode & 0o077, 0, "rows of persons are for their owner's eyes");

    const policy = file("policy.json");
    const metrics = ["Email_hours", "Pull_requests_reviewed"];
    await writeFile(policy, JSON.stringify({ decimals: null, groupSize: "exact" }));
    const view = (command: string, ...shown: readonly string[]): string[] => [
      command,
      SAMPLE_QUERY,
      "--join",
      partner,
      "--on",
      "PersonId=ObjectId",
      "--by",
      "Organization",
      "--over",
      "week",
      ...shown.flatMap((metric) => ["--metric", metric]),
    ];
    const exact = ["--decimals", "none", "--group-size", "exact"];
    await runCommand(...view("release", ...metrics), ...exact, "--out", file("both.json"));
    const { releases } = JSON.parse(await readFile(file("both.json"), "utf8")) as { releases: Release[] };
    await runCommand(...view("release", ...metrics), "--out", file("both.svg"));
    assert.match(
      await readFile(file("both.svg"), "utf8"),
      /Email hours and Pull requests reviewed by Organization[^]*Engineering[^]*Engineering/,
    );
    await runCommand(...view("audit", ...metrics), "--out", file("audit.md"));
    const audit = await readFile(file("audit.md"), "utf8");
    for (const metric of metrics) assert.ok(audit.includes(`## ${metric.replaceAll("_", "\\_")}: Attacks`));

    // One mask: the cells shown of one metric are those shown of the other, wherever both have values.
    const alone = { hidden: 0 };
    for (const [m, metric] of metrics.entries()) {
      await runCommand(...view("release", metric), ...exact, "--out", file("alone.json"));
      const { cells } = JSON.parse(await readFile(file("alone.json"), "utf8")) as Release;
      releases[m]?.cells.forEach((cell, c) => {
        const other = releases[1 - m]?.cells[c];
        if (cell.status === "hidden") assert.notEqual(other?.status, "shown");
        if (cell.status === "hidden" && cells[c]?.status === "shown") alone.hidden++;
      });
    }
    t.diagnostic(`cells hidden for one metric because of the other: ${String(alone.hidden)}`);

    const rows = await joinedByHand(partner);
    const periods = periodOf("week");
    const shown = releases.flatMap((release, m) => {
      const metric = metrics[m] ?? "";
      const records: Contribution[] = rows.map((row) => ({ ...row, value: row.values[metric] ?? NaN }));
      const cells = release.cells.filter((cell) => cell.status === "shown" && cell.kind === "group");
      assert.ok(cells.length > 20, `${metric}: enough is shown`);
      for (const cell of cells) {
        const mine = records.filter(
          (r) => r.group === cell.group && periods(r.date) === cell.period && !Number.isNaN(r.value),
        );
        const mean = mine.reduce((sum, r) => sum + r.value, 0) / mine.length;
        assert.ok(
          cell.status === "shown" && Math.abs(cell.value - mean) < 1e-9,
          "the value is that of the rows joined by hand",
        );
      }
      // The unknowns of the second metric are others than those of the first.
      const offset = m * rows.length;
      return [...rowsOfRelease(release, records), ...knownTotals(records, "week", true)].map((row) => ({
        ...row,
        unknowns: row.unknowns.map((u) => u + offset),
      }));
    });
    const found = smallestIsolation(shown, (unknown) => rows[unknown % rows.length]?.person ?? -1, 10);
    t.diagnostic(`smallest group that can be isolated over both metrics: ${String(found.people)} people`);
    assert.ok(found.people >= 10);
    // The attack can succeed: with the hidden cells of the second metric shown as well, it does.
    const careless = releases.map((release) => ({
      ...release,
      cells: release.cells.map((cell) =>
        cell.status === "hidden" ? { ...cell, status: "shown" as const, value: 0 } : cell,
      ),
    }));
    const laidOpen = rowsOfRelease(
      careless[1] as Release,
      rows.map((row) => ({ ...row, value: row.values[metrics[1] ?? ""] ?? NaN })),
    );
    assert.ok(smallestIsolation(laidOpen, (unknown) => rows[unknown]?.person ?? -1, 10).people < 10);

    // One table of both metrics goes under one mask: a row has both or is merged.
    const base = file("base.csv");
    await runCommand(
      "safe-base",
      SAMPLE_QUERY,
      "--join",
      partner,
      "--on",
      "PersonId=ObjectId",
      "--filter",
      "Organization",
      "--metrics",
      metrics.join(","),
      "--out",
      base,
    );
    const published = await recordsOf(base);
    assert.ok(published.length > 0);
    for (const row of published) {
      for (const metric of metrics) {
        const n = Number(row[`${metric} people`]);
        assert.ok(n === 0 || n >= 10);
      }
    }
  },
);

test(
  "a personal access token goes as basic authorization, from the environment alone",
  { skip: NO_DESCRIPTION },
  async (t) => {
    const world = makeWorld({
      seed: 12,
      people: 20,
      projects: ["Web"],
      from: "2025-03-01T00:00:00Z",
      to: "2025-03-20T00:00:00Z",
      deeds: 2,
    });
    const { imitation, file } = await start(t, world);
    imitation.authorization = `Basic ${Buffer.from(":token-of-a-person").toString("base64")}`;
    process.env["AZURE_DEVOPS_PAT"] = "token-of-a-person";
    t.after(() => {
      delete process.env["AZURE_DEVOPS_PAT"];
    });
    const where = ["--endpoint", imitation.address, "--graph-endpoint", imitation.address];
    const what = [
      "--account",
      "contoso",
      "--project",
      "We*",
      "--from",
      "2025-03-03",
      "--to",
      "2025-03-14",
      "--week-of",
      "monday",
    ];
    await runCommand("devops", "pull", ...what, "--out", file("out.csv"), ...where);
    const rows = await recordsOf(file("out.csv"));
    assert.deepEqual([...new Set(rows.map((row) => row["MetricDate"]))].sort(), ["2025-03-03", "2025-03-10"]);
    assert.ok(rows.some((row) => Number(row["Pull_requests_created"]) > 0));
  },
);
