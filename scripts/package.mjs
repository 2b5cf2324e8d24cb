// npm run package: lint, types, the .pbiviz, and a search of it for what certification forbids.
// With `--check <file>` only an existing .pbiviz is searched.
import { resolve } from "node:path";
import { lint } from "./lint.mjs";
import { checkPackage, packageVisual } from "./lib/package-visual.mjs";
import { main } from "./lib/run.mjs";
import { ensureInstalled } from "./lib/setup.mjs";
import { checkTypes } from "./types.mjs";

await main(async () => {
  await ensureInstalled();
  const [flag, file] = process.argv.slice(2);
  if (flag === "--check" && file) {
    await checkPackage(resolve(file));
    console.log("Nothing that certification forbids was found.");
    return;
  }
  await lint();
  await checkTypes();
  await packageVisual();
});
