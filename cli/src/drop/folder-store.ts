import { createReadStream } from "node:fs";
import { opendir, rm, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { InputError } from "../shared/errors";
import type { DropStore, StoredFile } from "./store";

/** Size of the pieces that a file is read in: each one wakes several threads, so large ones are faster. */
const PIECE = 1024 * 1024;

/** Drops in a local folder, or one file of sample data. */
export class FolderStore implements DropStore {
  constructor(readonly name: string) {}

  async *list(signal?: AbortSignal): AsyncGenerator<StoredFile> {
    const top = await stat(this.name).catch(() => undefined);
    if (top === undefined) {
      throw new InputError("There is no such folder or file.", "Check the name.", { file: this.name });
    }
    if (top.isFile()) {
      yield { path: "", size: top.size, modified: top.mtime, version: versionOf(top.mtimeMs, top.size) };
      return;
    }
    for await (const entry of await opendir(this.name, { recursive: true })) {
      signal?.throwIfAborted();
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      const { size, mtime, mtimeMs } = await stat(file);
      const path = relative(this.name, file).split(sep).join("/");
      yield { path, size, modified: mtime, version: versionOf(mtimeMs, size) };
    }
  }

  async open(file: StoredFile, signal?: AbortSignal): Promise<ReturnType<typeof createReadStream>> {
    const path = join(this.name, file.path);
    const now = await stat(path).catch(() => undefined);
    if (now === undefined || versionOf(now.mtimeMs, now.size) !== file.version) {
      throw new InputError("The file has changed since it was listed.", "Try again.", { file: path });
    }
    return createReadStream(path, { highWaterMark: PIECE, ...(signal ? { signal } : {}) });
  }

  async remove(path: string): Promise<void> {
    await rm(join(this.name, path), { force: true });
  }
}

function versionOf(modified: number, size: number): string {
  return `${modified}-${size}`;
}
