// npm test: everything that can be checked, one line of counts at the end, exit code 1 if anything failed.
// `npm test -- --only karma` (or lint, types, package, node, e2e) runs one suite.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Failure, main, root, run, tool } from "./lib/run.mjs";
import { ensureInstalled } from "./lib/setup.mjs";

/** Random cases are the same in every run, so that the same code gives the same answer; others are found by another number. */
const SEED = process.env.QUORUM_SEED ?? "1";
const COUNTS = join(root, ".tmp", "test-counts.json");

/** Files under a folder whose name ends so, relative to the root. */
function filesEnding(folder, ending) {
  const base = join(root, folder);
  if (!existsSync(base)) return [];
  return readdirSync(base, { recursive: true })
    .filter((name) => name.endsWith(ending) && !name.includes("node_modules"))
    .map((name) => join(folder, name))
    .sort();
}

/** A check without a runner of its own counts as one test. */
async function check(body) {
  try {
    await body();
    return { passed: 1, failed: 0, skipped: 0 };
  } catch (error) {
    console.error(error instanceof Failure ? error.message : error);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/** Runs a test runner that leaves its counts in a file; a runner that died or ran nothing has failed. */
async function runner(name, command, env = {}) {
  mkdirSync(join(root, ".tmp"), { recursive: true });
  rmSync(COUNTS, { force: true });
  const { code } = await run(command, { env: { ...env, QUORUM_COUNTS: COUNTS, QUORUM_SEED: SEED } });
  const counts = existsSync(COUNTS)
    ? JSON.parse(readFileSync(COUNTS, "utf8"))
    : { passed: 0, failed: 0, skipped: 0 };
  if (counts.passed + counts.failed === 0) {
    console.error(`${name} ran no test.`);
    return { ...counts, failed: 1 };
  }
  if (code !== 0 && counts.failed === 0) {
    console.error(`${name} ended with exit code ${code} although no single test failed: see above.`);
    return { ...counts, failed: 1 };
  }
  return counts;
}

function nodeTests(name, files, concurrency, env) {
  const reporter = join(root, "scripts", "lib", "node-reporter.mjs");
  const flags = [
    "--import",
    "tsx",
    "--import",
    pathToFileURL(join(root, "scripts", "lib", "seed.mjs")).href,
    "--test",
    `--test-concurrency=${concurrency}`,
    `--test-reporter=${reporter}`,
  ];
  return runner(name, [process.execPath, [...flags, ...files]], env);
}

const SUITES = {
  lint: () => check(async () => (await import("./lint.mjs")).lint()),
  types: () => check(async () => (await import("./types.mjs")).checkTypes()),
  package: () => check(async () => (await import("./lib/package-visual.mjs")).ensurePackaged()),
  karma: () => runner("karma", tool("karma/bin/karma", "start", "karma.conf.cjs", "--single-run")),
  node: () =>
    nodeTests("node:test", [...filesEnding("test", ".test.ts"), ...filesEnding("cli/test", ".test.ts")], 2),
  e2e: async () => {
    const { buildPlayground } = await import("./lib/playground.mjs");
    await buildPlayground();
    return nodeTests("Playwright", filesEnding("test/e2e", ".e2e.ts"), 1, { QUORUM_PLAYGROUND_BUILT: "yes" });
  },
};

function chosen() {
  const [flag, name] = process.argv.slice(2);
  if (flag === undefined) return Object.keys(SUITES);
  if (flag === "--only" && Object.hasOwn(SUITES, name)) return name === "e2e" ? ["package", "e2e"] : [name];
  throw new Failure(`Usage: npm test [-- --only ${Object.keys(SUITES).join("|")}]`);
}

await main(async () => {
  const names = chosen();
  await ensureInstalled();
  const { findBrowser } = await import("./lib/browser.mjs");
  const browser = await findBrowser();
  console.log(`Tests run in ${browser.executablePath}, random cases are those of QUORUM_SEED=${SEED}`);
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const name of names) {
    const started = Date.now();
    console.log(`\n── ${name} ──`);
    const counts = await SUITES[name]();
    for (const key of Object.keys(total)) total[key] += counts[key] ?? 0;
    const seconds = Math.round((Date.now() - started) / 1000);
    console.log(
      `${name}: ${counts.passed} ok, ${counts.failed} not, ${counts.skipped} left out, ${seconds} s`,
    );
  }
  if (total.failed > 0) process.exitCode = 1;
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
  console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
});
