import type powerbi from "powerbi-visuals-api";
import type { SchemaColumn, Schema, ColumnRole } from "../rows/schema";
import { RowStore } from "../rows/store";
import type { Field, Fields } from "./fields";

/** What the model's measure says of the minimum group size. */
export type ModelMinimum =
  | { readonly kind: "unbound" }
  | { readonly kind: "read"; readonly value: number }
  | { readonly kind: "unreadable" };

const APPEND = 1;
const SEGMENT = 2;

/** Gathers the segments of one query into one store. */
export class Intake {
  private signature = "";
  private received = 0;
  private largest = 0;
  private unreadable = false;
  private current: RowStore | null = null;
  private incomplete = false;
  private asked = false;

  get store(): RowStore | null {
    return this.current;
  }

  /** Rows received so far, without those that a segment says it repeats. */
  get rowCount(): number {
    return this.received;
  }

  /** Whether rows are still missing. */
  get more(): boolean {
    return this.incomplete;
  }

  /** Whether more rows were asked for and have not come. */
  get waiting(): boolean {
    return this.asked;
  }

  /** Forgets the rows: the fields were taken away. */
  clear(): void {
    this.current = null;
    this.signature = "";
    this.received = 0;
    this.incomplete = false;
    this.asked = false;
  }

  /** Says that more rows were asked for: only after that is a segment new. */
  ask(): void {
    this.asked = true;
  }

  /**
   * Takes the rows of an update: all of a new query, the new ones of a segment, or those that an appended
   * table has beyond the earlier ones. Rows that come twice are taken once by the store. A segment that was
   * not asked for is the last one again, sent along with another change.
   */
  take(
    data: powerbi.DataView,
    fields: Fields,
    operation: powerbi.VisualDataChangeOperationKind | undefined,
  ): void {
    const rows = data.table?.rows ?? [];
    const kind: number = operation ?? 0;
    const signature = signatureOf(fields);
    const known = this.current !== null && signature === this.signature;
    if (kind === SEGMENT && !known) {
      // A part of a query whose beginning was never seen: nothing may be drawn from it.
      this.clear();
      this.incomplete = true;
      return;
    }
    const continued = known && (kind === SEGMENT || kind === APPEND);
    if (continued && !this.asked) return;
    if (!continued) this.begin(signature, fields);
    const from = kind === APPEND ? Math.min(this.received, rows.length) : 0;
    this.current?.append({ rows }, from);
    this.readMinimum(rows, from, fields.minimum);
    this.received = kind === SEGMENT ? this.received + rows.length - repeatedIn(data.table) : rows.length;
    this.incomplete = data.metadata.segment !== undefined;
    this.asked = false;
  }

  private begin(signature: string, fields: Fields): void {
    this.clear();
    this.current = new RowStore(schemaOf(fields));
    this.signature = signature;
    this.largest = 0;
    this.unreadable = false;
  }

  modelMinimum(fields: Fields): ModelMinimum {
    if (!fields.minimum) return { kind: "unbound" };
    return this.unreadable || this.largest < 1
      ? { kind: "unreadable" }
      : { kind: "read", value: this.largest };
  }

  /** The largest of all rows counts; one row without a readable number makes the measure unreadable. */
  private readMinimum(rows: readonly powerbi.DataViewTableRow[], from: number, field: Field | null): void {
    if (!field) return;
    for (let row = from; row < rows.length; row += 1) {
      const value: unknown = rows[row]?.[field.index];
      if (typeof value === "number" && Number.isFinite(value))
        this.largest = Math.max(this.largest, Math.ceil(value));
      else this.unreadable = true;
    }
  }
}

/** Rows at the beginning of a segment that came with the one before: the host says up to which, the API's types do not. */
function repeatedIn(table: powerbi.DataViewTable | undefined): number {
  const last = (table as { readonly lastMergeIndex?: number } | undefined)?.lastMergeIndex;
  return last === undefined ? 0 : last + 1;
}

function signatureOf(fields: Fields): string {
  return JSON.stringify(
    Object.values(fields)
      .flat()
      .map((field: Field | string | null) =>
        field === null || typeof field === "string"
          ? field
          : [field.index, field.column.queryName, field.name],
      ),
  );
}

/** Roles are known from the field wells: nothing is guessed from names or content. */
export function schemaOf(fields: Fields): Schema {
  const column = (role: ColumnRole, field: Field | null): readonly SchemaColumn[] =>
    field ? [{ name: field.name, index: field.index, role, reason: "bound to its field well" }] : [];
  return {
    shape: fields.shape,
    columns: [
      ...column("person", fields.person),
      ...column("date", fields.period),
      ...column("attribute", fields.group),
      ...column("attribute", fields.series),
      ...column("attribute-name", fields.attributeName),
      ...column("attribute-value", fields.attributeValue),
      ...column("people", fields.people),
      ...fields.metrics.flatMap((field) => column("metric", field)),
    ],
    dateOrder: null,
    active: null,
  };
}
