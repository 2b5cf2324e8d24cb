import type { Rows } from "../rows/rows";
import { numberIn } from "./numbering";

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
  private readonly known = new WeakMap<object, Int32Array>();

  constructor(private readonly placeOf = new Map<string | number, number>()) {}

  get size(): number {
    return this.placeOf.size;
  }

  copy(): PeoplePlaces {
    return new PeoplePlaces(new Map(this.placeOf));
  }

  of(rows: Rows): Int32Array {
    let places = this.known.get(rows);
    if (places === undefined) {
      places = Int32Array.from({ length: rows.peopleCount }, (_, p) =>
        numberIn(this.placeOf, rows.personIds?.[p] ?? p),
      );
      this.known.set(rows, places);
    }
    return places;
  }
}
