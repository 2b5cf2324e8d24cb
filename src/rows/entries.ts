import { PIECE } from "./columns";
import { NO_DATE } from "./dates";
import { GrowingInt32 } from "./growing";
import { PersonPeriodIndex } from "./keys";
import type { ProblemLog } from "./problems";

/** A row that is left out. */
export const LEFT_OUT = -1;

/** The entries of a store: one a key, in order of first appearance, with their person and period. */
export class Entries {
  count = 0;
  readonly persons = new GrowingInt32();
  readonly periods = new GrowingInt32();
  /** The entry that each row of the piece belongs to, or LEFT_OUT. */
  readonly target = new Int32Array(PIECE);
  /** 1 where the row made its entry: its values are to be written, not compared. */
  readonly isNew = new Uint8Array(PIECE);
  private index: PersonPeriodIndex | null = new PersonPeriodIndex();
  private readonly entryOfText = new Map<string, number>();

  reserve(more: number): void {
    this.persons.reserve(this.count + more);
    this.periods.reserve(this.count + more);
  }

  /** Gives back room, and the index, when no more rows will come. */
  close(): void {
    this.index = null;
    this.entryOfText.clear();
    this.persons.trim(this.count);
    this.periods.trim(this.count);
  }

  /** Finds the entry of each person and period; rows without a person or below the lowest period are left out. */
  findByPersonAndPeriod(
    count: number,
    personOf: Int32Array,
    periodOf: Int32Array,
    lowestPeriod: number,
    log: ProblemLog,
  ): void {
    const { target, isNew, count: held } = this;
    if (this.index === null) return;
    this.count = this.index.findOrAdd(personOf, periodOf, count, lowestPeriod, held, target, isNew);
    const [persons, periods] = [this.persons.data, this.periods.data];
    if (this.count - held === count) {
      persons.set(personOf.subarray(0, count), held);
      periods.set(periodOf.subarray(0, count), held);
      return;
    }
    for (let i = 0; i < count; i += 1) {
      const entry = target[i] ?? LEFT_OUT;
      if ((personOf[i] ?? -1) < 0) log.add("row-without-person");
      if (isNew[i] === 0) continue;
      persons[entry] = personOf[i] ?? -1;
      periods[entry] = periodOf[i] ?? NO_DATE;
    }
  }

  /** Finds the entry of a row of the piece by its key in words; null leaves the row out. */
  findByText(i: number, key: string | null, person: number, period: number): void {
    this.isNew[i] = 0;
    this.target[i] = LEFT_OUT;
    if (key === null) return;
    const held = this.entryOfText.get(key);
    this.target[i] = held ?? this.count;
    if (held !== undefined) return;
    this.entryOfText.set(key, this.count);
    this.isNew[i] = 1;
    this.persons.data[this.count] = person;
    this.periods.data[this.count] = period;
    this.count += 1;
  }
}
