import type { Policy } from "./policy";
import { dominanceRule } from "./rules";
import { familiesOf, rounding, type MetricParts, type ToldNumber } from "./told-parts";

/**
 * Looks for two people who dominate what is left of one number after another, or of one number after all numbers of
 * one kind (cells, or totals) of one other picture that lie in it. At least one of the numbers has to be of the new picture.
 */
export class Differences {
  private readonly part: Float64Array;
  private readonly size: Float64Array;

  constructor(
    people: number,
    private readonly told: MetricParts,
    private readonly policy: Policy,
  ) {
    this.part = new Float64Array(people);
    this.size = new Float64Array(people);
  }

  /** The new numbers that take part in the first difference found; null where there is none. */
  find(picture: readonly ToldNumber[]): readonly ToldNumber[] | null {
    const { numbers, families } = this.told;
    const fresh = picture.filter(({ units }) => !numbers.has(units));
    if (fresh.length === 0) return null;
    for (const one of fresh) {
      for (const other of numbers.values())
        if (one.first <= other.last && other.first <= one.last)
          for (const factor of new Set([1, ratioOf(one, other)]))
            if (this.isDominated(one, [other], factor)) return [one];
      for (const cells of families) if (this.findRest(one, cells) !== null) return [one];
    }
    for (const cells of familiesOf(picture))
      for (const one of numbers.values()) {
        const own = this.findRest(one, cells)?.filter((cell) => fresh.includes(cell)) ?? [];
        if (own.length > 0) return own;
      }
    return null;
  }

  /** The cells that lie in a number and leave something that is dominated; null where it is not. */
  private findRest(one: ToldNumber, cells: readonly ToldNumber[]): readonly ToldNumber[] | null {
    const may = cells.filter((cell) => cell !== one && mayLieIn(cell, one));
    if (may.length < 2) return null;
    for (const factor of new Set([1, ...may.map((cell) => ratioOf(one, cell))])) {
      const own = may.filter((cell) => factor === 1 || ratioOf(one, cell) === factor);
      const most = own.reduce((sum, { largest }) => sum + factor * largest, one.largest);
      const least = own.reduce((left, { absolute }) => left - factor * absolute, one.absolute);
      if (own.length < 2 || this.keeps(least, most)) continue;
      const ofPeople = own.filter(({ people }) => people.every((p) => one.everybody.has(p)));
      for (const inside of [ofPeople, this.inside(one, own, factor)])
        if (inside.length > 1 && this.isDominated(one, inside, factor)) return inside;
    }
    return null;
  }

  /** Those that can be taken from a number in turn without anybody's part falling below nothing. */
  private inside(one: ToldNumber, cells: readonly ToldNumber[], factor: number): ToldNumber[] {
    this.enter(one, 1);
    const found = cells.filter((cell) => {
      const fits = cell.people.every((p, i) => {
        const own = Math.abs(factor * (cell.part[i] as number));
        return own <= Math.abs(this.part[p] as number) + rounding * (own + (this.size[p] as number));
      });
      if (fits) this.enter(cell, -factor);
      return fits;
    });
    for (const number of [one, ...found]) this.forget(number);
    return found;
  }

  private isDominated(one: ToldNumber, others: readonly ToldNumber[], factor: number): boolean {
    const less = others.reduce((sum, { absolute }) => sum + factor * absolute, 0);
    const most = others.reduce((sum, { largest }) => sum + factor * largest, one.largest);
    if (this.keeps(Math.abs(one.absolute - less), most)) return false;
    const numbers = [one, ...others];
    numbers.forEach((number, i) => {
      this.enter(number, i === 0 ? 1 : -factor);
    });
    const left = { absolute: 0, largest: 0, second: 0 };
    for (const { people } of numbers)
      for (const p of people) {
        const [own, size] = [Math.abs(this.part[p] as number), this.size[p] as number];
        this.part[p] = this.size[p] = 0;
        if (own <= rounding * size) continue;
        left.absolute += own;
        if (own > left.largest) [left.largest, left.second] = [own, left.largest];
        else if (own > left.second) left.second = own;
      }
    return left.absolute > 0 && dominanceRule(left, this.policy) !== null;
  }

  /** Enough that nobody's part can matter: the rules hold for the least that is left and the most that one has. */
  private keeps(least: number, most: number): boolean {
    return least > 0 && dominanceRule({ absolute: least, largest: most, second: most }, this.policy) === null;
  }

  private enter({ people, part }: ToldNumber, factor: number): void {
    for (let i = 0; i < people.length; i++) {
      const p = people[i] as number;
      const own = factor * (part[i] as number);
      this.part[p] = (this.part[p] as number) + own;
      this.size[p] = (this.size[p] as number) + Math.abs(own);
    }
  }

  private forget({ people }: ToldNumber): void {
    for (const p of people) this.part[p] = this.size[p] = 0;
  }
}

/**
 * The cell has no other days than the number, and everybody of it is in the number, people who moved between cells
 * included, or has nothing in the cell.
 */
function mayLieIn({ first, last, people, part }: ToldNumber, one: ToldNumber): boolean {
  if (first < one.first || last > one.last || people.length > one.people.length) return false;
  for (let i = 0; i < people.length; i++)
    if (!one.everybody.has(people[i] as number) && part[i] !== 0) return false;
  return true;
}

/** How many times one number has to be taken from another so that people with all their periods in both cancel. */
function ratioOf(one: ToldNumber, other: ToldNumber): number {
  return one.periods === 0 || other.periods === 0 ? 1 : other.periods / one.periods;
}
