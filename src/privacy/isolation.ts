import type { Atoms } from "../cells/cell-source";
import { PairTable } from "../cells/pair-table";
import { Directions } from "./directions";
import { reciprocal, times } from "./modular";
import { weightOn, type Combination, type Weights } from "./span";
import type { SparseSum } from "./sparse-sum";

/** Can somebody be isolated? "unknown": too much to work out, to be taken as "isolates". */
export type Verdict = "safe" | "isolates" | "unknown";

/** One of the combinations that may be added, over the atoms of the new one: `at` are their numbers in it. */
interface Other extends Combination {
  readonly whole: Combination;
}

/** A new combination, those that may be added to it, and the directions that these give its atoms. */
interface Candidates {
  readonly own: Weights;
  readonly others: readonly Other[];
  readonly directions: Directions;
}

/**
 * Does a new combination, with any sum of others that isolate nobody, weigh on 1 to k − 1 people? All weigh on atoms
 * of fewer than k people alone, whose people are known in full; each of the others has a pivot on which only it weighs.
 *
 * A branch and bound: one of the others takes no part, or it does and the people of its pivot count; and where all
 * take part that may, an atom cancels or its people count. What cannot come below k people any more is left at once
 * (`leastPeople`), so that mostly one look is enough. Exact modulo the prime.
 */
export class IsolationSearch {
  /** Steps left, each about one multiplication. */
  left = 0;
  /** Scratch: numbers of atoms; −1 for none. */
  private readonly numberOf: Int32Array;
  /** Atoms whose people count, whatever weighs on them. */
  private readonly isCounted: Uint8Array;
  /** In how many of these each person is, and how many people that are. */
  private readonly timesCounted: Uint16Array;
  private counted = 0;
  /** The look at which each person was seen last. */
  private readonly seenAt: Int32Array;
  private look = 0;

  /** Who is counted. */
  private first = 0;
  private last = 0;

  constructor(
    private readonly atoms: Atoms,
    private readonly k: number,
    private readonly sum: SparseSum,
  ) {
    const { count, members } = atoms;
    const people = members.item.reduce((most, person) => Math.max(most, person + 1), 0);
    this.numberOf = new Int32Array(count).fill(-1);
    this.isCounted = new Uint8Array(count);
    this.timesCounted = new Uint16Array(people);
    this.seenAt = new Int32Array(people);
  }

  /**
   * @param directions of all the others
   * @param budget steps after which it is "unknown"
   * @param crowd whom to count
   */
  verdict(
    own: Weights,
    others: readonly Combination[],
    directions: Directions,
    budget: number,
    crowd: number,
  ): Verdict {
    this.left = budget;
    this.first = this.atoms.crowds[crowd] as number;
    this.last = (this.atoms.crowds[crowd + 1] as number) - 1;
    if (this.allPeople(own) < this.k) return "isolates";
    const { reached, near } = this.reached(own, others);
    const atOnce = this.atOnce(own, directions, own.at, near);
    if (atOnce !== null) return atOnce;
    this.left = budget;
    return this.branch(this.candidates(own, reached));
  }

  /** Those that share atoms with a combination, directly or by way of others, and the atoms of all of them. */
  private reached(
    own: Weights,
    others: readonly Combination[],
  ): { readonly reached: readonly Combination[]; readonly near: readonly number[] } {
    const { numberOf } = this;
    const near: number[] = [];
    const reach = ({ at }: Weights): void => {
      for (const atom of at) if (numberOf[atom] === -1) numberOf[atom] = near.push(atom) - 1;
    };
    reach(own);
    const reached: Combination[] = [];
    let open = others;
    for (let before = -1; before < reached.length;) {
      before = reached.length;
      open = open.filter((other) => {
        if (!other.at.some((atom) => numberOf[atom] !== -1)) return true;
        reached.push(other);
        reach(other);
        return false;
      });
    }
    for (const atom of near) numberOf[atom] = -1;
    return { reached, near };
  }

  private candidates(own: Weights, others: readonly Combination[]): Candidates {
    const { numberOf } = this;
    own.at.forEach((atom, i) => (numberOf[atom] = i));
    const over = others.map((whole): Other => {
      const shared = whole.at.reduce((n, atom) => (numberOf[atom] === -1 ? n : n + 1), 0);
      const at = new Int32Array(shared);
      const value = new Int32Array(shared);
      for (let i = 0, next = 0; next < shared; i++) {
        const number = numberOf[whole.at[i] as number] as number;
        if (number === -1) continue;
        at[next] = number;
        value[next++] = whole.value[i] as number;
      }
      return { at, value, pivot: whole.pivot, whole };
    });
    for (const atom of own.at) numberOf[atom] = -1;
    this.left -= 0.2 * others.reduce((sum, { at }) => sum + at.length, 0);
    return { own, others: over, directions: Directions.of(over, own.at.length) };
  }

  private visit(candidates: Candidates): Verdict {
    const { own, directions } = candidates;
    return (
      this.atOnce(
        own,
        directions,
        own.at.map((_, i) => i),
        [],
      ) ?? this.branch(candidates)
    );
  }

  /** What can be said without going further; null where nothing can. */
  private atOnce(
    own: Weights,
    directions: Directions,
    numbers: Int32Array,
    near: readonly number[],
  ): Verdict | null {
    this.left -= 16 * own.at.length + 8 * near.length;
    if (this.leastPeople(own, directions, numbers, near) >= this.k) return "safe";
    if (this.allPeople(own) < this.k) return "isolates";
    return this.left < 0 ? "unknown" : null;
  }

  private branch(candidates: Candidates): Verdict {
    const { own, others } = candidates;
    const number = this.mostPeople(candidates);
    const on = others.filter((other) => weightOn(other, number) !== 0);
    const other = this.heaviest(on);
    if (other !== null) {
      const rest = others.filter((one) => one !== other);
      const verdict = this.leavingOut([other], rest, candidates);
      return verdict === "safe" ? this.counting(other.pivot, candidates) : verdict;
    }
    const [first] = on;
    if (first === undefined) return "unknown";
    const by = on.reduce((least, one) => (one.whole.at.length < least.whole.at.length ? one : least), first);
    const atom = own.at[number] as number;
    const verdict = this.cancelling(atom, by.whole, candidates);
    return verdict === "safe" ? this.counting(atom, candidates) : verdict;
  }

  private leavingOut(
    out: readonly Other[],
    others: readonly Other[],
    { own, directions }: Candidates,
  ): Verdict {
    const left = out.length < others.length ? directions.without(out) : Directions.of(others, own.at.length);
    for (const { at } of out.length < others.length ? out : others) this.left -= 3 * at.length;
    return this.visit({ own, others, directions: left });
  }

  /** The atom cancels, by one of the others, which then is used up. */
  private cancelling(atom: number, by: Combination, { own, others }: Candidates): Verdict {
    const scale = reciprocal(weightOn(by, atom));
    const left = this.without(own, times(weightOn(own, atom), scale), by);
    const rows: Combination[] = [];
    for (const { whole } of others) {
      if (whole === by) continue;
      const factor = times(weightOn(whole, atom), scale);
      rows.push(factor === 0 ? whole : { ...this.without(whole, factor, by), pivot: whole.pivot });
    }
    return this.visit(this.candidates(left, rows));
  }

  private without(row: Weights, factor: number, by: Combination): Weights {
    this.left -= 2 * (row.at.length + by.at.length);
    this.sum.load(row);
    this.sum.subtract(factor, by);
    return this.sum.taken(1);
  }

  /** The atom's people count. Others of whose pivot too many would count as well take no part then. */
  private counting(atom: number, candidates: Candidates): Verdict {
    this.isCounted[atom] = 1;
    this.count(atom, 1);
    const verdict = this.counted >= this.k ? "safe" : this.withFew(candidates);
    this.count(atom, -1);
    this.isCounted[atom] = 0;
    return verdict;
  }

  private withFew(candidates: Candidates): Verdict {
    const few: Other[] = [];
    const out: Other[] = [];
    for (const other of candidates.others)
      (this.counted + this.newPeople(other.pivot) < this.k ? few : out).push(other);
    return out.length === 0 ? this.visit(candidates) : this.leavingOut(out, few, candidates);
  }

  private count(atom: number, step: 1 | -1): void {
    const { start, item } = this.atoms.members;
    for (let i = start[atom] as number; i < (start[atom + 1] as number); i++) {
      const person = item[i] as number;
      if (person < this.first || person > this.last) continue;
      const before = this.timesCounted[person] as number;
      this.timesCounted[person] = before + step;
      if (before === 0) this.counted++;
      else if (before + step === 0) this.counted--;
    }
  }

  /**
   * A lower bound of the people on whom any sum weighs. Of the atoms of one direction those can cancel together on
   * which the new one weighs in one ratio to it, and no others; where nothing else weighs none can. Each person is
   * taken on one atom alone.
   */
  private leastPeople(
    { at, value }: Weights,
    directions: Directions,
    numbers: Int32Array,
    near: readonly number[],
  ): number {
    const { isCounted, sum } = this;
    this.look++;
    let least = this.counted;
    for (let i = 0; i < at.length; i++) {
      const atom = at[i] as number;
      if (isCounted[atom] === 0 && directions.isFree(numbers[i] as number)) least += this.takeNew(atom);
    }
    if (least >= this.k) return least;
    const parts = new Parts();
    const own = directions.ratios(numbers);
    for (let i = 0; i < at.length; i++) {
      const atom = at[i] as number;
      const scale = own.scale[i] as number;
      if (scale === 0 || isCounted[atom] === 1) continue;
      const direction = parts.direction(own.second[i] as number, own.third[i] as number);
      parts.add(direction, times(value[i] as number, scale), this.takeNew(atom));
    }
    if (near.length === 0) return least + parts.least();
    sum.load({ at, value });
    const beside = near.filter((atom) => sum.weight(atom) === 0 && isCounted[atom] === 0);
    const { scale, second, third } = directions.ratios(beside);
    beside.forEach((atom, i) => {
      const direction = scale[i] === 0 ? -1 : parts.known(second[i] as number, third[i] as number);
      if (direction >= 0) parts.add(direction, 0, this.takeNew(atom));
    });
    return least + parts.least();
  }

  /** Everybody on whom the new one weighs as it is, with those who count already; counted up to k. */
  private allPeople({ at }: Weights): number {
    this.look++;
    let all = this.counted;
    for (let i = 0; i < at.length && all < this.k; i++)
      if (this.isCounted[at[i] as number] === 0) all += this.takeNew(at[i] as number);
    return all;
  }

  /** Number of the atom with most people who do not count yet, of those that may cancel. */
  private mostPeople({ own, directions }: Candidates): number {
    let best = -1;
    let most = -1;
    own.at.forEach((atom, i) => {
      if (this.isCounted[atom] === 1 || directions.isFree(i)) return;
      const people = this.newPeople(atom);
      if (people > most) [best, most] = [i, people];
    });
    return best;
  }

  /** Of the combinations whose pivot's people do not count yet the one with most there; null where there is none. */
  private heaviest(rows: readonly Other[]): Other | null {
    let best: Other | null = null;
    let most = 0;
    for (const row of rows) {
      const people = this.isCounted[row.pivot] === 1 ? 0 : this.newPeople(row.pivot);
      if (people > most) [best, most] = [row, people];
    }
    return best;
  }

  /** People of an atom who do not count yet. */
  private newPeople(atom: number): number {
    this.look++;
    return this.takeNew(atom);
  }

  /** People of an atom who do not count yet and were not seen in this look. */
  private takeNew(atom: number): number {
    const { seenAt, look, timesCounted } = this;
    const { start, item } = this.atoms.members;
    let found = 0;
    for (let i = start[atom] as number; i < (start[atom + 1] as number); i++) {
      const person = item[i] as number;
      if (person < this.first || person > this.last) continue;
      if (seenAt[person] === look || timesCounted[person] !== 0) continue;
      seenAt[person] = look;
      found++;
    }
    return found;
  }
}

/** People by direction, and by the ratio to it in which the new combination weighs. */
class Parts {
  private readonly directions = new PairTable();
  private readonly ratios = new PairTable();
  private readonly all: number[] = [];
  private readonly most: number[] = [];
  private readonly own: number[] = [];

  direction(second: number, third: number): number {
    return this.directions.id(second, third);
  }

  /** The same; −1 for one that was not seen. */
  known(second: number, third: number): number {
    return this.directions.known(second, third);
  }

  add(direction: number, ratio: number, people: number): void {
    const { all, most, own } = this;
    const part = this.ratios.id(direction, ratio);
    own[part] = (own[part] ?? 0) + people;
    all[direction] = (all[direction] ?? 0) + people;
    most[direction] = Math.max(most[direction] ?? 0, own[part]);
  }

  /** People on whom something weighs when of each direction the part with most people cancels. */
  least(): number {
    return this.all.reduce((sum, people, direction) => sum + people - (this.most[direction] as number), 0);
  }
}
