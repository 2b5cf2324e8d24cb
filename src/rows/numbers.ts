/** What a cell of a metric column is. */
export type NumberReading = number | "missing" | "unreadable" | "infinite";

/**
 * Reads a metric's value: numbers, numeric text (a point as decimal mark, an exponent allowed), true as 1
 * and false as 0. Null, empty text and NaN are missing. Nothing is guessed: "1,5" is unreadable.
 */
export function readNumber(value: unknown): NumberReading {
  if (value === null || value === undefined) return "missing";
  switch (typeof value) {
    case "number":
      return Number.isNaN(value) ? "missing" : finite(value);
    case "boolean":
      return value ? 1 : 0;
    case "bigint":
      return finite(Number(value));
    case "string":
      return readNumericText(value.trim());
    default:
      return "unreadable";
  }
}

const NUMERIC = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const MISSING = /^(|nan|na|null)$/i;

function readNumericText(text: string): NumberReading {
  if (NUMERIC.test(text)) return finite(Number(text));
  if (MISSING.test(text)) return "missing";
  return /^[+-]?(inf|infinity|∞)$/i.test(text) ? "infinite" : "unreadable";
}

function finite(value: number): NumberReading {
  return Number.isFinite(value) ? value : "infinite";
}
