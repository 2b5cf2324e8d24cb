import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, test } from "node:test";
import { parse } from "csv-parse/sync";
import type { CellTable, View } from "../../src/engine";
import { loadRows } from "../src/query/load-rows";
import { openQuery, type QueryOptions } from "../src/query/query";
import { InputError } from "../src/shared/errors";
import { runCommand, SAMPLE_QUERY } from "./run-command";

// Files that are easily read as something else than they are: read right, or refused; never in part.
const folder = mkdtempSync(join(tmpdir(), "quorum-misread-"));
after(() => {
  rmSync(folder, { recursive: true });
});
const ENGINES = ["memory", "duckdb"] as const;

function file(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

function view(metric: string, by: string | null, series: string | null = null): View {
  const totals = { groups: false, periods: false };
  return { metric, measure: { kind: "mean" }, by, series, over: "none", filter: {}, totals };
}

async function cells(path: string, of: View, options: QueryOptions = {}): Promise<CellTable> {
  const query = await openQuery([path], options, [of]);
  try {
    return await query.ask((source) => source.cells(query.views[0] ?? of));
  } finally {
    query.close();
  }
}

/** Asks for the view by either engine, and expects the same refusal. */
async function refused(path: string, of: View, says: RegExp, options: QueryOptions = {}): Promise<void> {
  for (const engine of ENGINES) {
    await assert.rejects(cells(path, of, { ...options, engine }), (error) => {
      assert.ok(error instanceof InputError, `${engine}: ${String(error)}`);
      assert.match(error.message, says, engine);
      return true;
    });
  }
}

/** Runs the command line in a process of its own: its exit code, output and messages. */
async function ask(...args: string[]): Promise<[number, string, string]> {
  const main = join(import.meta.dirname, "../src/main.ts");
  return new Promise((done) => {
    execFile(process.execPath, ["--import", "tsx", main, ...args], (error, out, err) => {
      done([Number(error?.code ?? 0), out, err]);
    });
  });
}

const sampleRows = parse(readFileSync(SAMPLE_QUERY, "utf8"));

/** The sample as Excel writes it where the decimal mark is a comma. */
function german(rows: readonly string[][], delimiter = ";"): string[] {
  return rows.map((row) =>
    row
      .map((text) => {
        const written = text
          .replace(/^(\d{4})-(\d\d)-(\d\d)$/, "$3.$2.$1")
          .replace(/^(\d+)\.(\d+)$/, "$1,$2");
        return written.includes(delimiter) ? `"${written}"` : written;
      })
      .join(delimiter),
  );
}

void test("decimal commas between semicolons give the numbers that points give, by either engine", async () => {
  const path = file("german.csv", german(sampleRows));
  const of = view("Collaboration_hours", "Organization");
  const expected = await cells(SAMPLE_QUERY, of, { engine: "memory" });
  assert.ok(expected.value.some((value) => !Number.isInteger(value)));
  for (const engine of ENGINES) assert.deepEqual(await cells(path, of, { engine }), expected, engine);
  const { schema, problems } = await loadRows([path], {});
  const whole = await loadRows([SAMPLE_QUERY], {});
  assert.deepEqual([schema, problems], [whole.schema, whole.problems]);
});

void test("thousands in a column of decimal commas; whole numbers at first", async () => {
  const people = Array.from({ length: 5000 }, (_, i) => `p${i};2026-01-04;A;${i < 4500 ? 3 : '"1.234,5"'}`);
  const path = file("thousands.csv", [
    "PersonId;MetricDate;Team;Busy_hours",
    ...people,
    "q;2026-01-04;A;1.000",
  ]);
  for (const engine of ENGINES) {
    const { sum } = await cells(path, view("Busy_hours", "Team"), { engine });
    assert.deepEqual([...sum], [4500 * 3 + 500 * 1234.5 + 1000], engine);
  }
});

void test("decimal commas that may be something else are refused by name, and inspect tells them", async () => {
  const head = "PersonId;MetricDate;Team;Busy_hours";
  const row = (i: number, value: string): string => `p${i};2026-01-04;A;${value}`;
  const half = [head, ...Array.from({ length: 100 }, (_, i) => row(i, i % 2 === 0 ? "7" : "1,250"))];
  const files = [
    file("quoted.csv", german(sampleRows.slice(0, 400), ",")),
    file(
      "thousand-or-one.csv",
      half.map((line) => line.replaceAll(";", "\t")),
    ),
    // Another number has a point, so the comma is hardly the decimal mark.
    file(
      "point-beside.csv",
      half.map((line, i) => `${line};${i === 0 ? "Other_hours" : "3.5"}`),
    ),
    // One value in a hundred: it was meant to be a number, so the rest is not the whole.
    file("one.csv", [head, ...Array.from({ length: 99 }, (_, i) => row(i, "3.5")), row(99, "4,25")]),
  ];
  for (const path of files) {
    const metric = path.endsWith("quoted.csv") ? "Collaboration_hours" : "Busy_hours";
    await refused(
      path,
      view(metric, null),
      new RegExp(`of ${metric} with a comma.*: \\d+ of \\d+\\. .*decimal points`),
    );
    if (path.endsWith("thousand-or-one.csv")) {
      // There is nothing but this column.
      await assert.rejects(loadRows([path], {}), /Busy_hours with a comma/);
      continue;
    }
    const { problems } = await loadRows([path], {});
    const told = problems.filter(({ column }) => column === metric);
    assert.deepEqual(
      told.map(({ severity }) => severity),
      ["error"],
    );
  }
});

void test("what may be thousands is read as decimal between semicolons, by either engine, and told", async () => {
  const rows = Array.from({ length: 100 }, (_, i) => `p${i};2026-01-04;A;${i % 2 === 0 ? "7" : "1,250"}`);
  const path = file("excel.csv", ["PersonId;MetricDate;Team;Busy_hours", ...rows]);
  for (const engine of ENGINES) {
    const { sum } = await cells(path, view("Busy_hours", "Team"), { engine });
    assert.deepEqual([...sum], [50 * 7 + 50 * 1.25], engine);
  }
  const told = (await ask("inspect", path))[2];
  assert.match(
    told,
    /excel.csv: Numbers such as 1,234 are read as 1\.234,.*semicolons.*: Busy_hours\. If they/,
  );
  // UTF-16 is not for DuckDB: the file is opened twice.
  const wide = join(folder, "wide.csv");
  writeFileSync(wide, `\ufeff${readFileSync(path, "utf8")}`, "utf16le");
  const said = (
    await ask("release", wide, "--metric", "Busy_hours", "--by", "Team", "--engine", "duckdb")
  )[2];
  assert.equal(said.split("Numbers such as 1,234").length, 2, said);
  const third = file("third.csv", ["PersonId\tMetricDate\tBusy_hours", "p\t2026-01-04\t0,250"]);
  const { rows: read } = await loadRows([third], {});
  assert.equal(read.metric("Busy_hours")[0], 0.25);
});

void test("a metric of which more than a tenth is no number is refused; less is told", async () => {
  const head = "PersonId,MetricDate,Team,Busy_hours";
  const rows = (words: number): string[] =>
    Array.from({ length: 100 }, (_, i) => `p${i},2026-01-04,A,${i < words ? "many" : i === 99 ? "" : i}`);
  const of = view("Busy_hours", "Team");
  await refused(
    file("words.csv", [head, ...rows(10)]),
    of,
    /Values of Busy_hours that are no numbers: 10 of 99\./,
  );
  const query = await openQuery([file("few.csv", [head, ...rows(9)])], {}, [of]);
  assert.deepEqual(query.notes, ["Values of Busy_hours that are no numbers were taken as missing: 9."]);
});

void test("what was left out or folded is told by either engine, and a file of which nothing is left is refused", async () => {
  const head = "PersonId,MetricDate,Team,Busy_hours";
  const rows = Array.from({ length: 40 }, (_, i) => `p${i},2026-01-04,A,${i}`);
  const of = view("Busy_hours", "Team");
  const notes = async (
    name: string,
    lines: readonly string[],
    engine: "memory" | "duckdb",
  ): Promise<string> => {
    const query = await openQuery([file(name, lines)], { engine }, [of]);
    query.close();
    return query.notes.join(" ");
  };
  const infinite = rows.map((row, i) => (i === 7 ? row.replace(/,7$/, ",inf") : row));
  const undated = rows.map((row) => row.replace("2026-01-04", ""));
  for (const engine of ENGINES) {
    const twice = [head, ...rows, ...rows.slice(0, 30), undated[0] ?? "", undated[0] ?? ""];
    assert.match(
      await notes("twice.csv", twice, engine),
      /came again with the same values were taken once: 30\./,
      engine,
    );
    assert.match(
      await notes("twice.csv", twice, engine),
      /Rows without a date\b.* were left out: 2\./,
      engine,
    );
    const dateless = [head, ...rows, ...rows].map((row) => row.replace(/,[^,]*/, ""));
    assert.match(
      await notes("dateless.csv", dateless, engine),
      /came again with the same values were taken once: 40\./,
      engine,
    );
    assert.match(
      await notes("infinite.csv", [head, ...infinite], engine),
      /Infinite values of Busy_hours/,
      engine,
    );
  }
  await refused(
    file("undated.csv", [head, ...undated]),
    of,
    /No row could be used. Rows without a date in MetricDate were left out: 40/,
  );
});

void test("several aggregated rows of one group and period are refused, the same numbers included", async () => {
  const head = "MetricDate,Organization,Level,People,Busy_hours";
  const rows = ["2026-01-04,Sales,Junior,30,10", "2026-01-04,Finance,Junior,15,12"];
  const says = /Several rows are of one group and period.*--series/;
  for (const second of ["2026-01-04,Sales,Senior,20,20", "2026-01-04,Sales,Senior,30,10"]) {
    const path = file("aggregated.csv", [head, ...rows, second]);
    await refused(path, view("Busy_hours", "Organization"), says, { people: "People" });
    const told = await cells(path, view("Busy_hours", "Organization", "Level"), { people: "People" });
    assert.equal(
      [...told.people].reduce((a, b) => a + b, 0),
      second.includes(",20,") ? 65 : 75,
    );
  }
  // A look at the whole file finds nothing wrong.
  const { problems } = await loadRows([join(folder, "aggregated.csv")], { people: "People" });
  assert.deepEqual(problems, []);
});

void test("a column that cannot be what it is asked for as is told by what it is, with all that there are", async () => {
  const text = view("Region", null);
  await refused(
    SAMPLE_QUERY,
    text,
    /Region is an attribute; metrics are: Collaboration_hours, Meeting_hours/,
  );
  const attributes = "IsActive, Organization, FunctionType, LevelDesignation, SupervisorIndicator, Region\\.";
  for (const [by, says] of [
    ["Collaboration_hours", "Collaboration_hours is the metric: it is nothing to group or filter by\\."],
    ["PersonId", "PersonId is the column of person ids: it is nothing to group or filter by\\."],
    ["MetricDate", "MetricDate is the column of dates \\(see --over.*nothing to group"],
    ["Organisation", 'There is no column "Organisation"\\. Near it: Organization\\.'],
  ] as const) {
    await refused(
      SAMPLE_QUERY,
      view("Collaboration_hours", by),
      new RegExp(`${says}.*ttributes.*${attributes}`),
    );
  }
  await refused(
    SAMPLE_QUERY,
    view("PersonId", null),
    /PersonId is the column of person ids: it is no metric/,
  );
});

void test("a safe base is no query", async () => {
  const base = join(folder, "base.csv");
  const options = ["--filter", "Organization", "--metrics", "Collaboration_hours"];
  await runCommand("safe-base", SAMPLE_QUERY, ...options, "--out", base);
  const says = /base.csv: This is a safe base: it holds no persons.*service push/;
  const people = { people: "Collaboration_hours people", date: "Period" };
  await refused(base, view("Collaboration_hours sum", "Organization"), says, people);
  // Nor without its card, and with what makes its numbers of people a count.
  const lost = join(folder, "lost.csv");
  copyFileSync(base, lost);
  const noCard = /lost.csv: It has the columns of a safe base.*not its card \(.*lost.csv.safe-base.json\)/;
  for (const given of [people, {}]) {
    await refused(lost, view("Collaboration_hours sum", "Organization"), noCard, given);
    await assert.rejects(loadRows([lost], given), noCard);
  }
  const again = ["safe-base", base, ...options, "--out", join(folder, "again.csv")];
  await assert.rejects(runCommand(...again), says);
});

void test("a date order that the dates contradict is told as such", async () => {
  const lines = Array.from({ length: 20 }, (_, i) => `p${i},1/${i + 9}/2026,A,${i}`);
  const path = file("month-first.csv", ["PersonId,MetricDate,Team,Busy_hours", ...lines]);
  const says = /MetricDate are not all written day-first. Leave --date-order out/;
  await refused(path, view("Busy_hours", "Team"), says, { dateOrder: "day-first" });
  assert.deepEqual([...(await cells(path, view("Busy_hours", "Team"))).people], [20]);
});

void test("no result is written over what it is made from", async () => {
  const rows = join(folder, "rows.csv");
  copyFileSync(SAMPLE_QUERY, rows);
  const own = ["--metric", "Collaboration_hours", "--by", "Organization"];
  const earlier = join(folder, "published.json");
  await runCommand("release", rows, ...own, "--out", earlier);
  const published = readFileSync(earlier);
  const base = ["--filter", "Organization", "--metrics", "Collaboration_hours"];
  const same = join(folder, "..", basename(folder), "rows.csv");
  for (const args of [
    ["release", rows, ...own, "--out", same],
    ["release", join(folder, "row?.csv"), ...own, "--out", rows],
    ["release", rows, ...own, "--after", earlier, "--out", earlier],
    ["audit", rows, ...own, "--format", "json", "--out", rows],
    ["safe-base", rows, ...base, "--out", rows],
    ["attack", earlier, "--out", earlier],
    ["convert", rows, "--to", "unpivoted", "--out", rows],
  ])
    await assert.rejects(
      runCommand(...args),
      /written over the file that it is made from\. Name another --out/,
    );
  assert.ok(readFileSync(rows).equals(readFileSync(SAMPLE_QUERY)));
  assert.ok(readFileSync(earlier).equals(published));
});

void test("JSON as Windows writes it, with a byte order mark or in UTF-16, is read as it is without", async () => {
  const [release, policy] = [join(folder, "plain.json"), join(folder, "policy.json")];
  writeFileSync(policy, JSON.stringify({ minGroupSize: 25 }));
  const own = ["release", SAMPLE_QUERY, "--metric", "Collaboration_hours", "--by", "Organization"];
  await runCommand(...own, "--policy", policy, "--out", release);
  const expected = readFileSync(release, "utf8");
  for (const [name, encoding] of [
    ["bom", "utf8"],
    ["wide", "utf16le"],
  ] as const) {
    const written = (path: string): string => {
      const copy = join(folder, `${name}-${basename(path)}`);
      writeFileSync(copy, `\ufeff${readFileSync(path, "utf8")}`, encoding);
      return copy;
    };
    const again = join(folder, `${name}-again.json`);
    await runCommand(...own, "--policy", written(policy), "--after", written(release), "--out", again);
    assert.equal(readFileSync(again, "utf8"), expected, name);
    const says = /plain.json: This is a release: it is protected already/;
    await assert.rejects(runCommand("release", written(release), ...own.slice(2)), says);
    const [code, out] = await ask("attack", written(release), "--json");
    assert.deepEqual([code, (JSON.parse(out) as { verdict: string }).verdict], [0, "nothing found"]);
  }
  const latin = join(folder, "latin.json");
  writeFileSync(latin, '{"families": [["Büro"]]}', "latin1");
  await assert.rejects(
    runCommand(...own, "--policy", latin),
    /latin.json: is no valid UTF-8 text\. Save it as UTF-8/,
  );
});

const FULL = "/dev/full";
void test(
  "standard output that is full ends with a message and exit code 2",
  existsSync(FULL) ? {} : { skip: `this machine has no ${FULL}` },
  async () => {
    const main = join(import.meta.dirname, "../src/main.ts");
    const full = openSync(FULL, "w");
    const command = ["--import", "tsx", main, "inspect", SAMPLE_QUERY];
    const child = spawn(process.execPath, command, { stdio: ["ignore", full, "pipe"] });
    let err = "";
    child.stderr?.on("data", (data: Buffer) => (err += data.toString()));
    const code = await new Promise((done) => child.once("close", done));
    closeSync(full);
    assert.equal(code, 2);
    assert.match(err, /^quorum: standard output cannot be written \(ENOSPC/);
  },
);

void test("bad usage is told in words that say what to do, with exit code 2", async () => {
  const sample = ["release", SAMPLE_QUERY, "--metric", "Collaboration_hours"];
  const json = join(folder, "earlier.json");
  await runCommand(...sample, "--by", "Organization", "--out", json);
  const table = file("earlier.csv", ["kind,group", "group,Sales"]);
  for (const [args, says] of [
    [[...sample, "--measure", "share-above"], /^quorum: .*Give the limit, a number: share-above:10/],
    [[...sample, "--measure", "row-share-below:"], /Give the limit, a number: share-below:10/],
    [[...sample, "--from", "2026-03-01", "--to", "2026-02-01"], /--from 2026-03-01 is after --to 2026-02-01/],
    [[...sample, "--out", join(folder, "none", "x.csv")], /the folder .*none does not exist/],
    [[...sample, "--policy", "none.json"], /^quorum: none.json: There is no such file/],
    [[...sample, "--after", table], /earlier.csv: This is no release as JSON.*--format json/],
    [
      ["release", json, ...sample.slice(2)],
      /earlier.json: This is a release: it is protected already, not rows/,
    ],
    [[...sample, "--metrc", "x"], /^quorum: unknown option/],
  ] as const) {
    const [code, out, err] = await ask(...args);
    assert.deepEqual([code, out], [2, ""], err);
    assert.match(err, says);
    assert.doesNotMatch(err, /error:/);
  }
});
