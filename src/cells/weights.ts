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

/** Row numbers in order of person (a counting sort). */
export function orderByPerson({ length, person, peopleCount }: Rows): Int32Array {
  const next = new Int32Array(peopleCount + 1);
  for (let row = 0; row < length; row++) {
    const at = (person[row] as number) + 1;
    next[at] = (next[at] as number) + 1;
  }
  for (let p = 1; p <= peopleCount; p++) next[p] = (next[p] as number) + (next[p - 1] as number);
  const order = new Int32Array(length);
  for (let row = 0; row < length; row++) {
    const p = person[row] as number;
    const at = next[p] as number;
    order[at] = row;
    next[p] = at + 1;
  }
  return order;
}

/** What each row of the store weighs in a picture. */
export interface Labels {
  /** Label of each row of the store; −1 where it has no weight. */
  readonly ofRow: Int32Array;
  readonly count: number;
  /** Weight rows of each label, with the divisors of their weights. */
  readonly start: Int32Array;
  readonly row: Int32Array;
  readonly divisor: Int32Array;
}

/** The rows of a store under a view: which inner cell each is in, −1 also where it has no value. */
export interface Contributions {
  readonly rows: Rows;
  readonly cellOf: Int32Array;
  readonly size: number;
  /** Row numbers by person. */
  readonly order: () => Int32Array;
}

/** Gives equal labels to person-periods with equal weights in every row of a picture. */
export function labelRows(from: Contributions, picture: readonly WeightRow[]): Labels {
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
  { rows, cellOf }: Contributions,
  lists: Lists,
  classes: { of: Int32Array; cell: number[] },
): Labels {
  const ofRow = new Int32Array(rows.length);
  for (let row = 0; row < rows.length; row++) {
    const cell = cellOf[row] as number;
    ofRow[row] = cell < 0 ? -1 : (classes.of[cell] as number);
  }
  const entries = classes.cell.map((cell) =>
    Array.from(lists.item.subarray(lists.start[cell], lists.start[cell + 1]), (row) => [row, 1] as const),
  );
  return { ofRow, ...compress(entries) };
}

function compress(
  entries: readonly (readonly (readonly [row: number, divisor: number])[])[],
): Omit<Labels, "ofRow"> {
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

/** One pass in order of person: first the person's periods in each row, then the labels. */
function labelByPerson(
  { rows, cellOf, order }: Contributions,
  picture: readonly WeightRow[],
  lists: Lists,
  classes: { of: Int32Array; cell: number[] },
): Labels {
  const byPerson = order();
  const ofRow = new Int32Array(rows.length).fill(-1);
  const periods = new Int32Array(picture.length);
  const chain = new PairTable();
  for (let from = 0, to = 0; from < rows.length; from = to) {
    const person = rows.person[byPerson[from] as number];
    for (to = from; to < rows.length && rows.person[byPerson[to] as number] === person; to++)
      eachRow(cellOf[byPerson[to] as number] as number, lists, (r) => {
        periods[r] = (periods[r] as number) + 1;
      });
    for (let i = from; i < to; i++) {
      const cell = cellOf[byPerson[i] as number] as number;
      if (cell < 0 || (classes.of[cell] as number) < 0) continue;
      let link = chain.id(-1, classes.of[cell] as number);
      eachRow(cell, lists, (r) => {
        if (picture[r]?.perPerson === true) link = chain.id(link, periods[r] as number);
      });
      ofRow[byPerson[i] as number] = link;
    }
    for (let i = from; i < to; i++)
      eachRow(cellOf[byPerson[i] as number] as number, lists, (r) => (periods[r] = 0));
  }
  return nameLinks(ofRow, chain, picture, lists, classes.cell);
}

function eachRow(cell: number, { start, item }: Lists, act: (row: number) => void): void {
  if (cell < 0) return;
  for (let i = start[cell] as number; i < (start[cell + 1] as number); i++) act(item[i] as number);
}

/** Turns ends of chains (class, periods in its first row, in its second, …) into labels. */
function nameLinks(
  ofRow: Int32Array,
  chain: PairTable,
  picture: readonly WeightRow[],
  lists: Lists,
  cellOfClass: readonly number[],
): Labels {
  const labelOf = new Int32Array(chain.size).fill(-1);
  const entries: (readonly (readonly [number, number])[])[] = [];
  for (let row = 0; row < ofRow.length; row++) {
    const link = ofRow[row] as number;
    if (link < 0) continue;
    if ((labelOf[link] as number) < 0) labelOf[link] = entries.push(unchain(link)) - 1;
    ofRow[row] = labelOf[link] as number;
  }
  function unchain(link: number): (readonly [number, number])[] {
    const divisors: number[] = [];
    let [before, value] = chain.pair(link);
    while (before >= 0) {
      divisors.push(value);
      [before, value] = chain.pair(before);
    }
    const cell = cellOfClass[value] as number;
    const own = lists.item.subarray(lists.start[cell], lists.start[cell + 1]);
    return Array.from(own, (r) => [r, picture[r]?.perPerson === true ? (divisors.pop() as number) : 1]);
  }
  return { ofRow, ...compress(entries) };
}
