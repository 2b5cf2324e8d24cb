import type { WeightRow } from "./cell-source";
import type { Lists } from "./lists";
import { PairTable } from "./pair-table";
import { classesOfCells, rowsOfCells, type Entry } from "./weights";

/** New numbers over the aggregated rows of one store. */
export interface CountedPicture {
  /** Inner cell of each row that counts; −1 for none. */
  readonly cellOf: Int32Array;
  /** Number of inner cells. */
  readonly size: number;
  readonly numbers: readonly WeightRow[];
  /** Whether values are added up; otherwise a number is their mean, weighed by people. */
  readonly adds: boolean;
}

interface Classes {
  readonly lists: Lists;
  readonly of: Int32Array;
  readonly cell: readonly number[];
  readonly firstNumber: number;
}

/**
 * What pictures weigh on aggregated rows: those that weigh the same have the same link. The unknown is what the
 * people of a row have together, so that a mean weighed by people is 1 on each row, but for a known divisor, and
 * so is a sum of totals. Where a session has told both of one metric, the later kind weighs by people, or by 1
 * over them.
 */
export class CountedLinks {
  private readonly classes: readonly Classes[];
  private readonly chains = new PairTable();
  /** A chain, and the people of the row where these matter. */
  private readonly links = new PairTable();
  private readonly known: (readonly Entry[])[] = [];

  /** @param scale people of each row where they matter; null otherwise */
  constructor(
    private readonly pictures: readonly CountedPicture[],
    private readonly scale: Float64Array | null,
  ) {
    let firstNumber = 0;
    this.classes = pictures.map(({ size, numbers }) => {
      const lists = rowsOfCells(size, numbers);
      firstNumber += numbers.length;
      return { lists, ...classesOfCells(size, lists), firstNumber: firstNumber - numbers.length };
    });
  }

  /** The link of a row; −1 where nothing weighs on it. */
  of(row: number): number {
    const { pictures, classes } = this;
    let chain = -1;
    for (let i = 0; i < pictures.length; i++) {
      const cell = (pictures[i] as CountedPicture).cellOf[row] as number;
      const own = cell < 0 ? -1 : ((classes[i] as Classes).of[cell] as number);
      if (own >= 0) chain = this.chains.id(chain, own * pictures.length + i);
    }
    return chain < 0 ? -1 : this.links.id(chain, this.scale?.[row] ?? 0);
  }

  /** The numbers that weigh on the rows of a link. */
  entries(link: number): readonly Entry[] {
    return link < 0 ? [] : (this.known[link] ??= this.entriesOf(link));
  }

  private entriesOf(link: number): Entry[] {
    const { pictures } = this;
    const [chain, people] = this.links.pair(link);
    const found: Entry[] = [];
    for (let at = chain; at >= 0;) {
      const [before, code] = this.chains.pair(at);
      const i = code % pictures.length;
      const { lists, cell, firstNumber } = this.classes[i] as Classes;
      const own = cell[Math.floor(code / pictures.length)] as number;
      const [times, divisor] = people === 0 ? [1, 1] : pictures[i]?.adds === true ? [1, people] : [people, 1];
      for (const number of lists.item.subarray(lists.start[own], lists.start[own + 1]))
        found.push([firstNumber + number, times, divisor]);
      at = before;
    }
    return found;
  }
}
