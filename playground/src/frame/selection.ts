import type powerbi from "powerbi-visuals-api";
import type { FromFrame, RowsFilter } from "../protocol";
import { fieldOf, plain } from "./table";

type SelectionId = powerbi.visuals.ISelectionId;
type Row = RowsFilter["rows"][number];

/** A selected table row: the values of its grouping columns. */
export class RowId implements SelectionId {
  constructor(
    readonly row: Row,
    private readonly measure: string | null,
  ) {}

  getKey(): string {
    return JSON.stringify([this.row, this.measure]);
  }
  equals(other: powerbi.extensibility.ISelectionId): boolean {
    return other instanceof RowId && other.getKey() === this.getKey();
  }
  includes(other: powerbi.extensibility.ISelectionId): boolean {
    if (!(other instanceof RowId)) return false;
    return Object.entries(this.row).every(([name, value]) => other.row[name] === value);
  }
  getSelector(): powerbi.data.Selector {
    return this.measure === null ? {} : { metadata: this.measure };
  }
  getSelectorsByColumn(): ReturnType<SelectionId["getSelectorsByColumn"]> {
    return {};
  }
  hasIdentity(): boolean {
    return Object.keys(this.row).length > 0;
  }
}

export class RowIdBuilder implements powerbi.visuals.ISelectionIdBuilder {
  #row: Row = {};
  #measure: string | null = null;

  withTable(table: powerbi.DataViewTable, rowIndex: number): this {
    const cells = table.rows?.[rowIndex];
    if (!cells) return this;
    const grouping = table.columns.flatMap((column, index) =>
      column.isMeasure === true ? [] : [[fieldOf(column), plain(cells[index])] as const],
    );
    this.#row = { ...this.#row, ...Object.fromEntries(grouping) };
    return this;
  }
  withMeasure(measureId: string): this {
    this.#measure = measureId;
    return this;
  }
  withCategory(column: powerbi.DataViewCategoryColumn, index: number): this {
    this.#row = { ...this.#row, [fieldOf(column.source)]: plain(column.values[index]) };
    return this;
  }
  /** A table mapping has no series and no matrix. */
  withSeries(): this {
    return this;
  }
  withMatrixNode(): this {
    return this;
  }
  createSelectionId(): SelectionId {
    return new RowId(this.#row, this.#measure);
  }
}

type Ids = powerbi.extensibility.ISelectionId | powerbi.extensibility.ISelectionId[];
/** The API's own promise type has more members than a promise; visuals only ever await it. */
const soon = <T>(value: T): powerbi.IPromise<T> => Promise.resolve(value) as unknown as powerbi.IPromise<T>;

export class SelectionManager implements powerbi.extensibility.ISelectionManager {
  #ids: RowId[] = [];
  #callback: ((ids: powerbi.extensibility.ISelectionId[]) => void) | null = null;

  constructor(private readonly tell: (message: FromFrame) => void) {}

  select(ids: Ids, multiSelect = false): powerbi.IPromise<powerbi.extensibility.ISelectionId[]> {
    const chosen = (Array.isArray(ids) ? ids : [ids]).filter((id) => id instanceof RowId);
    const same = (id: RowId) => (other: RowId) => other.equals(id);
    if (multiSelect) {
      const kept = this.#ids.filter((id) => !chosen.some(same(id)));
      this.#ids = [...kept, ...chosen.filter((id) => !this.#ids.some(same(id)))];
    } else {
      const again = chosen.length === this.#ids.length && chosen.every((id) => this.#ids.some(same(id)));
      this.#ids = again ? [] : chosen;
    }
    this.#publish();
    return soon([...this.#ids]);
  }
  clear(): powerbi.IPromise<object> {
    this.#ids = [];
    this.#publish();
    return soon({});
  }
  hasSelection(): boolean {
    return this.#ids.length > 0;
  }
  getSelectionIds(): powerbi.extensibility.ISelectionId[] {
    return [...this.#ids];
  }
  registerOnSelectCallback(callback: (ids: powerbi.extensibility.ISelectionId[]) => void): void {
    this.#callback = callback;
  }
  showContextMenu(
    id: powerbi.extensibility.ISelectionId,
    position: powerbi.extensibility.IPoint,
  ): powerbi.IPromise<object> {
    const rows = id instanceof RowId && id.hasIdentity() ? [id.row] : [];
    this.tell({ kind: "menu", x: position.x, y: position.y, rows });
    return soon({});
  }
  toggleExpandCollapse(): powerbi.IPromise<object> {
    return soon({});
  }

  /** What a bookmark or a click outside does: the visual is told, the report is not told again. */
  restore(rows: RowsFilter["rows"]): void {
    this.#ids = rows.map((row) => new RowId(row, null));
    this.#callback?.([...this.#ids]);
  }

  #publish(): void {
    this.tell({ kind: "selection", rows: this.#ids.map((id) => id.row) });
  }
}
