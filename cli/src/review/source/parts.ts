import type { Gaps } from "../gaps";
import type { Json } from "./json";
import { decodeText } from "../../shared/text";

/** Most that is read of one part and of all together, in bytes. Larger ones are listed as not reviewed. */
export const LIMITS = {
  part: 64 * 2 ** 20,
  total: 256 * 2 ** 20,
  parts: 20_000,
  archive: 512 * 2 ** 20,
  depth: 16,
  /** Deepest nesting of JSON that is followed. */
  nesting: 200,
} as const;

/** The readable parts of a report or model, by path with forward slashes. */
export type Parts = ReadonlyMap<string, Uint8Array>;

/** The text of a part, or undefined (and a gap) where it cannot be decoded. */
export function textOf(parts: Parts, path: string, gaps: Gaps): string | undefined {
  const bytes = parts.get(path);
  if (!bytes) return undefined;
  try {
    return decodeText(bytes);
  } catch (error) {
    gaps.add("file", path, `It ${error instanceof Error ? error.message : "cannot be decoded"}.`);
    return undefined;
  }
}

/** The JSON of a part, or undefined (and a gap) where it is broken. */
export function jsonOf(parts: Parts, path: string, gaps: Gaps): Json | undefined {
  const text = textOf(parts, path, gaps);
  return text === undefined ? undefined : parseJson(text, path, gaps);
}

/** JSON of a text, or undefined (and a gap) where it is broken or nested too deep to be followed. */
export function parseJson(text: string, where: string, gaps: Gaps): Json | undefined {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    // The parser's own message quotes the text, which may hold personal values.
    gaps.add("file", where, "It is no valid JSON.");
    return undefined;
  }
  if (isDeeperThan(value, LIMITS.nesting)) {
    gaps.add("file", where, `It is nested deeper than ${LIMITS.nesting} levels.`);
    return undefined;
  }
  return value;
}

function isDeeperThan(value: Json, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  for (const inner of Object.values(value)) if (isDeeperThan(inner, levels - 1)) return true;
  return false;
}
