// npm run bench:cli: `quorum release` of a trend by group on a large file, beside plain DuckDB doing the bare GROUP BY
// with COUNT(DISTINCT) on the same file in the same run. QUORUM_BENCH_ROWS=5000000 for the full size.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildCli } from "../scripts/lib/build-cli.mjs";
import { openDuck, sqlText } from "../cli/src/shared/duckdb";
import { textTable } from "../cli/src/shared/table";

const WEEKS = 50;
const ROWS = Number(process.env["QUORUM_BENCH_ROWS"] ?? 500_000);
const ROUNDS = Number(process.env["QUORUM_BENCH_ROUNDS"] ?? 3);
const root = join(import.meta.dirname, "..");
/** Prints the peak memory of the process, whatever it runs. */
const PEAK = `data:text/javascript,process.on("exit",()=>process.stderr.write("PEAK "+process.resourceUsage().maxRSS+"\\n"))`;

interface Measured {
  readonly seconds: number;
  readonly megabytes: number;
}

/** 20 columns: a GUID, a date, four attributes and fourteen metrics; 50 weeks of each person, week after week. */
async function generate(folder: string): Promise<void> {
  const duck = await openDuck();
  const metrics = Array.from(
    { length: 14 },
    (_, k) =>
      `round((hash(i * 1000 + w + ${k * 7919}) % 4000000) / 100000.0, 5)::DOUBLE AS Metric_${k}_hours`,
  );
  await duck.connection.run(
    `CREATE TABLE p AS SELECT range AS i, uuid()::VARCHAR AS PersonId, 'Group ' || (range % 12) AS Organization,
      'Level ' || (range % 7) AS LevelDesignation, 'Function ' || (range % 9) AS FunctionType, 'City ' || (range % 30) AS City
      FROM range(${Math.round(ROWS / WEEKS)})`,
  );
  await duck.connection.run(
    `COPY (SELECT PersonId, (DATE '2024-01-07' + (w * 7)::INTEGER)::VARCHAR AS MetricDate, Organization, LevelDesignation,
      FunctionType, City, ${metrics.join(", ")} FROM range(${WEEKS}) t(w), p ORDER BY w, i)
      TO ${sqlText(join(folder, "rows.parquet"))} (FORMAT parquet)`,
  );
  await duck.connection.run(
    `COPY (SELECT * FROM ${sqlText(join(folder, "rows.parquet"))}) TO ${sqlText(join(folder, "rows.csv"))} (FORMAT csv)`,
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
  return { seconds: (performance.now() - start) / 1000, megabytes: peak / 1024 };
}

function bare(file: string): string[] {
  const from = file.endsWith(".csv") ? `read_csv(${sqlText(file)})` : `read_parquet(${sqlText(file)})`;
  const sql = `SELECT Organization, MetricDate, count(DISTINCT PersonId), avg(Metric_3_hours) FROM ${from} GROUP BY ALL`;
  const script = `import { DuckDBInstance } from "@duckdb/node-api";
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    await connection.runAndReadAll(${JSON.stringify(sql)});`;
  return ["--input-type=module", "--eval", script];
}

function release(file: string): string[] {
  const view = ["--metric", "Metric_3_hours", "--by", "Organization", "--over", "week", "--format", "csv"];
  return [join(root, "cli/bin/quorum.js"), "release", file, ...view, "--engine", "duckdb"];
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

const folder = mkdtempSync(join(tmpdir(), "quorum-bench-"));
try {
  await buildCli();
  await generate(folder);
  const lines: (string | number)[][] = [];
  for (const format of ["csv", "parquet"]) {
    const file = join(folder, `rows.${format}`);
    const [ours, floor]: [Measured[], Measured[]] = [[], []];
    // In turn, so that what else the machine does falls on both.
    for (let round = 0; round < ROUNDS; round++) {
      floor.push(await run(bare(file)));
      ours.push(await run(release(file)));
    }
    const [our, bareTime] = [median(ours.map((m) => m.seconds)), median(floor.map((m) => m.seconds))];
    const peak = (m: readonly Measured[]): number => Math.round(Math.max(...m.map((one) => one.megabytes)));
    lines.push([
      format,
      Math.round(ROWS / our),
      our.toFixed(2),
      bareTime.toFixed(2),
      (our / bareTime).toFixed(2),
      peak(ours),
      peak(floor),
    ]);
  }
  const head = ["file", "rows/s", "release s", "bare s", "ratio (at most 1.5)", "release MB", "bare MB"];
  process.stdout.write(
    `${ROWS} rows x 20 columns, trend by group, median of ${ROUNDS}\n\n${textTable(head, lines)}`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
