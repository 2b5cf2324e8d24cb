import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beside, median, type Result, type Wanted } from "./measure";
import { writeReport } from "./review-report";

/** Most times the parsing of its files that a review may take, in time and in memory. */
const LIMIT = 5;
const TITLE = "quorum review, 300 visuals";

interface Run {
  readonly ms: number;
  readonly megabytes: number;
}

/**
 * A generated report of 300 visuals reviewed, beside reading and parsing its files alone (JSON.parse, and
 * Microsoft's parser for Power Query). Each in a process of its own, turn and turn about.
 */
export const reviewing = { place: "node", title: TITLE, names: ["time", "memory"], run: measured } as const;

function measured({ rounds }: Wanted): Result[] {
  const folder = mkdtempSync(join(tmpdir(), "quorum-bench-"));
  try {
    const report = writeReport(folder);
    const [floors, subjects]: [Run[], Run[]] = [[], []];
    for (let round = 0; round < 3; round++) {
      floors.push(run("parse", report, rounds));
      subjects.push(run("review", report, rounds));
    }
    return [
      line("time", "ms", floors, subjects, (one) => one.ms),
      line("memory", "MB", floors, subjects, (one) => one.megabytes),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(mode: string, report: string, rounds: number): Run {
  const worker = join(import.meta.dirname, "review-worker.ts");
  const args = ["--import", "tsx", worker, mode, report, String(rounds)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as Run;
}

function line(
  name: string,
  unit: string,
  floors: readonly Run[],
  subjects: readonly Run[],
  of: (run: Run) => number,
): Result {
  const floor = median(floors.map(of));
  const subject = median(subjects.map(of));
  return beside(TITLE, name, "reading and parsing its files", unit, subject, floor, LIMIT);
}
