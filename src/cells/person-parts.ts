import type { Rows } from "../rows/rows";
import type { WeightRow } from "./cell-source";
import { several } from "./people";
import type { PersonParts } from "./people-places";
import type { Contributions } from "./weights";

/** The parts of people in each of these numbers of a view. */
export function personParts(
  from: Contributions,
  whole: WholePeople,
  numbers: readonly WeightRow[],
  places: Int32Array,
): PersonParts[] {
  const { cellOfPerson } = from;
  const builders = numbers.map(({ perPerson }) => new Builder(perPerson));
  const of: Builder[][] = [];
  numbers.forEach(({ cells }, n) => {
    for (const cell of cells) (of[cell] ??= []).push(builders[n] as Builder);
  });
  for (let p = 0; p < cellOfPerson.length; p++) {
    const cell = cellOfPerson[p] as number;
    const place = places[p] as number;
    // Most people are in one cell with all their rows.
    if (cell === several) addSeveral(from, whole, of, p, place);
    else if (cell >= 0 && (whole.count[p] as number) > 0)
      for (const builder of of[cell] ?? []) builder.addWhole(whole, p, place);
  }
  return builders.map((builder) => builder.finish());
}

function addSeveral(
  from: Contributions,
  whole: WholePeople,
  of: readonly Builder[][],
  person: number,
  place: number,
): void {
  const { rows, entries } = from.people;
  const touched: Builder[] = [];
  for (let e = entries.start[person] as number; e < (entries.start[person + 1] as number); e++) {
    const row = entries.row[e] as number;
    const value = from.values.ofRow?.[row] ?? NaN;
    const own = Number.isNaN(value) ? undefined : of[from.cellOfRow(row)];
    if (own === undefined) continue;
    const period = rows.period[row] as number;
    for (const builder of own)
      if (builder.add(value, rows.periods[period] ?? -1, whole.mixed[period + 1] as number))
        touched.push(builder);
  }
  for (const builder of touched) builder.close(place);
}

/** What each person of a store has of a metric in all. */
export interface WholePeople {
  readonly count: Int32Array;
  readonly sum: Float64Array;
  /** Sum of the mixtures of the days. */
  readonly days: Int32Array;
  readonly first: Float64Array;
  readonly last: Float64Array;
  /** A mixture of each period's day, by period code + 1. */
  readonly mixed: Int32Array;
}

/** Adds up a metric over each person's rows. */
export function wholePeople(rows: Rows, values: Float64Array): WholePeople {
  const { peopleCount: n, length, person, period, periods } = rows;
  const count = new Int32Array(n);
  const sum = new Float64Array(n);
  const days = new Int32Array(n);
  const first = new Float64Array(n).fill(Infinity);
  const last = new Float64Array(n).fill(-Infinity);
  const mixed = Int32Array.from([-1, ...periods], (day) => mix(day, 0x85ebca6b) | 1);
  for (let row = 0; row < length; row++) {
    const value = values[row] as number;
    if (value !== value) continue;
    const p = person[row] as number;
    const day = periods[period[row] as number] ?? -1;
    count[p] = (count[p] as number) + 1;
    sum[p] = (sum[p] as number) + value;
    days[p] = (days[p] as number) + (mixed[(period[row] as number) + 1] as number);
    if (day < (first[p] as number)) first[p] = day;
    if (day > (last[p] as number)) last[p] = day;
  }
  return { count, sum, days, first, last, mixed };
}

/** A 32-bit mixture of a number (the finalizer of MurmurHash3). */
function mix(x: number, seed: number): number {
  let h = Math.imul(x + 1, seed);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

class Builder {
  private readonly people: number[] = [];
  private readonly parts: number[] = [];
  private sum = 0;
  private count = 0;
  private days = 0;
  private periods = -1;
  private first = Infinity;
  private last = -Infinity;
  private readonly units = [0, 0];

  constructor(private readonly perPerson: boolean) {}

  /** Takes in a value; true for the first of a person. */
  add(value: number, day: number, mixed: number): boolean {
    this.sum += value;
    this.days = (this.days + mixed) | 0;
    if (day < this.first) this.first = day;
    if (day > this.last) this.last = day;
    return ++this.count === 1;
  }

  /** Takes in somebody with all values there are. */
  addWhole({ count, sum, days, first, last }: WholePeople, p: number, place: number): void {
    this.count = count[p] as number;
    this.sum = sum[p] as number;
    this.days = days[p] as number;
    this.first = Math.min(this.first, first[p] as number);
    this.last = Math.max(this.last, last[p] as number);
    this.close(place);
  }

  /** Ends a person. */
  close(place: number): void {
    const { perPerson, units, count, periods } = this;
    this.people.push(place);
    this.parts.push(perPerson ? this.sum / count : this.sum);
    this.periods = periods < 0 || periods === count ? count : 0;
    const weight = perPerson ? mix(count, 0x27d4eb2f) | 1 : 1;
    units[0] = ((units[0] as number) + Math.imul(Math.imul(mix(place, 0x9e3779b1), this.days), weight)) | 0;
    units[1] = ((units[1] as number) + Math.imul(Math.imul(mix(place, 0x7feb352d), this.days), weight)) | 0;
    this.sum = this.count = this.days = 0;
  }

  finish(): PersonParts {
    return {
      people: Int32Array.from(this.people),
      part: Float32Array.from(this.parts),
      periods: this.perPerson ? Math.max(0, this.periods) : 1,
      first: this.first,
      last: this.last,
      units: `${this.people.length}:${this.units.join(":")}`,
    };
  }
}
