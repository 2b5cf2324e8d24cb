/** A field as the file gives it; null where there is nothing. */
export type Value = string | number | boolean | Date | null;

/** Some rows of a table, in the order of the file. */
export interface Batch {
  /** One array a row, one value a column. */
  readonly rows: readonly (readonly Value[])[];
  readonly file: string;
  /** Line of the file on which each row ends (or the row's number where a format has no lines), from 1. */
  readonly lines: readonly number[];
}

/** A query result as it comes: named columns and, once, its rows in batches. */
export interface Table {
  /** What to call it in messages: a file's name or "standard input". */
  readonly name: string;
  readonly columns: readonly string[];
  /** What parts the fields of CSV. */
  readonly delimiter?: string;
  /**
   * Reads the rows; may be called once.
   * @throws InputError naming file, line and remedy where the file is not what it should be.
   */
  batches(): AsyncIterable<Batch>;
}

/** How a file is to be read, where its content does not say so itself. */
export interface InputOptions {
  /** Field delimiter of a CSV file; found from its header unless given. */
  readonly delimiter?: string;
  /** A name iconv-lite knows; found from the first bytes unless given. */
  readonly encoding?: string;
}

/** Rows a batch at most. */
export const BATCH_ROWS = 4096;
