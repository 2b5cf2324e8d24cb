import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { PassThrough, Readable } from "node:stream";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { InputError, unreadable } from "../shared/errors";
import { startProgress } from "../shared/progress";
import { STDIN } from "./files";

const HEAD_BYTES = 64 * 1024;

/** The bytes of one file, after gunzip. */
export interface Bytes {
  /** For messages. */
  readonly name: string;
  /** Whether the file is gzipped. */
  readonly zipped: boolean;
  /** The first bytes (up to 64 KiB), to find out what the file is. */
  readonly head: Buffer;
  /** All bytes, the head included; may be read once. */
  readonly stream: Readable;
}

/**
 * Opens a file or standard input (`-`), unpacking gzip by its magic bytes, with a progress bar.
 * @throws InputError when it cannot be read or is empty.
 */
export async function openBytes(file: string): Promise<Bytes> {
  const name = file === STDIN ? "standard input" : file;
  const raw = await peek(counted(file), name);
  const zipped = raw.head[0] === 0x1f && raw.head[1] === 0x8b;
  const opened = zipped ? await peek(unzip(raw.stream, name), name) : raw;
  if (opened.head.length === 0) {
    throw new InputError("The file is empty.", "Export it again.", { file: name });
  }
  return { name, zipped, ...opened };
}

function counted(file: string): Readable {
  if (file === STDIN) return process.stdin;
  return Readable.from(chunksOf(file), { objectMode: false });
}

async function* chunksOf(file: string): AsyncGenerator<Buffer> {
  const { size } = await stat(file);
  const progress = startProgress("Reading", size, "bytes");
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>) {
      progress.advance(chunk.length);
      yield chunk;
    }
  } finally {
    progress.stop();
  }
}

function unzip(stream: Readable, name: string): Readable {
  const out = new PassThrough();
  pipeline(stream, createGunzip(), out, (error) => {
    if (error) out.destroy(broken(error, name));
  });
  return out;
}

async function peek(stream: Readable, name: string): Promise<{ head: Buffer; stream: Readable }> {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const first: Buffer[] = [];
  let length = 0;
  try {
    while (length < HEAD_BYTES) {
      const next = await chunks.next();
      if (next.done) break;
      first.push(next.value);
      length += next.value.length;
    }
  } catch (error) {
    throw broken(error, name);
  }
  const head = Buffer.concat(first);
  return { head: head.subarray(0, HEAD_BYTES), stream: Readable.from(whole(head, chunks, name)) };
}

async function* whole(head: Buffer, rest: AsyncIterator<Buffer>, name: string): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  try {
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } catch (error) {
    throw broken(error, name);
  }
}

function broken(error: unknown, file: string): Error {
  if (error instanceof InputError) return error;
  const code = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? "") : "";
  if (code === "Z_BUF_ERROR") {
    return new InputError("The gzip data end too early: the file is truncated.", "Copy it again.", { file });
  }
  if (code.startsWith("Z_")) {
    return new InputError("The gzip data are damaged.", "Copy the file again.", { file });
  }
  return unreadable(error, file);
}
