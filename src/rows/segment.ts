/**
 * A piece of a query result: an array of row arrays, as Power BI's `DataViewTable.rows` and CSV
 * readers give it, or one array a column, as Parquet and SQL engines do. Cells hold whatever the
 * source had: numbers, text, booleans, dates, null.
 */
export type Segment =
  | { readonly rows: readonly (readonly unknown[])[] }
  | { readonly columns: readonly ArrayLike<unknown>[]; readonly length: number };

/** Number of rows in a segment. */
export function segmentLength(segment: Segment): number {
  return "rows" in segment ? segment.rows.length : segment.length;
}

/** One value of a segment; undefined where the row is too short. */
export function segmentValue(segment: Segment, row: number, column: number): unknown {
  return "rows" in segment ? segment.rows[row]?.[column] : segment.columns[column]?.[row];
}
