import { realpath, stat } from "node:fs/promises";
import { glob, hasMagic } from "glob";
import { InputError, noSuchFile } from "../shared/errors";

/** The name under which standard input is given and told. */
export const STDIN = "-";

/**
 * The files that the arguments mean: names, glob patterns (also where the shell did not expand them), or `-`.
 * @returns names in a fixed order, none twice.
 * @throws InputError for a name or a pattern without a file.
 */
export async function expandFiles(patterns: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const pattern of patterns) {
    if (pattern === STDIN) found.push(STDIN);
    else if (await isFile(pattern)) found.push(pattern);
    else found.push(...(await matches(pattern)));
  }
  const files = [...new Set(found)];
  if (files.length > 1 && files.includes(STDIN)) {
    throw new InputError("Standard input cannot be read together with files.", "Name files only, or only -.");
  }
  return files;
}

async function isFile(name: string): Promise<boolean> {
  const what = await stat(name).catch(() => undefined);
  if (what?.isDirectory()) {
    throw new InputError("is a folder.", `Name its files, for example "${name}/*.csv".`, { file: name });
  }
  return what !== undefined;
}

async function matches(pattern: string): Promise<string[]> {
  const names = hasMagic(pattern) ? await glob(pattern, { nodir: true }) : [];
  if (names.length === 0) throw noSuchFile(pattern);
  return names.sort();
}

/**
 * Refuses to write a result over what it is made from.
 * @param sources names and patterns; what is no file (`-`, a drop) is passed over.
 * @throws InputError where `out` is one of them, however it is spelled.
 */
export async function refuseOverwriting(out: string | undefined, sources: readonly string[]): Promise<void> {
  const place = (file: string): Promise<string | undefined> => realpath(file).catch(() => undefined);
  const there = out === undefined ? undefined : await place(out);
  if (there === undefined) return;
  const files = [...sources, ...(await glob(sources.filter((source) => hasMagic(source))))];
  for (const file of files) {
    if ((await place(file)) !== there) continue;
    throw new InputError(
      "The result would be written over the file that it is made from.",
      "Name another --out.",
      { file },
    );
  }
}
