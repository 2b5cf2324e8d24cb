import { join } from "node:path";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { findBrowser } from "../scripts/lib/browser.mjs";
import { benches } from "./benches";
import { PERIODS } from "./data";
import { dropping } from "./drop";
import { largeFile } from "./large-file";
import { isWanted, kept, measure, type Result, type Wanted } from "./measure";
import { reviewing } from "./review";
import { drawing } from "./visual";

const HELP = `npm run bench -- [--only <text>]… [--rows 1000000,100000] [--rounds 7] [--in node,chromium] [--json]

Medians of several runs; every time also as a multiple of a floor measured in the same run. Each line is printed
when it is measured. --only measures the lines whose title or name holds the text, whatever the case.`;

/** People × 50 weeks = about a million rows, and a hundred thousand. */
const { values: options } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: [] },
    rows: { type: "string", default: "1000000,100000" },
    rounds: { type: "string", default: "7" },
    in: { type: "string", default: "node,chromium" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

/** What is measured as processes of its own, whatever the number of rows; run whole where one name is wanted. */
interface Processes {
  readonly place: "node" | "chromium";
  readonly title: string;
  readonly names: readonly string[];
  readonly run: (wanted: Wanted) => Promise<readonly Result[]> | readonly Result[];
}

const processes: readonly Processes[] = [drawing, reviewing, dropping, largeFile];

setFlagsFromString("--expose_gc");
globalThis.gc = runInNewContext("gc") as typeof globalThis.gc;

if (options.help) console.log(HELP);
else await run({ rounds: Number(options.rounds), only: options.only });

async function run(wanted: Wanted): Promise<void> {
  const print = options.json ? printJson : printer();
  let [count, broken] = [0, 0];
  const report = (place: string, rows: number | null, result: Result): void => {
    count += 1;
    if (!result.holds) broken += 1;
    print(place, rows, result);
  };
  const places = options.in.split(",");
  for (const place of places) {
    for (const rows of options.rows.split(",").map(Number)) {
      await measureIn(place, rows / PERIODS, wanted, (result) => {
        report(place, rows, result);
      });
    }
  }
  for (const { place, title, names, run: runProcesses } of processes) {
    if (!places.includes(place) || !names.some((name) => isWanted(wanted, title, name))) continue;
    for (const result of await runProcesses(wanted)) {
      if (isWanted(wanted, title, result.name)) report(place, null, result);
    }
  }
  if (options.json) return;
  if (count === 0) console.log("No line has this text in its title or name.");
  else console.log(broken === 0 ? "\nEvery limit holds." : `\n${broken} limits do not hold (marked ✗).`);
}

async function measureIn(
  place: string,
  people: number,
  wanted: Wanted,
  report: (result: Result) => void,
): Promise<void> {
  if (place === "chromium") {
    await inChromium(people, wanted, report);
    return;
  }
  for (const make of benches) for (const result of measure(make(people, bytesOf), wanted)) report(result);
}

async function inChromium(people: number, wanted: Wanted, report: (result: Result) => void): Promise<void> {
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
    await page.exposeFunction("report", report);
    await page.addScriptTag({ content: outputFiles[0]?.text ?? "" });
    await page.evaluate(([count, asked]) => window.runBenches(count, asked), [people, wanted] as const);
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

function printJson(place: string, rows: number | null, result: Result): void {
  console.log(JSON.stringify({ place, rows, ...result }));
}

/** Prints a line a result, under its bench's title. */
function printer(): typeof printJson {
  let last = "";
  return (place, _rows, { bench, name, floorName, subject, floor, unit, ratio, limit, limitOf, holds }) => {
    const title = `${bench} (${place})`;
    if (title !== last) console.log(`\n${title}`);
    last = title;
    const mark = limit === null ? " " : holds ? "✓" : "✗";
    const value = `${subject.toFixed(2)} ${unit}`.padStart(14);
    const of =
      ratio === null ? "" : `${ratio.toFixed(2)} × ${(floor ?? NaN).toFixed(2)} ${unit} (${floorName})`;
    const most =
      limit === null ? "" : `at most ${Number(limit.toFixed(2))} ${limitOf === "ratio" ? "×" : unit}`;
    console.log(`${mark} ${name.padEnd(46)} ${value}  ${most.padEnd(17)} ${of}`);
  };
}
