// Builds the .pbiviz and refuses what certification would refuse.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure, root, run, tool } from "./run.mjs";

const INPUTS = [
  "src",
  "style",
  "stringResources",
  "assets",
  "capabilities.json",
  "pbiviz.json",
  "tsconfig.json",
  "package-lock.json",
];

function* filesUnder(path) {
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory()) return yield path;
  for (const name of readdirSync(path).sort()) yield* filesUnder(join(path, name));
}

/** A hash of everything that goes into the package: the same inputs need no second build. */
function fingerprint(folder) {
  const hash = createHash("sha256");
  for (const input of INPUTS) {
    for (const file of filesUnder(join(folder, input)))
      hash.update(file.slice(folder.length)).update(readFileSync(file));
  }
  return hash.digest("hex");
}

/** Path that the tools write the package to: dist/<guid>.<version>.pbiviz. */
function packagePath(folder = root) {
  const { visual } = JSON.parse(readFileSync(join(folder, "pbiviz.json"), "utf8"));
  return join(folder, "dist", `${visual.guid}.${visual.version}.pbiviz`);
}

/** Throws a Failure that lists everything in a .pbiviz that certification forbids. */
export async function checkPackage(path) {
  const { problemsInPackage } = await import("./package-checks.mjs");
  refuse(problemsInPackage(readFileSync(path)));
}

function refuse(problems) {
  if (problems.length === 0) return;
  throw new Failure(["The package is refused:", ...problems.map((problem) => `  - ${problem}`)].join("\n"));
}

/**
 * Runs `pbiviz package` in a folder and checks what came out, first with its certification audit. Throws a Failure
 * with every problem found. Prints the size.
 */
export async function packageVisual(folder = root) {
  const { adviceInOutput, problemsInOutput, problemsInPackage } = await import("./package-checks.mjs");
  const path = packagePath(folder);
  const make = async (...more) => {
    rmSync(path, { force: true });
    const pbiviz = tool("powerbi-visuals-tools/bin/pbiviz.js", "package", "--no-stats", ...more);
    const { code, output } = await run(pbiviz, { cwd: folder, quiet: true });
    const problems = problemsInOutput(output);
    if (code !== 0 && problems.length === 0) problems.push(`pbiviz ended with exit code ${code}`);
    if (!existsSync(path)) problems.push("pbiviz wrote no .pbiviz file");
    if (problems.length > 0) console.error(output.trim());
    return { output, problems };
  };
  // The audit writes the script out again, with blanks that take 4 KB: it is a check, and what it makes is not kept.
  const audited = await make("--certification-audit", "--verbose");
  const made = await make("--compression", "9");
  const inside = existsSync(path) ? problemsInPackage(readFileSync(path)) : [];
  refuse([...new Set([...audited.problems, ...made.problems, ...inside])]);
  for (const advice of adviceInOutput(audited.output)) console.log(`pbiviz recommends: ${advice}`);
  console.log(`${path.slice(folder.length + 1)}: ${(statSync(path).size / 1024).toFixed(1)} KB`);
  return path;
}

/** Packages only when something has changed since the last time; resolves to the package's path. */
export async function ensurePackaged() {
  const stamp = join(root, ".tmp", "packaged.sha256");
  const now = fingerprint(root);
  const path = packagePath();
  if (existsSync(path) && existsSync(stamp) && readFileSync(stamp, "utf8") === now) return path;
  console.log("Packaging the visual (a minute) …");
  rmSync(stamp, { force: true });
  await packageVisual();
  mkdirSync(join(root, ".tmp"), { recursive: true });
  writeFileSync(stamp, now);
  return path;
}
