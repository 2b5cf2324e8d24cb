/** What a published table tells about one number. */
export type Known =
  | {
      readonly state: "shown";
      readonly value: number;
      /** Half of the last decimal that is printed: the true number is that near. */
      readonly error: number;
    }
  | {
      readonly state: "hidden";
      /** Limits that the mark itself tells ("<5"). */
      readonly atLeast?: number;
      readonly atMost?: number;
    }
  | { readonly state: "empty" };

/** One cell of a published table; a label of null is the margin over that dimension. */
export interface PublishedCell {
  readonly key: readonly (string | null)[];
  /** Number of people (or of person-periods), where the table has such a column. */
  readonly count: Known | undefined;
  /** One a metric. */
  readonly values: readonly Known[];
}

/** Somebody's published table, as far as arithmetic needs it. */
export interface Published {
  readonly name: string;
  readonly dimensions: readonly string[];
  readonly metrics: readonly string[];
  readonly cells: readonly PublishedCell[];
  /** Label of the first dimension → the labels that it is a part of (a hierarchy). */
  readonly parents: ReadonlyMap<string, readonly string[]>;
  /** True when hidden cells are marked; then what is not listed does not exist. */
  readonly marked: boolean;
}

/** How a cell is called in messages: "Finance", "Finance · 2024-04-28", "everybody". */
export function cellName(key: readonly (string | null)[]): string {
  const labels = key.filter((label) => label !== null);
  return labels.length === 0 ? "everybody" : labels.join(" · ");
}
