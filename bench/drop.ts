import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import type { DropRun } from "./drop-worker";
import { beside, median, single, type Result } from "./measure";

/** Uncompressed size of a three-month drop of 175,000 users, by Microsoft's page. */
const MEGABYTES = Number(process.env["QUORUM_BENCH_DROP_MB"] ?? 430);
/** At least 1.5 times as fast as splitting and parsing the same text in one thread. */
const LIMIT = 1 / 1.5;
const MOST_MEMORY = 400;
const ROUNDS = 3;
const TITLE = `quorum release drop:…, ${MEGABYTES} MB of lines`;

/**
 * An encrypted drop made on the spot, read into a release; beside decrypting and unzipping it alone, and splitting
 * and parsing its lines alone. Each in a process of its own, turn and turn about.
 */
export const dropping = {
  place: "node",
  title: TITLE,
  names: ["time", "speed", "peak memory"],
  run: measured,
} as const;

async function measured(): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), "quorum-bench-"));
  // Built as the command is, threads included, inside the project where packages are found.
  const outdir = join(import.meta.dirname, "..", ".tmp", "bench-drop");
  try {
    await build({
      entryPoints: {
        "drop-worker": join(import.meta.dirname, "drop-worker.ts"),
        "scan-worker": join(import.meta.dirname, "..", "cli", "src", "drop", "scan-worker.ts"),
      },
      outdir,
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
      logLevel: "error",
    });
    const run = (mode: string): DropRun => {
      const args = [join(outdir, "drop-worker.js"), mode, folder, String(MEGABYTES)];
      return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as DropRun;
    };
    run("make");
    const runs: Record<string, DropRun[]> = { gunzip: [], parse: [], release: [] };
    for (let round = 0; round < ROUNDS; round++) {
      for (const [mode, list] of Object.entries(runs)) list.push(run(mode));
    }
    const { gunzip = [], parse = [], release = [] } = runs;
    return [
      time("split and JSON.parse, one thread", release, parse, LIMIT),
      time("decrypt and gunzip alone", release, gunzip, null),
      single(TITLE, "speed", "MB/s", median(release.map((one) => MEGABYTES / (one.ms / 1000))), null),
      single(TITLE, "peak memory", "MB", median(release.map((one) => one.memory)), MOST_MEMORY),
    ];
  } finally {
    rmSync(folder, { recursive: true });
    rmSync(outdir, { recursive: true, force: true });
  }
}

function time(
  floorName: string,
  subjects: readonly DropRun[],
  floors: readonly DropRun[],
  limit: number | null,
): Result {
  const [subject, floor] = [median(subjects.map((one) => one.ms)), median(floors.map((one) => one.ms))];
  return beside(TITLE, "time", floorName, "ms", subject, floor, limit);
}
