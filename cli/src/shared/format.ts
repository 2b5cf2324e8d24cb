import { extname } from "node:path";
import { InputError } from "./errors";

/**
 * The format that the ending of --out says; undefined where no file is named, or standard output (`-`).
 * @param formats by ending, without the dot.
 * @throws InputError for any other ending.
 */
export function formatByEnding<F>(
  out: string | undefined,
  formats: Readonly<Record<string, F>>,
): F | undefined {
  if (out === undefined || out === "-") return undefined;
  const ending = extname(out).slice(1).toLowerCase();
  if (Object.hasOwn(formats, ending)) return formats[ending];
  const known = Object.keys(formats).map((name) => `.${name}`);
  throw new InputError(
    "The ending says no known format.",
    `Known: ${known.join(", ")}; or say it with --format.`,
    { file: out },
  );
}
