import type { Rows } from "../rows/rows";
import type { WeightRow } from "./cell-source";
import type { Entries } from "./weights";

/** What each person brings to one number: the person's sum, or mean where the number is one of means per person. */
export interface PersonParts {
  /** Places of the people in a session, in no particular order. */
  readonly people: Int32Array;
  readonly part: Float32Array;
  /** Person-periods of each of them where all have equally many; 0 where they differ. */
  readonly periods: number;
  /** First and last day of them, in days since 1970-01-01; −1 where there are no dates. */
  readonly first: number;
  readonly last: number;
  /** Equal for numbers of the same people in the same periods. */
  readonly units: string;
}

/** The places of a session's people, whatever store of a query they come from. */
export class PeoplePlaces {
  private readonly placeOf = new Map<string | number, number>();
  private readonly known = new WeakMap<object, Int32Array>();

  get size(): number {
    return this.placeOf.size;
  }

  of(rows: Rows): Int32Array {
    let places = this.known.get(rows);
    if (places === undefined) {
      places = Int32Array.from({ length: rows.peopleCount }, (_, p) => this.place(rows.personIds?.[p] ?? p));
      this.known.set(rows, places);
    }
    return places;
  }

  private place(id: string | number): number {
    let at = this.placeOf.get(id);
    if (at === undefined) this.placeOf.set(id, (at = this.placeOf.size));
    return at;
  }
}

/** Rows of a store with a value each, and the inner cell of a view that they are in. */
export interface PartsSource {
  readonly rows: Rows;
  readonly entries: Entries;
  /** One a row of the store; −1 for none. */
  readonly cellOf: Int32Array;
  readonly values: Float64Array;
}

/** The parts of people in each of these numbers, in one pass over the rows. */
export function personParts(
  from: PartsSource,
  numbers: readonly WeightRow[],
  places: Int32Array,
): PersonParts[] {
  const { rows, entries, cellOf, values } = from;
  const builders = numbers.map(({ perPerson }) => new Builder(perPerson));
  const of = new Map<number, Builder[]>();
  numbers.forEach(({ cells }, n) => {
    for (const cell of cells) of.set(cell, [...(of.get(cell) ?? []), builders[n] as Builder]);
  });
  const days = Int32Array.from([-1, ...rows.periods], (day) => mix(day, 0x85ebca6b) | 1);
  for (let p = 0; p + 1 < entries.start.length; p++) {
    const place = places[p] as number;
    const touched: Builder[] = [];
    for (let e = entries.start[p] as number; e < (entries.start[p + 1] as number); e++) {
      const row = entries.row[e] as number;
      const value = values[row] as number;
      const own = value === value ? of.get(cellOf[row] as number) : undefined;
      if (own === undefined) continue;
      const period = rows.period[row] as number;
      const day = rows.periods[period] ?? -1;
      for (const builder of own)
        if (builder.add(value, day, days[period + 1] as number)) touched.push(builder);
    }
    for (const builder of touched) builder.close(place);
  }
  return builders.map((builder) => builder.finish());
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
