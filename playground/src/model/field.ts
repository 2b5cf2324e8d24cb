import type { Kind } from "../protocol";

const DAY = 86_400_000;

/** A typed column. Text, dates (days since 1970) and booleans are coded, so that grouping needs no strings. */
export interface Field {
  readonly name: string;
  readonly kind: Kind;
  /** Codes into `values`, -1 where empty. */
  readonly codes: Int32Array;
  readonly values: readonly (string | number | boolean)[];
}

const EMPTY = /^\s*$/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?$/;

function isNumber(text: string): boolean {
  // Longer whole numbers are identifiers: as numbers they would lose digits.
  return NUMBER.test(text) && !/^\d{16,}$/.test(text);
}

function dayOf(text: string): number | null {
  const match = DATE.exec(text);
  if (!match) return null;
  const [, year, month, day] = match;
  return Date.UTC(Number(year), Number(month) - 1, Number(day)) / DAY;
}

function kindOf(values: readonly string[]): Kind {
  const filled = values.filter((value) => !EMPTY.test(value));
  if (filled.length === 0) return "text";
  if (filled.every((value) => isNumber(value))) return "number";
  if (filled.every((value) => dayOf(value) !== null)) return "date";
  if (filled.every((value) => /^(true|false)$/i.test(value))) return "boolean";
  return "text";
}

function parse(kind: Kind, text: string): string | number | boolean {
  if (kind === "number") return Number(text);
  if (kind === "date") return dayOf(text) ?? 0;
  if (kind === "boolean") return /^true$/i.test(text);
  return text;
}

/** Collects the texts of one CSV column, each different text once. */
export class FieldBuilder {
  readonly #codeOf = new Map<string, number>();
  readonly #texts: string[] = [];
  #codes = new Int32Array(1024);
  #length = 0;

  constructor(readonly name: string) {}

  add(text: string): void {
    let code = this.#codeOf.get(text);
    if (code === undefined) {
      code = this.#texts.length;
      this.#texts.push(text);
      this.#codeOf.set(text, code);
    }
    if (this.#length === this.#codes.length) {
      const larger = new Int32Array(this.#length * 2);
      larger.set(this.#codes);
      this.#codes = larger;
    }
    this.#codes[this.#length++] = code;
  }

  /** Types the column by everything in it. Different texts of one value ("1", "1.0") become one. */
  build(): Field {
    const kind = kindOf(this.#texts);
    const values: (string | number | boolean)[] = [];
    const seen = new Map<string | number | boolean, number>();
    const recode = this.#texts.map((text) => {
      if (EMPTY.test(text)) return -1;
      const value = parse(kind, text);
      const known = seen.get(value);
      if (known !== undefined) return known;
      seen.set(value, values.length);
      values.push(value);
      return values.length - 1;
    });
    const codes = this.#codes.slice(0, this.#length).map((code) => recode[code] ?? -1);
    return { name: this.name, kind, codes, values };
  }
}

export interface DataSet {
  readonly name: string;
  readonly length: number;
  readonly fields: ReadonlyMap<string, Field>;
}
