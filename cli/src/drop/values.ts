/** Powers of ten that a double holds exactly. */
const TENS = Array.from({ length: 23 }, (_, i) => 10 ** i);

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * A metric as it stands in a drop: a JSON number, or the same as text ("126.004"). White space around it is
 * ignored; empty text means no value.
 * @returns NaN for no value; undefined for text that is no finite number.
 */
export function parseMetric(bytes: Buffer, from: number, to: number): number | undefined {
  const short = parseShort(bytes, from, to);
  if (short !== undefined) return short;
  const text = bytes.toString("latin1", from, to).trim();
  if (text === "") return Number.NaN;
  const number = NUMBER.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** A JSON number whose grammar was checked; undefined for one beyond a double's range. */
export function parseNumber(bytes: Buffer, from: number, to: number): number | undefined {
  const number = parseShort(bytes, from, to) ?? Number(bytes.toString("latin1", from, to));
  return Number.isFinite(number) ? number : undefined;
}

/**
 * Digits with or without a point, no more than 2^53 says: they are an exact integer, the power of ten is exact, so
 * the one division rounds correctly (Clinger 1990, "How to read floating point numbers accurately", the fast path).
 */
function parseShort(bytes: Buffer, from: number, to: number): number | undefined {
  if (to - from > 18) return undefined;
  let at = from;
  const negative = bytes[at] === 0x2d;
  if (negative) at++;
  let digits = 0;
  let places = -1;
  let count = 0;
  for (; at < to; at++) {
    const code = bytes[at] ?? 0;
    if (code === 0x2e && places < 0) {
      places = 0;
      continue;
    }
    if (code < 0x30 || code > 0x39) return undefined;
    digits = digits * 10 + (code - 0x30);
    count++;
    if (places >= 0) places++;
  }
  if (count === 0 || digits > Number.MAX_SAFE_INTEGER || places === 0) return undefined;
  const value = places > 0 ? digits / (TENS[places] ?? 1) : digits;
  return negative ? -value : value;
}

/**
 * The day of an ISO date or date and time, as days since 1970-01-01; the time of day is dropped, as MetricDate means
 * the first day of a period. Years 1 to 9999.
 * @returns undefined for anything else.
 */
export function parseDay(text: string): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})(?:$|[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$)/.exec(
    text,
  );
  if (parts === null) return undefined;
  const moment = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(moment.getTime())) return undefined;
  // 30 February would have become 2 March.
  return moment.toISOString().startsWith(text.slice(0, 10)) ? moment.getTime() / 86_400_000 : undefined;
}
