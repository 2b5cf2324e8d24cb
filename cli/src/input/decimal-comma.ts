import { readNumber } from "../../../src/engine";
import type { Value } from "./table";

/** A number with a decimal comma, or a whole one: `12,3`, `1.234,5`, `7`. */
const NUMBER = /^[+-]?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?(e[+-]?\d+)?$/i;
/** `1,234` may as well be a thousand and more. */
const THOUSANDS = /^[+-]?\d{1,3},\d{3}$/;

/** Whether a value is text such as `12,3`. */
export function hasDecimalComma(value: unknown): boolean {
  return typeof value === "string" && value.includes(",") && NUMBER.test(value.trim());
}

/**
 * Writes the decimal commas of a file as points, column by column: Excel writes `12,3` where the system's language
 * does, with semicolons between the fields. A column counts as such when all of it in a batch are numbers of this
 * form and at least one cannot be a thousand. Whole numbers read the same either way, so a column is open until
 * a batch decides it.
 */
export class DecimalCommas {
  private readonly decided = new Map<number, "comma" | "other">();

  /** Changes the rows in place. */
  rewrite(rows: readonly Value[][]): void {
    for (let column = 0; column < (rows[0]?.length ?? 0); column++) {
      if (!this.decided.has(column)) this.decide(rows, column);
      if (this.decided.get(column) !== "comma") continue;
      for (const row of rows) {
        const value = row[column];
        if (typeof value === "string" && NUMBER.test(value.trim()))
          row[column] = value.replaceAll(".", "").replace(",", ".");
      }
    }
  }

  private decide(rows: readonly Value[][], column: number): void {
    let [commas, points, sure] = [false, false, false];
    for (const row of rows) {
      const value = row[column];
      if (typeof value !== "string" || readNumber(value) === "missing") continue;
      const text = value.trim();
      if (!NUMBER.test(text)) {
        this.decided.set(column, "other");
        return;
      }
      if (text.includes(".")) points = true;
      if (text.includes(",")) {
        commas = true;
        sure ||= !THOUSANDS.test(text);
      }
    }
    if (commas || points) this.decided.set(column, sure ? "comma" : "other");
  }
}
