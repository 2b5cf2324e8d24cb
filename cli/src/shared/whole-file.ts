import { randomBytes } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { InputError, messageOf } from "./errors";
import { onInterrupt } from "./interrupt";

/**
 * Lets `write` fill a file beside `path` and puts it in place of `path` only when it is whole: whatever
 * happens before (an error, Ctrl-C, a crash), `path` is as it was.
 * @param write gets the name of the file to fill; it does not exist yet.
 * @throws InputError when the folder cannot be written to.
 */
export async function writeBeside(path: string, write: (unfinished: string) => Promise<void>): Promise<void> {
  const unfinished = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.part`);
  const forget = onInterrupt(() => {
    rmSync(unfinished, { force: true });
  });
  try {
    await write(unfinished);
    await flush(unfinished);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    if (isFileError(error)) {
      const folder = dirname(path);
      if (!existsSync(folder)) {
        const remedy = "Make it, or choose another place.";
        throw new InputError(`cannot be written: the folder ${folder} does not exist.`, remedy, {
          file: path,
        });
      }
      throw new InputError(`cannot be written (${messageOf(error)}).`, "Choose another place.", {
        file: path,
      });
    }
    throw error;
  } finally {
    forget();
  }
}

/**
 * Writes a whole file or none.
 * @param mode permissions of a new file, 0o666 less the umask unless given (0o600 for state and secrets).
 */
export async function writeWhole(path: string, data: string | Uint8Array, mode = 0o666): Promise<void> {
  await writeBeside(path, async (unfinished) => {
    const file = await open(unfinished, "wx", mode);
    try {
      await file.writeFile(data);
    } finally {
      await file.close();
    }
  });
}

/** The data are on the disk before the name points at them. */
async function flush(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

function isFileError(error: unknown): boolean {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return (
    code !== undefined && ["ENOENT", "EACCES", "EPERM", "EROFS", "EISDIR", "ENOTDIR", "ENOSPC"].includes(code)
  );
}
