/** What can be wrong with a query result. */
export type ProblemKind =
  | "no-person-column"
  | "no-metric-column"
  | "unknown-column"
  | "row-without-person"
  | "row-without-date"
  | "row-without-people"
  | "unreadable-date"
  | "ambiguous-dates"
  | "contradictory-dates"
  | "mixed-dates"
  | "unreadable-number"
  | "infinite-number"
  | "imprecise-person-id"
  | "repeated-row"
  | "duplicate-person-period"
  | "duplicate-group-period"
  | "metric-disagrees"
  | "attribute-disagrees";

/**
 * Something found while reading, in words for the person who made the query.
 * An "error" keeps the rows from ever being complete, a "warning" left something out, a "note" lost nothing.
 */
export interface Problem {
  readonly kind: ProblemKind;
  readonly severity: "error" | "warning" | "note";
  /** The column that it is about, or null. */
  readonly column: string | null;
  /** How many rows or values. */
  readonly count: number;
  /** Up to three shapes of what was found, such as `99.99.9999`: never a personal value. */
  readonly examples: readonly string[];
  /** What is wrong and what to do. */
  readonly message: string;
}

const MOST_EXAMPLES = 3;

/**
 * The shape of a value without the value: every letter becomes `a`, every digit `9`, and what is
 * longer than 20 characters is cut.
 */
function shapeOf(value: unknown): string {
  const text = typeof value === "object" ? "object" : String(value as string | number | boolean);
  const shape = text.replace(/\p{L}/gu, "a").replace(/\p{N}/gu, "9");
  return shape.length > 20 ? `${shape.slice(0, 20)}…` : shape;
}

interface Entry {
  count: number;
  readonly examples: Set<string>;
}

/** Counts problems by kind and column while rows are read. */
export class ProblemLog {
  private readonly entries = new Map<string, { kind: ProblemKind; column: string | null } & Entry>();

  /** Counts one more; `example` is put down by its shape alone. */
  add(kind: ProblemKind, column: string | null = null, example?: unknown): void {
    const key = `${kind}\n${column ?? ""}`;
    let entry = this.entries.get(key);
    if (entry === undefined) {
      entry = { kind, column, count: 0, examples: new Set() };
      this.entries.set(key, entry);
    }
    entry.count += 1;
    if (example !== undefined && entry.examples.size < MOST_EXAMPLES) entry.examples.add(shapeOf(example));
  }

  /** Nothing was found. */
  get isEmpty(): boolean {
    return this.entries.size === 0;
  }

  /** Everything counted so far, errors first. */
  list(): Problem[] {
    const order = { error: 0, warning: 1, note: 2 };
    return [...this.entries.values()]
      .map(({ kind, column, count, examples }) => problem(kind, column, count, [...examples]))
      .sort((a, b) => order[a.severity] - order[b.severity]);
  }
}

type Wording = readonly [severity: Problem["severity"], text: (count: number, column: string) => string];

const WORDINGS: Readonly<Record<ProblemKind, Wording>> = {
  "no-person-column": [
    "error",
    () => "No column of person ids was found. Name it PersonId, or say which column it is.",
  ],
  "no-metric-column": [
    "error",
    () => "No column of numbers was found. Add a metric, or say which column it is.",
  ],
  "unknown-column": ["error", (_, column) => `There is no column ${column}. Check the name in the mapping.`],
  "row-without-person": ["warning", (n) => `Rows without a person id were left out: ${n}.`],
  "row-without-date": ["warning", (n, column) => `Rows without a date in ${column} were left out: ${n}.`],
  "row-without-people": [
    "warning",
    (n, column) => `Rows without a whole number of people in ${column} were left out: ${n}.`,
  ],
  "unreadable-date": [
    "warning",
    (n, column) => `Rows with a date in ${column} that cannot be read were left out: ${n}. Use yyyy-mm-dd.`,
  ],
  "ambiguous-dates": [
    "error",
    (_, column) => `The dates in ${column} can be read as day/month and as month/day. Say which one it is.`,
  ],
  "contradictory-dates": [
    "error",
    (_, column) => `The dates in ${column} fit neither day/month/year nor month/day/year throughout.`,
  ],
  "mixed-dates": [
    "error",
    (_, column) => `The dates in ${column} are written in different forms. Use one, best yyyy-mm-dd.`,
  ],
  "unreadable-number": [
    "warning",
    (n, column) => `Values of ${column} that are no numbers were taken as missing: ${n}.`,
  ],
  "infinite-number": ["warning", (n, column) => `Infinite values of ${column} were taken as missing: ${n}.`],
  "imprecise-person-id": [
    "error",
    (n, column) =>
      `Numbers in ${column} have more digits than a number can hold, so people may be mixed up: ${n}. Make the column text.`,
  ],
  "repeated-row": ["note", (n) => `Rows that came again with the same values were taken once: ${n}.`],
  "duplicate-person-period": [
    "warning",
    (n) => `Rows that repeat a person and date with other values: ${n}. The first one was kept.`,
  ],
  "duplicate-group-period": [
    "error",
    (n) =>
      `Rows that repeat a group and period with other values: ${n}. Group by what else tells them apart, or add them up first.`,
  ],
  "metric-disagrees": [
    "warning",
    (n, column) =>
      `Rows that give a person and date another value of ${column} than before: ${n}. The first one was kept.`,
  ],
  "attribute-disagrees": [
    "warning",
    (n, column) =>
      `Rows that give a person and date another ${column} than before: ${n}. The first one was kept.`,
  ],
};

/** One problem with its severity and wording. */
export function problem(
  kind: ProblemKind,
  column: string | null,
  count = 1,
  examples: readonly string[] = [],
): Problem {
  const [severity, text] = WORDINGS[kind];
  return { kind, severity, column, count, examples, message: text(count, column ?? "the date column") };
}
