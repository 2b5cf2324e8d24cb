import { PeoplePlaces, type PersonParts } from "../cells/people-places";
import type { Cell } from "./picture";

/** A number whose parts of single people are remembered. */
export interface ToldNumber extends PersonParts {
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
  return { ...parts, absolute, largest, kind };
}

/** What is left of a total after these cells; null for nothing. */
export function restOf(whole: ToldNumber, cells: readonly ToldNumber[]): ToldNumber | null {
  const left = new Map(Array.from(whole.people, (p, i) => [p, whole.part[i] as number]));
  for (const { people, part } of cells)
    people.forEach((p, i) => {
      const [all, own] = [left.get(p) ?? 0, part[i] as number];
      const rest = all - own;
      if (Math.abs(rest) > rounding * (Math.abs(all) + Math.abs(own))) left.set(p, rest);
      else left.delete(p);
    });
  if (left.size === 0) return null;
  const parts = {
    people: Int32Array.from(left.keys()),
    part: Float32Array.from(left.values()),
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
      for (const { people, part } of numbers.values()) sum += 200 + people.byteLength + part.byteLength;
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
