import type powerbi from "powerbi-visuals-api";
import type { Objects, QueryColumn, RowWindow, WindowColumn } from "../protocol";

const DAY = 86_400_000;
/** Power BI stops here, whatever the data. */
const MOST_ROWS = 1_048_576;
/** Segments that Power BI merges for the visual may take this much. */
const MOST_BYTES = 100 * 1024 * 1024;

type Cell = powerbi.PrimitiveValue;
type Row = powerbi.DataViewTableRow;
/** What the API's types leave out of a table that arrives in segments. */
type SegmentTable = powerbi.DataViewTable & { lastMergeIndex?: number };

/** The model's field that a column comes from. */
export function fieldOf(column: powerbi.DataViewMetadataColumn): string {
  const expression = column.expr as { ref?: string; arg?: { ref?: string } } | undefined;
  return expression?.ref ?? expression?.arg?.ref ?? column.displayName;
}

/** A cell as a filter names it: dates as days since 1970. */
export function plain(cell: Cell | undefined): string | number | boolean | null {
  return cell instanceof Date ? cell.getTime() / DAY : (cell ?? null);
}

const TYPES: Readonly<Record<QueryColumn["kind"], object>> = {
  text: { text: true },
  number: { numeric: true },
  date: { dateTime: true, temporal: {} },
  boolean: { bool: true },
};

function metadataOf(column: QueryColumn, index: number): powerbi.DataViewMetadataColumn {
  const source = { kind: 2, source: { kind: 0, entity: "Query" }, ref: column.field };
  const aggregated = column.measure && column.queryName.includes("(");
  return {
    displayName: column.displayName,
    queryName: column.queryName,
    index,
    roles: Object.fromEntries(column.roles.map((role) => [role, true])),
    // The model's types have only the flags that a visual reads.
    type: TYPES[column.kind] as powerbi.ValueTypeDescriptor,
    expr: (aggregated
      ? { kind: 3, arg: source, func: column.function }
      : source) as unknown as powerbi.data.ISQExpr,
    ...(column.measure ? { isMeasure: true } : {}),
    ...(column.format === undefined ? {} : { format: column.format }),
  };
}

function cellsOf(column: WindowColumn): (row: number) => Cell {
  if (column.kind === "number") {
    return (row) => {
      const value = column.numbers[row];
      // The API has no type for an empty cell; Power BI sends null.
      return (value === undefined || Number.isNaN(value) ? null : value) as Cell;
    };
  }
  const values: readonly Cell[] = column.date
    ? column.values.map((day) => new Date(Number(day) * DAY))
    : (column.values as readonly Cell[]);
  return (row) => values[column.codes[row] ?? -1] ?? (null as unknown as Cell);
}

const sizeOf = (cell: Cell | null): number => (typeof cell === "string" ? 2 * cell.length : 8);

/** The table of a visual, put together from windows of rows as the host does. */
export class Table {
  #columns: powerbi.DataViewMetadataColumn[] = [];
  #rows: Row[] = [];
  #received = 0;
  #bytes = 0;
  #more = false;
  #filtered = false;
  #shown: SegmentTable | null = null;

  get columns(): readonly powerbi.DataViewMetadataColumn[] {
    return this.#columns;
  }

  /** Takes a window; `aggregate` merges it with the earlier ones, otherwise the visual gets the new rows alone. */
  take(window: RowWindow, aggregate: boolean): void {
    if (window.first) {
      this.#columns = window.columns.map(metadataOf);
      this.#rows = [];
      this.#received = 0;
      this.#bytes = 0;
    }
    const fresh = this.#rowsOf(window);
    this.#received += fresh.length;
    this.#more = window.more;
    this.#filtered = window.filtered;
    const last = this.#rows.at(-1);
    this.#rows = aggregate && !window.first ? this.#rows.concat(fresh) : fresh;
    this.#shown = { columns: this.#columns, rows: this.#rows };
    if (!aggregate && !window.first && last) {
      // A segment may overlap what the visual has: the table says up to where.
      this.#shown = { columns: this.#columns, rows: [last, ...fresh], lastMergeIndex: 0 };
    }
  }

  clear(): void {
    this.#columns = [];
    this.#rows = [];
    this.#more = false;
    this.#shown = null;
  }

  /** Whether Power BI would grant another segment. */
  mayFetch(aggregate: boolean): boolean {
    return this.#more && this.#received < MOST_ROWS && !(aggregate && this.#bytes > MOST_BYTES);
  }

  dataView(objects: Objects): powerbi.DataView {
    const metadata: powerbi.DataViewMetadata = {
      columns: this.#columns,
      objects,
      isDataFilterApplied: this.#filtered,
      ...(this.#more ? { segment: {} } : {}),
    };
    return this.#shown === null ? { metadata } : { metadata, table: this.#shown };
  }

  #rowsOf(window: RowWindow): Row[] {
    const readers = window.data.map(cellsOf);
    const count = Math.min(window.length, MOST_ROWS - this.#received);
    const rows: Row[] = [];
    for (let at = 0; at < count; at++) {
      const row: Row = readers.map((read) => read(at));
      for (const cell of row) this.#bytes += sizeOf(cell);
      rows.push(row);
    }
    return rows;
  }
}
