import type { Combined, Term } from "./cell-source";
import { several } from "./people";
import type { Lists } from "./lists";
import { cellsOfEntries, eachRun, rowsOfCells, type Contributions } from "./weights";

/** Weights that differ from zero by rounding alone. */
const nothing = 1e-12;

/**
 * Who has weight in Σ factor · row: most people as a whole, the others period by period.
 *
 * @param terms by view; all views are of the same people and values
 */
export function combineTerms(terms: ReadonlyMap<Contributions, readonly Term[]>): Combined {
  const views = [...terms].map(([from, own]) => new TermsOfView(from, own));
  const total = { contributors: 0, absolute: 0, largest: 0, second: 0 };
  const [first] = terms.keys();
  if (first === undefined) return total;
  const { values } = first;
  for (let person = 0; person < values.count.length; person++) {
    let weight = 0;
    for (const view of views) weight += view.whole(person);
    if (Number.isNaN(weight)) {
      const part = partByPeriods(views, first, person);
      if (part !== null) addPart(total, Math.abs(part));
    } else if (Math.abs(weight) > nothing && values.count[person] !== 0)
      addPart(total, Math.abs(weight * (values.sum[person] as number)));
  }
  return total;
}

/** The weighted sum of one person's values; null where no weight is left. */
function partByPeriods(
  views: readonly TermsOfView[],
  { people, values }: Contributions,
  person: number,
): number | null {
  const { start, row } = people.entries;
  const first = start[person] as number;
  const length = (start[person + 1] as number) - first;
  for (const view of views) view.begin(person);
  let part = 0;
  let weighs = false;
  for (let i = 0; i < length; i++) {
    let weight = 0;
    for (const view of views) weight += view.weight(i);
    if (Math.abs(weight) <= nothing) continue;
    weighs = true;
    part += weight * (values.ofRow === null ? 1 : (values.ofRow[row[first + i] as number] as number));
  }
  for (const view of views) view.end();
  return weighs ? part : null;
}

/** The terms of one view: what they weigh on a person, or on each entry of the person at hand. */
class TermsOfView {
  /** Of each cell the factors of the rows it is in: those that weigh every person-period alike, and the others. */
  private readonly plain: Float64Array;
  private readonly perPerson: Float64Array;
  private readonly lists: Lists;
  /** The person's periods in each term. */
  private readonly periods: Int32Array;
  private cells = new Int32Array(64);
  private length = 0;
  private lastCell = -1;
  private lastWeight = 0;

  constructor(
    private readonly from: Contributions,
    private readonly terms: readonly Term[],
  ) {
    this.plain = new Float64Array(from.size);
    this.perPerson = new Float64Array(from.size);
    for (const { factor, row } of terms) {
      const sums = row.perPerson ? this.perPerson : this.plain;
      for (const cell of row.cells) sums[cell] = (sums[cell] as number) + factor;
    }
    this.lists = rowsOfCells(
      from.size,
      terms.map((term) => term.row),
    );
    this.periods = new Int32Array(terms.length);
  }

  /** What each period of a person weighs; NaN where that differs from period to period. */
  whole(person: number): number {
    const cell = this.from.cellOfPerson[person] as number;
    if (cell === -1) return 0;
    if (cell === several) return NaN;
    const count = this.from.values.count[person] as number;
    return count === 0 ? 0 : (this.plain[cell] as number) + (this.perPerson[cell] as number) / count;
  }

  begin(person: number): void {
    const { start } = this.from.people.entries;
    const most = (start[person + 1] as number) - (start[person] as number);
    if (most > this.cells.length) this.cells = new Int32Array(most * 2);
    this.length = cellsOfEntries(this.from, person, this.cells);
    this.lastCell = -1;
    this.count((periods, run) => periods + run);
  }

  end(): void {
    this.count(() => 0);
  }

  weight(entry: number): number {
    const cell = this.cells[entry] as number;
    if (cell < 0) return 0;
    if (cell === this.lastCell) return this.lastWeight;
    const { start, item } = this.lists;
    let weight = 0;
    for (let i = start[cell] as number; i < (start[cell + 1] as number); i++) {
      const { factor, row } = this.terms[item[i] as number] as Term;
      weight += row.perPerson ? factor / (this.periods[item[i] as number] as number) : factor;
    }
    this.lastCell = cell;
    this.lastWeight = weight;
    return weight;
  }

  private count(next: (periods: number, run: number) => number): void {
    const { periods } = this;
    const { start, item } = this.lists;
    eachRun(this.cells, 0, this.length, (cell, run) => {
      for (let i = start[cell] as number; i < (start[cell + 1] as number); i++) {
        const term = item[i] as number;
        periods[term] = next(periods[term] as number, run);
      }
    });
  }
}

function addPart(
  total: { contributors: number; absolute: number; largest: number; second: number },
  part: number,
): void {
  total.contributors++;
  total.absolute += part;
  if (part > total.largest) {
    total.second = total.largest;
    total.largest = part;
  } else if (part > total.second) total.second = part;
}
