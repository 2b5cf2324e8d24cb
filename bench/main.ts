import { join } from "node:path";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { findBrowser } from "../scripts/lib/browser.mjs";
import { benches } from "./benches";
import { PERIODS } from "./data";
import { kept, measure, type Result } from "./measure";
import { dropping } from "./drop";
import { reviewing } from "./review";

const HELP = `npm run bench -- [--rows 1000000,100000] [--rounds 7] [--in node,chromium] [--json]

Medians of several runs; every time also as a multiple of a floor measured in the same run.`;

/** People × 50 weeks = about a million rows, and a hundred thousand. */
const { values: options } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000,100000" },
    rounds: { type: "string", default: "7" },
    in: { type: "string", default: "node,chromium" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

setFlagsFromString("--expose_gc");
globalThis.gc = runInNewContext("gc") as typeof globalThis.gc;

if (options.help) {
  console.log(HELP);
} else {
  let holds = true;
  for (const place of options.in.split(",")) {
    for (const rows of options.rows.split(",")) {
      const results = await measureIn(place, Number(rows) / PERIODS, Number(options.rounds));
      holds &&= results.every((result) => result.holds);
      if (options.json) console.log(JSON.stringify({ place, rows: Number(rows), results }));
      else print(place, results);
    }
  }
  if (options.in.includes("node")) {
    const results = [...reviewing(Number(options.rounds)), ...(await dropping())];
    holds &&= results.every((result) => result.holds);
    if (options.json) console.log(JSON.stringify({ place: "node", rows: null, results }));
    else print("node", results);
  }
  console.log(holds ? "Every limit holds." : "Some limits do not hold (marked ✗).");
}

async function measureIn(place: string, people: number, rounds: number): Promise<Result[]> {
  if (place === "chromium") return inChromium(people, rounds);
  return benches(people, bytesOf).flatMap((bench) => measure(bench, rounds));
}

async function inChromium(people: number, rounds: number): Promise<Result[]> {
  const entry = join(import.meta.dirname, "browser.ts");
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, write: false, format: "iife" });
  const { executablePath, args, env } = await findBrowser();
  const browser = await chromium.launch({
    executablePath,
    args: [...args, "--js-flags=--expose-gc"],
    env: { ...process.env, ...env },
  });
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: outputFiles[0]?.text ?? "" });
    return await page.evaluate(([count, times]) => window.runBenches(count, times), [
      people,
      rounds,
    ] as const);
  } finally {
    await browser.close();
  }
}

/** Bytes on the heap and in array buffers that are held by what `make` returns, after collecting garbage. */
function bytesOf(make: () => unknown): number {
  const held = (): number => {
    globalThis.gc?.();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  kept.last = undefined;
  const before = held();
  const made = make();
  const after = held();
  kept.last = made;
  return after - before;
}

function print(place: string, results: readonly Result[]): void {
  let title = "";
  for (const { bench, name, floorName, subject, floor, unit, ratio, limit, holds } of results) {
    if (bench !== title) console.log(`\n${bench} (${place})`);
    title = bench;
    const mark = limit === null ? " " : holds ? "✓" : "✗";
    const value = `${subject.toFixed(2)} ${unit}`.padStart(12);
    const of =
      ratio === null ? "" : `${ratio.toFixed(2)} × ${(floor ?? NaN).toFixed(2)} ${unit} (${floorName})`;
    const most = limit === null ? "" : `at most ${Number(limit.toFixed(2))}`;
    console.log(`${mark} ${name.padEnd(42)} ${value}  ${most.padEnd(12)} ${of}`);
  }
}
