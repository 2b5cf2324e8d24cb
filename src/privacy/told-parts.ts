import { PeoplePlaces, type PersonParts } from "../cells/people-places";
import type { Cell } from "./picture";
import { PlaceSet } from "./place-set";

/** A number whose parts of single people are remembered. */
export interface ToldNumber extends PersonParts {
  readonly everybody: PlaceSet;
  /** Sum of the absolute parts, and the largest of them. */
  readonly absolute: number;
  readonly largest: number;
  /** Numbers of one picture and one kind lie apart from each other, a rest being what is left of a total. */
  readonly kind: Cell["margin"] | "wider" | "rest";
}

/** Parts that should be equal differ by single precision at most. */
export const rounding = 1e-5;

export function toldNumber(parts: PersonParts, kind: ToldNumber["kind"]): ToldNumber {
  let absolute = 0;
  let largest = 0;
  for (const part of parts.part) {
    const own = Math.abs(part);
    absolute += own;
    if (own > largest) largest = own;
  }
  return { ...parts, everybody: new PlaceSet(parts.people), absolute, largest, kind };
}

/**
 * What is left of a total after these cells; null for nothing.
 *
 * @param left zeros, one a place; zeros again afterwards
 */
export function restOf(
  whole: ToldNumber,
  cells: readonly ToldNumber[],
  left: Float64Array,
): ToldNumber | null {
  const numbers = [whole, ...cells];
  numbers.forEach(({ people, part }, n) => {
    for (let i = 0; i < people.length; i++) {
      const p = people[i] as number;
      const all = left[p] as number;
      const own = n === 0 ? -(part[i] as number) : (part[i] as number);
      const rest = all - own;
      left[p] = Math.abs(rest) > rounding * (Math.abs(all) + Math.abs(own)) ? rest : 0;
    }
  });
  const [found, rests]: [number[], number[]] = [[], []];
  for (const { people } of numbers)
    for (const p of people) {
      if (left[p] === 0) continue;
      found.push(p);
      rests.push(left[p] as number);
      left[p] = 0;
    }
  if (found.length === 0) return null;
  const parts = {
    people: Int32Array.from(found),
    part: Float32Array.from(rests),
    units: [whole.units, ...cells.map(({ units }) => units)].join("-"),
  };
  return toldNumber({ ...whole, ...parts }, "rest");
}

/** What the pictures of a session have told of one metric. */
export class MetricParts {
  constructor(
    readonly numbers = new Map<string, ToldNumber>(),
    /** The numbers of each picture and kind. */
    readonly families: ToldNumber[][] = [],
  ) {}

  /** Takes in a picture; of numbers that were told before it keeps the first. */
  add(picture: readonly ToldNumber[]): void {
    const known = picture.map((number) => this.numbers.get(number.units) ?? number);
    for (const number of known) this.numbers.set(number.units, number);
    this.families.push(...familiesOf(picture).map((own) => own.map((n) => known[picture.indexOf(n)] ?? n)));
  }
}

/** The numbers of a picture by kind; rests are in no family. */
export function familiesOf(picture: readonly ToldNumber[]): ToldNumber[][] {
  const kinds = new Set(picture.map(({ kind }) => kind));
  kinds.delete("rest");
  return [...kinds].map((kind) => picture.filter((number) => number.kind === kind));
}

/** The parts of single people in everything that a session has told, by metric. */
export class ToldParts {
  private readonly byMetric = new Map<string, MetricParts>();

  constructor(readonly places = new PeoplePlaces()) {}

  get bytes(): number {
    let sum = this.places.size * 80;
    for (const { numbers } of this.byMetric.values())
      for (const { people, part, everybody } of numbers.values())
        sum += 200 + people.byteLength + part.byteLength + everybody.bytes;
    return sum;
  }

  /** The same parts; what is added to the copy is not added here. */
  copy(): ToldParts {
    const copy = new ToldParts(this.places.copy());
    for (const [metric, { numbers, families }] of this.byMetric)
      copy.byMetric.set(metric, new MetricParts(new Map(numbers), [...families]));
    return copy;
  }

  of(metric: string): MetricParts {
    let parts = this.byMetric.get(metric);
    if (parts === undefined) this.byMetric.set(metric, (parts = new MetricParts()));
    return parts;
  }
}
