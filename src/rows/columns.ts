import { GrowingFloat64, GrowingInt32 } from "./growing";
import { Labels } from "./labels";
import { readNumber } from "./numbers";
import type { ProblemLog } from "./problems";
import type { MetricRange } from "./rows";

/** Rows are read in pieces of this many, column by column, so that a piece stays in the processor's cache. */
export const PIECE = 1024;

/** An attribute: its labels and their codes a row. */
export class AttributeColumn {
  readonly labels = new Labels();
  readonly codes = new GrowingInt32();
  /** Codes of the rows that are being read; -1 throughout for an attribute that comes as AttributeName. */
  readonly piece = new Int32Array(PIECE).fill(-1);

  constructor(
    readonly name: string,
    /** Position in the rows; -1 for one that comes as AttributeName. */
    readonly index: number,
  ) {}

  read(values: ArrayLike<unknown>, offset: number, count: number): void {
    this.labels.read(values, offset, count, this.piece);
  }

  copyPiece(count: number, to: number): void {
    this.codes.data.set(this.piece.subarray(0, count), to);
  }

  write(i: number, row: number): void {
    this.codes.data[row] = this.piece[i] ?? -1;
  }

  /** Whether row `i` of the piece has what entry `row` holds. */
  agrees(i: number, row: number): boolean {
    return this.index < 0 || this.codes.data[row] === this.piece[i];
  }
}

/** A column of numbers; NaN where there is none. */
export class MetricColumn {
  readonly values = new GrowingFloat64();
  /** Values of the rows that are being read. */
  readonly piece = new Float64Array(PIECE);
  private smallest = Infinity;
  private largest = 0;
  private negative = false;

  constructor(
    readonly name: string,
    readonly index: number,
  ) {}

  get range(): MetricRange {
    return { smallest: this.smallest, largest: this.largest, negative: this.negative };
  }

  read(values: ArrayLike<unknown>, offset: number, count: number, log: ProblemLog): void {
    const { piece } = this;
    let { smallest, largest, negative } = this;
    for (let i = 0; i < count; i += 1) {
      const value = values[offset + i];
      const number = typeof value === "number" && Number.isFinite(value) ? value : this.numberOf(value, log);
      const size = Math.abs(number);
      if (size > largest) largest = size;
      if (size < smallest && size > 0) smallest = size;
      if (number < 0) negative = true;
      piece[i] = number;
    }
    this.smallest = smallest;
    this.largest = largest;
    this.negative = negative;
  }

  private numberOf(value: unknown, log: ProblemLog): number {
    if (value === null) return NaN;
    const reading = readNumber(value);
    if (typeof reading === "number") return reading;
    if (reading === "unreadable") log.add("unreadable-number", this.name, value);
    else if (reading === "infinite") log.add("infinite-number", this.name);
    return NaN;
  }

  copyPiece(count: number, to: number): void {
    this.values.data.set(this.piece.subarray(0, count), to);
  }

  write(i: number, row: number): void {
    this.values.data[row] = this.piece[i] ?? NaN;
  }

  /** Whether row `i` of the piece has what entry `row` holds; two missing values agree. */
  agrees(i: number, row: number): boolean {
    const [held, read] = [this.values.data[row] ?? NaN, this.piece[i] ?? NaN];
    return held === read || (Number.isNaN(held) && Number.isNaN(read));
  }
}
