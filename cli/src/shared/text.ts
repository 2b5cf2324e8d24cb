import { readFile } from "node:fs/promises";
import { InputError, unreadable } from "./errors";

/** Text that could not be decoded: neither UTF-8 nor UTF-16. */
export class EncodingError extends Error {}

/**
 * Reads a file of text. Editors and shells of Windows write a byte order mark, or UTF-16.
 * @throws InputError when it cannot be read, or is neither UTF-8 nor UTF-16.
 */
export async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw unreadable(error, file);
  });
  try {
    return decodeText(bytes);
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error;
    throw new InputError(`${error.message}.`, "Save it as UTF-8.", { file });
  }
}

/**
 * Decodes a text, such as a part of a report. Power BI writes UTF-8 (with or without byte order mark) in projects, and UTF-16LE
 * without one in most parts of .pbit and .pbix.
 * @throws EncodingError when the bytes are neither.
 */
export function decodeText(bytes: Uint8Array): string {
  const encoding = guessEncoding(bytes);
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    if (text.includes("\u0000")) throw new EncodingError("holds zero bytes: binary, or another encoding");
    return text;
  } catch (error) {
    if (error instanceof EncodingError) throw error;
    throw new EncodingError(`is no valid ${encoding.toUpperCase()} text`);
  }
}

function guessEncoding(bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  const [a, b] = bytes;
  if (a === 0xff && b === 0xfe) return "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  // Every such part begins with an ASCII character: its other byte is zero.
  if (bytes.length >= 2 && bytes.length % 2 === 0) {
    if (a !== 0 && b === 0) return "utf-16le";
    if (a === 0 && b !== 0) return "utf-16be";
  }
  return "utf-8";
}
