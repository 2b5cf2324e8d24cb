import { PeoplePlaces } from "./people-places";
import type { Rows } from "../rows/rows";

/** Of each day one value a person in the order of places, NaN where none was met; never changed, so copies share it. */
type Days = ReadonlyMap<number, Float32Array>;

/** Sums that a database adds up in another order, in single precision, differ by less. */
const rounding = 1e-5;

/**
 * Every value that a session has met, by metric, day and person, so that a corrected value is noticed whatever people
 * and periods come with it.
 */
export class MetValues {
  constructor(
    private readonly places = new PeoplePlaces(),
    private readonly met = new Map<string, Days>(),
    /** The column of each metric that was met last. */
    private readonly last = new Map<string, WeakRef<Float64Array>>(),
  ) {}

  copy(): MetValues {
    return new MetValues(this.places.copy(), new Map(this.met), new Map(this.last));
  }

  get bytes(): number {
    let sum = this.places.size * 80;
    for (const days of this.met.values()) for (const { byteLength } of days.values()) sum += byteLength;
    return sum;
  }

  /** Whether values of a metric were met. */
  has(metric: string): boolean {
    return this.met.has(metric);
  }

  /** Whether any value of a metric is another than the one met before of that person and day; if not, all are met. */
  differ(rows: Rows, metric: string): boolean {
    const values = rows.metric(metric);
    if (this.last.get(metric)?.deref() === values) return false;
    const { length, person, period } = rows;
    const placeOf = this.places.of(rows);
    const days = this.roomFor(rows, this.met.get(metric));
    const columns = [-1, ...rows.periods].map((day) => days.get(day) as Float32Array);
    for (let row = 0; row < length; row++) {
      const now = values[row] as number;
      const column = columns[(period[row] as number) + 1] as Float32Array;
      const place = placeOf[person[row] as number] as number;
      const then = column[place] as number;
      if (then !== then) column[place] = now;
      else if (Math.abs(now - then) > rounding * (Math.abs(now) + Math.abs(then))) return true;
    }
    this.met.set(metric, days);
    this.last.set(metric, new WeakRef(values));
    return false;
  }

  /** What was met, with columns to write in for the days of a store, -1 for none, and all its people. */
  private roomFor({ periods }: Rows, before: Days = new Map()): Map<number, Float32Array> {
    const days = new Map(before);
    for (const day of [-1, ...periods]) {
      const column = new Float32Array(this.places.size).fill(NaN);
      column.set(before.get(day) ?? []);
      days.set(day, column);
    }
    return days;
  }
}
