import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { Resvg } from "@resvg/resvg-js";
import { parse } from "csv-parse/sync";
import { parseHTML } from "linkedom";
import { personQuery, pivotedCsv } from "../../samples/person-query";
import { buildCli } from "../../scripts/lib/build-cli.mjs";
import { defaultPolicy, policyHash } from "../../src/engine";
import { fontFiles } from "../src/release/picture";
import { everyCommand, type Ran } from "./every-command";
import { CLEAN, write } from "./review/fixture";

// Every command as a user runs it: the packed files, in an empty folder, one process a command.
const root = resolve(import.meta.dirname, "../..");
const shared = join(root, "../shared/data");
const needsData = existsSync(shared) ? {} : { skip: "../shared/data is not there" };
const folder = mkdtempSync(join(tmpdir(), "quorum-commands-"));
const work = join(folder, "work");
const quorum = join(folder, "node_modules/quorum/bin/quorum.js");
const messy = join(shared, "viva-sample/person-query-messy.csv");
const sample = join(root, "samples/person-query.csv");

before(async () => {
  mkdirSync(work);
  mkdirSync(join(folder, "node_modules/quorum"), { recursive: true });
  await buildCli(join(folder, "node_modules/quorum/dist"));
  const { files } = JSON.parse(readFileSync(join(root, "cli/package.json"), "utf8")) as { files: string[] };
  for (const name of [...files, "package.json"].filter((one) => one !== "dist")) {
    cpSync(join(root, "cli", name), join(folder, "node_modules/quorum", name), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules/quorum/node_modules"));
});
after(() => {
  rmSync(folder, { recursive: true });
});

async function run(...args: string[]): Promise<Ran> {
  return new Promise((done) => {
    execFile(process.execPath, [quorum, ...args], { cwd: work, maxBuffer: 1 << 26 }, (error, out, err) => {
      done({ code: error ? Number(error.code) : 0, out, err });
    });
  });
}

function schema(name = "release.schema.json"): (value: unknown) => boolean {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
  (formats as unknown as { default: (ajv: Ajv2020) => void }).default(ajv);
  const read = (file: string): object => JSON.parse(readFileSync(join(root, "docs", file), "utf8")) as object;
  if (name !== "release.schema.json") ajv.addSchema(read("release.schema.json"));
  return ajv.compile(read(name));
}

interface Document {
  readonly cells: readonly {
    readonly status: string;
    readonly group: string | null;
    readonly value?: number;
  }[];
}

void test("inspect says what the sample is, and prints no value", async () => {
  const { code, out } = await run("inspect", sample, "--json");
  const found = JSON.parse(out) as {
    shape: string;
    people: string;
    periods: { count: number; step: string };
  };
  assert.equal(code, 0);
  assert.deepEqual(
    [found.shape, found.people, found.periods.count, found.periods.step],
    ["pivoted", "1000 to 1999", 26, "weeks"],
  );
  const [, first = ""] = readFileSync(sample, "utf8").split("\n");
  const text = (await run("inspect", sample)).out;
  for (const value of first.split(",").filter((field) => field.length > 6 && !field.startsWith("2026"))) {
    assert.ok(!text.includes(value), value);
  }
});

void test("one of something is told in the singular", async () => {
  writeFileSync(join(work, "one.csv"), "PersonId,MetricDate,Team,Busy_hours\np1,2026-01-04,A,1\n");
  assert.match((await run("inspect", "one.csv")).out, /: pivoted, 1 row, 1 entry, people: under 10\n/);
  assert.match((await run("convert", "one.csv", "--out", "one.ndjson")).err, /one\.ndjson: 1 row\n/);
  writeFileSync(join(work, "published.csv"), "Team,People,Busy_hours\nA,,\nB,20,30\nTotal,21,34\n");
  const { out } = await run("attack", "published.csv", "--total", "Total");
  assert.match(out, /Small group: A: 1 person, /);
});

void test("rows of persons, audits and attacks are for their owner's eyes; a release is for others", async () => {
  const view = ["--metric", "Email_hours", "--by", "Organization"];
  const others: string[] = [];
  for (const [name, ...args] of [
    ["rows.csv", "convert", sample],
    ["rows.ndjson", "convert", sample],
    ["rows.parquet", "convert", sample],
    ["audit.html", "audit", sample, ...view],
    ["release.csv", "release", sample, ...view],
    ["attack.txt", "attack", "release.csv"],
    ["release.parquet", "release", sample, ...view],
  ] as const) {
    const { err } = await run(...args, "--out", name);
    if ((statSync(join(work, name)).mode & 0o077) !== 0) others.push(name);
    assert.doesNotMatch(err, /quorum:/);
  }
  assert.deepEqual(others, ["release.csv", "release.parquet"]);
});

void test("every command on 50,000 generated rows; DuckDB and memory give the same release", async () => {
  const once = personQuery();
  const twice = [...once, ...once.map((row) => ({ ...row, PersonId: `${row.PersonId}-2` }))];
  const file = join(work, "generated.csv");
  writeFileSync(file, pivotedCsv(twice.slice(0, 50_000)));
  assert.ok(twice.length > 50_000);
  await everyCommand(run, work, file);
  const view = [
    "release",
    file,
    "--metric",
    "Email_hours",
    "--by",
    "Organization",
    "--over",
    "month",
    "--json",
  ];
  const [memory, duck] = [await run(...view), await run(...view, "--engine", "duckdb")];
  assert.deepEqual([memory.code, duck.code], [0, 0], duck.err);
  assert.equal(duck.out, memory.out);
});

void test("release of which nothing is shown says what to ask instead", async () => {
  // Eight people: each week has some of them, and the ten weeks together all; nobody is fewer than the minimum.
  const rows = Array.from({ length: 80 }, (_, i) => {
    const [person, week] = [i % 8, Math.floor(i / 8)];
    const date = new Date(Date.UTC(2024, 0, 7 + 7 * week)).toISOString().slice(0, 10);
    return (person + week) % 2 === 0
      ? []
      : [`p${person},${date},${week % 2 ? "A" : "B"},${3 + ((i * 7) % 11)}`];
  }).flat();
  const file = join(work, "few.csv");
  writeFileSync(file, ["PersonId,MetricDate,Organization,Email_hours", ...rows].join("\n"));
  const ask = async (...more: string[]): Promise<Ran> =>
    run("release", file, "--metric", "Email_hours", "--min-group-size", "5", "--json", ...more);
  const { code, out, err } = await ask("--over", "week");
  assert.equal(code, 0);
  assert.ok((JSON.parse(out) as Document).cells.every(({ status }) => status === "hidden"));
  assert.match(err, /^Every value is hidden\. More may be shown with --over month\.$/m);
  assert.equal((await ask("--over", "week", "--engine", "duckdb")).err, err);
  const month = await ask("--over", "month");
  assert.ok((JSON.parse(month.out) as Document).cells.some(({ status }) => status === "shown"));
  assert.doesNotMatch(month.err, /hidden/);
  const group = await ask("--where", "Organization=A");
  assert.match(group.err, /More may be shown without --where Organization=…\./);
});

void test("release in every format shows the same numbers", async () => {
  const view = [
    "release",
    sample,
    "--metric",
    "Collaboration_hours",
    "--by",
    "Organization",
    "--over",
    "month",
  ];
  const json = JSON.parse((await run(...view, "--json")).out) as Document;
  assert.ok(schema()(json), "the JSON is of the documented form");
  const values = json.cells.flatMap((cell) => (cell.status === "shown" ? [cell.value ?? NaN] : []));
  assert.ok(values.length > 20);
  assert.ok(json.cells.some((cell) => cell.status === "hidden"));

  const csv = parse<Record<"status" | "value" | "policy", string>>(
    (await run(...view, "--format", "csv")).out,
    {
      columns: true,
    },
  );
  assert.deepEqual(
    csv.filter((row) => row.status === "shown").map((row) => Number(row.value)),
    values,
  );
  const table = (await run(...view)).out;
  for (const value of values) assert.ok(table.includes(` ${value.toFixed(1)} `), String(value));

  for (const name of ["r.html", "r.svg", "r.png", "r.parquet", "r.json", "r.csv"]) {
    const { code, err } = await run(...view, "--out", name);
    assert.deepEqual([code, err], [0, `Written: ${name}\n`]);
  }
  assert.deepEqual(JSON.parse(readFileSync(join(work, "r.json"), "utf8")), json);
  assert.deepEqual([...readFileSync(join(work, "r.png")).subarray(1, 4)], [...Buffer.from("PNG")]);
  // The line under the picture says by which policy and engine it was made.
  const svg = readFileSync(join(work, "r.svg"), "utf8");
  const { policy, source } = json as Document & { policy: { hash: string }; source: { engine: string } };
  const made = `Policy ${policy.hash}, engine ${source.engine}`;
  const [, y] = new RegExp(`<text x="24" y="(\\d+)"[^>]*>${made}<`).exec(svg) ?? [];
  const [, height] = /^<svg[^>]* height="(\d+)"/.exec(svg) ?? [];
  // Inside the picture, with room for its descenders.
  assert.ok(Number(height) - Number(y) >= 3, `the line is at ${y ?? "?"} of ${height ?? "?"}`);
  assert.ok(table.endsWith(`\n${made}\n`));
  assert.deepEqual(new Set(csv.map((row) => row.policy)), new Set([policy.hash]));
  const { document } = parseHTML(readFileSync(join(work, "r.html"), "utf8"));
  assert.match(
    document.querySelector("meta[http-equiv]")?.getAttribute("content") ?? "",
    /^default-src 'none'/,
  );
  const fromParquet = JSON.parse(
    (await run("convert", "r.parquet", "--format", "ndjson")).out.split("\n")[0] ?? "",
  ) as Document["cells"][0] & { policy: string };
  assert.deepEqual([fromParquet.group, fromParquet.policy], [json.cells[0]?.group, policy.hash]);
});

void test('no character that a PNG draws, not even "≥", needs a font of the machine', async () => {
  const view = ["release", sample, "--metric", "Collaboration_hours", "--by", "Organization", "--out"];
  for (const name of ["bar.svg", "bar.png"]) assert.equal((await run(...view, name)).code, 0);
  const svg = readFileSync(join(work, "bar.svg"), "utf8");
  const font = { fontFiles: fontFiles(), loadSystemFonts: false, sansSerifFamily: "Noto Sans" };
  const alone = new Resvg(svg, { fitTo: { mode: "zoom", value: 2 }, font }).render().asPng();
  assert.match(svg, /<text[^>]*>[^<]*≥10/);
  assert.ok(alone.equals(readFileSync(join(work, "bar.png"))));
});

void test("several metrics in one view have one mask in every format", async () => {
  const metrics = ["Collaboration_hours", "Email_hours", "Meeting_hours"];
  const view = [
    "release",
    sample,
    ...metrics.flatMap((metric) => ["--metric", metric]),
    ...["--by", "Organization", "--over", "month"],
  ];
  const json = JSON.parse((await run(...view, "--json")).out) as {
    releases: (Document & { view: { metric: string } })[];
  };
  const { releases } = json;
  assert.ok(schema("releases.schema.json")(json), "the JSON is of the documented form");
  assert.ok(!schema("releases.schema.json")({ ...json, releases: [{}, {}] }));
  assert.deepEqual(
    releases.map((one) => one.view.metric),
    metrics,
  );
  const hidden = releases.map(({ cells }) => cells.map(({ status }) => status === "hidden"));
  assert.ok(hidden[0]?.includes(true));
  assert.deepEqual(hidden[1], hidden[0]);
  assert.deepEqual(hidden[2], hidden[0]);

  const values = releases.map(({ cells }) =>
    cells.flatMap((cell) => (cell.status === "shown" ? [cell.value ?? NaN] : [])),
  );
  type Row = Record<"metric" | "status" | "value", string>;
  const shownIn = (rows: readonly Row[]): number[][] =>
    metrics.map((metric) =>
      rows.filter((row) => row.metric === metric && row.status === "shown").map(({ value }) => Number(value)),
    );
  const csv = (await run(...view, "--format", "csv")).out;
  assert.deepEqual(shownIn(parse<Row>(csv, { columns: true })), values);
  for (const name of ["three.html", "three.svg", "three.png", "three.parquet", "three.json"])
    assert.equal((await run(...view, "--out", name)).code, 0);
  const lines = (await run("convert", "three.parquet", "--format", "ndjson")).out.trim().split("\n");
  assert.deepEqual(shownIn(lines.map((line) => JSON.parse(line) as Row)), values);
  const { document } = parseHTML(readFileSync(join(work, "three.html"), "utf8"));
  assert.deepEqual(
    [...document.querySelectorAll("section h2")].map((head) => head.textContent),
    metrics.map((metric) => metric.replace("_", " ")),
  );
  assert.equal(document.querySelectorAll("figure.light svg").length, 3);
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  assert.equal(new Set(ids).size, ids.length, "no id twice");
  const table = (await run(...view)).out;
  for (const value of values.flat()) assert.ok(table.includes(` ${value.toFixed(1)} `), String(value));

  const after = await run(...view, "--after", "three.json", "--json");
  assert.deepEqual([after.code, JSON.parse(after.out)], [0, json], after.err);
  const audit = JSON.parse((await run("audit", ...view.slice(1), "--json")).out) as {
    audits: { audit: { view: { metric: string }; decided: { shown: number } } }[];
  };
  assert.deepEqual(
    audit.audits.map((one) => one.audit.decided.shown),
    values.map((own) => own.length),
  );
  assert.equal((await run("attack", "three.json")).code, 0);
  assert.match((await run(...view, "--metric", "email hours")).err, /named twice/);
});

void test("hidden cells have no value and no people in any text format", needsData, async () => {
  const view = [
    "release",
    messy,
    "--metric",
    "Collaboration_hours",
    "--by",
    "LevelDesignation",
    "--totals",
    "groups",
  ];
  const { out } = await run(...view, "--json", "--group-size", "exact", "--decimals", "none");
  const json = JSON.parse(out) as Document;
  assert.ok(schema()(json));
  const executive = json.cells.find((cell) => cell.group === "Executive");
  assert.deepEqual(executive, {
    kind: "group",
    group: "Executive",
    series: null,
    period: null,
    status: "hidden",
  });
  assert.doesNotMatch(out, /83\.60777|74\.82072/);
});

void test("attack finds nothing on our own releases", needsData, async () => {
  for (const view of [
    ["--by", "LevelDesignation", "--totals", "groups"],
    ["--by", "Organization", "--over", "week", "--totals", "both"],
  ]) {
    for (const out of ["own.json", "own.csv"]) {
      const made = await run(
        "release",
        messy,
        "--metric",
        "Collaboration_hours",
        ...view,
        "--group-size",
        "exact",
        "--decimals",
        "none",
        "--out",
        out,
      );
      assert.equal(made.code, 0, made.err);
      const attacked = await run("attack", out, "--json");
      const result = JSON.parse(attacked.out) as { verdict: string; findings: { hidden: unknown[] }[] };
      assert.deepEqual([attacked.code, result.verdict], [0, "nothing found"]);
    }
  }
});

void test(
  "audit says for whom it is, tells the policy's hash and the data's fingerprint",
  needsData,
  async () => {
    const view = [messy, "--metric", "Collaboration_hours", "--by", "Organization", "--over", "week"];
    const { code, out } = await run("audit", ...view, "--json");
    const report = JSON.parse(out) as {
      audience: string;
      audit: { policyHash: string; decided: { shown: number; primary: Record<string, number> } };
      source: { files: { sha256: string }[] };
    };
    const release = JSON.parse((await run("release", ...view, "--json")).out) as Document & {
      policy: { hash: string };
    };
    assert.equal(code, 0);
    assert.match(report.audience, /reviewers only/);
    assert.equal(report.audit.policyHash, release.policy.hash);
    assert.equal(report.audit.decided.shown, release.cells.filter((cell) => cell.status === "shown").length);
    assert.match(report.source.files[0]?.sha256 ?? "", /^[0-9a-f]{64}$/);
    const print = async (...args: string[]): Promise<string> =>
      (JSON.parse((await run("audit", ...args, "--json")).out) as { audit: { data: string } }).audit.data;
    const [header = "", ...lines] = readFileSync(messy, "utf8").trimEnd().split("\n");
    const other = (name: string, own: readonly string[]): string => {
      const file = join(mkdtempSync(join(tmpdir(), "quorum-")), name);
      writeFileSync(file, [header, ...own].join("\n"));
      return file;
    };
    const first = await print(...view);
    assert.match(first, /^[0-9a-f]{16}$/);
    assert.equal(await print(...view, "--engine", "duckdb"), first);
    assert.equal(await print(other("reversed.csv", [...lines].reverse()), ...view.slice(1)), first);
    assert.notEqual(await print(other("shorter.csv", lines.slice(1)), ...view.slice(1)), first);
    assert.match((await run("audit", ...view, "--format", "html")).out, /size: A4/);
    assert.match((await run("audit", ...view)).out, /^# Audit: /);
  },
);

void test("the audit's words: what is left of a total counts who changed groups, settings are named", async () => {
  const { out } = await run("audit", sample, "--metric", "Collaboration_hours", "--by", "Organization");
  const rows: Record<string, string>[] = parse(readFileSync(sample), { columns: true });
  const groups = new Map<string, Set<string>>();
  for (const { PersonId = "", Organization = "", Collaboration_hours: hours } of rows)
    if (hours !== "") groups.set(PersonId, (groups.get(PersonId) ?? new Set()).add(Organization));
  const hidden = new Set(["Executive Office", "Strategy", "Legal"]);
  // Everybody's weight in the total is one, and one in each shown group.
  const left = [...groups.values()].filter(
    (own) => [...own].filter((group) => !hidden.has(group)).length !== 1,
  ).length;
  assert.equal(left, 109);
  assert.match(out, new RegExp(`what is left of a total after its shown groups, .* \\| ${left} \\|`));
  assert.match(out, /Cells shown \| 11 \|/);
  assert.match(out, /Hidden by the rule "minimum" \| 3 \|/);
  assert.match(out, new RegExp(`Policy number: .* \\| ${policyHash(defaultPolicy)} \\|`));
  assert.match(out, /\| p %: .* \| 10 % \|\n\| Groups in which everybody has the same value \| hidden \|/);
  assert.match(out, /the narrowest range .* does not apply: people may be in several groups/);
  assert.doesNotMatch(out, /pPercent|homogeneity|true|\\\[\\\]|maximum flows|person-periods that the shown/);
});

void test("a metric that follows from two others hides them, though it is not asked for", async () => {
  // In A two people have all of the meetings.
  const rows = Array.from({ length: 60 }, (_, i) => {
    const [email, meet] = [5 + ((i * 7) % 11), i < 12 ? (i < 2 ? 30 + i : 0) : 3 + ((i * 5) % 7)];
    return [`P${i}`, "2024-01-07", i < 12 ? "A" : i < 36 ? "B" : "C", email + meet, email, meet].join();
  });
  const file = join(work, "parts.csv");
  writeFileSync(file, ["PersonId,MetricDate,Organization,Collab,Email,Meet", ...rows].join("\n"));
  const asked = ["--measure", "total", "--by", "Organization", "--totals-known", "no", "--format", "csv"];
  const alone = await run("release", file, "--metric", "Email", ...asked);
  assert.match(alone.out, /,A,[^\n]*,shown,/);
  const both = await run("release", file, "--metric", "Collab", "--metric", "Email", ...asked);
  assert.doesNotMatch(both.out, /,A,[^\n]*,shown,/);
  assert.match(both.out, /,C,[^\n]*,shown,/);
  const large = await run(
    "release",
    file,
    "--metric",
    "Collab",
    "--metric",
    "Email",
    ...asked,
    "--engine",
    "duckdb",
  );
  assert.equal(large.out, both.out);
  const base = await run(
    "safe-base",
    file,
    "--filter",
    "Organization",
    "--metrics",
    "Collab,Email",
    "--out",
    "parts-base.csv",
  );
  assert.match(base.err, /Organization: rare values published as Other: 2|Organization was dropped/);
});

void test("metrics that the policy says add up hide the same cells, asked for one by one or one after the other", async () => {
  // In A only three people have meetings: the rest of Collab after Email is theirs.
  const lines = Array.from({ length: 60 }, (_, i) => {
    const [email, meet] = [5 + ((i * 7) % 11), i < 20 && i >= 3 ? null : 3 + ((i * 5) % 7)];
    const fields = [email + (meet ?? 0), email, meet];
    return [`P${i}`, "2024-01-07T00:00:00Z", i < 20 ? "A" : i < 40 ? "B" : "C", ...fields] as const;
  });
  const names = ["PersonId", "MetricDate", "Organization", "Collab", "Email", "Meet"];
  writeFileSync(join(work, "declared.csv"), [names, ...lines].map((line) => line.join()).join("\n"));
  const objects = lines.map((line): unknown => Object.fromEntries(line.map((field, i) => [names[i], field])));
  writeFileSync(join(work, "declared.ndjson"), objects.map((one) => JSON.stringify(one)).join("\n"));
  writeFileSync(
    join(work, "declared.json"),
    '{"families": [["collab", "Email", "Meet", "Chat"]], "totalsKnown": false}',
  );
  const asked = ["--by", "Organization", "--policy", "declared.json"];
  const cells = async (...args: string[]): Promise<string[]> => {
    const { code, out, err } = await run("release", ...args, ...asked, "--json");
    assert.equal(code, 0, err);
    return (JSON.parse(out) as Document).cells.map(({ status, group }) => `${group ?? ""} ${status}`);
  };
  const hidden = ["A hidden", "B shown", "C shown"];
  for (const engine of ["memory", "duckdb"])
    for (const metric of ["Collab", "Email", "Meet"])
      assert.deepEqual(await cells("declared.csv", "--metric", metric, "--engine", engine), hidden, engine);
  assert.deepEqual(await cells("drop:declared.ndjson", "--metric", "Email"), hidden);
  await run("release", "declared.csv", "--metric", "Email", ...asked, "--out", "email.json");
  assert.deepEqual(await cells("declared.csv", "--metric", "Collab", "--after", "email.json"), hidden);
});

void test("so does one that the first rows do not have, by either engine", async () => {
  // Meetings are counted in the last three of 90 weeks, and in A one person has nearly all of them.
  const rows = Array.from({ length: 90 * 60 }, (_, i) => {
    const [week, person] = [Math.floor(i / 60), i % 60];
    const email = 5 + ((i * 7) % 11);
    const meet = week < 87 ? null : person === 0 ? 60 : person < 20 ? 0.01 : 3 + ((i * 5) % 7);
    const date = new Date(Date.UTC(2024, 0, 7 + 7 * week)).toISOString().slice(0, 10);
    const team = person < 20 ? "A" : person < 40 ? "B" : "C";
    return [`P${person}`, date, team, email + (meet ?? 0), email, meet, i < 5000 ? "" : "late"].join();
  });
  const file = join(work, "late.csv");
  writeFileSync(file, ["PersonId,MetricDate,Organization,Collab,Email,Meet,Comment", ...rows].join("\n"));
  const asked = ["--by", "Organization", "--from", "2025-09-07", "--format", "csv"];
  const of = ["--metric", "Collab", "--metric", "Email", ...asked];
  for (const engine of ["memory", "duckdb"]) {
    const { out, err } = await run("release", file, ...of, "--engine", engine);
    assert.doesNotMatch(out, /,A,[^\n]*,shown,/, engine);
    assert.match(out, /,C,[^\n]*,shown,/, engine);
    assert.equal(err, "", engine);
  }
});

void test(
  "safe-base writes table, card and recipe; a second publication follows the recipe",
  needsData,
  async () => {
    const base = [
      "safe-base",
      messy,
      "--filter",
      "Organization,LevelDesignation",
      "--metrics",
      "Collaboration_hours",
    ];
    const made = await run(...base, "--out", "base.csv");
    assert.equal(made.code, 0);
    assert.match(made.err, /Also written: base\.csv\.safe-base\.json.*base\.csv\.recipe\.json \(keep it to/);
    const inspected = await run("inspect", "base.csv");
    assert.equal(inspected.code, 0, inspected.err);
    assert.match(inspected.out, /a safe base.*at least 10 people[^]*Metrics: Collaboration_hours/);
    const rows = parse<Record<string, string>>(readFileSync(join(work, "base.csv")), { columns: true });
    assert.ok(rows.length > 100);
    for (const row of rows) {
      const people = Number(row["Collaboration_hours people"]);
      assert.ok(people === 0 || people >= 10);
    }
    const again = await run(
      ...base,
      "--out",
      "base.parquet",
      "--recipe",
      "base.csv.recipe.json",
      "--after",
      "base.csv",
    );
    assert.equal(again.code, 0, again.err);
    const changed = readFileSync(messy, "utf8").split("\n");
    const less = join(work, "less.csv");
    writeFileSync(less, [changed[0], ...changed.slice(3)].join("\n"));
    const refused = await run(
      ...base.map((arg) => (arg === messy ? less : arg)),
      "--out",
      "less-base.csv",
      "--after",
      "base.csv",
    );
    assert.deepEqual([refused.code, existsSync(join(work, "less-base.csv"))], [1, false], refused.err);
  },
);

void test("convert there and back gives the same release", needsData, async () => {
  assert.equal((await run("convert", messy, "--to", "unpivoted", "--out", "u.parquet")).code, 0);
  assert.equal((await run("convert", "u.parquet", "--to", "pivoted", "--out", "p.ndjson")).code, 0);
  const view = ["--metric", "Collaboration_hours", "--by", "Organization", "--over", "week", "--json"];
  const cells = async (file: string): Promise<unknown> =>
    (JSON.parse((await run("release", file, ...view)).out) as Document).cells;
  const expected = await cells(messy);
  assert.deepEqual(await cells("u.parquet"), expected);
  assert.deepEqual(await cells("p.ndjson"), expected);
});

void test("contradictions are refused with 1, bad usage with 2, and say what to do", async () => {
  const view = ["release", sample, "--metric", "Collaboration_hours", "--by", "Organization"];
  const cases: [string[], number, RegExp][] = [
    [[...view, "--totals", "groups", "--totals-known", "no"], 1, /contradicts.*--total-of shown/],
    [[...view, "--decimals", "none"], 2, /exact/],
    [[...view, "--min-group-size", "4"], 2, /5 or more/],
    [[...view, "--metrc", "x"], 2, /Did you mean --metric/],
    [[...view, "--by", "Organisation_"], 2, /no column "Organisation_".*Attributes: .*Organization/],
    [[...view, "--measure", "meen"], 2, /Known: mean/],
    [[...view, "--from", "2024-13-01"], 2, /yyyy-mm-dd/],
    [[...view, "--out", "nowhere/at/all.csv"], 2, /the folder nowhere.at does not exist. Make it/],
    [["releese"], 2, /Did you mean release/],
    [["safe-base", sample, "--filter", "Region,region"], 2, /region is named twice/],
    [["release", sample, "--metrc", "Collaboration_hours"], 2, /unknown option.*\n.*Did you mean --metric/],
    [[...view, "--where", "Organization=Sale"], 2, /No row has "Sale" in Organization\. Near it: Sales\./],
    [[...view, "--from", "2027-01-01"], 2, /go from 2026-01-04 to 2026-06-28/],
    [[...view, "--out", "trend.pdf"], 2, /Known: \.txt, \.json/],
    [["audit", ...view.slice(1), "--out", "audit.pdf"], 2, /Known: \.html/],
    [["convert", sample, "--out", "rows.xlsx"], 2, /Known: \.csv/],
    [["review", "missing.pbip", "--out", "review.pdf"], 2, /Known: \.txt/],
    [["attack", sample], 2, /looks like a person query.*quorum inspect/],
    [["attack", "missing.csv"], 2, /There is no such file/],
    [[...view, "--series", "organization"], 2, /--by and --series both name Organization.*second attribute/],
    [[...view, "--format", "parquet", "--out", "-"], 2, /Parquet needs a file/],
    [[...view, "--after", "missing.json"], 2, /There is no such file/],
    [["service", "push", "missing.json", "--workspace", "w", "--dataset", "d"], 2, /There is no such file/],
  ];
  for (const [args, code, says] of cases) {
    const ran = await run(...args);
    assert.deepEqual([ran.code, ran.out], [code, ""], `${args.join(" ")}: ${ran.err}`);
    assert.match(ran.err, says);
  }
});

void test("completion offers commands, options, their values and files, in a real bash as well", async () => {
  const offered = async (...words: string[]): Promise<string[]> =>
    (await run("complete", "--", ...words)).out.split("\n").map((line) => line.split("\t")[0] ?? "");
  assert.deepEqual(await offered("rele"), ["release", ":4", ""]);
  assert.deepEqual(await offered("service", "pu"), ["push", ":4", ""]);
  assert.ok((await offered("release", "--min")).includes("--min-group-size"));
  assert.deepEqual(await offered("audit", "q.csv", "--small-groups", ""), ["hide", "merge", ":4", ""]);
  assert.deepEqual(await offered("release", "q"), [":0", ""], "the shell offers files");

  const script = join(work, "completion.bash");
  writeFileSync(script, (await run("completion", "bash")).out);
  // What bash-completion and an interactive shell bring.
  const shell = `source ${script}
    quorum() { ${process.execPath} ${quorum} "$@"; }
    compopt() { :; }
    _get_comp_words_by_ref() { words=(quorum release q.csv --group-size ''); cword=4; cur=''; prev=--group-size; }
    __quorum_complete; echo "\${COMPREPLY[@]}"; complete -p quorum`;
  const ran = await new Promise<string>((done) => {
    execFile("bash", ["-c", shell], { cwd: work }, (_, out, err) => {
      done(out + err);
    });
  });
  assert.equal(ran, "band rounded hidden exact\ncomplete -o default -F __quorum_complete quorum\n");
});

void test("the README's worked example runs as it is written", async () => {
  const example = readFileSync(join(root, "README.md"), "utf8")
    .split("\n")
    .filter((text) => text.startsWith("npx quorum "));
  assert.ok(example.length >= 7);
  cpSync(join(root, "samples"), join(work, "samples"), { recursive: true });
  // The two files that are the reader's own.
  writeFileSync(join(work, "published.csv"), "Team,Mean,n\nA,20,30\nB,,\nTotal,21,34\n");
  const project = join(work, "project");
  mkdirSync(project);
  const report = relative(work, write(CLEAN, "pbir+tmdl", project));
  for (const text of example) {
    const args = text.replace("report.pbip", report).split(" ").slice(2);
    const ran = await run(...args);
    // The published table gives its hidden group away, and the command says so.
    assert.equal(ran.code, args[0] === "attack" ? 1 : 0, `${text}: ${ran.err}`);
    assert.ok(ran.out.length + ran.err.length > 0);
  }
  for (const made of ["trend.html", "audit.html", "base.csv"]) assert.ok(existsSync(join(work, made)), made);
});

const HEAD = "PersonId,MetricDate,Organization,Meeting_hours\n";
const line = (i: number): string => `p${i},2024-04-28,HR,${i % 40}\n`;
/** As many that what comes after them is read last: a sample of the file does not show it. */
const GOOD = HEAD + Array.from({ length: 6000 }, (_, i) => line(i)).join("");
const BAD_FILES: Record<string, readonly [string | Buffer, RegExp]> = {
  "empty.csv": ["", /empty.*Export it again/],
  "header-only.csv": [HEAD, /no rows.*Export it again/],
  "blank.csv": ["\n\n", /empty.*Export it again/],
  "for-excel.csv": [`sep=,\n${GOOD}`, /line 1.*note for Excel.*Take it out/],
  "some-text.csv": [
    HEAD + Array.from({ length: 60 }, (_, i) => (i % 3 ? line(i) : `p${i},2024-04-28,HR,many\n`)).join(""),
    /Values of Meeting_hours that are no numbers: 20 of 60\..*Write plain numbers/,
  ],
  "truncated.csv": [`${GOOD}p9,2024`, /line 6002.*2 fields.*Export the file again/],
  "quote.csv": [`${GOOD}p9,2024-04-28,"HR`, /line 6002.*never closed.*Export it again/],
  "delimiter.csv": [GOOD.replaceAll(",", "^"), /line 1.*one column.*--delimiter/],
  "mixed.csv": [`${GOOD}p99999,28/4/2024,HR,1\n`, /line 6002.*different forms/],
  "ambiguous.csv": [`${HEAD}p1,3/4/2024,HR,1\n`, /--date-order/],
  "huge.csv": [`${GOOD}p1,2024-04-28,"${"x".repeat(3 << 20)}"\n`, /line 6\d{3}.*longer than 1 MB.*quote/],
  "binary.csv": [
    Buffer.from(Array.from({ length: 999 }, (_, i) => (i * 7) % 256)),
    /no text file.*Give a CSV/,
  ],
  "bytes.csv": [
    Buffer.concat([Buffer.from(GOOD), Buffer.from("p99999,2024-04-28,M\xfcnchen,1\n", "latin1")]),
    /line \d+.*not UTF-8.*--encoding/,
  ],
  "columns.csv": [GOOD.replace("Meeting_hours", "Other_hours"), /no column "Meeting_hours".*Other_hours/],
  "people.csv": [HEAD.replace("PersonId", "Somebody").concat("a b,2024-04-28,HR,1\n"), /--person/],
  "cut.csv.gz": [gzipSync(GOOD).subarray(0, 9000), /truncated.*Copy it again/],
  "cut.ndjson": [
    `${'{"PersonId":"p1","MetricDate":"2024-04-28","Organization":"HR","Meeting_hours":3}\n'.repeat(5000)}{"PersonId":`,
    /line 5001.*no JSON object/,
  ],
  "cut.parquet": ["PAR1 and then nothing", /damaged or truncated.*Copy or export it again/],
};

void test("bad files, by DuckDB and in memory: file, line and remedy, exit 2, no output, no file left", async () => {
  for (const [name, [data, says]] of Object.entries(BAD_FILES)) {
    writeFileSync(join(work, name), data);
    const before_ = readdirSync(work);
    for (const engine of ["memory", "duckdb"]) {
      const view = ["--metric", "Meeting_hours", "--by", "Organization", "--engine", engine];
      const ran = await run("release", name, ...view, "--out", "bad.html");
      assert.deepEqual([ran.code, ran.out], [2, ""], `${name}, ${engine}: ${ran.err}`);
      assert.match(ran.err, says, `${name}, ${engine}`);
      assert.ok(ran.err.includes(name), `${name} is named: ${ran.err}`);
      assert.doesNotMatch(ran.err, /p99999|xxx/, "no value of a row");
      assert.deepEqual(readdirSync(work), before_);
    }
  }
});

void test("names that would run something are disarmed where they go", async () => {
  const evil = `=HYPERLINK("x")<script>alert(1)</script>\u001b[31m`;
  const field = `"${evil.replaceAll('"', '""')}"`;
  const rows = Array.from(
    { length: 60 },
    (_, i) => `p${i},2024-04-28,${i % 2 ? field : "HR"},${i % 7}\n`,
  ).join("");
  writeFileSync(join(work, "evil.csv"), `PersonId,MetricDate,Organization,Meeting_hours\n${rows}`);
  const view = ["release", "evil.csv", "--metric", "Meeting_hours", "--by", "Organization"];
  const csv = parse<{ group: string; status: string }>((await run(...view, "--format", "csv")).out, {
    columns: true,
  });
  assert.ok(csv.some((row) => row.group === `'${evil}` && row.status === "shown"));
  assert.doesNotMatch((await run(...view)).out, /\u001b/);
  for (const format of ["html", "svg"]) {
    const { out } = await run(...view, "--format", format);
    assert.doesNotMatch(out, /<script>alert|\u001b/);
    assert.match(out, /&lt;script&gt;alert/);
  }
});

void test("Ctrl-C leaves no half file", async () => {
  // Its input has no end: it is at work for as long as the test likes.
  const child = spawn(process.execPath, [quorum, "convert", "-", "--to", "unpivoted", "--out", "half.csv"], {
    cwd: work,
  });
  const rows = Array.from({ length: 300_000 }, (_, i) => `p${i},2024-04-28,G${i % 9},${i % 40}\n`).join("");
  child.stdin.on("error", () => undefined);
  child.stdin.write(`PersonId,MetricDate,Organization,Meeting_hours\n${rows}`);
  const left = (): string[] => readdirSync(work).filter((name) => name.includes("half.csv"));
  while (left().length === 0 && child.exitCode === null) await new Promise((wake) => setTimeout(wake, 20));
  assert.equal(child.exitCode, null, "it is still at work");
  child.kill("SIGINT");
  const code = await new Promise((done) => child.once("exit", done));
  assert.deepEqual([code, left()], [130, []]);
});

void test("standard input, and a pipe that closes early", needsData, async () => {
  const view = [
    "release",
    "-",
    "--metric",
    "Collaboration_hours",
    "--by",
    "Organization",
    "--over",
    "week",
    "--format",
    "csv",
  ];
  const child = spawn(process.execPath, [quorum, ...view], { cwd: work });
  let out = "";
  child.stdout.on("data", (data: Buffer) => (out += data.toString()));
  child.stdin.end(readFileSync(messy));
  const code = await new Promise((done) => child.once("exit", done));
  assert.equal(code, 0);
  assert.ok(out.split("\n").length > 100);
});
