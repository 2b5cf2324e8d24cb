// Programs that tests start as processes of their own, in one file each so that they start fast.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..", "..", "..");

export interface Program {
  readonly file: string;
  remove(): Promise<void>;
}

/** Bundles a source file (named from the project's root) into a program inside the project, where packages are found. */
export async function bundled(source: string): Promise<Program> {
  const file = join(root, ".tmp", `${source.replace(/\W+/g, "-")}-${process.pid}.mjs`);
  await build({
    entryPoints: [join(root, source)],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "error",
  });
  return { file, remove: () => rm(file, { force: true }) };
}
