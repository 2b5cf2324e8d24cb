import { createDecipheriv } from "node:crypto";
import { pipeline, type Readable, Transform, type TransformCallback } from "node:stream";
import { createGunzip } from "node:zlib";
import { InputError } from "../shared/errors";
import type { FileKey } from "./file-key";

/** Size of the pieces that gunzip gives: large ones cost fewer turns of the event loop. */
const PIECE = 1024 * 1024;

/** Bytes that tell gzip from text. */
const MAGIC = 4;

/**
 * The lines of a drop's data file: decrypted, then unzipped. Nothing is written anywhere.
 *
 * CBC authenticates nothing. What vouches for the content is gzip's checksum, so an encrypted file that is not
 * gzip inside is refused; a plain or plainly zipped file (sample data) is read as it is.
 * @param key undefined for a file that is not encrypted.
 * @throws InputError (from the iteration) when the file is truncated, damaged or encrypted by another key.
 */
export async function* plaintext(
  source: Readable,
  key: FileKey | undefined,
  file: string,
): AsyncGenerator<Buffer> {
  const opened = key === undefined ? source : decrypt(source, key);
  const head = await firstPiece(opened, key !== undefined, file);
  if (head === undefined) return;
  const zipped = head[0] === 0x1f && head[1] === 0x8b;
  if (!zipped) refuseUnknown(head, key !== undefined, file);
  const lines = zipped ? unzip(opened) : opened;
  try {
    for await (const piece of lines) yield piece as Buffer;
  } catch (error) {
    throw damaged(error, key !== undefined, file);
  } finally {
    source.destroy();
    lines.destroy();
  }
}

// In both the pipeline's errors reach the reader of its last stage; the callback keeps them from being unhandled.
function decrypt(source: Readable, key: FileKey): Readable {
  const decipher = createDecipheriv("aes-256-cbc", key.key, key.iv);
  pipeline(source, decipher, () => undefined);
  return decipher;
}

function unzip(opened: Readable): Readable {
  const gunzip = createGunzip({ chunkSize: PIECE });
  pipeline(opened, gunzip, () => undefined);
  return gunzip;
}

/** Reads the first bytes and puts them back, to see what the stream is. */
async function firstPiece(stream: Readable, encrypted: boolean, file: string): Promise<Buffer | undefined> {
  try {
    const head = await new Promise<Buffer | null>((resolve, reject) => {
      const look = (): void => {
        const piece = stream.read(MAGIC) as Buffer | null;
        if (piece === null) return;
        settle();
        resolve(piece);
      };
      const end = (): void => {
        settle();
        resolve(null);
      };
      const fail = (error: Error): void => {
        settle();
        reject(error);
      };
      const settle = (): void => {
        stream.off("readable", look).off("end", end).off("error", fail);
      };
      stream.on("readable", look).on("end", end).on("error", fail);
    });
    if (head === null) return undefined;
    stream.unshift(head);
    return head;
  } catch (error) {
    throw damaged(error, encrypted, file);
  }
}

function refuseUnknown(head: Buffer, encrypted: boolean, file: string): void {
  if (encrypted) {
    const order =
      "Decrypted, the file is not gzip: it was made with another key, its start is damaged, or it is not encrypted.";
    throw new InputError(order, "Ask for the drop again.", { file });
  }
  const start = head[0] === 0xef && head[1] === 0xbb ? head[3] : head[0];
  if (start === 0x7b || start === 0x0a || start === 0x0d || start === 0x20) return;
  throw new InputError(
    "The file is neither gzip nor JSON lines, and the metadata bring no key.",
    "If it is encrypted, its Metadata.json is missing from the folder.",
    { file },
  );
}

function damaged(error: unknown, encrypted: boolean, file: string): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (code.startsWith("Z_")) {
    const why = code === "Z_BUF_ERROR" ? "ends too early" : "is damaged (gzip's check fails)";
    return new InputError(`The file ${why}.`, "Nothing was taken from it; ask for the drop again.", { file });
  }
  if (encrypted && code.startsWith("ERR_OSSL")) {
    return new InputError(
      "The file cannot be decrypted to its end: it is truncated, damaged, or made with another key.",
      "Nothing was taken from it; ask for the drop again.",
      { file },
    );
  }
  return error;
}

/** Counts what passes, for progress. */
export class Meter extends Transform {
  constructor(private readonly count: (bytes: number) => void) {
    super();
  }
  override _transform(piece: Buffer, _encoding: string, done: TransformCallback): void {
    this.count(piece.length);
    done(null, piece);
  }
}
