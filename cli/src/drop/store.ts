import type { Readable } from "node:stream";

/** A file where drops are kept. */
export interface StoredFile {
  /** From the top of the store, with "/" between folders. */
  readonly path: string;
  readonly size: number;
  readonly modified: Date;
  /** Changes whenever the file does. */
  readonly version: string;
}

/** A place where drops arrive: a folder, or a container of a storage account. */
export interface DropStore {
  /** For messages and state files; never holds a secret. */
  readonly name: string;
  /** Every file under the place, in no particular order. */
  list(signal?: AbortSignal): AsyncIterable<StoredFile>;
  /** @throws InputError when the file is gone or has changed since it was listed. */
  open(file: StoredFile, signal?: AbortSignal): Promise<Readable>;
  /** Takes a file away; no error if it is gone already. */
  remove(path: string): Promise<void>;
}

/** A file or folder of a store, in messages; the store itself where its path is empty, as of a file named alone. */
export function placeIn({ name }: DropStore, path: string): string {
  return path === "" ? name : `${name}/${path}`;
}

/** The whole of a small text file. */
export async function readText(
  store: DropStore,
  file: StoredFile,
  limit: number,
  signal?: AbortSignal,
): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of await store.open(file, signal)) {
    pieces.push(piece as Buffer);
    length += (piece as Buffer).length;
    if (length > limit) throw new RangeError(`${file.path} is larger than ${limit} bytes`);
  }
  return Buffer.concat(pieces).toString("utf8");
}
