import type { KeyDetails } from "./metadata";
import { InputError } from "../shared/errors";

/** The key of one drop's files. It lives in one buffer, which `wipe` overwrites. */
export interface FileKey {
  /** AES-256: 32 bytes. */
  readonly key: Buffer;
  /** 16 bytes; no secret. */
  readonly iv: Buffer;
  wipe(): void;
}

/** What is known of the key pair that a file key was encrypted with. */
export interface KeyHint {
  readonly tenantId: string | undefined;
  readonly version: string | undefined;
}

/** Something that holds private keys: a PEM file, an environment variable, a key vault. */
export interface PrivateKeys {
  /** For messages: where the keys are, never what they are. */
  readonly from: string;
  /**
   * Everything that the wrapped key opens to, one possibility after the other (several paddings, several private
   * keys); nothing when none fits. The caller wipes what it gets.
   */
  unwrap(wrapped: Buffer, hint: KeyHint): AsyncIterable<Buffer>;
  /** Forgets the keys. */
  close(): void;
}

/**
 * Opens a drop's file key with the first private key that fits.
 * @throws InputError when none does: the drop is another customer's, or the key was replaced.
 */
export async function openFileKey(
  details: KeyDetails,
  hint: KeyHint,
  holders: readonly PrivateKeys[],
): Promise<FileKey> {
  const iv = bytesOf(Buffer.from(details.iv, "base64"), 16);
  if (iv === undefined) {
    throw new InputError("The metadata's iv is not 16 bytes in Base64.", "Ask for the drop again.");
  }
  const wrapped = Buffer.from(details.value, "base64");
  for (const holder of holders) {
    for await (const opened of holder.unwrap(wrapped, hint)) {
      const key = bytesOf(opened, 32);
      if (key !== opened) opened.fill(0);
      if (key !== undefined) return { key, iv, wipe: () => void key.fill(0) };
    }
  }
  throw wrongKey(hint, holders);
}

function wrongKey(hint: KeyHint, holders: readonly PrivateKeys[]): InputError {
  const whose = [
    hint.tenantId === undefined ? undefined : `tenant ${hint.tenantId}`,
    hint.version === undefined ? undefined : `public key version ${hint.version}`,
  ].filter((part) => part !== undefined);
  const drop = whose.length > 0 ? ` (${whose.join(", ")})` : "";
  if (holders.length === 0) {
    return new InputError(
      `The drop${drop} is encrypted and no private key was given.`,
      "Give one with --key <pem file>, --key-env <variable> or --key-vault <url>.",
    );
  }
  return new InputError(
    `No private key in ${holders.map((holder) => holder.from).join(", ")} opens this drop${drop}.`,
    "Use the private key of the pair whose public half this customer's drops are encrypted with.",
  );
}

/**
 * A key as it comes out of the envelope: the bytes themselves, or their Base64 as UTF-8 or UTF-16 text (Microsoft's
 * page warns of "Invalid AES key length: 88 bytes": 44 characters in UTF-16). No string is made of it on the way,
 * since a string cannot be wiped.
 * @returns undefined when it is neither.
 */
export function bytesOf(envelope: Buffer, length: number): Buffer | undefined {
  if (envelope.length === length) return envelope;
  const text = asciiOf(envelope);
  const bytes = text === undefined ? undefined : fromBase64(text, length);
  text?.fill(0);
  return bytes;
}

/** Text of UTF-8 or UTF-16 (either order, with or without its mark) as one byte a character. */
function asciiOf(envelope: Buffer): Buffer | undefined {
  const [first = 0, second = 0, third = 0] = envelope;
  const mark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) ? 2 : 0;
  const start = first === 0xef && second === 0xbb && third === 0xbf ? 3 : mark;
  const wide = envelope.length > start + 1 && (envelope[start] === 0 || envelope[start + 1] === 0);
  const step = wide ? 2 : 1;
  const offset = wide && envelope[start] === 0 ? 1 : 0;
  const text = Buffer.alloc(Math.floor((envelope.length - start) / step));
  for (let i = 0; i < text.length; i++) {
    if (wide && envelope[start + i * 2 + 1 - offset] !== 0) return undefined;
    text[i] = envelope[start + i * step + offset] ?? 0;
  }
  return text;
}

/** Base64 of either alphabet, padding optional, white space at the end ignored; undefined if it is not `length` bytes. */
function fromBase64(text: Buffer, length: number): Buffer | undefined {
  const bytes = Buffer.alloc(length);
  let bits = 0;
  let held = 0;
  let at = 0;
  let valid = true;
  for (const code of text) {
    if (code === 0x3d || code === 0 || code === 0x20 || code === 0x0a || code === 0x0d) continue;
    const six = sixBits(code);
    valid &&= six >= 0 && at < length;
    held = ((held << 6) | six) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (held >> bits) & 0xff;
  }
  if (valid && at === length) return bytes;
  bytes.fill(0);
  return undefined;
}

function sixBits(code: number): number {
  if (code >= 0x41 && code <= 0x5a) return code - 0x41;
  if (code >= 0x61 && code <= 0x7a) return code - 0x61 + 26;
  if (code >= 0x30 && code <= 0x39) return code - 0x30 + 52;
  if (code === 0x2b || code === 0x2d) return 62;
  if (code === 0x2f || code === 0x5f) return 63;
  return -1;
}
