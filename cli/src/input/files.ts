import { stat } from "node:fs/promises";
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
