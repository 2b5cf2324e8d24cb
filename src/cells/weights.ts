import type { Rows } from "../rows/rows";
import type { WeightRow } from "./cell-source";
import { PairTable } from "./pair-table";

/** Lists of integers, one a key: entries `start[key]` to `start[key + 1] − 1` of `item`. */
export interface Lists {
  readonly start: Int32Array;
  readonly item: Int32Array;
}

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

/** The rows of a store in order of person. */
export interface Entries {
  readonly rows: Rows;
  /** Row of each entry. */
  readonly row: Int32Array;
  /** Period code of each entry. */
  readonly period: Int32Array;
  /** Entries of person p: `start[p]` to `start[p + 1] − 1`. */
  readonly start: Int32Array;
}

/** Sorts the rows of a store by person (a counting sort). */
export function entriesByPerson(rows: Rows): Entries {
  const { length, person, peopleCount } = rows;
  const start = new Int32Array(peopleCount + 1);
  for (let at = 0; at < length; at++) {
    const p = (person[at] as number) + 1;
    start[p] = (start[p] as number) + 1;
  }
  for (let p = 0; p < peopleCount; p++) start[p + 1] = (start[p + 1] as number) + (start[p] as number);
  const next = start.slice();
  const row = new Int32Array(length);
  const period = new Int32Array(length);
  for (let at = 0; at < length; at++) {
    const p = person[at] as number;
    const entry = next[p] as number;
    row[entry] = at;
    period[entry] = rows.period[at] as number;
    next[p] = entry + 1;
  }
  return { rows, row, period, start };
}

/** What each entry weighs in a picture. */
export interface Labels {
  /** Label of each entry; −1 where it has no weight. */
  readonly of: Int32Array;
  readonly count: number;
  /** Weight rows of each label, with the divisors of their weights. */
  readonly start: Int32Array;
  readonly row: Int32Array;
  readonly divisor: Int32Array;
}

/** The entries of a store under a view: which inner cell each is in, −1 also where it has no value. */
export interface Contributions {
  readonly entries: Entries;
  readonly cellOf: Int32Array;
  readonly size: number;
}

/** Gives equal labels to person-periods with equal weights in every row of a picture. */
export function labelEntries(from: Contributions, picture: readonly WeightRow[]): Labels {
  const lists = rowsOfCells(from.size, picture);
  const classes = classesOfCells(from.size, lists);
  const personal = picture.some((row) => row.perPerson);
  return personal ? labelByPerson(from, picture, lists, classes) : labelByCell(from, lists, classes);
}

/** Cells that are in the same rows are one class; −1 for a cell in none. */
function classesOfCells(size: number, { start, item }: Lists): { of: Int32Array; cell: number[] } {
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

function labelByCell(
  { cellOf }: Contributions,
  lists: Lists,
  classes: { of: Int32Array; cell: number[] },
): Labels {
  const of = new Int32Array(cellOf.length);
  for (let entry = 0; entry < of.length; entry++) {
    const cell = cellOf[entry] as number;
    of[entry] = cell < 0 ? -1 : (classes.of[cell] as number);
  }
  const entries = classes.cell.map((cell) =>
    Array.from(lists.item.subarray(lists.start[cell], lists.start[cell + 1]), (row) => [row, 1] as const),
  );
  return { of, ...compress(entries) };
}

function compress(
  entries: readonly (readonly (readonly [row: number, divisor: number])[])[],
): Omit<Labels, "of"> {
  const start = new Int32Array(entries.length + 1);
  entries.forEach((list, label) => {
    start[label + 1] = (start[label] as number) + list.length;
  });
  const all = entries.flat();
  return {
    count: entries.length,
    start,
    row: Int32Array.from(all, ([row]) => row),
    divisor: Int32Array.from(all, ([, divisor]) => divisor),
  };
}

/**
 * A pass over each person's entries: first the person's periods in each row, then the labels. Both go by runs of
 * entries in the same cell, of which most people have one or a few.
 */
function labelByPerson(
  { entries, cellOf }: Contributions,
  picture: readonly WeightRow[],
  lists: Lists,
  classes: { of: Int32Array; cell: number[] },
): Labels {
  const of = new Int32Array(cellOf.length).fill(-1);
  const periods = new Int32Array(picture.length);
  const links = new LinkLabels(picture, lists, classes.cell);
  for (let p = 0; p + 1 < entries.start.length; p++) {
    const [from, to] = [entries.start[p] as number, entries.start[p + 1] as number];
    eachRun(cellOf, from, to, (cell, length) => {
      for (let i = lists.start[cell] as number; i < (lists.start[cell + 1] as number); i++) {
        const row = lists.item[i] as number;
        periods[row] = (periods[row] as number) + length;
      }
    });
    let lastCell = -1;
    let label = -1;
    for (let entry = from; entry < to; entry++) {
      const cell = cellOf[entry] as number;
      if (cell < 0 || (classes.of[cell] as number) < 0) continue;
      if (cell !== lastCell) label = links.label(cell, classes.of[cell] as number, periods);
      lastCell = cell;
      of[entry] = label;
    }
    eachRun(cellOf, from, to, (cell) => {
      for (let i = lists.start[cell] as number; i < (lists.start[cell + 1] as number); i++)
        periods[lists.item[i] as number] = 0;
    });
  }
  return { of, ...compress(links.entries) };
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

/** Labels by chains: class, periods in its first personal row, in its second, … */
class LinkLabels {
  readonly entries: (readonly (readonly [row: number, divisor: number])[])[] = [];
  private readonly chain = new PairTable();
  private readonly labelOf: number[] = [];

  constructor(
    private readonly picture: readonly WeightRow[],
    private readonly lists: Lists,
    private readonly cellOfClass: readonly number[],
  ) {}

  label(cell: number, ownClass: number, periods: Int32Array): number {
    const { start, item } = this.lists;
    let link = this.chain.id(-1, ownClass);
    for (let i = start[cell] as number; i < (start[cell + 1] as number); i++) {
      const row = item[i] as number;
      if (this.picture[row]?.perPerson === true) link = this.chain.id(link, periods[row] as number);
    }
    const known = this.labelOf[link];
    if (known !== undefined) return known;
    const label = this.entries.push(this.unchain(ownClass, periods)) - 1;
    this.labelOf[link] = label;
    return label;
  }

  private unchain(ownClass: number, periods: Int32Array): (readonly [number, number])[] {
    const cell = this.cellOfClass[ownClass] as number;
    const own = this.lists.item.subarray(this.lists.start[cell], this.lists.start[cell + 1]);
    return Array.from(own, (r) => [r, this.picture[r]?.perPerson === true ? (periods[r] as number) : 1]);
  }
}
