// cli/src and the engine in one file, so that the command starts fast and needs no TypeScript.
import { join } from "node:path";
import { root } from "./run.mjs";

/** Bundles the command line into cli/dist; npm packages stay outside. */
export async function buildCli() {
  const { build } = await import("esbuild");
  await build({
    entryPoints: [join(root, "cli", "src", "main.ts")],
    outfile: join(root, "cli", "dist", "quorum.js"),
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    sourcemap: true,
    sourcesContent: false,
    logLevel: "warning",
  });
}
