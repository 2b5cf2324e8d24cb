import type { Rows } from "../rows/rows";
import { compressEntries, entriesOfLink, mostPictures, type Entry } from "./atoms";
import type { Atoms, Proposal, WeightRow } from "./cell-source";
import { PairTable } from "./pair-table";
import { labelEntries, type Contributions, type Entries, type Labels } from "./weights";

/** A person-period that nothing has weighed on. */
const untouched = -1;

/** An atom is an earlier one, split by what a later picture weighs on it. */
interface Split {
  readonly before: number;
  readonly entries: readonly Entry[];
}

/** New rows over the rows of one store. */
export interface GridPicture {
  readonly from: Contributions;
  readonly rows: readonly WeightRow[];
}

/**
 * The atoms of a session: for every person and period the atom it is in, kept by person id and day, so that
 * pictures over different stores of one query (a slicer sends other rows) split the same atoms.
 */
export class AtomGrid {
  private readonly personOf = new Map<string | number, number>();
  private readonly columnOf = new Map<number, number>();
  private stride = 0;
  private height = 0;
  private atomOf = new Int32Array(0);
  private readonly scratches = { links: new Int32Array(0), pieces: new Int32Array(0) };
  private splits: Split[] = [];
  private entryCount = 0;
  private readonly rowOfHash = new Map<string, number>();
  private committedRows = 0;

  /** @param mostUnits people × periods that it may hold; a proposal beyond that throws a RangeError. */
  constructor(private readonly mostUnits = 8_000_000) {}

  get bytes(): number {
    return (
      this.atomOf.byteLength * 3 +
      this.personOf.size * 80 +
      this.splits.length * 56 +
      this.entryCount * 32 +
      this.rowOfHash.size * 96
    );
  }

  /** Splits the atoms by new pictures without changing anything yet. */
  propose(pictures: readonly GridPicture[], limit: number): Proposal {
    const steps: { readonly labels: Labels; readonly firstRow: number }[] = [];
    let firstRow = this.committedRows;
    for (const { from } of pictures) this.makeRoom(from.entries.rows);
    const links = this.scratch("links").fill(-1);
    const chain = new PairTable();
    const hashes: string[] = [];
    for (const { from, rows } of pictures) {
      const labels = labelEntries(from, rows);
      const hashOf = this.link(from.entries, labels, steps.length, chain, links);
      steps.push({ labels, firstRow });
      firstRow += rows.length;
      hashes.push(...hashRows(rows.length, labels, hashOf));
    }
    return this.proposal({ links, chain, steps, hashes }, limit);
  }

  private proposal({ links, chain, steps, hashes }: Step, limit: number): Proposal {
    const { pieceOf, pieces, people, members } = this.pieces(links, limit);
    const added = pieces.map(({ link }) => entriesOfLink(link, chain, steps));
    return {
      allLarge: people.every((n) => n >= limit),
      committed: this.committedRows,
      repeats: Int32Array.from(hashes, (hash) => this.rowOfHash.get(hash) ?? -1),
      atoms: (): Atoms => ({
        count: pieces.length,
        people,
        members,
        ...compressEntries(pieces.map(({ atom }, i) => [...this.entriesOf(atom), ...(added[i] ?? [])])),
      }),
      commit: (shown) => {
        this.commit(pieceOf, pieces, added, shown, hashes);
      },
    };
  }

  /** People and periods that were not seen before get a place. */
  private makeRoom(rows: Rows): void {
    if (rows.periods.length === 0 && rows.length > rows.peopleCount)
      throw new RangeError(
        "Without dates, several rows of one person cannot be told apart from picture to picture.",
      );
    for (const day of rows.periods) place(this.columnOf, day);
    place(this.columnOf, NaN);
    for (let p = 0; p < rows.peopleCount; p++) place(this.personOf, rows.personIds?.[p] ?? p);
    this.reserve(this.personOf.size, this.columnOf.size);
  }

  private reserve(people: number, columns: number): void {
    if (people <= this.height && columns <= this.stride) return;
    const height = people <= this.height ? this.height : people;
    const stride = columns <= this.stride ? this.stride : columns;
    if (height * stride > this.mostUnits)
      throw new RangeError("There are more people and periods than a session can remember.");
    const next = new Int32Array(height * stride).fill(untouched);
    for (let p = 0; p < this.height; p++)
      next.set(this.atomOf.subarray(p * this.stride, (p + 1) * this.stride), p * stride);
    this.atomOf = next;
    this.height = height;
    this.stride = stride;
  }

  /** Chains a picture's labels to those of the pictures before it; returns a hash of each label's units. */
  private link(
    { rows, period, start }: Entries,
    labels: Labels,
    picture: number,
    chain: PairTable,
    links: Int32Array,
  ): UnitHashes {
    const columns = Int32Array.from([NaN, ...rows.periods], (day) => place(this.columnOf, day));
    const factors = columns.map((column) => mix(column, 0x85ebca6b) | 1);
    const first = new Int32Array(labels.count);
    const second = new Int32Array(labels.count);
    let [lastLink, lastLabel, made] = [-2, -2, -1];
    for (let person = 0; person + 1 < start.length; person++) {
      const at = place(this.personOf, rows.personIds?.[person] ?? person);
      const [one, other] = [mix(at, 0x9e3779b1), mix(at, 0x7feb352d)];
      for (let entry = start[person] as number; entry < (start[person + 1] as number); entry++) {
        const label = labels.of[entry] as number;
        if (label < 0) continue;
        // Column 0 is for rows without a date.
        const code = (period[entry] as number) + 1;
        const unit = at * this.stride + (columns[code] as number);
        const link = links[unit] as number;
        if (link !== lastLink || label !== lastLabel) {
          made = chain.id(link, label * mostPictures + picture);
          lastLink = link;
          lastLabel = label;
        }
        links[unit] = made;
        const factor = factors[code] as number;
        first[label] = (first[label] as number) + Math.imul(one, factor);
        second[label] = (second[label] as number) + Math.imul(other, factor);
      }
    }
    return { first, second };
  }

  /** An array of the grid's size that is used again for every proposal. */
  private scratch(name: "links" | "pieces"): Int32Array<ArrayBuffer> {
    let array = this.scratches[name];
    if (array.length !== this.atomOf.length)
      this.scratches[name] = array = new Int32Array(this.atomOf.length);
    return array;
  }

  /** Pieces that the new labels cut the atoms into, in one pass in order of person. */
  private pieces(
    links: Int32Array,
    limit: number,
  ): {
    pieceOf: Int32Array;
    pieces: { readonly atom: number; readonly link: number }[];
    people: Int32Array;
    members: Int32Array;
  } {
    const { atomOf, stride } = this;
    const pieceOf = this.scratch("pieces");
    const table = new PairTable();
    let people = new Int32Array(1024);
    let last = new Int32Array(1024).fill(-1);
    let members = new Int32Array(1024 * limit);
    let lastAtom = -2;
    let lastLink = -2;
    let piece = -1;
    for (let person = 0, unit = 0; person < this.height; person++)
      for (const end = unit + stride; unit < end; unit++) {
        const atom = atomOf[unit] as number;
        const link = links[unit] as number;
        if (atom < 0 && link < 0) {
          pieceOf[unit] = -1;
          continue;
        }
        if (atom !== lastAtom || link !== lastLink) {
          piece = table.id(atom, link);
          lastAtom = atom;
          lastLink = link;
          if (piece >= people.length) {
            people = longer(people, 0);
            last = longer(last, -1);
            members = longer(members, 0);
          }
        }
        pieceOf[unit] = piece;
        if (last[piece] === person) continue;
        last[piece] = person;
        const n = people[piece] as number;
        if (n === limit) continue;
        members[piece * limit + n] = person;
        people[piece] = n + 1;
      }
    const pieces = Array.from({ length: table.size }, (_, id) => {
      const [atom, link] = table.pair(id);
      return { atom, link };
    });
    return {
      pieceOf,
      pieces,
      people: people.slice(0, table.size),
      members: members.slice(0, table.size * limit),
    };
  }

  private entriesOf(atom: number): Entry[] {
    const found: Entry[] = [];
    for (let at = atom; at >= 0; at = this.splits[at]?.before ?? -1)
      for (const entry of this.splits[at]?.entries ?? []) found.push(entry);
    return found;
  }

  private commit(
    pieceOf: Int32Array,
    pieces: readonly { readonly atom: number; readonly link: number }[],
    added: readonly (readonly Entry[])[],
    shown: Uint8Array,
    hashes: readonly string[],
  ): void {
    const numberOf = new Int32Array(hashes.length).fill(-1);
    const first = this.committedRows;
    hashes.forEach((hash, r) => {
      if (shown[r] !== 1) return;
      numberOf[r] = this.committedRows++;
      this.rowOfHash.set(hash, numberOf[r]);
    });
    const known = new Map<string, number>();
    const atomOfPiece = Int32Array.from(pieces, ({ atom }, p) => {
      const entries = (added[p] ?? [])
        .map(([row, divisor]): Entry => [numberOf[row - first] as number, divisor])
        .filter(([row]) => row >= 0);
      if (entries.length === 0) return atom;
      const key = `${atom}:${entries.join(";")}`;
      let split = known.get(key);
      if (split === undefined) {
        split = this.splits.push({ before: atom, entries }) - 1;
        this.entryCount += entries.length;
        known.set(key, split);
      }
      return split;
    });
    const { atomOf } = this;
    for (let unit = 0; unit < atomOf.length; unit++) {
      const piece = pieceOf[unit] as number;
      if (piece >= 0) atomOf[unit] = atomOfPiece[piece] as number;
    }
  }
}

/** What new pictures do to the grid, before it is decided what is shown of them. */
interface Step {
  readonly links: Int32Array;
  readonly chain: PairTable;
  readonly steps: readonly { readonly labels: Labels; readonly firstRow: number }[];
  /** One a new row. */
  readonly hashes: readonly string[];
}

/** Two 32-bit sums over the units of each label. */
interface UnitHashes {
  readonly first: Int32Array;
  readonly second: Int32Array;
}

/** A 32-bit mixture of a number (the finalizer of MurmurHash3). A unit's is the product of person and period. */
function mix(x: number, seed: number): number {
  let h = Math.imul(x + 1, seed);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Equal for rows with equal weights on the same units: 64 bits, by which a repeated row is known. */
function hashRows(count: number, labels: Labels, { first, second }: UnitHashes): string[] {
  const sums = { first: new Int32Array(count), second: new Int32Array(count) };
  for (let label = 0; label < labels.count; label++)
    for (let i = labels.start[label] as number; i < (labels.start[label + 1] as number); i++) {
      const row = labels.row[i] as number;
      const divisor = labels.divisor[i] as number;
      const factor = mix(divisor, 0x27d4eb2f) | 1;
      sums.first[row] = (sums.first[row] as number) + Math.imul(first[label] as number, factor);
      sums.second[row] = (sums.second[row] as number) + Math.imul(second[label] as number, factor + 2);
    }
  return Array.from({ length: count }, (_, r) => `${sums.first[r] as number}:${sums.second[r] as number}`);
}

function place<Key>(places: Map<Key, number>, key: Key): number {
  let at = places.get(key);
  if (at === undefined) places.set(key, (at = places.size));
  return at;
}

function longer(array: Int32Array<ArrayBuffer>, fill: number): Int32Array<ArrayBuffer> {
  const next = new Int32Array(array.length * 2).fill(fill);
  next.set(array);
  return next;
}
