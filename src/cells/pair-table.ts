const multiplierA = 0x9e3779b1;
const multiplierB = 0x85ebca6b;

/** Numbers pairs of integers ≥ −1 in order of first appearance, without an object a pair. */
export class PairTable {
  private readonly first: number[] = [];
  private readonly second: number[] = [];
  private slots = new Int32Array(1024);

  get size(): number {
    return this.first.length;
  }

  /** Number of the pair (a, b), a new one if it was not seen. */
  id(a: number, b: number): number {
    const at = this.slot(a, b);
    const known = (this.slots[at] as number) - 1;
    if (known >= 0) return known;
    const entry = this.first.push(a) - 1;
    this.second.push(b);
    this.slots[at] = entry + 1;
    if (this.first.length * 2 > this.slots.length) this.grow();
    return entry;
  }

  /** Number of the pair (a, b); −1 if it was not seen. */
  known(a: number, b: number): number {
    return (this.slots[this.slot(a, b)] as number) - 1;
  }

  pair(id: number): readonly [number, number] {
    return [this.first[id] as number, this.second[id] as number];
  }

  /** Where the pair stands, or would. */
  private slot(a: number, b: number): number {
    const { first, second, slots } = this;
    const mask = slots.length - 1;
    let at = slotOf(a, b) & mask;
    for (;;) {
      const entry = (slots[at] as number) - 1;
      if (entry < 0 || (first[entry] === a && second[entry] === b)) return at;
      at = (at + 1) & mask;
    }
  }

  private grow(): void {
    const slots = new Int32Array(this.slots.length * 2);
    const mask = slots.length - 1;
    for (let entry = 0; entry < this.first.length; entry++) {
      let at = slotOf(this.first[entry] as number, this.second[entry] as number) & mask;
      while (slots[at] !== 0) at = (at + 1) & mask;
      slots[at] = entry + 1;
    }
    this.slots = slots;
  }
}

function slotOf(a: number, b: number): number {
  const h = Math.imul(a + 1, multiplierA) ^ Math.imul(b + 1, multiplierB);
  return (h ^ (h >>> 15)) >>> 0;
}
