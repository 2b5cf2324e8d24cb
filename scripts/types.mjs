// tsc over everything: karma and esbuild let type errors through.
import { Failure, main, run, tool } from "./lib/run.mjs";
import { ensureInstalled } from "./lib/setup.mjs";

/** Type-checks the whole project; throws a Failure when the compiler finds an error. */
export async function checkTypes() {
  console.log("types: tsc");
  const { code } = await run(tool("typescript/bin/tsc", "--noEmit", "-p", "tsconfig.all.json"));
  if (code !== 0) throw new Failure("The types do not fit. The lines above say where.");
}

if (process.argv[1] === import.meta.filename) {
  await main(async () => {
    await ensureInstalled();
    await checkTypes();
  });
}
