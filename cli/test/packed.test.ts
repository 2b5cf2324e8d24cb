// The package as somebody else gets it: `npm pack`, installed by npm in an empty folder, run there by `npx quorum`
// with an empty home.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { makeDrop, sampleRows, withoutSamples, writeDrop } from "./drop/make-drop";
import { everyCommand, FORMATS, type Ran } from "./every-command";
import { CLEAN, write } from "./review/fixture";

const root = join(import.meta.dirname, "../..");
const samples = join(root, "../shared/data/viva-sample");
const skip = existsSync(samples) ? withoutSamples : "../shared/data/viva-sample is not there";
const folder = mkdtempSync(join(tmpdir(), "quorum-packed-"));
const [home, work] = [join(folder, "home"), join(folder, "work")];
/** npm was told by its own words that there is no registry to install from. */
const NO_REGISTRY = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED/;
let offline = "";

function start(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Ran> {
  return new Promise((done) => {
    execFile(command, args, { cwd, env, maxBuffer: 1 << 27 }, (error, out, err) => {
      done({ code: error ? Number(error.code) : 0, out, err });
    });
  });
}

before(async () => {
  if (skip !== false) return;
  for (const place of [home, work]) mkdirSync(place);
  const packed = await start(
    "npm",
    ["pack", "--json", "--pack-destination", folder],
    join(root, "cli"),
    process.env,
  );
  assert.equal(packed.code, 0, packed.err);
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "";
  const flags = ["--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=0"];
  const installed = await start("npm", ["install", ...flags, join(folder, tarball)], work, process.env);
  if (NO_REGISTRY.test(installed.err)) offline = "no registry to install the package's dependencies from";
  else assert.equal(installed.code, 0, installed.err);
});
after(() => {
  rmSync(folder, { recursive: true });
});

const byNpx = new Set<string>();

/** `npx quorum …` for the first call of a command, then what npx starts: npx itself takes longer than most commands. */
function quorum(...args: string[]): Promise<Ran> {
  const env = { PATH: process.env["PATH"], HOME: home, npm_config_cache: join(folder, "npm-cache") };
  const [command = ""] = args;
  if (byNpx.has(command)) return start(join(work, "node_modules/.bin/quorum"), args, work, env);
  byNpx.add(command);
  return start("npx", ["--no", "quorum", ...args], work, env);
}

void test("the package holds the program and its papers, and none of the project", { skip }, (t) => {
  if (offline !== "") {
    t.skip(offline);
    return;
  }
  const own = join(work, "node_modules/quorum");
  assert.deepEqual(readdirSync(own).sort(), ["LICENSE", "README.md", "bin", "dist", "package.json"]);
});

for (const [file, formats] of [
  [join(samples, "person-query-messy.csv"), FORMATS],
  [join(root, "samples/person-query.csv"), undefined],
] as const) {
  void test(`every command on ${basename(file)}`, { skip }, async (t) => {
    if (offline === "") await everyCommand(quorum, work, file, formats);
    else t.skip(offline);
  });
}

void test("data drops, reviews and services are in the package as well", { skip }, async (t) => {
  if (offline !== "") {
    t.skip(offline);
    return;
  }
  const drop = await writeDrop(join(work, "drop"), makeDrop({ rows: await sampleRows.v1() }));
  const listed = await quorum("drop", "list", drop);
  assert.equal(listed.code, 0, listed.err);
  const read = await quorum("drop", "read", drop);
  assert.equal(read.code, 0, read.err);

  mkdirSync(join(work, "report"));
  const report = write(CLEAN, "pbir+tmdl", join(work, "report"));
  const reviewed = await quorum("review", report);
  assert.equal(reviewed.code, 0, reviewed.err);

  const service = [
    "service",
    "refresh",
    "--dataset",
    "x",
    "--workspace",
    "f089354e-8366-4e18-aea3-4cb4a3a50b48",
  ];
  const signIn = ["--sign-in", "client-secret", "--endpoint", "http://127.0.0.1:1"];
  const asked = await quorum(...service, ...signIn);
  assert.equal(asked.code, 2);
  assert.match(asked.err, /AZURE_/, "the sign-in says what it misses");
  assert.deepEqual(readdirSync(home), [], "nothing is written into the home");
  assert.ok(readFileSync(join(work, "package.json"), "utf8").includes("quorum"));
});
