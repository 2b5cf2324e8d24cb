// Programs that tests start as processes of their own, bundled as the command is so that they start fast.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..", "..", "..");

export interface Program {
  readonly file: string;
  remove(): Promise<void>;
}

/**
 * Bundles a source file (named from the project's root), and the threads' file beside it, into a folder inside the
 * project, where packages are found.
 */
export async function bundled(source: string): Promise<Program> {
  const outdir = join(root, ".tmp", `${source.replace(/\W+/g, "-")}-${process.pid}`);
  await build({
    entryPoints: {
      program: join(root, source),
      "scan-worker": join(root, "cli", "src", "drop", "scan-worker.ts"),
    },
    outdir,
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "error",
  });
  return { file: join(outdir, "program.js"), remove: () => rm(outdir, { recursive: true, force: true }) };
}
