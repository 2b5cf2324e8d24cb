import type { Rows } from "../rows/rows";
import { numberIn } from "./numbering";
import { PairTable } from "./pair-table";

/**
 * Numbers aggregated rows so that they are known again in other stores of the same query (a slicer sends other
 * rows): by their labels and their day.
 */
export class SourceRows {
  private readonly labels = new Map<string, number>();
  private readonly columnOf = new Map<number, number>();
  private readonly rows = new PairTable();
  private readonly known = new WeakMap<Rows, Int32Array>();

  /** How many there are. */
  get size(): number {
    return this.rows.size;
  }

  /** How many periods they are of. */
  get columns(): number {
    return this.columnOf.size;
  }

  get bytes(): number {
    return this.labels.size * 200 + this.rows.size * 32;
  }

  /** Number of a row's period. */
  column(row: number): number {
    return this.rows.pair(row)[1];
  }

  /** The number of each row of a store. Throws a RangeError where two of them have the same labels and day. */
  of(store: Rows): Int32Array {
    let numbers = this.known.get(store);
    if (numbers === undefined) this.known.set(store, (numbers = this.numbered(store)));
    return numbers;
  }

  private numbered(store: Rows): Int32Array {
    const labels = this.labelsOf(store);
    const columns = [NaN, ...store.periods].map((day) => numberIn(this.columnOf, day));
    const numbers = Int32Array.from({ length: store.length }, (_, row) =>
      this.rows.id(labels[row] as number, columns[(store.period[row] as number) + 1] as number),
    );
    const isMet = new Uint8Array(this.rows.size);
    for (const number of numbers) isMet[number] = 1;
    if (isMet.reduce((sum, met) => sum + met, 0) < numbers.length)
      throw new RangeError("Several aggregated rows of one group and period cannot be told apart.");
    return numbers;
  }

  /** Number of the labels of each row. */
  private labelsOf(store: Rows): Int32Array {
    const attributes = [...store.attributes].sort();
    const columns = attributes.map((name) => store.attribute(name));
    const codes = new PairTable();
    const numbers: (number | undefined)[] = [];
    return Int32Array.from({ length: store.length }, (_, row) => {
      const link = columns.reduce((before, column) => codes.id(before, column.codes[row] as number), -1);
      return (numbers[link + 1] ??= numberIn(
        this.labels,
        JSON.stringify(
          columns.map(({ codes: own, values }, i) => [attributes[i], values[own[row] as number]]),
        ),
      ));
    });
  }
}
