/** An Int32Array that grows by doubling; what was not written holds `empty`. */
export class GrowingInt32 {
  data: Int32Array;

  constructor(
    private readonly empty: number,
    capacity = 1024,
  ) {
    this.data = new Int32Array(capacity);
    if (empty !== 0) this.data.fill(empty);
  }

  /** Makes room for `length` entries. */
  reserve(length: number): void {
    const old = this.data;
    if (length <= old.length) return;
    this.data = new Int32Array(Math.max(length, old.length * 2));
    this.data.set(old);
    if (this.empty !== 0) this.data.fill(this.empty, old.length);
  }
}

/** A Float64Array that grows by doubling. */
export class GrowingFloat64 {
  data = new Float64Array(1024);

  /** Makes room for `length` entries. */
  reserve(length: number): void {
    const old = this.data;
    if (length <= old.length) return;
    this.data = new Float64Array(Math.max(length, old.length * 2));
    this.data.set(old);
  }
}
