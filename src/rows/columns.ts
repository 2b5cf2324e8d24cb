import { GrowingFloat64, GrowingInt32 } from "./growing";
import { Labels } from "./labels";
import type { MetricRange } from "./rows";

/** An attribute while it is read: its labels, their codes a row, and room for the piece being read. */
export class AttributeColumn {
  readonly labels = new Labels();
  readonly codes = new GrowingInt32(-1);
  readonly piece: Int32Array;

  constructor(
    readonly name: string,
    /** Position in the rows; -1 for one that came as AttributeName. */
    readonly index: number,
    pieceLength: number,
  ) {
    this.piece = new Int32Array(pieceLength);
  }
}

/** A column of numbers while it is read. */
export class MetricColumn {
  readonly values = new GrowingFloat64();
  readonly piece: Float64Array;
  private smallest = Infinity;
  private largest = 0;

  constructor(
    readonly name: string,
    readonly index: number,
    pieceLength: number,
  ) {
    this.piece = new Float64Array(pieceLength);
  }

  get range(): MetricRange {
    return { smallest: this.smallest, largest: this.largest };
  }

  /** Takes the first `count` values of the piece into the range. */
  widen(count: number): void {
    let { smallest, largest } = this;
    for (let i = 0; i < count; i += 1) {
      const size = Math.abs(this.piece[i] ?? 0);
      if (size > largest) largest = size;
      if (size < smallest && size > 0) smallest = size;
    }
    this.smallest = smallest;
    this.largest = largest;
  }
}
