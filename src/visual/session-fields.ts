import type { Field, Fields } from "./fields";

/**
 * What people, periods and metrics were when the visual first showed something. The ledger knows people by their
 * ids, periods by their days and metrics by their names: with other columns it could not compare.
 */
export class SessionFields {
  private rows: string | null = null;
  private readonly columns = new Map<string, string | undefined>();

  /** Whether what was shown can be compared with what these fields show. */
  fits(fields: Fields): boolean {
    if (this.rows !== null && this.rows !== rowsOf(fields)) return false;
    return fields.metrics.every(
      ({ name, column }) => !this.columns.has(name) || this.columns.get(name) === column.queryName,
    );
  }

  /** Something of these fields is shown from now on. */
  shown(fields: Fields): void {
    this.rows ??= rowsOf(fields);
    for (const { name, column } of fields.metrics) this.columns.set(name, column.queryName);
  }
}

function rowsOf({ person, people, period }: Fields): string {
  return JSON.stringify(
    [person, people, period].map((field: Field | null) => field?.column.queryName ?? null),
  );
}
