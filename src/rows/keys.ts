/** People of one period whose codes differ in the last four bits only share a group of slots. */
const GROUP_BITS = 4;
const GROUP = 1 << GROUP_BITS;
/** Groups at first; twice as many whenever these are half used. */
const SMALL = 4096;
/** Groups whose slots are allotted together. */
const BLOCK_BITS = 10;
const BLOCK = 1 << BLOCK_BITS;

/**
 * Finds the row of a person and a period: a hash table with open addressing of groups of 16 row numbers, for
 * 16 people with neighbouring codes in one period. Queries come sorted by date or by person, so that
 * neighbours are asked for one after the other and a group stays in the processor's cache. The row numbers stand
 * apart from the table, in order of the groups' first appearance: the table stays small when it grows, and memory
 * is used from its beginning on.
 */
export class PersonPeriodIndex {
  private mask = SMALL - 1;
  private used = 0;
  /** Three numbers a place: which people and which period, both plus 2, so that 0 is a free place; which group. */
  private table = new Int32Array(3 * SMALL);
  /** Row numbers of the groups in blocks: one more than the entry of each slot; 0 where there is none. */
  private readonly blocks: Int32Array[] = [];

  /**
   * The entry of each of `count` pairs of a person and a period, written to `target`: `held` entries are known, new
   * ones are numbered from there on in order. `isNew` is 1 where a pair made its entry. A pair with a person below
   * 0 or a period below `lowestPeriod` has none: `target` is -1. Returns how many entries there are now.
   */
  findOrAdd(
    personOf: Int32Array,
    periodOf: Int32Array,
    count: number,
    lowestPeriod: number,
    held: number,
    target: Int32Array,
    isNew: Uint8Array,
  ): number {
    let rows = this.blocks[0] ?? this.table;
    let next = held;
    let [lastPeople, lastPeriod, start] = [-1, -2, 0];
    for (let i = 0; i < count; i += 1) {
      const person = personOf[i] ?? -1;
      const period = periodOf[i] ?? -1;
      isNew[i] = 0;
      target[i] = -1;
      if (person < 0 || period < lowestPeriod) continue;
      const people = person >> GROUP_BITS;
      if (people !== lastPeople || period !== lastPeriod) {
        const group = this.seek(people + 2, period + 2);
        rows = this.blocks[group >> BLOCK_BITS] ?? rows;
        start = (group & (BLOCK - 1)) * GROUP;
        [lastPeople, lastPeriod] = [people, period];
      }
      const slot = start + (person & (GROUP - 1));
      const known = rows[slot] ?? 0;
      if (known > 0) target[i] = known - 1;
      else {
        target[i] = next;
        isNew[i] = 1;
        next += 1;
        rows[slot] = next;
      }
    }
    return next;
  }

  /** The group of these people and this period (both plus 2), a new one if there was none. */
  private seek(people: number, period: number): number {
    const { table, mask } = this;
    let at = hash(people, period) & mask;
    while (table[3 * at] !== people || table[3 * at + 1] !== period) {
      if (table[3 * at] === 0) return this.claim(people, period);
      at = (at + 1) & mask;
    }
    return table[3 * at + 2] ?? 0;
  }

  private claim(people: number, period: number): number {
    const group = this.used;
    this.used += 1;
    if (this.used * 2 > this.mask + 1) this.grow();
    this.put(people, period, group);
    if ((group & (BLOCK - 1)) === 0) this.blocks.push(new Int32Array(GROUP * BLOCK));
    return group;
  }

  private put(people: number, period: number, group: number): void {
    const { table, mask } = this;
    let at = hash(people, period) & mask;
    while (table[3 * at] !== 0) at = (at + 1) & mask;
    table[3 * at] = people;
    table[3 * at + 1] = period;
    table[3 * at + 2] = group;
  }

  private grow(): void {
    const { table } = this;
    this.mask = 2 * this.mask + 1;
    this.table = new Int32Array(3 * (this.mask + 1));
    for (let old = 0; old < table.length; old += 3) {
      const people = table[old] ?? 0;
      if (people !== 0) this.put(people, table[old + 1] ?? 0, table[old + 2] ?? 0);
    }
  }
}

function hash(people: number, period: number): number {
  const mixed = Math.imul(people, 0x9e3779b1) ^ Math.imul(period, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
