import type { Value } from "../input/table";
import type { Known } from "./published";

const MARKS =
  /^(?:x+|\*+|-+|–|—|\.{1,3}|…|:|c|s|#|n\/?a|nan|null|hidden|suppressed|confidential|insufficient data|not shown|masked)$/i;
const BELOW = /^(?:<|&lt;|under|fewer than|less than)\s*(\d+)$/i;
const AT_MOST = /^(?:<=|≤)\s*(\d+)$/;
const AT_LEAST = /^(?:>=|≥)\s*(\d+)$/;
const ABOVE = /^(?:>|over|more than)\s*(\d+)$/i;

/** A number as tables print it, with its rounding; undefined for any other text. */
export function readNumber(field: Value): { value: number; error: number } | undefined {
  if (typeof field === "number") return { value: field, error: rounding(String(field)) };
  if (typeof field !== "string") return undefined;
  const text = field
    .trim()
    .replace(/^'(?=[-+])/, "")
    .replace(/(?<=\d)[ ,\u00a0\u202f](?=\d{3}(?:\D|$))/g, "");
  const percent = /^([-+]?\d+(?:\.\d+)?)\s*%$/.exec(text);
  const plain = percent?.[1] ?? text;
  if (!/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(plain)) return undefined;
  const scale = percent ? 0.01 : 1;
  return { value: Number(plain) * scale, error: rounding(plain) * scale };
}

/** Half a unit of the last decimal; counts (no decimals) and numbers of full precision are taken as exact. */
function rounding(text: string): number {
  const decimals = /\.(\d+)$/.exec(text)?.[1]?.length ?? 0;
  return decimals === 0 || decimals > 6 ? 0 : 0.5 * 10 ** -decimals;
}

/** True for what tables put in the place of a number that they withhold. */
export function isMark(field: Value): boolean {
  if (field === null) return true;
  if (typeof field !== "string") return false;
  const text = field.trim();
  return MARKS.test(text) || [BELOW, AT_MOST, AT_LEAST, ABOVE].some((pattern) => pattern.test(text));
}

/** One field of a published table; undefined when it is neither a number nor a mark. */
export function readKnown(field: Value): Known | undefined {
  const number = readNumber(field);
  if (number) return { state: "shown", ...number };
  if (!isMark(field)) return undefined;
  const text = typeof field === "string" ? field.trim() : "";
  const limit = (pattern: RegExp, shift: number): number | undefined => {
    const digits = pattern.exec(text)?.[1];
    return digits === undefined ? undefined : Number(digits) + shift;
  };
  const atMost = limit(BELOW, -1) ?? limit(AT_MOST, 0);
  const atLeast = limit(AT_LEAST, 0) ?? limit(ABOVE, 1);
  return {
    state: "hidden",
    ...(atMost === undefined ? {} : { atMost }),
    ...(atLeast === undefined ? {} : { atLeast }),
  };
}
