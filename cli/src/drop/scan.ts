import { nameKey } from "../../../src/engine";
import { isPrefix, prefixOf, skipSpace, skipValue, Text, type Prefix } from "./json-bytes";
import { TextCodes } from "./text-codes";
import { parseDay, parseMetric, parseNumber } from "./values";

/**
 * What a column of a drop is read as.
 * `key`: text that tells people (or directory entries) apart; a list gives one entry each.
 * `day`: a date, as days since 1970-01-01. `metric`: a number, also as text. `flag`: true or false.
 * `label`: text to group by.
 */
export type Role = "key" | "day" | "metric" | "flag" | "label";

export interface ColumnPlan {
  /** Name in the drop, which may differ in capitals, spaces and punctuation: sample and schema do. */
  readonly name: string;
  readonly role: Role;
  /** Whether a row without it fails the drop. */
  readonly required: boolean;
}

/** One column of a batch: numbers for metrics and days, else codes (-1 for none) into everything in `fresh` so far. */
export interface BatchColumn {
  readonly values: Float64Array | Int32Array;
  /** Texts that this scanner met for the first time in this batch, in the order of their codes. */
  readonly fresh: readonly string[];
}

export interface Batch {
  /** Lines, the blank ones included. */
  readonly height: number;
  /** Lines that were not blank. */
  readonly lines: number;
  /** As many as lines, unless a key is a list. */
  readonly rows: number;
  readonly columns: readonly BatchColumn[];
  /** Names met so far that the plan does not know. */
  readonly unknown: readonly string[];
}

/** A line that cannot be read. The message never holds any of the line's values. */
export class LineError extends Error {
  /** @param line counted from 0 within the bytes that were scanned. */
  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message);
  }
}

/** The bytes before one value of a line, and what the value is for. */
interface Field {
  readonly prefix: Prefix;
  /** Index into the plan; -1 for a value that nobody asked for. */
  readonly column: number;
}

const NEWLINE = 10;
const QUOTE = 0x22;
const COMMA = 0x2c;
const CLOSE = 0x7d;

/**
 * Newline-JSON to columns, one batch of whole lines after the other.
 *
 * Lines of a drop look alike: same names, same order, same spacing. The scanner remembers the look of the last line
 * that JSON.parse read, and goes through lines of that look byte by byte, checking the JSON grammar of every value
 * and converting only those that the plan asks for. Whatever is not exactly so (escapes, other alphabets, lists,
 * another order, an error) is left to JSON.parse, so what is accepted and what it means is what JSON.parse says.
 */
export class Scanner {
  private readonly columnOf = new Map<string, number>();
  private readonly codes: readonly TextCodes[];
  private readonly values: (Float64Array | Int32Array)[];
  private readonly unknown = new Set<string>();
  private look: readonly Field[] = [];
  /** Of each code of the column of dates. */
  private readonly days: (number | undefined)[] = [];
  private text = new Text(Buffer.alloc(0));
  private lines = 0;
  private rows = 0;
  private readonly utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

  constructor(private readonly plan: readonly ColumnPlan[]) {
    this.codes = plan.map(() => new TextCodes());
    this.values = plan.map((column) => emptyColumn(column.role, 1024));
  }

  /**
   * @param bytes whole lines; the newline after the last one may be missing.
   * @throws LineError for the first line that is not a JSON object or whose values are not what the plan says.
   */
  scan(bytes: Buffer): Batch {
    this.text = new Text(bytes);
    this.lines = 0;
    this.rows = 0;
    let line = 0;
    for (let start = 0; start < bytes.length; line++) {
      const newline = bytes.indexOf(NEWLINE, start);
      const end = newline < 0 ? bytes.length : newline;
      this.readLine(start, end, line);
      start = end + 1;
    }
    this.text = new Text(Buffer.alloc(0));
    const columns = this.values.map((column, i) => ({
      values: column.slice(0, this.rows),
      fresh: this.codes[i]?.takeFresh() ?? [],
    }));
    return { height: line, lines: this.lines, rows: this.rows, columns, unknown: [...this.unknown] };
  }

  private readLine(start: number, end: number, line: number): void {
    if (skipSpace(this.text.bytes, start, end) === end) return;
    this.lines++;
    this.clearRow();
    if (this.look.length > 0 && this.readAlike(start, end)) {
      this.endRow(line);
      return;
    }
    this.clearRow();
    this.readAny(start, end, line);
  }

  /** The fast way; false when the line is not of the remembered look. */
  private readAlike(start: number, end: number): boolean {
    const { text, look } = this;
    const { bytes } = text;
    let at = start;
    for (let f = 0; f < look.length; f++) {
      const { prefix, column } = look[f] as Field;
      if (at + prefix.length >= end || !isPrefix(text, at, prefix)) return false;
      at += prefix.length;
      const after = skipValue(text, at);
      if (after < 0 || after > end) return false;
      if (column >= 0 && !this.storeBytes(column, at, after)) return false;
      at = skipSpace(bytes, after, end);
    }
    return bytes[at] === CLOSE && skipSpace(bytes, at + 1, end) === end;
  }

  /** Puts a value that stands in the bytes from `from` to `to` into the row; false leaves it to the slow way. */
  private storeBytes(column: number, from: number, to: number): boolean {
    const { bytes } = this.text;
    const quoted = bytes[from] === QUOTE;
    const role = this.plan[column]?.role;
    if (bytes[from] === 0x6e) return true; // null: the row was cleared
    if (role === "metric") {
      const number = quoted ? parseMetric(bytes, from + 1, to - 1) : parseNumber(bytes, from, to);
      if (number === undefined) return false;
      this.put(column, number);
      return true;
    }
    if (role === "flag" && !quoted) {
      if (bytes[from] !== 0x74 && bytes[from] !== 0x66) return false;
      this.put(column, bytes[from] === 0x74 ? 1 : 0);
      return true;
    }
    if (!quoted) return false;
    const codes = this.codes[column];
    if (codes === undefined || role === "flag")
      return this.storeText(column, bytes.toString("latin1", from + 1, to - 1));
    if (to - from === 2) return role !== "day";
    const code = codes.ofBytes(this.text, from + 1, to - 1);
    if (role !== "day") return this.put(column, code);
    const day = (this.days[code] ??= parseDay(bytes.toString("latin1", from + 1, to - 1)));
    return day !== undefined && this.put(column, day);
  }

  private storeText(column: number, text: string): boolean {
    switch (this.plan[column]?.role) {
      case "day": {
        const day = parseDay(text);
        if (day === undefined) return false;
        this.put(column, day);
        return true;
      }
      case "flag": {
        const flag = text.toLowerCase();
        if (flag !== "true" && flag !== "false") return false;
        this.put(column, flag === "true" ? 1 : 0);
        return true;
      }
      default:
        if (text !== "") this.put(column, this.codeOf(column, text));
        return true;
    }
  }

  private codeOf(column: number, text: string): number {
    return this.codes[column]?.ofString(text) ?? -1;
  }

  /** The slow way: JSON.parse decides. */
  private readAny(start: number, end: number, line: number): void {
    const object = this.parseLine(start, end, line);
    let keys: readonly string[] = [];
    let keyColumn = -1;
    for (const [name, value] of Object.entries(object)) {
      const column = this.columnNamed(name);
      if (column < 0 || value === null || value === undefined) continue;
      if (this.plan[column]?.role === "key" && Array.isArray(value)) {
        keys = value.filter((one): one is string => typeof one === "string");
        keyColumn = column;
      } else if (!this.storeValue(column, value)) {
        throw new LineError(`"${name}" is not ${EXPECTED[this.plan[column]?.role ?? "label"]}.`, line);
      }
    }
    if (keyColumn < 0) {
      this.endRow(line);
      this.look = this.learn(start, end, Object.keys(object));
    } else {
      for (const key of keys) this.repeatRow(keyColumn, key, line);
    }
  }

  private parseLine(start: number, end: number, line: number): Record<string, unknown> {
    let value: unknown;
    try {
      value = JSON.parse(this.utf8.decode(this.text.bytes.subarray(start, end)));
    } catch {
      // The parser's own message quotes the line.
      throw new LineError("The line is not JSON.", line);
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new LineError("The line is not a JSON object.", line);
    }
    return value as Record<string, unknown>;
  }

  private storeValue(column: number, value: unknown): boolean {
    const role = this.plan[column]?.role;
    if (role === "metric") {
      if (typeof value === "number") return this.put(column, value);
      if (typeof value !== "string") return false;
      const text = Buffer.from(value);
      const number = parseMetric(text, 0, text.length);
      return number !== undefined && this.put(column, number);
    }
    if (role === "flag" && typeof value === "boolean") return this.put(column, value ? 1 : 0);
    if (role === "label" && (typeof value === "number" || typeof value === "boolean")) {
      return this.storeText(column, String(value));
    }
    return typeof value === "string" && this.storeText(column, value);
  }

  private columnNamed(name: string): number {
    let column = this.columnOf.get(name);
    if (column === undefined) {
      const wanted = nameKey(name);
      column = this.plan.findIndex((one) => nameKey(one.name) === wanted);
      this.columnOf.set(name, column);
      if (column < 0) this.unknown.add(name);
    }
    return column;
  }

  /** The look of a line that JSON.parse has accepted; none if a name is there twice or a value is not plain. */
  private learn(start: number, end: number, names: readonly string[]): readonly Field[] {
    const { bytes } = this.text;
    const fields: Field[] = [];
    let at = start;
    for (;;) {
      const from = at;
      at = skipSpace(bytes, at, end);
      if (bytes[at] !== (fields.length === 0 ? 0x7b : COMMA)) break;
      at = skipSpace(bytes, at + 1, end);
      const nameEnd = skipValue(this.text, at);
      if (bytes[at] !== QUOTE || nameEnd < 0) break;
      const name = bytes.toString("latin1", at + 1, nameEnd - 1);
      at = skipSpace(bytes, skipSpace(bytes, nameEnd, end) + 1, end);
      fields.push({ prefix: prefixOf(bytes.subarray(from, at)), column: this.columnNamed(name) });
      at = skipValue(this.text, at);
      if (at < 0 || at > end) return [];
      at = skipSpace(bytes, at, end);
    }
    return fields.length === names.length && bytes[at] === CLOSE ? fields : [];
  }

  private put(column: number, value: number): true {
    const values = this.values[column];
    if (values) values[this.rows] = value;
    return true;
  }

  private clearRow(): void {
    for (let i = 0; i < this.values.length; i++) {
      let values = this.values[i];
      if (!values) continue;
      if (this.rows >= values.length) {
        const larger = emptyColumn(this.plan[i]?.role ?? "label", values.length * 2);
        larger.set(values);
        this.values[i] = values = larger;
      }
      values[this.rows] = missingValue(this.plan[i]?.role ?? "label");
    }
  }

  private endRow(line: number): void {
    for (let i = 0; i < this.plan.length; i++) {
      const column = this.plan[i];
      if (column?.required && this.values[i]?.[this.rows] === missingValue(column.role)) {
        throw new LineError(`"${column.name}" is missing.`, line);
      }
    }
    this.rows++;
  }

  /** One more row like the last, under another key: a directory entry with several addresses. */
  private repeatRow(keyColumn: number, key: string, line: number): void {
    const row = this.values.map((values) => values[this.rows] ?? 0);
    this.put(keyColumn, this.codeOf(keyColumn, key));
    this.endRow(line);
    this.clearRow();
    this.values.forEach((values, i) => (values[this.rows] = row[i] ?? 0));
  }
}

const EXPECTED: Record<Role, string> = {
  key: "text",
  day: "a date",
  metric: "a number",
  flag: "true or false",
  label: "text",
};

const NO_DAY = -0x80000000;

function missingValue(role: Role): number {
  if (role === "metric") return Number.NaN;
  return role === "day" ? NO_DAY : -1;
}

function emptyColumn(role: Role, length: number): Float64Array | Int32Array {
  return role === "metric" ? new Float64Array(length) : new Int32Array(length);
}
