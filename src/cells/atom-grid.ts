import type { Proposal } from "./cell-source";
import { numberIn } from "./numbering";
import { several, type People, type PersonValues } from "./people";
import { Splitting, type GridPicture } from "./splitting";

/** Where nothing has weighed. */
const untouched = -1;
/** A person whose periods are in atoms of their own. */
const spread = -2;

/** A store's people and periods in the grid. */
interface Placed {
  /** Person of the store at each place of the grid; −1 for none. */
  readonly personAt: Int32Array;
  /** Column of each period code, at index code + 1. */
  readonly columns: Int32Array;
  /** Columns in which each person of the store has a value, as bits. */
  readonly sets: Map<PersonValues, Int32Array>;
}

/**
 * The atoms of a session: of every person and period the atom it is in, kept by person id and day, so that
 * pictures over different stores of one query (a slicer sends other rows) split the same atoms. As long as all
 * periods of a person that have a value weigh the same, the person is kept as a whole; a filter state then costs
 * one step a person, not one a person-period. The weights of such people count multiplied by the number of their
 * periods: what cancels is the same, and means per person differ no more by how often each person was there.
 */
export class AtomGrid {
  private personOf = new Map<string | number, number>();
  private columnOf = new Map<number, number>();
  private readonly placed = new WeakMap<People, Placed>();
  private height = 0;
  private stride = 0;
  private words = 1;
  /** Atom of each person; `untouched` or `spread`. */
  private whole = new Int32Array(0);
  /** Of people kept as a whole: the columns, as bits. */
  private sets = new Int32Array(0);
  /** Of spread people: where their atoms stand in `units`, a row of `stride` each. */
  private rowOf = new Int32Array(0);
  private units = new Int32Array(0);
  private spreadPeople = 0;
  /** By what the weights of each atom are multiplied: 0 where by the number of each person's periods. */
  private scales: Int32Array = new Int32Array(0);

  /**
   * @param mostUnits person-periods of spread people that it may hold; a proposal beyond that throws a RangeError
   * @param byRow takes each row of a person as a column of its own, dated or not: for one store only
   */
  constructor(
    private readonly mostUnits = 4_000_000,
    private readonly byRow = false,
  ) {}

  get bytes(): number {
    const { whole, sets, rowOf, units, scales } = this;
    const arrays = [whole, whole, sets, rowOf, units, units, scales];
    return arrays.reduce((sum, { byteLength }) => sum + byteLength, this.personOf.size * 80);
  }

  copy(): AtomGrid {
    const copy = new AtomGrid(this.mostUnits, this.byRow);
    copy.personOf = new Map(this.personOf);
    copy.columnOf = new Map(this.columnOf);
    copy.height = this.height;
    copy.stride = this.stride;
    copy.words = this.words;
    copy.whole = this.whole.slice();
    copy.sets = this.sets.slice();
    copy.rowOf = this.rowOf.slice();
    copy.units = this.units.slice();
    copy.spreadPeople = this.spreadPeople;
    copy.scales = this.scales;
    return copy;
  }

  /** Splits the atoms by new pictures over one store without changing anything yet. */
  propose(pictures: readonly GridPicture[], limit: number): Proposal {
    const [first] = pictures;
    if (first === undefined) throw new TypeError("There is no picture to propose.");
    const { people, values } = first.from;
    if (pictures.some(({ from }) => from.people !== people || from.values !== values))
      throw new TypeError("Pictures that are proposed together have to be of the same rows and values.");
    const store = this.place(people);
    const sets = this.columnSets(store, people, values);
    const split = new Splitting(pictures, limit, this.height, this.stride);
    for (let at = 0; at < this.height; at++) this.splitPerson(at, store, sets, split);
    return this.proposal(split, sets, store);
  }

  private splitPerson(at: number, store: Placed, sets: Int32Array, split: Splitting): void {
    const person = store.personAt[at] as number;
    const before = this.whole[at] as number;
    const link = person < 0 ? -1 : split.linkOfWhole(person);
    if (before !== spread && link !== several)
      if (before < 0 || link < 0 || this.hasSameSet(at, person, sets)) {
        split.keep(at, before, link);
        return;
      }
    const weighs = link !== -1 && split.linkUnits(person, store.columns);
    if (weighs || before === spread) this.spreadPerson(at, before, weighs, split);
    else split.keep(at, before, -1);
  }

  /** Cuts a person's columns apart. */
  private spreadPerson(at: number, before: number, weighs: boolean, split: Splitting): void {
    const { stride, units, scales, words, sets } = this;
    split.begin(at);
    if (split.spreadAt.length * stride > this.mostUnits)
      throw new RangeError("There are more people and periods than a session can remember.");
    if (before === spread) {
      const row = (this.rowOf[at] as number) * stride;
      for (let column = 0; column < stride; column++) {
        const atom = units[row + column] as number;
        split.unit(at, column, atom, atom < 0 ? 1 : (scales[atom] as number), weighs);
      }
      return;
    }
    const own = before < 0 ? null : sets.subarray(at * words, (at + 1) * words);
    const scale = own === null ? 1 : countBits(own);
    for (let column = 0; column < stride; column++) {
      const isIn = own !== null && (((own[column >> 5] as number) >>> (column & 31)) & 1) === 1;
      split.unit(at, column, isIn ? before : untouched, isIn ? scale : 1, weighs);
    }
  }

  private hasSameSet(at: number, person: number, sets: Int32Array): boolean {
    const { words } = this;
    for (let w = 0; w < words; w++) if (this.sets[at * words + w] !== sets[person * words + w]) return false;
    return true;
  }

  private proposal(split: Splitting, sets: Int32Array, { personAt }: Placed): Proposal {
    const atoms = split.atoms();
    return {
      allLarge: atoms.people.every((n) => n >= split.limit),
      atoms,
      before: split.before(),
      commit: (shown) => {
        const { atomOf, scales } = split.settle(shown);
        this.scales = scales;
        this.commit(split, atomOf, sets, personAt);
        return atomOf;
      },
    };
  }

  private commit(split: Splitting, atomOf: Int32Array, sets: Int32Array, personAt: Int32Array): void {
    const { words, stride } = this;
    for (let at = 0; at < this.height; at++) {
      const piece = split.pieceOfWhole[at] as number;
      if (piece < 0) continue;
      if (this.whole[at] === untouched) {
        const person = personAt[at] as number;
        for (let w = 0; w < words; w++) this.sets[at * words + w] = sets[person * words + w] as number;
      }
      this.whole[at] = atomOf[piece] as number;
    }
    const added = split.spreadAt.filter((at) => this.whole[at] !== spread).length;
    this.units = grown(this.units, (this.spreadPeople + added) * stride, untouched);
    split.spreadAt.forEach((at, i) => {
      if (this.whole[at] !== spread) {
        this.rowOf[at] = this.spreadPeople++;
        this.whole[at] = spread;
      }
      const row = (this.rowOf[at] as number) * stride;
      for (let column = 0; column < stride; column++) {
        const piece = split.unitPieces[i * stride + column] as number;
        this.units[row + column] = piece < 0 ? untouched : (atomOf[piece] as number);
      }
    });
  }

  /** People and periods that were not seen before get a place. */
  private place(people: People): Placed {
    const { rows } = people;
    if (!this.byRow && rows.periods.length === 0 && rows.length > rows.peopleCount)
      throw new RangeError(
        "Without dates, several rows of one person cannot be told apart from picture to picture.",
      );
    const known = this.placed.get(people);
    if (known !== undefined && known.personAt.length === this.height) return known;
    const ids = Int32Array.from({ length: rows.peopleCount }, (_, p) =>
      numberIn(this.personOf, rows.personIds?.[p] ?? p),
    );
    const columns = this.byRow
      ? this.placeRows(people)
      : Int32Array.from([NaN, ...rows.periods], (day) => numberIn(this.columnOf, day));
    this.reserve(this.personOf.size, this.columnOf.size);
    const personAt = new Int32Array(this.height).fill(-1);
    ids.forEach((at, p) => {
      personAt[at] = p;
    });
    const placed = { personAt, columns, sets: new Map() };
    this.placed.set(people, placed);
    return placed;
  }

  private placeRows({ entries: { start } }: People): Int32Array {
    let most = 0;
    for (let p = 0; p + 1 < start.length; p++)
      most = Math.max(most, (start[p + 1] as number) - (start[p] as number));
    for (let column = 0; column < most; column++) numberIn(this.columnOf, column);
    return new Int32Array(0);
  }

  private reserve(height: number, stride: number): void {
    const words = Math.max(1, (stride + 31) >> 5);
    if (stride > this.stride) this.units = widened(this.units, this.stride, stride, untouched);
    if (words > this.words) this.sets = widened(this.sets, this.words, words, 0);
    this.whole = grown(this.whole, height, untouched);
    this.rowOf = grown(this.rowOf, height, -1);
    this.sets = grown(this.sets, height * words, 0);
    this.height = height;
    this.stride = stride;
    this.words = words;
  }

  /** Where each person of a store has values. */
  private columnSets(placed: Placed, people: People, values: PersonValues): Int32Array {
    const { words } = this;
    const { rows, entries } = people;
    let sets = placed.sets.get(values);
    if (sets?.length === rows.peopleCount * words) return sets;
    sets = new Int32Array(rows.peopleCount * words);
    for (let person = 0; person < rows.peopleCount; person++) {
      const first = entries.start[person] as number;
      for (let entry = first; entry < (entries.start[person + 1] as number); entry++) {
        const { ofRow } = values;
        if (ofRow !== null && Number.isNaN(ofRow[entries.row[entry] as number])) continue;
        const code = entries.period[entry] as number;
        const column = this.byRow ? entry - first : (placed.columns[code + 1] as number);
        const at = person * words + (column >> 5);
        sets[at] = (sets[at] as number) | (1 << (column & 31));
      }
    }
    placed.sets.set(values, sets);
    return sets;
  }
}

function grown(array: Int32Array<ArrayBuffer>, length: number, fill: number): Int32Array<ArrayBuffer> {
  if (length <= array.length) return array;
  const next = new Int32Array(length).fill(fill, array.length);
  next.set(array);
  return next;
}

/** Rows of a matrix made longer. */
function widened(array: Int32Array, from: number, to: number, fill: number): Int32Array<ArrayBuffer> {
  const rows = from === 0 ? 0 : array.length / from;
  const next = new Int32Array(rows * to).fill(fill);
  for (let row = 0; row < rows; row++) next.set(array.subarray(row * from, (row + 1) * from), row * to);
  return next;
}

function countBits(words: Int32Array): number {
  let count = 0;
  for (const word of words) for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  return count;
}
