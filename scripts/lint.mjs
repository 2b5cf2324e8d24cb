// The rules of the code: eslint without a warning, prettier's format, the arrows between folders.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Failure, main, root, run, tool } from "./lib/run.mjs";
import { ensureInstalled } from "./lib/setup.mjs";

/** Runs the three checks and throws a Failure that names those that found something. */
export async function lint() {
  const folders = ["src", "cli/src", "playground/src", "samples", "bench", "test"].filter((folder) =>
    existsSync(join(root, folder)),
  );
  const checks = [
    ["eslint", tool("eslint/bin/eslint.js", ".", "--ext", ".js,.jsx,.ts,.tsx", "--max-warnings", "0")],
    ["prettier", tool("prettier/bin/prettier.cjs", "--check", "--log-level", "warn", ".")],
    [
      "dependency-cruiser",
      tool("dependency-cruiser/bin/dependency-cruise.mjs", "--config", ".dependency-cruiser.cjs", ...folders),
    ],
  ];
  const failed = [];
  for (const [name, command] of checks) {
    console.log(`lint: ${name}`);
    if ((await run(command)).code !== 0) failed.push(name);
  }
  if (failed.length > 0) throw new Failure(`Lint failed: ${failed.join(", ")}. The lines above say where.`);
}

if (process.argv[1] === import.meta.filename) {
  await main(async () => {
    await ensureInstalled();
    await lint();
  });
}
