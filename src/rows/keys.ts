/**
 * Finds the row of a person and a period: an open-addressing hash table of row numbers.
 * The keys themselves stay in the columns, so that it costs 4 bytes a slot and two slots or more a row.
 */
export class PersonPeriodIndex {
  private slots = new Int32Array(4096).fill(-1);
  private mask = 4095;
  private used = 0;

  /**
   * The row that holds this person and period, or -1 after `row` has been put down for them. `persons` and
   * `periods` are the columns of the rows so far; entry `row` is read by later calls and has to be written.
   */
  findOrAdd(person: number, period: number, row: number, persons: Int32Array, periods: Int32Array): number {
    let slot = hash(person, period) & this.mask;
    for (;;) {
      const held = this.slots[slot] ?? -1;
      if (held < 0) break;
      if (persons[held] === person && periods[held] === period) return held;
      slot = (slot + 1) & this.mask;
    }
    this.slots[slot] = row;
    this.used += 1;
    return -1;
  }

  /** Makes room for `more` keys. */
  reserve(more: number, persons: Int32Array, periods: Int32Array): void {
    let size = this.slots.length;
    while ((this.used + more) * 3 > size * 2) size *= 2;
    if (size === this.slots.length) return;
    const old = this.slots;
    this.slots = new Int32Array(size).fill(-1);
    this.mask = size - 1;
    for (const row of old) {
      if (row < 0) continue;
      let slot = hash(persons[row] ?? 0, periods[row] ?? 0) & this.mask;
      while ((this.slots[slot] ?? -1) >= 0) slot = (slot + 1) & this.mask;
      this.slots[slot] = row;
    }
  }
}

function hash(person: number, period: number): number {
  const mixed = Math.imul(person, 0x9e3779b1) ^ Math.imul(period + 1, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
