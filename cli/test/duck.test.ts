import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import {
  defaultPolicy,
  memorySource,
  protect,
  type CellTable,
  type Measure,
  type Over,
  type View,
} from "../../src/engine";
import { openInDuck, type DuckQuery } from "../src/duck/open";
import { loadRows, readSchema } from "../src/query/load-rows";
import { neededBy } from "../src/query/query";
import { openDuck, sqlText } from "../src/shared/duckdb";

const data = join(import.meta.dirname, "../../../shared/data/viva-sample");
const needsData = existsSync(data) ? {} : { skip: "../shared/data is not there" };
const folder = mkdtempSync(join(tmpdir(), "quorum-duck-"));
after(() => {
  rmSync(folder, { recursive: true });
});

const MEASURES: readonly Measure[] = [
  { kind: "mean" },
  { kind: "row-mean" },
  { kind: "total" },
  { kind: "share-people", side: "above", limit: 20 },
  { kind: "share-rows", side: "below", limit: 15 },
  { kind: "percentile", q: 0.5 },
  { kind: "percentile", q: 0.25 },
  { kind: "percentile", q: 0.9 },
  { kind: "deviation" },
  { kind: "headcount" },
];
const OVERS: readonly Over[] = ["none", "period", "week", "month", "quarter", "year"];

function view(measure: Measure, over: Over, by: string | null, series: string | null = null): View {
  return {
    metric: "Collaboration_hours",
    measure,
    by,
    series,
    over,
    filter: {},
    totals: { groups: true, periods: false },
  };
}

async function inDuck(files: string[], of: View): Promise<DuckQuery> {
  const { schema } = await readSchema(files, {}, neededBy(of));
  const query = await openInDuck(files, schema, {});
  assert.ok(query, "DuckDB takes the file");
  return query;
}

/** Every statistic of a table, bit by bit. */
function plain(table: CellTable): unknown {
  return Object.fromEntries(
    Object.entries(table).map(([name, value]) => [
      name,
      ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value,
    ]),
  );
}

void test(
  "every measure over every period gives the engine's own cells, to the last bit",
  needsData,
  async () => {
    const file = join(data, "person-query-messy.csv");
    const all = view({ kind: "mean" }, "none", "Organization", "LevelDesignation");
    const { rows } = await loadRows([file], {}, neededBy(all));
    const memory = memorySource(rows);
    const duck = await inDuck([file], all);
    let cells = 0;
    for (const measure of MEASURES) {
      for (const over of OVERS) {
        for (const layer of [
          { by: "Organization", series: "LevelDesignation", over },
          { by: "LevelDesignation", series: null, over },
          { by: null, series: null, over },
        ]) {
          const asked = view(measure, over, layer.by, layer.series);
          const expected = memory.cells(asked, layer);
          const found = await duck.source.ask((source) => source.cells(asked, layer));
          assert.deepEqual(plain(found), plain(expected), `${measure.kind} ${over} ${layer.by ?? ""}`);
          cells += found.size;
        }
      }
    }
    duck.close();
    console.log(`cells compared with all their statistics: ${cells}`);
    assert.ok(cells > 30_000);
  },
);

void test(
  "releases are the same, also where people move and every person-period is asked for",
  needsData,
  async () => {
    const file = join(data, "person-query-messy.csv");
    let shown = 0;
    for (const asked of [
      view({ kind: "mean" }, "none", "Organization"),
      view({ kind: "mean" }, "month", "Organization", "LevelDesignation"),
      view({ kind: "total" }, "week", "FunctionType"),
      {
        ...view({ kind: "mean" }, "none", "Layer"),
        filter: { attributes: { Organization: ["HR", "Finance"] }, from: "2022-02-01", activeOnly: true },
      },
    ] satisfies View[]) {
      const policy = { ...defaultPolicy, decimals: null, groupSize: "exact" as const };
      const { rows } = await loadRows([file], {}, neededBy(asked));
      const expected = protect(memorySource(rows), asked, policy);
      const duck = await inDuck([file], asked);
      const found = await duck.source.ask((source) => protect(source, asked, policy));
      duck.close();
      assert.deepEqual(found, expected);
      shown += expected.audit.decided.shown;
    }
    assert.ok(shown > 100);
  },
);

interface Row {
  readonly person: number;
  readonly week: number;
  readonly group: string;
  readonly value: number | null;
}

const value = fc.option(
  fc.oneof(
    fc.double({ min: -1e3, max: 1e3, noNaN: true }),
    fc.constantFrom(0, 0.1, 0.2, 0.30000000000000004, 1e-7, -5, 123456.789),
  ),
  { nil: null },
);
const generated = fc
  .array(
    fc.record({
      person: fc.nat(30),
      week: fc.nat(5),
      group: fc.constantFrom("A", "B, c", 'D "e"', ""),
      value,
    }),
    {
      minLength: 1,
      maxLength: 150,
    },
  )
  .map((rows) => [...new Map(rows.map((row) => [`${row.person} ${row.week}`, row])).values()]);

function csvOf(rows: readonly Row[]): string {
  const date = (week: number): string => new Date(Date.UTC(2024, 0, 7 + 7 * week)).toISOString().slice(0, 10);
  const lines = rows.map(
    ({ person, week, group, value: x }) =>
      `p${person},${date(week)},"${group.replaceAll('"', '""')}",${x === null ? "" : String(x)}`,
  );
  return ["PersonId,MetricDate,Team,Busy_hours", ...lines].join("\n") + "\n";
}

void test("random rows, as CSV, gzip and Parquet", async () => {
  const runs = Number(process.env["QUORUM_RUNS"] ?? 15);
  const measure = fc.constantFrom(...MEASURES);
  await fc.assert(
    fc.asyncProperty(
      generated,
      measure,
      fc.constantFrom(...OVERS),
      fc.nat(2),
      async (rows, m, over, format) => {
        const asked: View = { ...view(m, over, "Team"), metric: "Busy_hours" };
        const csv = join(folder, "rows.csv");
        writeFileSync(csv, csvOf(rows));
        const file = await as(format, csv);
        const loaded = await loadRows([file], { person: "PersonId" }, neededBy(asked));
        const duck = await inDuck([file], asked);
        const expected = memorySource(loaded.rows).cells(asked);
        const found = await duck.source.ask((source) => source.cells(asked));
        duck.close();
        assert.deepEqual(plain(found), plain(expected));
      },
    ),
    { numRuns: runs },
  );
});

async function as(format: number, csv: string): Promise<string> {
  if (format === 0) return csv;
  if (format === 1) {
    const { readFileSync } = await import("node:fs");
    writeFileSync(`${csv}.gz`, gzipSync(readFileSync(csv)));
    return `${csv}.gz`;
  }
  const parquet = join(folder, "rows.parquet");
  const duck = await openDuck();
  await duck.connection.run(
    `COPY (SELECT * FROM read_csv(${sqlText(csv)}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
      columns = {'PersonId': 'VARCHAR', 'MetricDate': 'DATE', 'Team': 'VARCHAR', 'Busy_hours': 'DOUBLE'}))
      TO ${sqlText(parquet)} (FORMAT parquet)`,
  );
  duck.close();
  return parquet;
}

void test("ids that differ by blanks at their ends are one person", async () => {
  const file = join(folder, "blanks.csv");
  const spaces = " \t\v\f\u00a0\u1680\u2000\u200a\u2028\u202f\u205f\u3000\ufeff".split(/(?:)/u);
  // An end that is no blank, plain or not, is kept.
  const ids = [
    "p1",
    ...spaces.flatMap((space) => [`p1${space}`, `${space}p1`]),
    "p 1",
    "~p1~",
    "\u00e9p1\u00e9",
  ];
  const weeks = ids.map((_, week) => new Date(Date.UTC(2024, 0, 7 * (week + 1))).toISOString().slice(0, 10));
  const lines = [...ids, ...spaces].map((id, i) => `${id},${weeks[i] ?? "2024-01-07"},A,${i}`);
  writeFileSync(file, ["PersonId,MetricDate,Team,Busy_hours", ...lines].join("\n") + "\n");
  const asked = { ...view({ kind: "mean" }, "none", "Team"), metric: "Busy_hours" };
  const { rows } = await loadRows([file], {}, neededBy(asked));
  const duck = await inDuck([file], asked);
  const found = await duck.source.ask((source) => source.cells(asked));
  duck.close();
  assert.deepEqual(plain(found), plain(memorySource(rows).cells(asked)));
  assert.equal(found.contributors[0], 4);
});

void test("DuckDB takes decimal commas between semicolons", async () => {
  const file = join(folder, "german.csv");
  const hours = ["3", "12,25", "-0,5", "1,250", ",5", "7,", ""];
  const lines = hours.map((value, i) => `p${i};07.01.2024;A;${value}`);
  const asked = { ...view({ kind: "mean" }, "none", "Team"), metric: "Busy_hours" };
  writeFileSync(file, ["PersonId;MetricDate;Team;Busy_hours", ...lines].join("\n") + "\n");
  const duck = await inDuck([file], asked);
  const found = await duck.source.ask((source) => source.cells(asked));
  duck.close();
  const { rows } = await loadRows([file], {}, neededBy(asked));
  assert.deepEqual(plain(found), plain(memorySource(rows).cells(asked)));
  assert.equal(found.sum[0], 23.5);
});

void test("what DuckDB spills is for its owner's eyes, and gone at the end or when the user stops it", async () => {
  const temp = join(folder, "temp");
  const script = join(folder, "spill.mts");
  writeFileSync(
    script,
    `import { openDuck } from ${JSON.stringify(join(import.meta.dirname, "../src/shared/duckdb"))};
import { handleInterrupts } from ${JSON.stringify(join(import.meta.dirname, "../src/shared/interrupt"))};
handleInterrupts();
const duck = await openDuck(${JSON.stringify(temp)});
await duck.connection.run("SET memory_limit = '40MB'");
await duck.connection.run("CREATE TABLE t AS SELECT random() AS x FROM range(10000000)");
process.stdout.write("spilled");
process.stdin.once("data", () => { duck.close(); process.exit(); });`,
  );
  for (const stopped of [true, false]) {
    const child = spawn(process.execPath, ["--import", "tsx", script], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    assert.equal(String((await once(child.stdout, "data"))[0]), "spilled");
    const [own = ""] = readdirSync(temp);
    assert.ok(readdirSync(join(temp, own)).length > 0, "something was spilled");
    assert.equal(statSync(join(temp, own)).mode & 0o077, 0);
    if (stopped) child.kill("SIGINT");
    else child.stdin.write("end");
    await once(child, "close");
    assert.deepEqual(readdirSync(temp), []);
  }
});

void test("what DuckDB cannot take as it is goes through memory", async () => {
  const asked: View = { ...view({ kind: "mean" }, "none", "Team"), metric: "Busy_hours" };
  const head = "PersonId,MetricDate,Team,Busy_hours\n";
  for (const [what, text] of Object.entries({
    "grouped numbers": `${head.replaceAll(",", ";")}p1;2024-01-07;A;1,5\np2;2024-01-07;A;1.234,5\n`,
    "repeats that disagree": `${head}p1,2024-01-07,A,1\np1,2024-01-07,A,2\n`,
    "a number that is none": `${head}p1,2024-01-07,A,1\np2,2024-01-07,A,2\n${"p3,2024-01-07,A,7\n".repeat(5000)}p4,2024-01-07,A,many\n`,
  })) {
    const file = join(folder, "odd.csv");
    writeFileSync(file, text);
    const { schema } = await readSchema([file], {}, neededBy(asked));
    assert.equal(await openInDuck([file], schema, {}), undefined, what);
  }
  const repeated = join(folder, "repeated.csv");
  writeFileSync(repeated, `${head}p1,2024-01-07,A,1\np1,2024-01-07,A,1\np2,2024-01-07,A,3\n`);
  const duck = await inDuck([repeated], asked);
  const table = await duck.source.ask((source) => source.cells(asked));
  duck.close();
  assert.deepEqual([...table.people], [2]);
});
