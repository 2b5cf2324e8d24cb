import { readNumber, type Problem, type Schema } from "../../../src/engine";
import { hasDecimalComma } from "../input/decimal-comma";
import type { Batch } from "../input/table";

/** A metric of which more than this share is no number is not read as one: what is left would not be the whole. */
const MOST_UNREADABLE = 0.1;

interface Counted {
  readonly name: string;
  readonly index: number;
  readonly isMetric: boolean;
  /** Values that are there. */
  filled: number;
  unreadable: number;
  /** Of these, numbers with a decimal comma. */
  commas: number;
}

/** Counts what is no number in the columns of numbers, and columns that would be such but for their decimal commas. */
export class NumberCheck {
  private readonly columns: readonly Counted[];

  constructor(schema: Schema) {
    this.columns = schema.columns
      .filter(({ role }) => ["metric", "attribute", "ignored"].includes(role))
      .map(({ name, index, role }) => ({
        name,
        index,
        isMetric: role === "metric",
        filled: 0,
        unreadable: 0,
        commas: 0,
      }));
  }

  see({ rows }: Batch): void {
    for (const column of this.columns) {
      for (const row of rows) {
        const value = row[column.index];
        if (value === null || value === undefined) continue;
        if (typeof value === "string") {
          const reading = readNumber(value);
          if (reading === "missing") continue;
          if (reading === "unreadable") column.unreadable++;
          if (hasDecimalComma(value)) column.commas++;
        }
        column.filled++;
      }
    }
  }

  /** Columns whose numbers cannot be used as they are. */
  problems(): Problem[] {
    return this.columns.flatMap((column) => {
      const { name, isMetric, filled, unreadable, commas } = column;
      const isNumeric = isMetric || unreadable - commas <= MOST_UNREADABLE * filled;
      const hasCommas = isNumeric && commas > 0;
      if (!hasCommas && !(isMetric && unreadable > MOST_UNREADABLE * filled)) return [];
      const message = hasCommas
        ? commaText(column)
        : `Values of ${name} that are no numbers: ${unreadable} of ${filled}.`;
      return [
        {
          kind: "unreadable-number",
          severity: "error",
          column: name,
          count: unreadable,
          examples: hasCommas ? ["99,9"] : [],
          message,
        },
      ];
    });
  }
}

function commaText({ name, commas, filled }: Counted): string {
  return (
    `Values of ${name} with a comma (such as 12,3), which may be a decimal mark or part thousands: ${commas} of ${filled}. ` +
    "Export the file with decimal points, or with semicolons between the fields and nothing but numbers in the column."
  );
}
