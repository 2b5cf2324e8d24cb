import { oneCrowd, type Atoms, type WeightRow } from "./cell-source";
import { packed } from "./lists";
import { PairTable } from "./pair-table";
import { several } from "./people";
import { cellsOfEntries, Labels, type Contributions, type Entry } from "./weights";

/** New rows over the rows of one store. */
export interface GridPicture {
  readonly from: Contributions;
  readonly rows: readonly WeightRow[];
}

/** Labels are made distinct from picture to picture by interleaving their numbers. */
const mostPictures = 64;

/** Links and labels for which a table is kept. */
const fewLinks = 128;

/**
 * The pieces into which new pictures cut the atoms of a grid, found person by person in order of their places.
 * A piece is an atom before, by what its weights are multiplied, and a *link*: the chain of the labels that the
 * pictures give.
 */
export class Splitting {
  /** Piece of each person who stays whole; −1 for others. */
  readonly pieceOfWhole: Int32Array;
  /** Places of the people whose columns are cut apart, and the pieces of their columns, −1 for none. */
  readonly spreadAt: number[] = [];
  unitPieces = new Int32Array(0);
  private readonly labels: readonly Labels[];
  private readonly firstRow: readonly number[];
  private readonly links = new PairTable();
  private readonly bases = new PairTable();
  private readonly pieces = new PairTable();
  private readonly found: PieceCounts;
  private readonly linkOfColumn: Int32Array;
  private cells = new Int32Array(64);
  /** The piece found last, and what it was found for. */
  private lastAtom = -2;
  private lastScale = -1;
  private lastLink = -2;
  private lastPiece = -1;
  /** Of whole people: base of each atom, from −1 on. */
  private readonly wholeBases: number[] = [];
  /** Of whole people: link that follows a link by a label, where both are small numbers. */
  private readonly nextLinks: readonly Int32Array[];

  constructor(
    private readonly pictures: readonly GridPicture[],
    readonly limit: number,
    height: number,
    private readonly stride: number,
  ) {
    this.labels = pictures.map(({ from, rows }) => new Labels(from, rows));
    let rowsBefore = 0;
    this.firstRow = pictures.map(({ rows }) => (rowsBefore += rows.length) - rows.length);
    this.nextLinks = pictures.map(() => new Int32Array(fewLinks * fewLinks));
    this.pieceOfWhole = new Int32Array(height).fill(-1);
    this.found = new PieceCounts(limit);
    this.linkOfColumn = new Int32Array(stride).fill(-1);
  }

  /** What the pictures weigh on a person of the store as a whole: −1 for nothing, `several` where they cannot. */
  linkOfWhole(person: number): number {
    const { pictures, labels } = this;
    let link = -1;
    for (let i = 0; i < pictures.length; i++) {
      const { cellOfPerson, values } = (pictures[i] as GridPicture).from;
      const cell = cellOfPerson[person] as number;
      const count = values.count[person] as number;
      if (count === 0 || cell === -1) continue;
      if (cell === several) return several;
      const own = labels[i] as Labels;
      const ownClass = own.classOf[cell] as number;
      if (ownClass >= 0) link = this.nextLink(link, own.whole(ownClass, count), i);
    }
    return link;
  }

  private nextLink(link: number, label: number, picture: number): number {
    const own = label * mostPictures + picture;
    if (link >= fewLinks - 1 || label >= fewLinks) return this.links.id(link, own);
    const known = this.nextLinks[picture] as Int32Array;
    const at = (link + 1) * fewLinks + label;
    // 0 is for what was not looked up yet.
    if (known[at] === 0) known[at] = this.links.id(link, own) + 1;
    return (known[at] as number) - 1;
  }

  /** What they weigh on each of a person's columns; false where nothing. */
  linkUnits(person: number, columns: Int32Array): boolean {
    const { linkOfColumn, links } = this;
    linkOfColumn.fill(-1);
    let weighs = false;
    for (let i = 0; i < this.pictures.length; i++) {
      const { from } = this.pictures[i] as GridPicture;
      const { start, period } = from.people.entries;
      const first = start[person] as number;
      const length = (start[person + 1] as number) - first;
      if (length > this.cells.length) this.cells = new Int32Array(length * 2);
      cellsOfEntries(from, person, this.cells);
      (this.labels[i] as Labels).ofEntries(this.cells, length);
      for (let entry = 0; entry < length; entry++) {
        const label = this.cells[entry] as number;
        if (label < 0) continue;
        // Without columns of days each row of a person is a column.
        const column =
          columns.length === 0 ? entry : (columns[(period[first + entry] as number) + 1] as number);
        linkOfColumn[column] = links.id(linkOfColumn[column] as number, label * mostPictures + i);
        weighs = true;
      }
    }
    return weighs;
  }

  /** A person who stays whole. */
  keep(at: number, atom: number, link: number): void {
    if (atom < 0 && link < 0) return;
    const piece = this.piece(atom, 0, link);
    this.pieceOfWhole[at] = piece;
    this.found.add(piece, at);
  }

  /** The next person's columns are cut apart. */
  begin(at: number): void {
    this.spreadAt.push(at);
    const length = this.spreadAt.length * this.stride;
    if (length <= this.unitPieces.length) return;
    const longer = new Int32Array(Math.max(length, this.unitPieces.length * 2));
    longer.set(this.unitPieces);
    this.unitPieces = longer;
  }

  /** A column of the person begun, with what `linkUnits` found there when `isLinked`. */
  unit(at: number, column: number, atom: number, scale: number, isLinked: boolean): void {
    const link = isLinked ? (this.linkOfColumn[column] as number) : -1;
    const unit = (this.spreadAt.length - 1) * this.stride + column;
    if (atom < 0 && link < 0) {
      this.unitPieces[unit] = -1;
      return;
    }
    const piece = this.piece(atom, scale, link);
    this.unitPieces[unit] = piece;
    this.found.add(piece, at);
  }

  private piece(atom: number, scale: number, link: number): number {
    if (this.lastAtom !== atom || this.lastScale !== scale || this.lastLink !== link) {
      const base =
        scale === 0 ? (this.wholeBases[atom + 1] ??= this.bases.id(atom, 0)) : this.bases.id(atom, scale);
      this.lastAtom = atom;
      this.lastScale = scale;
      this.lastLink = link;
      this.lastPiece = this.pieces.id(base, link);
    }
    return this.lastPiece;
  }

  /** The atom that each piece was part of; −1 for none. */
  before(): Int32Array {
    return Int32Array.from({ length: this.pieces.size }, (_, piece) => this.baseOf(piece)[0]);
  }

  private baseOf(piece: number): readonly [atom: number, scale: number] {
    return this.bases.pair(this.pieces.pair(piece)[0]);
  }

  /** The pieces as atoms of the new rows, whose weights are multiplied as those of each piece are. */
  atoms(): Atoms {
    const known: (readonly Entry[])[] = [];
    const entries = Array.from({ length: this.pieces.size }, (_, piece): readonly Entry[] => {
      const link = this.pieces.pair(piece)[1];
      if (link < 0) return [];
      const own = (known[link] ??= this.entriesOf(link));
      const scale = this.baseOf(piece)[1];
      return scale <= 1 ? own : own.map(([row, times, divisor]) => [row, times * scale, divisor]);
    });
    return {
      count: this.pieces.size,
      ...this.found.cut(this.pieces.size),
      crowds: oneCrowd,
      ...compress(entries),
    };
  }

  private entriesOf(link: number): Entry[] {
    const all: Entry[] = [];
    for (let at = link; at >= 0;) {
      const [before, label] = this.links.pair(at);
      const picture = label % mostPictures;
      for (const [row, times, divisor] of this.labels[picture]?.entries[Math.floor(label / mostPictures)] ??
        [])
        all.push([(this.firstRow[picture] as number) + row, times, divisor]);
      at = before;
    }
    return all;
  }

  /**
   * Puts together again what only rows that are not shown cut apart: the new number of each piece, and by what
   * the weights of each new atom are multiplied.
   */
  settle(shown: Uint8Array): { atomOf: Int32Array; scales: Int32Array } {
    const toldOf = toldLinks((link) => this.entriesOf(link), shown);
    const settled = new PairTable();
    const scales: number[] = [];
    const atomOf = new Int32Array(this.pieces.size);
    for (let piece = 0; piece < atomOf.length; piece++) {
      const [base, link] = this.pieces.pair(piece);
      const [atom, scale] = this.bases.pair(base);
      const own = toldOf(link);
      // What nothing that is told weighs on is in no atom.
      atomOf[piece] = atom < 0 && own < 0 ? -1 : settled.id(base, own);
      if (settled.size > scales.length) scales.push(scale);
    }
    return { atomOf, scales: Int32Array.from(scales) };
  }
}

/** Numbers links by what the rows for which `shown` is 1 weigh on them; −1 for nothing. */
export function toldLinks(
  entriesOf: (link: number) => readonly Entry[],
  shown: Uint8Array,
): (link: number) => number {
  const told = new PairTable();
  const known: (number | undefined)[] = [];
  return (link) => {
    if (link < 0) return -1;
    return (known[link] ??= entriesOf(link)
      .filter(([row]) => shown[row] === 1)
      .reduce((id, [row, times, divisor]) => told.id(told.id(told.id(id, row), times), divisor), -1));
  };
}

/** Distinct people of each piece up to a limit; people are added in order. */
class PieceCounts {
  private people = new Int32Array(1024);
  private last = new Int32Array(1024).fill(-1);
  private members: Int32Array;

  constructor(private readonly limit: number) {
    this.members = new Int32Array(1024 * limit);
  }

  add(piece: number, at: number): void {
    if (piece >= this.people.length) this.grow(piece + 1);
    if (this.last[piece] === at) return;
    this.last[piece] = at;
    const n = this.people[piece] as number;
    if (n === this.limit) return;
    this.members[piece * this.limit + n] = at;
    this.people[piece] = n + 1;
  }

  cut(size: number): Pick<Atoms, "people" | "members"> {
    const people = this.people.slice(0, size);
    return { people, members: packed(people, this.members, this.limit) };
  }

  private grow(size: number): void {
    const length = Math.max(size, this.people.length * 2);
    const longer = (array: Int32Array, to: number, fill: number): Int32Array<ArrayBuffer> => {
      const next = new Int32Array(to).fill(fill);
      next.set(array);
      return next;
    };
    this.people = longer(this.people, length, 0);
    this.last = longer(this.last, length, -1);
    this.members = longer(this.members, length * this.limit, 0);
  }
}

/** The weights of each atom, one list after the other. */
export function compress(
  entries: readonly (readonly Entry[])[],
): Pick<Atoms, "start" | "row" | "times" | "divisor"> {
  const start = new Int32Array(entries.length + 1);
  entries.forEach((list, a) => {
    start[a + 1] = (start[a] as number) + list.length;
  });
  const length = start[entries.length] as number;
  const [rows, factors, divisors] = [new Int32Array(length), new Int32Array(length), new Int32Array(length)];
  let next = 0;
  for (const list of entries)
    for (const [row, times, divisor] of list) {
      rows[next] = row;
      factors[next] = times;
      divisors[next++] = divisor;
    }
  return { start, row: rows, times: factors, divisor: divisors };
}
