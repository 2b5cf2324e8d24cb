import type { WeightRow } from "./cell-source";
import type { Lists } from "./lists";
import { PairTable } from "./pair-table";
import { several, type People, type PersonValues } from "./people";

/** Which weight rows each inner cell is in. */
export function rowsOfCells(size: number, rows: readonly WeightRow[]): Lists {
  const start = new Int32Array(size + 1);
  for (const { cells } of rows) for (const cell of cells) start[cell + 1] = (start[cell + 1] as number) + 1;
  for (let cell = 0; cell < size; cell++)
    start[cell + 1] = (start[cell + 1] as number) + (start[cell] as number);
  const next = start.slice();
  const item = new Int32Array(start[size] as number);
  rows.forEach(({ cells }, r) => {
    for (const cell of cells) {
      item[next[cell] as number] = r;
      next[cell] = (next[cell] as number) + 1;
    }
  });
  return { start, item };
}

/** The rows of a store under a view: which inner cell each person, or each row, is in. */
export interface Contributions {
  readonly people: People;
  readonly values: PersonValues;
  /** As `People.cells`. */
  readonly cellOfPerson: Int32Array;
  /** −1 for a row in no cell; rows without a value may be in one. */
  readonly cellOfRow: (row: number) => number;
  /** Number of inner cells. */
  readonly size: number;
  /** Number of periods where a cell holds at most one row of each person; 0 where it may hold more. */
  readonly singlePeriods: number;
}

/** The cells of a person's entries, from 0 on; −1 where there is no value or no cell. Returns their number. */
export function cellsOfEntries(from: Contributions, person: number, cells: Int32Array): number {
  const { people, values, cellOfPerson } = from;
  const { start, row } = people.entries;
  const own = cellOfPerson[person] as number;
  const first = start[person] as number;
  const length = (start[person + 1] as number) - first;
  for (let i = 0; i < length; i++) {
    const at = row[first + i] as number;
    const isMissing = values.ofRow !== null && Number.isNaN(values.ofRow[at]);
    cells[i] = isMissing ? -1 : own === several ? from.cellOfRow(at) : own;
  }
  return length;
}

/** A new row with weight times / divisor. */
export type Entry = readonly [row: number, times: number, divisor: number];

/**
 * Numbers what person-periods weigh in the rows of a picture: equal weights have equal labels. A person who is in
 * one cell throughout may be labelled as a whole; the weights are then multiplied by that person's values, so
 * that a mean per person weighs 1 whatever their number.
 */
export class Labels {
  /** Class of each cell: cells in the same rows; −1 for a cell in none. */
  readonly classOf: Int32Array;
  readonly entries: (readonly Entry[])[] = [];
  private readonly lists: Lists;
  private readonly cellOfClass: readonly number[];
  private readonly perPerson: boolean;
  /** Whether somebody may have several person-periods in a row of means per person. */
  private readonly repeated: boolean;
  private readonly wholes = new PairTable();
  private readonly wholeLabels: number[] = [];
  private readonly units = new PairTable();
  private readonly unitLabels: number[] = [];
  /** One person's periods in each row, and the rows that have any. */
  private readonly periods: Int32Array;
  private readonly counted: number[] = [];

  constructor({ size, singlePeriods }: Contributions, picture: readonly WeightRow[]) {
    this.lists = rowsOfCells(size, picture);
    const classes = classesOfCells(size, this.lists);
    this.classOf = classes.of;
    this.cellOfClass = classes.cell;
    this.perPerson = picture.some((row) => row.perPerson);
    this.repeated = this.perPerson && !picture.every(({ cells }) => isOfOnePeriod(cells, singlePeriods));
    this.periods = new Int32Array(picture.length);
  }

  /** Label of a person with `count` values, all of them in cells of one class. */
  whole(ownClass: number, count: number): number {
    const id = this.perPerson ? ownClass : this.wholes.id(ownClass, count);
    return (this.wholeLabels[id] ??=
      this.entries.push(this.rowsOf(ownClass).map((row) => [row, this.perPerson ? 1 : count, 1])) - 1);
  }

  /** Replaces the cells of one person's entries by their labels; −1 for none. */
  ofEntries(cells: Int32Array, length: number): void {
    const { periods, repeated } = this;
    if (repeated) this.count(cells, length);
    let lastCell = -1;
    let label = -1;
    for (let i = 0; i < length; i++) {
      const cell = cells[i] as number;
      if (cell < 0) continue;
      if (cell !== lastCell) {
        lastCell = cell;
        label = this.unit(cell);
      }
      cells[i] = label;
    }
    if (!repeated) return;
    for (const row of this.counted) periods[row] = 0;
    this.counted.length = 0;
  }

  /** A person's periods in each row. */
  private count(cells: Int32Array, length: number): void {
    const { lists, periods, counted } = this;
    eachRun(cells, 0, length, (cell, run) => {
      for (let i = lists.start[cell] as number; i < (lists.start[cell + 1] as number); i++) {
        const row = lists.item[i] as number;
        if (periods[row] === 0) counted.push(row);
        periods[row] = (periods[row] as number) + run;
      }
    });
  }

  private unit(cell: number): number {
    const ownClass = this.classOf[cell] as number;
    if (ownClass < 0) return -1;
    let link = this.units.id(-1, ownClass);
    const { lists, periods } = this;
    if (this.repeated)
      for (let i = lists.start[cell] as number; i < (lists.start[cell + 1] as number); i++)
        link = this.units.id(link, periods[lists.item[i] as number] as number);
    return (this.unitLabels[link] ??=
      this.entries.push(
        this.rowsOf(ownClass).map((row) => [row, 1, this.repeated ? (periods[row] as number) : 1]),
      ) - 1);
  }

  private rowsOf(ownClass: number): number[] {
    const cell = this.cellOfClass[ownClass] as number;
    return Array.from(this.lists.item.subarray(this.lists.start[cell], this.lists.start[cell + 1]));
  }
}

function isOfOnePeriod(cells: Int32Array, periods: number): boolean {
  return periods > 0 && cells.every((cell) => cell % periods === (cells[0] as number) % periods);
}

/** Cells that are in the same rows are one class; −1 for a cell in none. */
export function classesOfCells(size: number, { start, item }: Lists): { of: Int32Array; cell: number[] } {
  const of = new Int32Array(size).fill(-1);
  const cell: number[] = [];
  const known = new Map<string, number>();
  for (let c = 0; c < size; c++) {
    const own = item.subarray(start[c], start[c + 1]);
    if (own.length === 0) continue;
    const key = own.join();
    let at = known.get(key);
    if (at === undefined) {
      known.set(key, (at = cell.length));
      cell.push(c);
    }
    of[c] = at;
  }
  return { of, cell };
}

/** Runs of entries that are in one cell, leaving out those in none. */
export function eachRun(
  cellOf: Int32Array,
  from: number,
  to: number,
  act: (cell: number, length: number) => void,
): void {
  let cell = -1;
  let length = 0;
  for (let entry = from; entry < to; entry++) {
    const next = cellOf[entry] as number;
    if (next === cell || next < 0) {
      if (next >= 0) length++;
      continue;
    }
    if (length > 0) act(cell, length);
    cell = next;
    length = 1;
  }
  if (length > 0) act(cell, length);
}
