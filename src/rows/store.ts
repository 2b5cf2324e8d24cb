import { AttributeColumn, MetricColumn, PIECE } from "./columns";
import { Dates, NO_DATE } from "./dates";
import { Entries, LEFT_OUT } from "./entries";
import { labelText, Labels } from "./labels";
import { findName, nameKey } from "./names";
import { ProblemLog, type Problem } from "./problems";
import type { LabelColumn, MetricRange, Rows } from "./rows";
import type { ColumnRole, Schema, SchemaColumn } from "./schema";
import { segmentLength, type Segment } from "./segment";

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
 * again with other values is a problem and the first is kept; of aggregated rows it is an error, since each may be
 * a part of the group. Unpivoted rows of one person and period are
 * one entry whose attributes come from AttributeName and AttributeValue; metrics are never added up over them.
 */
export class RowStore implements Rows {
  private finished = false;
  private readonly entries = new Entries();
  private readonly personLabels = new Labels(true);
  private readonly dates: Dates;
  private readonly attributeColumns: AttributeColumn[];
  private readonly metricColumns: MetricColumn[];
  private readonly peopleColumn: MetricColumn | null;
  private readonly personAt: SchemaColumn | undefined;
  private readonly dateAt: SchemaColumn | undefined;
  private readonly nameAt: SchemaColumn | undefined;
  private readonly valueAt: SchemaColumn | undefined;
  private readonly log = new ProblemLog();
  private readonly personPiece = new Int32Array(PIECE).fill(-1);
  private readonly periodPiece = new Int32Array(PIECE).fill(NO_DATE);
  private readonly gathered: unknown[] = new Array<unknown>(PIECE).fill(null);

  /** Throws a TypeError for a schema with neither people nor a count of people. */
  constructor(readonly schema: Schema) {
    const all = (role: ColumnRole): readonly SchemaColumn[] =>
      schema.columns.filter((column) => column.role === role);
    const [people] = all("people");
    this.peopleColumn = people === undefined ? null : new MetricColumn(people.name, people.index);
    this.personAt = schema.shape === "aggregated" ? undefined : all("person")[0];
    this.dateAt = all("date")[0];
    this.nameAt = all("attribute-name")[0];
    this.valueAt = all("attribute-value")[0];
    if (this.personAt === undefined && this.peopleColumn === null) {
      throw new TypeError("A store needs a column of person ids, or a count of people.");
    }
    this.dates = new Dates(schema.dateOrder);
    this.attributeColumns = all("attribute").map(({ name, index }) => new AttributeColumn(name, index));
    this.metricColumns = all("metric").map(({ name, index }) => new MetricColumn(name, index));
  }

  get length(): number {
    return this.entries.count;
  }
  get person(): Int32Array {
    return this.entries.persons.data;
  }
  get peopleCount(): number {
    return this.personLabels.values.length;
  }
  get personIds(): readonly string[] {
    return this.personLabels.values;
  }
  get people(): Float64Array | null {
    return this.peopleColumn?.values.data ?? null;
  }
  get period(): Int32Array {
    return this.entries.periods.data;
  }
  get periods(): readonly number[] {
    return this.dates.days;
  }
  get allPeriodsOccur(): boolean {
    return this.log.isEmpty && this.dateAt !== undefined;
  }
  get metrics(): readonly string[] {
    return this.metricColumns.map(({ name }) => name);
  }
  get attributes(): readonly string[] {
    return this.attributeColumns.map(({ name }) => name);
  }
  get active(): string | null {
    return this.schema.active ?? this.attributes.find((name) => nameKey(name) === "isactive") ?? null;
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
    const { labels, codes, index } = column;
    // Without a problem every row read is an entry, so that no label was learnt in vain.
    const allOccur = this.log.isEmpty && index >= 0 && !labels.missing;
    return { codes: codes.data, values: labels.values, allOccur };
  }

  /**
   * Reads rows `from` to `to` of a segment (all of them unless said). Earlier rows are not read again.
   * Throws a TypeError after `finish`.
   */
  append(segment: Segment, from = 0, to = segmentLength(segment)): void {
    if (this.finished) throw new TypeError("The store is finished: make a new one for more rows.");
    this.entries.reserve(to - from);
    const length = this.entries.count + to - from;
    for (const { codes } of this.attributeColumns) codes.reserve(length);
    for (const { values } of this.numberColumns()) values.reserve(length);
    for (let start = from; start < to; start += PIECE) {
      this.appendPiece(segment, start, Math.min(PIECE, to - start));
    }
  }

  /** Says that all rows are there, decides how ambiguous dates are read, and gives back room. */
  finish(): void {
    if (this.finished) return;
    this.finished = true;
    if (this.dateAt !== undefined) this.dates.settle(this.dateAt.name, this.log);
    this.entries.close();
    for (const { codes } of this.attributeColumns) codes.trim(this.length);
    for (const { values } of this.numberColumns()) values.trim(this.length);
  }

  private numberColumns(): readonly MetricColumn[] {
    return this.peopleColumn === null ? this.metricColumns : [...this.metricColumns, this.peopleColumn];
  }

  private appendPiece(segment: Segment, from: number, count: number): void {
    const values = (column: number): ArrayLike<unknown> => this.valuesOf(segment, column, from, count);
    const offset = "columns" in segment ? from : 0;
    this.readKeys(values, offset, count);
    for (const column of this.attributeColumns) {
      if (column.index >= 0) column.read(values(column.index), offset, count);
    }
    for (const column of this.numberColumns()) column.read(values(column.index), offset, count, this.log);
    const first = this.entries.count;
    this.findEntries(count);
    if (this.entries.count - first === count) this.copyPiece(count, first);
    else this.mergePiece(count);
    if (this.nameAt === undefined || this.valueAt === undefined) return;
    const names = Array.from({ length: count }, () => "");
    const nameValues = values(this.nameAt.index);
    for (let i = 0; i < count; i += 1) names[i] = labelText(nameValues[offset + i]);
    this.placePairs(names, values(this.valueAt.index), offset);
  }

  /** The values of a column; those of row arrays are gathered into one array that the next call overwrites. */
  private valuesOf(segment: Segment, column: number, from: number, count: number): ArrayLike<unknown> {
    if ("columns" in segment) return segment.columns[column] ?? [];
    const { gathered } = this;
    const { rows } = segment;
    for (let i = 0; i < count; i += 1) gathered[i] = rows[from + i]?.[column];
    return gathered;
  }

  private readKeys(values: (column: number) => ArrayLike<unknown>, offset: number, count: number): void {
    const { personAt, dateAt, periodPiece } = this;
    if (personAt !== undefined) {
      const { personLabels, log } = this;
      const before = personLabels.imprecise;
      personLabels.read(values(personAt.index), offset, count, this.personPiece);
      if (personLabels.imprecise > before) log.add("imprecise-person-id", personAt.name);
    }
    if (dateAt === undefined) return;
    const dates = values(dateAt.index);
    this.dates.read(dates, offset, count, periodPiece);
    for (let i = 0; i < count; i += 1) {
      const code = periodPiece[i] ?? NO_DATE;
      if (code >= 0) continue;
      if (code === NO_DATE) this.log.add("row-without-date", dateAt.name);
      else this.log.add("unreadable-date", dateAt.name, dates[offset + i]);
    }
  }

  private findEntries(count: number): void {
    const { entries, personPiece, periodPiece, log } = this;
    const { shape } = this.schema;
    if (shape === "unpivoted" || (shape === "pivoted" && this.dateAt !== undefined)) {
      const lowestPeriod = this.dateAt === undefined ? NO_DATE : 0;
      entries.findByPersonAndPeriod(count, personPiece, periodPiece, lowestPeriod, log);
      return;
    }
    for (let i = 0; i < count; i += 1) {
      entries.findByText(i, this.keyText(i), personPiece[i] ?? -1, periodPiece[i] ?? NO_DATE);
    }
  }

  /** The key of an aggregated row, or of one without a date; null where the row has to be left out. */
  private keyText(i: number): string | null {
    const { peopleColumn } = this;
    if (this.dateAt !== undefined && (this.periodPiece[i] ?? NO_DATE) < 0) return null;
    const key: (number | undefined)[] = [this.personPiece[i], this.periodPiece[i]];
    for (const { piece } of this.attributeColumns) key.push(piece[i]);
    if (peopleColumn === null) {
      for (const { piece } of this.metricColumns) key.push(piece[i]);
      if ((this.personPiece[i] ?? -1) >= 0) return key.join(" ");
      this.log.add("row-without-person");
      return null;
    }
    const people = peopleColumn.piece[i] ?? NaN;
    if (Number.isInteger(people) && people >= 0) return key.join(" ");
    this.log.add("row-without-people", peopleColumn.name);
    return null;
  }

  /** Every row of the piece is a new entry. */
  private copyPiece(count: number, first: number): void {
    for (const column of this.attributeColumns) column.copyPiece(count, first);
    for (const column of this.numberColumns()) column.copyPiece(count, first);
  }

  private mergePiece(count: number): void {
    const { target, isNew } = this.entries;
    const columns = [...this.attributeColumns, ...this.numberColumns()];
    for (let i = 0; i < count; i += 1) {
      const row = target[i] ?? LEFT_OUT;
      if (row === LEFT_OUT) continue;
      if (isNew[i] === 1) for (const column of columns) column.write(i, row);
      else this.compare(i, row);
    }
  }

  /** A row whose entry is held already: nothing is added up, what differs is put down. */
  private compare(i: number, row: number): void {
    const attributes = this.attributeColumns.filter((column) => !column.agrees(i, row));
    const metrics = this.numberColumns().filter((column) => !column.agrees(i, row));
    const { shape } = this.schema;
    if (shape !== "unpivoted") {
      const differs = attributes.length + metrics.length > 0;
      const duplicate = shape === "aggregated" ? "duplicate-group-period" : "duplicate-person-period";
      this.log.add(differs ? duplicate : "repeated-row");
      return;
    }
    for (const { name } of attributes) this.log.add("attribute-disagrees", name);
    for (const { name } of metrics) this.log.add("metric-disagrees", name);
  }

  /** AttributeName and AttributeValue of unpivoted rows, put into the entries that the rows belong to. */
  private placePairs(names: readonly string[], values: ArrayLike<unknown>, offset: number): void {
    const { target } = this.entries;
    names.forEach((name, i) => {
      const row = target[i] ?? LEFT_OUT;
      if (row === LEFT_OUT || name === "") return;
      const { labels, codes } = this.pairColumn(name);
      const code = labels.code(values[offset + i]);
      const held = codes.data[row] ?? -1;
      if (held < 0) codes.data[row] = code;
      else if (code !== held) this.log.add("attribute-disagrees", name);
    });
  }

  private pairColumn(name: string): AttributeColumn {
    let column = this.attributeColumns.find((other) => other.name === name);
    if (column === undefined) {
      column = new AttributeColumn(name, -1);
      column.codes.reserve(this.entries.persons.data.length);
      column.codes.data.fill(-1, 0, this.length);
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
