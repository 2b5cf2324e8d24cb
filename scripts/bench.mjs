// npm run bench: the measurements of bench/, as a table.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Failure, main, root, run } from "./lib/run.mjs";
import { ensureInstalled } from "./lib/setup.mjs";

await main(async () => {
  await ensureInstalled();
  const entry = join(root, "bench", "main.ts");
  if (!existsSync(entry)) throw new Failure("bench/main.ts is missing: nothing to measure.");
  const { code } = await run([process.execPath, ["--import", "tsx", entry, ...process.argv.slice(2)]]);
  if (code !== 0) throw new Failure("The bench did not finish.");
});
