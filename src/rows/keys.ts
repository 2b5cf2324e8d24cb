/** People of one period whose codes differ in the last four bits only share a group of slots. */
const GROUP_BITS = 4;
const GROUP = 1 << GROUP_BITS;
/** Groups at first, and when these are half used: enough for what Power BI hands a visual at most. */
const SMALL = 4096;
const FULL = 131_072;

/**
 * Finds the row of a person and a period: a hash table with open addressing of groups of 16 row numbers, for
 * 16 people with neighbouring codes in one period. Queries come sorted by date or by person, so that
 * neighbours are asked for one after the other and a group stays in the processor's cache.
 */
export class PersonPeriodIndex {
  private mask = SMALL - 1;
  private used = 0;
  /** Two numbers a group: which people and which period, both plus 2, so that 0 is a group not in use. */
  private keys = new Int32Array(2 * SMALL);
  /** One more than the entry of each slot; 0 where there is none. */
  private rows = new Int32Array(GROUP * SMALL);

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
    let { rows } = this;
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
        start = this.seek(people + 2, period + 2) * GROUP;
        [lastPeople, lastPeriod] = [people, period];
        rows = this.rows;
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
    const { keys, mask } = this;
    let group = hash(people, period) & mask;
    while (keys[2 * group] !== people || keys[2 * group + 1] !== period) {
      if (keys[2 * group] === 0) return this.claim(group, people, period);
      group = (group + 1) & mask;
    }
    return group;
  }

  private claim(free: number, people: number, period: number): number {
    this.used += 1;
    let group = free;
    if (this.used * 2 > this.mask + 1) {
      this.grow();
      group = this.freeGroup(people, period);
    }
    this.keys[2 * group] = people;
    this.keys[2 * group + 1] = period;
    return group;
  }

  private freeGroup(people: number, period: number): number {
    let group = hash(people, period) & this.mask;
    while (this.keys[2 * group] !== 0) group = (group + 1) & this.mask;
    return group;
  }

  private grow(): void {
    const { keys, rows } = this;
    const before = this.mask + 1;
    const groups = before === SMALL ? FULL : before * 2;
    this.mask = groups - 1;
    this.keys = new Int32Array(2 * groups);
    this.rows = new Int32Array(GROUP * groups);
    for (let old = 0; old < before; old += 1) {
      const people = keys[2 * old] ?? 0;
      if (people === 0) continue;
      const period = keys[2 * old + 1] ?? 0;
      const group = this.freeGroup(people, period);
      this.keys[2 * group] = people;
      this.keys[2 * group + 1] = period;
      for (let i = 0; i < GROUP; i += 1) this.rows[group * GROUP + i] = rows[old * GROUP + i] ?? 0;
    }
  }
}

function hash(people: number, period: number): number {
  const mixed = Math.imul(people, 0x9e3779b1) ^ Math.imul(period, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
