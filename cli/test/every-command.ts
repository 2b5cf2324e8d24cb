// Every command that takes rows, once, on one file: run as a user runs it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What a process said and how it ended. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export type Run = (...args: string[]) => Promise<Ran>;

const METRIC = "Collaboration_hours";
const VIEW = ["--metric", METRIC, "--by", "Organization", "--over", "week"];
/** What is at the start of a release in each format. */
const STARTS: Readonly<Record<string, RegExp>> = {
  json: /^\{/,
  csv: /^kind,group,/,
  svg: /^<svg/,
  png: /^.PNG/,
  html: /^<!doctype html>/,
  parquet: /^PAR1/,
};
export const FORMATS = Object.keys(STARTS);

/**
 * Inspects, releases, audits, makes a safe base, converts there and back, and attacks the release. The file has the
 * columns Organization and Collaboration_hours.
 * @param folder the working folder of `run`.
 * @param formats of the release, besides the table on standard output; JSON and CSV are among them.
 */
export async function everyCommand(
  run: Run,
  folder: string,
  file: string,
  formats: readonly string[] = ["json", "csv"],
): Promise<void> {
  const done = async (...args: string[]): Promise<string> => {
    const { code, out, err } = await run(...args);
    assert.equal(code, 0, `${args.join(" ")}: ${err}`);
    return out;
  };
  const read = (name: string): string => readFileSync(join(folder, name), "utf8");

  const inspected = JSON.parse(await done("inspect", file, "--json")) as { shape: string };
  assert.equal(inspected.shape, "pivoted");

  for (const format of formats) {
    await done("release", file, ...VIEW, "--out", `release.${format}`);
    assert.match(read(`release.${format}`).slice(0, 20), STARTS[format] ?? /^$/, format);
  }
  const { cells } = JSON.parse(read("release.json")) as { cells: { status: string; group: string | null }[] };
  const shown = cells.filter(({ status }) => status === "shown");
  assert.ok(shown.length > 50, "most of a weekly trend is shown");
  assert.match(await done("release", file, ...VIEW), new RegExp(shown[0]?.group ?? "no group"));

  await done("audit", file, ...VIEW, "--out", "audit.md");
  assert.match(read("audit.md"), /reviewers only/i);

  await done("safe-base", file, "--filter", "Organization", "--metrics", METRIC, "--out", "base.csv");
  assert.ok(read("base.csv").split("\n").length > 50);

  await done("convert", file, "--to", "unpivoted", "--out", "unpivoted.parquet");
  const back = await done("convert", "unpivoted.parquet", "--to", "pivoted", "--format", "ndjson");
  assert.match(back, /^\{"PersonId":"[^"]+"/);

  const attacked = JSON.parse(await done("attack", "release.csv", "--json")) as { verdict: string };
  assert.equal(attacked.verdict, "nothing found");
}
