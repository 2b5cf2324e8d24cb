import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildCli } from "../scripts/lib/build-cli.mjs";
import { openDuck, sqlText } from "../cli/src/shared/duckdb";
import { beside, isWanted, median, single, type Result, type Wanted } from "./measure";

const ROWS = Number(process.env["QUORUM_BENCH_FILE_ROWS"] ?? 5_000_000);
const WEEKS = 50;
const ROUNDS = 3;
/** Most times what DuckDB takes for the bare GROUP BY. */
const LIMIT = 1.5;
const TITLE = `quorum release of a file, ${ROWS.toLocaleString("en")} rows x 20 columns`;
const FLOOR = "DuckDB: GROUP BY, COUNT(DISTINCT)";
const root = join(import.meta.dirname, "..");
/** Prints the peak memory of the process, whatever it runs. */
const PEAK = `data:text/javascript,process.on("exit",()=>process.stderr.write("PEAK "+process.resourceUsage().maxRSS+"\\n"))`;

const SUBJECTS = [
  { name: "trend by group, CSV", file: "rows.csv", over: "week", limit: LIMIT },
  { name: "trend by group, Parquet", file: "rows.parquet", over: "week", limit: LIMIT },
  // Everybody has 50 rows in a bar, and one in twenty is in two bars: every person-period has to be looked at.
  { name: "bars of people who move, Parquet", file: "rows.parquet", over: "none", limit: null },
] as const;
type Subject = (typeof SUBJECTS)[number];
const FIGURES = ["time", "speed", "peak memory"] as const;

/**
 * `quorum release` of a large file, beside plain DuckDB doing the bare GROUP BY with COUNT(DISTINCT) on the same
 * file, turn and turn about, each in a process of its own from its start to its end.
 */
export const largeFile = {
  place: "node",
  title: TITLE,
  names: SUBJECTS.flatMap(({ name }) => FIGURES.map((figure) => `${name}: ${figure}`)),
  run: measured,
} as const;

interface Measured {
  readonly ms: number;
  readonly megabytes: number;
}

async function measured(wanted: Wanted): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), "quorum-bench-"));
  try {
    await buildCli();
    await generate(folder);
    const results: Result[] = [];
    for (const subject of SUBJECTS) {
      if (FIGURES.some((figure) => isWanted(wanted, TITLE, `${subject.name}: ${figure}`)))
        results.push(...(await compare(subject, folder)));
    }
    return results;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function compare({ name, file, over, limit }: Subject, folder: string): Promise<Result[]> {
  const path = join(folder, file);
  const [ours, floors]: [Measured[], Measured[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    floors.push(await run(bare(path, over)));
    ours.push(await run(release(path, over)));
  }
  const of = (runs: readonly Measured[], field: keyof Measured): number =>
    median(runs.map((one) => one[field]));
  const [our, floor] = [of(ours, "ms"), of(floors, "ms")];
  return [
    beside(TITLE, `${name}: time`, FLOOR, "ms", our, floor, limit),
    single(TITLE, `${name}: speed`, "rows/s", Math.round(ROWS / (our / 1000)), null),
    beside(TITLE, `${name}: peak memory`, FLOOR, "MB", of(ours, "megabytes"), of(floors, "megabytes"), null),
  ];
}

/** 20 columns: a GUID, a date, four attributes and fourteen metrics; 50 weeks of each person, week after week. */
async function generate(folder: string): Promise<void> {
  const duck = await openDuck();
  const metrics = Array.from(
    { length: 14 },
    (_, k) =>
      `round((hash(i * 1000 + w + ${k * 7919}) % 4000000) / 100000.0, 5)::DOUBLE AS Metric_${k}_hours`,
  );
  const parquet = sqlText(join(folder, "rows.parquet"));
  await duck.connection.run(
    `CREATE TABLE p AS SELECT range AS i, uuid()::VARCHAR AS PersonId, 'Level ' || (range % 7) AS LevelDesignation,
      'Function ' || (range % 9) AS FunctionType, 'City ' || (range % 30) AS City FROM range(${Math.round(ROWS / WEEKS)})`,
  );
  await duck.connection.run(
    `COPY (SELECT PersonId, (DATE '2024-01-07' + (w * 7)::INTEGER)::VARCHAR AS MetricDate,
      'Group ' || ((i + (i % 20 = 0 AND w >= 25)::INTEGER) % 12) AS Organization, LevelDesignation, FunctionType, City,
      ${metrics.join(", ")} FROM range(${WEEKS}) t(w), p ORDER BY w, i) TO ${parquet} (FORMAT parquet)`,
  );
  await duck.connection.run(
    `COPY (SELECT * FROM ${parquet}) TO ${sqlText(join(folder, "rows.csv"))} (FORMAT csv)`,
  );
  duck.close();
}

/** One process from its start to its end. */
async function run(args: readonly string[]): Promise<Measured> {
  const start = performance.now();
  const child = spawn(process.execPath, ["--import", PEAK, ...args], {
    cwd: root,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (data: Buffer) => (said += data.toString()));
  const code = await new Promise((done) => child.once("exit", done));
  if (code !== 0) throw new Error(said);
  const peak = Number(/PEAK (\d+)/.exec(said)?.[1] ?? NaN);
  return { ms: performance.now() - start, megabytes: peak / 1024 };
}

function bare(file: string, over: Subject["over"]): string[] {
  const from = file.endsWith(".csv") ? `read_csv(${sqlText(file)})` : `read_parquet(${sqlText(file)})`;
  const keys = over === "none" ? "Organization" : "Organization, MetricDate";
  const sql = `SELECT ${keys}, count(DISTINCT PersonId), avg(Metric_3_hours) FROM ${from} GROUP BY ALL`;
  const script = `import { DuckDBInstance } from "@duckdb/node-api";
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    await connection.runAndReadAll(${JSON.stringify(sql)});`;
  return ["--input-type=module", "--eval", script];
}

function release(file: string, over: Subject["over"]): string[] {
  const view = ["--metric", "Metric_3_hours", "--by", "Organization", "--over", over, "--format", "csv"];
  return [join(root, "cli/bin/quorum.js"), "release", file, ...view];
}
