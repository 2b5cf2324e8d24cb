import type { Rows } from "../rows/rows";
import type { Proposal } from "./cell-source";
import { CountedLinks, type CountedPicture } from "./counted-links";
import { PairTable } from "./pair-table";
import { SourceRows } from "./source-rows";
import { compress, toldLinks } from "./splitting";

/**
 * Who of each source row is in which atom: shares `start[row]` to `start[row + 1] − 1`, of which each has the
 * people from the one before it up to the number `to`.
 */
interface Shares {
  readonly start: Int32Array;
  readonly to: Int32Array;
  readonly atom: Int32Array;
}

/**
 * The atoms of a session over rows that are already aggregated: sets of source rows, of whose people only the
 * number is known. Nobody is in two rows of one period, and people of two periods may be the same.
 * Where a row comes again with another number of people, those of the smaller one are taken to be among those of
 * the larger one, so that what both leave of each other is their difference.
 */
export class CountedAtoms {
  private shares: Shares = { start: new Int32Array(1), to: new Int32Array(0), atom: new Int32Array(0) };
  /** `adds` of the first picture told; null before it. */
  private adds: boolean | null = null;

  /** @param sourceRows names alone: copies share them */
  constructor(private readonly sourceRows = new SourceRows()) {}

  get bytes(): number {
    const { start, to, atom } = this.shares;
    return this.sourceRows.bytes + start.byteLength + to.byteLength + atom.byteLength;
  }

  copy(): CountedAtoms {
    const copy = new CountedAtoms(this.sourceRows);
    copy.shares = this.shares;
    copy.adds = this.adds;
    return copy;
  }

  /**
   * Splits the atoms by new pictures of one measure over one store without changing anything yet. Throws a
   * RangeError where rows cannot be told apart.
   *
   * @param people of each row
   */
  propose(store: Rows, people: Float64Array, pictures: readonly CountedPicture[], limit: number): Proposal {
    const adds = pictures.some((picture) => picture.adds);
    const isOther = this.adds !== null && this.adds !== adds;
    const links = new CountedLinks(pictures, isOther ? people : null);
    const pieces = new PairTable();
    const split = this.split(store, people, links, pieces);
    if (isOther && split.start.some((first, row) => first > (split.start[row - 1] ?? 0) + 1))
      throw new RangeError("Where the people of a row have changed, means and totals cannot be compared.");
    return {
      ...this.counted(split, pieces, links, limit),
      before: Int32Array.from({ length: pieces.size }, (_, piece) => pieces.pair(piece)[0]),
      commit: (shown) => {
        const atomOf = settle(
          pieces,
          toldLinks((link) => links.entries(link), shown),
        );
        this.shares = together(split, atomOf);
        this.adds ??= adds;
        return atomOf;
      },
    };
  }

  /**
   * The shares, cut at the people that each row has in a new store, with the pieces that they are in: an atom and a
   * link, −1 where nothing new weighs on it.
   */
  private split(store: Rows, people: Float64Array, links: CountedLinks, pieces: PairTable): Shares {
    const { shares } = this;
    const rowOf = this.rowOf(store);
    const most = shares.to.length + store.length;
    const [start, to, atom] = [new Int32Array(rowOf.length + 1), new Int32Array(most), new Int32Array(most)];
    let length = 0;
    const put = (end: number, before: number, link: number): void => {
      to[length] = end;
      atom[length++] = pieces.id(before, link);
    };
    rowOf.forEach((row, number) => {
      const link = row < 0 ? -1 : links.of(row);
      const own = link < 0 ? 0 : (people[row] as number);
      let from = 0;
      for (let i = shares.start[number] ?? 0; i < (shares.start[number + 1] ?? 0); i++) {
        const [end, before] = [shares.to[i] as number, shares.atom[i] as number];
        if (from < own && own < end) put(own, before, link);
        put(end, before, end <= own ? link : -1);
        from = end;
      }
      if (from < own) put(own, -1, link);
      start[number + 1] = length;
    });
    return { start, to: to.slice(0, length), atom: atom.slice(0, length) };
  }

  /** The store's row of each source row; −1 for none. */
  private rowOf(store: Rows): Int32Array {
    const numbers = this.sourceRows.of(store);
    const rowOf = new Int32Array(this.sourceRows.size).fill(-1);
    numbers.forEach((number, row) => {
      rowOf[number] = row;
    });
    return rowOf;
  }

  /** The pieces as atoms. Of each period people are made up, as many as a piece has there, up to the limit. */
  private counted(
    split: Shares,
    pieces: PairTable,
    links: CountedLinks,
    limit: number,
  ): Pick<Proposal, "allLarge" | "atoms"> {
    const { size } = pieces;
    const { counts, places } = this.countPeople(split);
    const people = new Int32Array(size);
    const [crowds, start] = [new Int32Array(this.sourceRows.columns + 1), new Int32Array(size + 1)];
    const own = counts.map((n) => Math.min(n, limit));
    const eachPlace = (act: (piece: number, column: number, n: number) => void): void => {
      own.forEach((n, place) => {
        const [piece, column] = places.pair(place);
        act(piece, column, n);
      });
    };
    eachPlace((piece, column, n) => {
      people[piece] = Math.max(people[piece] as number, n);
      crowds[column + 1] = (crowds[column + 1] as number) + n;
      start[piece + 1] = (start[piece + 1] as number) + n;
    });
    for (const sums of [crowds, start])
      for (let i = 1; i < sums.length; i++) sums[i] = (sums[i] as number) + (sums[i - 1] as number);
    const item = new Int32Array(start[size] as number);
    const [person, next] = [crowds.slice(), start.slice()];
    eachPlace((piece, column, n) => {
      for (let i = 0; i < n; i++) item[(next[piece] as number) + i] = (person[column] as number) + i;
      next[piece] = (next[piece] as number) + n;
      person[column] = (person[column] as number) + n;
    });
    const entries = Array.from({ length: size }, (_, piece) => links.entries(pieces.pair(piece)[1]));
    const atoms = { count: size, people, members: { start, item }, crowds, ...compress(entries) };
    return { allLarge: people.every((n) => n >= limit), atoms };
  }

  /** People of each piece in each period. */
  private countPeople(split: Shares): { counts: number[]; places: PairTable } {
    const places = new PairTable();
    const counts: number[] = [];
    for (let row = 0; row + 1 < split.start.length; row++) {
      const column = this.sourceRows.column(row);
      let from = 0;
      for (let i = split.start[row] as number; i < (split.start[row + 1] as number); i++) {
        const to = split.to[i] as number;
        const place = places.id(split.atom[i] as number, column);
        counts[place] = (counts[place] ?? 0) + to - from;
        from = to;
      }
    }
    return { counts, places };
  }
}

/** The atom that each piece is in from now on; −1 where nothing told weighs on it. */
function settle(pieces: PairTable, toldOf: (link: number) => number): Int32Array {
  const settled = new PairTable();
  return Int32Array.from({ length: pieces.size }, (_, piece) => {
    const [atom, link] = pieces.pair(piece);
    const told = toldOf(link);
    return atom < 0 && told < 0 ? -1 : settled.id(atom, told);
  });
}

/** Shares of the atoms that pieces are put together to. What nothing weighs on comes last in a row: it is left out. */
function together(split: Shares, atomOf: Int32Array): Shares {
  const [start, to, atom] = [split.start.slice(), split.to.slice(), split.atom.slice()];
  let length = 0;
  for (let row = 0; row + 1 < start.length; row++) {
    const last = split.start[row + 1] as number;
    for (let i = split.start[row] as number; i < last; i++) {
      const own = atomOf[split.atom[i] as number] as number;
      if (own < 0 || (i + 1 < last && own === atomOf[split.atom[i + 1] as number])) continue;
      to[length] = split.to[i] as number;
      atom[length++] = own;
    }
    start[row + 1] = length;
  }
  return { start, to: to.slice(0, length), atom: atom.slice(0, length) };
}
