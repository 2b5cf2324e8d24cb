import { readNumber } from "../../../src/engine";
import type { Value } from "./table";

/** A number with a decimal comma, or a whole one: `12,3`, `1.234,5`, `,5`, `7`. */
const NUMBER = /^[+-]?((\d+|\d{1,3}(\.\d{3})+)(,\d*)?|,\d+)(e[+-]?\d+)?$/i;
/** `1,234` may as well be a thousand and more; `0,234` may not. */
const THOUSANDS = /^[+-]?[1-9]\d{0,2},\d{3}$/;

/** A number whose point can only be a decimal mark. */
const POINT = /^[+-]?(0?\.\d+|\d+\.(?!\d{3}$)\d+|\d{1,3}(,\d{3})+\.\d+)$/;

/** Whether a value is text such as `3.5`: then the file's commas are no decimal marks. */
export function hasDecimalPoint(value: unknown): boolean {
  return typeof value === "string" && POINT.test(value.trim());
}

/** Tells a person that the commas of these columns were taken to be decimal, and what to do if they are not. */
export function assumedText(columns: readonly string[]): string {
  return (
    `Numbers such as 1,234 are read as 1.234, since semicolons part the fields: ${columns.join(", ")}. ` +
    "If they are thousands, export them without the comma."
  );
}

/** Whether a value is text such as `12,3`. */
export function hasDecimalComma(value: unknown): boolean {
  return typeof value === "string" && value.includes(",") && NUMBER.test(value.trim());
}

/**
 * Writes the decimal commas of a file as points, column by column: Excel writes `12,3` where the system's language
 * does, with semicolons between the fields. A column counts as such when all of it in a batch are numbers of this
 * form and at least one cannot be a thousand; or all may be thousands, but semicolons part the fields, as they do
 * where the comma is the decimal mark, and no number has a decimal point. Whole numbers read the same either way, so a
 * column is open until a batch decides it.
 */
export class DecimalCommas {
  private readonly decided = new Map<number, "comma" | "other">();

  /** @param assume told of the columns that are taken to have decimal commas for the semicolons alone. */
  constructor(
    private readonly delimiter: string,
    private readonly assume: (columns: readonly number[]) => void,
  ) {}

  /** Changes the rows in place. */
  rewrite(rows: readonly Value[][]): void {
    const assumed: number[] = [];
    for (let column = 0; column < (rows[0]?.length ?? 0); column++) {
      if (!this.decided.has(column) && this.decide(rows, column) === "assumed") assumed.push(column);
      if (this.decided.get(column) !== "comma") continue;
      for (const row of rows) {
        const value = row[column];
        if (typeof value === "string" && NUMBER.test(value.trim()))
          row[column] = value.replaceAll(".", "").replace(",", ".");
      }
    }
    if (assumed.length > 0) this.assume(assumed);
  }

  private decide(rows: readonly Value[][], column: number): "assumed" | undefined {
    let [commas, points, sure] = [false, false, false];
    for (const row of rows) {
      const value = row[column];
      if (typeof value !== "string" || readNumber(value) === "missing") continue;
      const text = value.trim();
      if (!NUMBER.test(text)) {
        this.decided.set(column, "other");
        return undefined;
      }
      if (text.includes(".")) points = true;
      if (text.includes(",")) {
        commas = true;
        sure ||= !THOUSANDS.test(text);
      }
    }
    const assumed =
      commas && !sure && this.delimiter === ";" && !rows.some((row) => row.some(hasDecimalPoint));
    if (commas || points) this.decided.set(column, sure || assumed ? "comma" : "other");
    return assumed ? "assumed" : undefined;
  }
}
