const SMALL = 65_536;
/** What Power BI hands a visual at most. */
const FULL = 1_048_576;

/**
 * Room for `length` entries: doubling while small, then at once what a full visual needs. Memory that is not
 * written to costs nothing, while copying at every doubling, and the garbage of it, would make pauses.
 */
function capacityFor(length: number): number {
  let capacity = 1024;
  while (capacity < length) capacity = capacity === SMALL ? FULL : capacity * 2;
  return capacity;
}

/** An Int32Array that grows. */
export class GrowingInt32 {
  data = new Int32Array(1024);

  /** Makes room for `length` entries. */
  reserve(length: number): void {
    const old = this.data;
    if (length <= old.length) return;
    this.data = new Int32Array(capacityFor(length));
    this.data.set(old);
  }

  /** Gives back room beyond `length` entries where that is more than a quarter. */
  trim(length: number): void {
    if (this.data.length > 1.25 * length) this.data = this.data.slice(0, length);
  }
}

/** A Float64Array that grows. */
export class GrowingFloat64 {
  data = new Float64Array(1024);

  /** Makes room for `length` entries. */
  reserve(length: number): void {
    const old = this.data;
    if (length <= old.length) return;
    this.data = new Float64Array(capacityFor(length));
    this.data.set(old);
  }

  /** Gives back room beyond `length` entries where that is more than a quarter. */
  trim(length: number): void {
    if (this.data.length > 1.25 * length) this.data = this.data.slice(0, length);
  }
}
