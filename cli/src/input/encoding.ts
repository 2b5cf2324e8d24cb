import iconv from "iconv-lite";
import { InputError } from "../shared/errors";

/**
 * The encoding of text, from its first bytes: a byte order mark, the pattern of zero bytes that UTF-16 has, valid
 * UTF-8, or else Windows-1252 as Excel writes it in the west.
 * @returns a name for iconv-lite, or undefined when the bytes are no text.
 */
export function detectEncoding(head: Buffer): string | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  const zeros = [0, 0];
  head.forEach((byte, i) => {
    if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  if (even + odd > 0) {
    if (even === 0 && odd > head.length / 4) return "utf-16le";
    return odd === 0 && even > head.length / 4 ? "utf-16be" : undefined;
  }
  return isUtf8(head) ? "utf-8" : looksLikeText(head) ? "windows-1252" : undefined;
}

/**
 * Decodes a stream of bytes.
 * @throws InputError with the line of the first bytes that are not UTF-8, where that is the encoding.
 */
export async function* decode(
  bytes: AsyncIterable<Buffer>,
  encoding: string,
  file: string,
): AsyncGenerator<string> {
  const known: boolean = iconv.encodingExists(encoding);
  if (!known) {
    throw new InputError(`The encoding ${encoding} is not known.`, "Try utf-8, utf-16le or windows-1252.");
  }
  const utf8 = /^utf-?8$/i.test(encoding);
  // TextDecoder refuses what is not UTF-8; iconv-lite would put question marks in its place in silence.
  const strict = new TextDecoder("utf-8", { fatal: true });
  const decoder = iconv.getDecoder(encoding);
  let line = 1;
  try {
    for await (const chunk of bytes) {
      const text = utf8 ? strict.decode(chunk, { stream: true }) : decoder.write(chunk);
      if (utf8) line += text.split("\n").length - 1;
      yield text;
    }
    yield utf8 ? strict.decode() : (decoder.end() ?? "");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const remedy = "Set --encoding, for example windows-1252, or save the file as UTF-8.";
    throw new InputError(`Near this line the text is not UTF-8.`, remedy, { file, line });
  }
}

function isUtf8(head: Buffer): boolean {
  try {
    // The head may end inside a character: stream mode waits for the rest of it.
    new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
    return looksLikeText(head);
  } catch {
    return false;
  }
}

/** Control characters other than tabs and line ends are rare in text. */
function looksLikeText(head: Buffer): boolean {
  let odd = 0;
  for (const byte of head) if (byte < 32 && ![9, 10, 12, 13].includes(byte)) odd++;
  return odd <= head.length / 30;
}
