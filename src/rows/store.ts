import { AttributeColumn, MetricColumn } from "./columns";
import { Dates, NO_DATE } from "./dates";
import { GrowingFloat64, GrowingInt32 } from "./growing";
import { PersonPeriodIndex } from "./keys";
import { labelText, Labels } from "./labels";
import { findName } from "./names";
import { readNumber } from "./numbers";
import { ProblemLog, type Problem } from "./problems";
import type { LabelColumn, MetricRange, Rows } from "./rows";
import type { ColumnRole, Schema, SchemaColumn } from "./schema";
import { segmentLength, type Segment } from "./segment";

/** Rows are read in pieces that stay in the processor's cache, column by column. */
const PIECE = 1024;
/** A row that is left out. */
const LEFT_OUT = -1;

/**
 * The columnar store of a query result. Segments are appended as they arrive, and reading the same rows
 * again changes nothing; `finish` says that there are no more.
 *
 * ```ts
 * const { schema, problems } = detectSchema(names, segment, mapping);
 * const store = new RowStore(schema);
 * store.append(segment);
 * store.finish();
 * store.problems; // what was left out, in words
 * ```
 *
 * One entry is kept a person and period (of aggregated rows: a combination of attributes and period; of rows
 * without a date: a distinct row). A row that comes again with the same values is taken once, one that comes
 * again with other values is a problem and the first is kept. Unpivoted rows of one person and period are
 * one entry whose attributes come from AttributeName and AttributeValue.
 */
export class RowStore implements Rows {
  private rowCount = 0;
  private finished = false;
  private readonly personLabels = new Labels();
  private readonly dates: Dates;
  private readonly personCodes = new GrowingInt32(-1);
  private readonly periodCodes = new GrowingInt32(-1);
  private readonly peopleCounts = new GrowingFloat64();
  private readonly attributeColumns: AttributeColumn[];
  private readonly metricColumns: MetricColumn[];
  private readonly index = new PersonPeriodIndex();
  private readonly rowOfText = new Map<string, number>();
  private readonly log = new ProblemLog();
  private readonly personPiece = new Int32Array(PIECE).fill(-1);
  private readonly periodPiece = new Int32Array(PIECE).fill(NO_DATE);
  private readonly peoplePiece = new Float64Array(PIECE);
  /** Entry of each row of the piece, or LEFT_OUT. */
  private readonly target = new Int32Array(PIECE);
  /** The entry is new: its values are written, not compared. */
  private readonly isNew = new Uint8Array(PIECE);
  private readonly personColumn: SchemaColumn | undefined;
  private readonly dateColumn: SchemaColumn | undefined;
  private readonly nameColumn: SchemaColumn | undefined;
  private readonly valueColumn: SchemaColumn | undefined;
  private readonly peopleColumn: SchemaColumn | undefined;
  private readonly scratch: unknown[] = new Array<unknown>(PIECE).fill(null);

  /** Throws a TypeError for a schema with neither people nor a count of people. */
  constructor(readonly schema: Schema) {
    const one = (role: ColumnRole): SchemaColumn | undefined =>
      schema.columns.find((column) => column.role === role);
    const all = (role: ColumnRole): readonly SchemaColumn[] =>
      schema.columns.filter((column) => column.role === role);
    this.personColumn = schema.shape === "aggregated" ? undefined : one("person");
    this.dateColumn = one("date");
    this.nameColumn = one("attribute-name");
    this.valueColumn = one("attribute-value");
    this.peopleColumn = one("people");
    if (this.personColumn === undefined && this.peopleColumn === undefined) {
      throw new TypeError("A store needs a column of person ids, or a count of people.");
    }
    this.dates = new Dates(schema.dateOrder);
    this.attributeColumns = all("attribute").map(
      ({ name, index }) => new AttributeColumn(name, index, PIECE),
    );
    this.metricColumns = all("metric").map(({ name, index }) => new MetricColumn(name, index, PIECE));
  }

  get length(): number {
    return this.rowCount;
  }
  get person(): Int32Array {
    return this.personCodes.data;
  }
  get peopleCount(): number {
    return this.personLabels.values.length;
  }
  get people(): Float64Array | null {
    return this.peopleColumn === undefined ? null : this.peopleCounts.data;
  }
  get period(): Int32Array {
    return this.periodCodes.data;
  }
  get periods(): readonly number[] {
    return this.dates.days;
  }
  get metrics(): readonly string[] {
    return this.metricColumns.map(({ name }) => name);
  }
  get attributes(): readonly string[] {
    return this.attributeColumns.map(({ name }) => name);
  }
  get active(): string | null {
    return this.schema.active;
  }
  /** Finished, and no problem is an error. */
  get complete(): boolean {
    return this.finished && this.problems.every(({ severity }) => severity !== "error");
  }
  /** What was found wrong so far; examples are shapes, never values. */
  get problems(): readonly Problem[] {
    return this.log.list();
  }

  metric(name: string): Float64Array {
    return byName(this.metricColumns, name, "metric").values.data;
  }
  metricRange(name: string): MetricRange {
    return byName(this.metricColumns, name, "metric").range;
  }
  attribute(name: string): LabelColumn {
    const column = byName(this.attributeColumns, name, "attribute");
    return { codes: column.codes.data, values: column.labels.values };
  }

  /**
   * Reads rows `from` to `to` of a segment (all of them unless said). Earlier rows are not read again.
   * Throws a TypeError after `finish`.
   */
  append(segment: Segment, from = 0, to = segmentLength(segment)): void {
    if (this.finished) throw new TypeError("The store is finished: make a new one for more rows.");
    this.reserve(this.rowCount + to - from);
    for (let start = from; start < to; start += PIECE) {
      this.appendPiece(segment, start, Math.min(PIECE, to - start));
    }
  }

  /** Says that all rows are there, and decides how ambiguous dates are read. */
  finish(): void {
    if (this.finished) return;
    this.finished = true;
    if (this.dateColumn !== undefined) this.dates.settle(this.dateColumn.name, this.log);
  }

  private reserve(length: number): void {
    this.personCodes.reserve(length);
    this.periodCodes.reserve(length);
    if (this.peopleColumn !== undefined) this.peopleCounts.reserve(length);
    for (const { codes } of this.attributeColumns) codes.reserve(length);
    for (const { values } of this.metricColumns) values.reserve(length);
    if (this.keyIsPersonAndPeriod) {
      this.index.reserve(length - this.rowCount, this.personCodes.data, this.periodCodes.data);
    }
  }

  /** Otherwise the key is made of what the row holds (see the class). */
  private get keyIsPersonAndPeriod(): boolean {
    return (
      this.schema.shape === "unpivoted" || (this.schema.shape === "pivoted" && this.dateColumn !== undefined)
    );
  }

  private appendPiece(segment: Segment, from: number, count: number): void {
    this.readCodes(segment, from, count);
    for (const column of this.metricColumns) this.readMetric(column, segment, from, count);
    if (this.peopleColumn !== undefined) this.readPeople(this.peopleColumn, segment, from, count);
    const first = this.rowCount;
    this.findTargets(count);
    if (this.rowCount - first === count) this.copyPiece(first, count);
    else this.mergePiece(count);
    if (this.nameColumn !== undefined) this.readPairs(segment, from, count);
  }

  private readCodes(segment: Segment, from: number, count: number): void {
    if (this.personColumn !== undefined) {
      const [values, offset] = this.columnOf(segment, this.personColumn.index, from, count);
      this.personLabels.read(values, offset, count, this.personPiece);
    }
    if (this.dateColumn !== undefined) {
      const [values, offset] = this.columnOf(segment, this.dateColumn.index, from, count);
      this.dates.read(values, offset, count, this.periodPiece);
      this.notePeriods(this.dateColumn, values, offset, count);
    }
    for (const column of this.attributeColumns) {
      if (column.index < 0) continue;
      const [values, offset] = this.columnOf(segment, column.index, from, count);
      column.labels.read(values, offset, count, column.piece);
    }
  }

  /** The values of a column from a row on, and where they start. Row arrays are gathered into one array. */
  private columnOf(
    segment: Segment,
    column: number,
    from: number,
    count: number,
  ): readonly [ArrayLike<unknown>, number] {
    if ("columns" in segment) return [segment.columns[column] ?? [], from];
    const { scratch } = this;
    for (let i = 0; i < count; i += 1) scratch[i] = segment.rows[from + i]?.[column];
    return [scratch, 0];
  }

  private notePeriods(column: SchemaColumn, values: ArrayLike<unknown>, offset: number, count: number): void {
    for (let i = 0; i < count; i += 1) {
      const code = this.periodPiece[i] ?? NO_DATE;
      if (code >= 0) continue;
      if (code === NO_DATE) this.log.add("row-without-date", column.name);
      else this.log.add("unreadable-date", column.name, values[offset + i]);
    }
  }

  private readMetric(column: MetricColumn, segment: Segment, from: number, count: number): void {
    const [values, offset] = this.columnOf(segment, column.index, from, count);
    const { piece } = column;
    for (let i = 0; i < count; i += 1) {
      const value = values[offset + i];
      piece[i] =
        typeof value === "number" && Number.isFinite(value) ? value : this.numberOf(value, column.name);
    }
    column.widen(count);
  }

  private numberOf(value: unknown, column: string): number {
    const reading = readNumber(value);
    if (typeof reading === "number") return reading;
    if (reading === "unreadable") this.log.add("unreadable-number", column, value);
    else if (reading === "infinite") this.log.add("infinite-number", column);
    return NaN;
  }

  private readPeople(column: SchemaColumn, segment: Segment, from: number, count: number): void {
    const [values, offset] = this.columnOf(segment, column.index, from, count);
    for (let i = 0; i < count; i += 1) {
      const reading = readNumber(values[offset + i]);
      const whole = typeof reading === "number" && Number.isInteger(reading) && reading >= 0;
      this.peoplePiece[i] = whole ? reading : NaN;
      if (!whole) this.log.add("row-without-people", column.name, values[offset + i]);
    }
  }

  private findTargets(count: number): void {
    const [persons, periods] = [this.personCodes.data, this.periodCodes.data];
    const byPersonAndPeriod = this.keyIsPersonAndPeriod;
    for (let i = 0; i < count; i += 1) {
      const person = this.personPiece[i] ?? -1;
      const period = this.periodPiece[i] ?? NO_DATE;
      if (this.isLeftOut(i, person, period)) {
        this.target[i] = LEFT_OUT;
        this.isNew[i] = 0;
        continue;
      }
      const row = this.rowCount;
      const held = byPersonAndPeriod
        ? this.index.findOrAdd(person, period, row, persons, periods)
        : this.findOrAddText(i, row);
      this.target[i] = held < 0 ? row : held;
      this.isNew[i] = held < 0 ? 1 : 0;
      if (held >= 0) continue;
      persons[row] = person;
      periods[row] = period;
      this.rowCount += 1;
    }
  }

  private isLeftOut(i: number, person: number, period: number): boolean {
    if (this.dateColumn !== undefined && period < 0) return true;
    if (this.peopleColumn !== undefined) return Number.isNaN(this.peoplePiece[i]);
    if (person >= 0) return false;
    this.log.add("row-without-person", this.personColumn?.name ?? null);
    return true;
  }

  private findOrAddText(i: number, row: number): number {
    const parts: (number | undefined)[] = [this.personPiece[i], this.periodPiece[i]];
    for (const { piece } of this.attributeColumns) parts.push(piece[i]);
    if (this.schema.shape !== "aggregated") for (const { piece } of this.metricColumns) parts.push(piece[i]);
    const key = parts.join(" ");
    const held = this.rowOfText.get(key);
    if (held === undefined) this.rowOfText.set(key, row);
    return held ?? -1;
  }

  /** Every row of the piece is a new entry. */
  private copyPiece(first: number, count: number): void {
    for (const { codes, piece } of this.attributeColumns) {
      codes.data.set(piece.subarray(0, count), first);
    }
    for (const { values, piece } of this.metricColumns) values.data.set(piece.subarray(0, count), first);
    if (this.peopleColumn !== undefined)
      this.peopleCounts.data.set(this.peoplePiece.subarray(0, count), first);
  }

  private mergePiece(count: number): void {
    for (let i = 0; i < count; i += 1) {
      const row = this.target[i] ?? LEFT_OUT;
      if (row === LEFT_OUT) continue;
      if (this.isNew[i] === 1) this.writeRow(i, row);
      else this.compareRow(i, row);
    }
  }

  private writeRow(i: number, row: number): void {
    for (const { codes, piece } of this.attributeColumns) codes.data[row] = piece[i] ?? -1;
    for (const { values, piece } of this.metricColumns) values.data[row] = piece[i] ?? NaN;
    if (this.peopleColumn !== undefined) this.peopleCounts.data[row] = this.peoplePiece[i] ?? NaN;
  }

  private compareRow(i: number, row: number): void {
    const unpivoted = this.schema.shape === "unpivoted";
    let differs = this.peopleColumn !== undefined && this.peopleCounts.data[row] !== this.peoplePiece[i];
    for (const { name, index, codes, piece } of this.attributeColumns) {
      if (index < 0 || codes.data[row] === piece[i]) continue;
      differs = true;
      if (unpivoted) this.log.add("attribute-disagrees", name);
    }
    for (const { name, values, piece } of this.metricColumns) {
      if (Object.is(values.data[row], piece[i])) continue;
      differs = true;
      if (unpivoted) this.log.add("metric-disagrees", name);
    }
    if (unpivoted) return;
    this.log.add(differs ? "duplicate-person-period" : "repeated-row");
  }

  /** AttributeName and AttributeValue of unpivoted rows. */
  private readPairs(segment: Segment, from: number, count: number): void {
    if (this.nameColumn === undefined || this.valueColumn === undefined) return;
    const names = new Array<unknown>(count);
    const [values, offset] = this.columnOf(segment, this.nameColumn.index, from, count);
    for (let i = 0; i < count; i += 1) names[i] = values[offset + i];
    const [labels, start] = this.columnOf(segment, this.valueColumn.index, from, count);
    for (let i = 0; i < count; i += 1) {
      const row = this.target[i] ?? LEFT_OUT;
      const name = labelText(names[i]);
      if (row === LEFT_OUT || name === "") continue;
      const column = this.pairColumn(name);
      const code = column.labels.code(labels[start + i]);
      const held = column.codes.data[row] ?? -1;
      if (held < 0) column.codes.data[row] = code;
      else if (code !== held) this.log.add("attribute-disagrees", name);
    }
  }

  private pairColumn(name: string): AttributeColumn {
    let column = this.attributeColumns.find((other) => other.name === name);
    if (column === undefined) {
      column = new AttributeColumn(name, -1, 0);
      column.codes.reserve(this.personCodes.data.length);
      this.attributeColumns.push(column);
    }
    return column;
  }
}

function byName<T extends { readonly name: string }>(columns: readonly T[], name: string, what: string): T {
  const names = columns.map((column) => column.name);
  const column = columns[findName(names, name)];
  if (column !== undefined) return column;
  throw new RangeError(`There is no ${what} ${name}. There are: ${names.join(", ") || "none"}.`);
}
