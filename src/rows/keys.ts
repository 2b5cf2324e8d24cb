/** People of one period whose codes differ in the last four bits only share a group of slots. */
const GROUP_BITS = 4;
const GROUP = 1 << GROUP_BITS;
const EMPTY = -1;

/**
 * Finds the row of a person and a period: a hash table with open addressing of groups of 16 row numbers, for
 * 16 people with neighbouring codes in one period. Queries come sorted by date or by person, so that
 * neighbours are asked for one after the other and a group stays in the processor's cache.
 */
export class PersonPeriodIndex {
  private mask = 255;
  private used = 0;
  /** Two numbers a group: which people, which period; EMPTY for a group not in use. */
  private keys = new Int32Array(2 * 256).fill(EMPTY);
  private rows = new Int32Array(GROUP * 256).fill(EMPTY);

  /** The slot of a person and a period in `rowAt`; valid until the next call. */
  slot(person: number, period: number): number {
    const people = person >> GROUP_BITS;
    let group = hash(people, period) & this.mask;
    const { keys, mask } = this;
    while (keys[2 * group] !== people || keys[2 * group + 1] !== period) {
      if (keys[2 * group] === EMPTY)
        return this.claim(group, people, period) * GROUP + (person & (GROUP - 1));
      group = (group + 1) & mask;
    }
    return group * GROUP + (person & (GROUP - 1));
  }

  /** Row number of each slot; EMPTY (-1) until it is written. */
  get rowAt(): Int32Array {
    return this.rows;
  }

  private claim(free: number, people: number, period: number): number {
    this.used += 1;
    let group = free;
    if (this.used * 2 > this.mask + 1) {
      this.double();
      group = this.freeGroup(people, period);
    }
    this.keys[2 * group] = people;
    this.keys[2 * group + 1] = period;
    return group;
  }

  private freeGroup(people: number, period: number): number {
    let group = hash(people, period) & this.mask;
    while (this.keys[2 * group] !== EMPTY) group = (group + 1) & this.mask;
    return group;
  }

  private double(): void {
    const { keys, rows } = this;
    const groups = 2 * (this.mask + 1);
    this.mask = groups - 1;
    this.keys = new Int32Array(2 * groups).fill(EMPTY);
    this.rows = new Int32Array(GROUP * groups).fill(EMPTY);
    for (let old = 0; old < groups / 2; old += 1) {
      const people = keys[2 * old] ?? EMPTY;
      if (people === EMPTY) continue;
      const period = keys[2 * old + 1] ?? EMPTY;
      const group = this.freeGroup(people, period);
      this.keys[2 * group] = people;
      this.keys[2 * group + 1] = period;
      for (let i = 0; i < GROUP; i += 1) this.rows[group * GROUP + i] = rows[old * GROUP + i] ?? EMPTY;
    }
  }
}

function hash(people: number, period: number): number {
  const mixed = Math.imul(people, 0x9e3779b1) ^ Math.imul(period + 1, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
