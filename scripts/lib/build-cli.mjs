// cli/src and the engine bundled, so that the command starts fast and needs no TypeScript: the command, the file of
// the threads that read data drops, and chunks of what is imported when it is needed only (the Azure libraries).
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./run.mjs";

/** Bundles the command line into a folder; the packages that cli/package.json asks for stay outside. */
export async function buildCli(outdir = join(root, "cli", "dist")) {
  const { build } = await import("esbuild");
  const { dependencies } = JSON.parse(await readFile(join(root, "cli", "package.json"), "utf8"));
  await rm(outdir, { recursive: true, force: true });
  await build({
    entryPoints: {
      quorum: join(root, "cli", "src", "main.ts"),
      "scan-worker": join(root, "cli", "src", "drop", "scan-worker.ts"),
    },
    outdir,
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: Object.keys(dependencies).flatMap((name) => [name, `${name}/*`]),
    sourcemap: true,
    sourcesContent: false,
    logLevel: "warning",
  });
}
