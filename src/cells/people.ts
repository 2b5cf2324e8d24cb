import type { Rows } from "../rows/rows";
import { entriesByPerson, type Entries } from "./entries-by-person";
import { attributeFilters } from "./filter";
import type { ViewFrames } from "./frame";
import type { View } from "./view";

/** Somebody whose rows do not agree. */
export const several = -2;

/** Of each person: how many values, and what they add up to. */
export interface PersonValues {
  /** One value a row, NaN where there is none; null where whoever has a row contributes. */
  readonly ofRow: Float64Array | null;
  readonly count: Int32Array;
  readonly sum: Float64Array;
}

/** What is the same in all rows of a person, found once a store, so that most people are looked at as a whole. */
export class People {
  private byPerson: Entries | null = null;
  private readonly labels = new Map<string, Int32Array>();
  private readonly known = new Map<string | null, PersonValues>();

  constructor(readonly rows: Rows) {}

  /** The rows in order of person. */
  get entries(): Entries {
    this.byPerson ??= entriesByPerson(this.rows);
    return this.byPerson;
  }

  /** Code of an attribute that all rows of a person have, −1 for a missing one; `several` where they differ. */
  label(attribute: string): Int32Array {
    let found = this.labels.get(attribute);
    if (found === undefined) {
      found = commonCodes(this.rows, this.rows.attribute(attribute).codes);
      this.labels.set(attribute, found);
    }
    return found;
  }

  /** @param metric null where whoever has a row contributes */
  values(metric: string | null): PersonValues {
    let found = this.known.get(metric);
    if (found === undefined) {
      found = addUp(this.rows, metric === null ? null : this.rows.metric(metric));
      this.known.set(metric, found);
    }
    return found;
  }

  /** Finds what a view needs, a pass over the rows at a time. */
  *prepare({ metric, measure, by, series, filter }: View): Generator<void> {
    void this.entries;
    yield;
    this.values(measure.kind === "headcount" ? null : metric);
    yield;
    const filters = attributeFilters(this.rows, filter).map(({ name }) => name);
    for (const attribute of [by, series, ...filters]) {
      if (attribute === null) continue;
      this.label(attribute);
      yield;
    }
  }

  /**
   * The inner cell that all rows of a person are in, −1 where the filter leaves all of them out, and `several`
   * where that cannot be said of the person as a whole.
   */
  cells({ by, series, over, filter }: View, frames: ViewFrames): Int32Array {
    const { rows } = this;
    const cellOf = new Int32Array(rows.peopleCount);
    if (over !== "none" || filter.from !== undefined || filter.to !== undefined) return cellOf.fill(several);
    const [group, other] = [frames.labelAxis(by), frames.labelAxis(series)];
    if (by !== null) move(cellOf, this.label(by), group.positions, other.length);
    if (series !== null) move(cellOf, this.label(series), other.positions, 1);
    for (const { name, allowed } of attributeFilters(rows, filter)) keep(cellOf, this.label(name), allowed);
    return cellOf;
  }
}

const unseen = -3;

function commonCodes({ person, length, peopleCount }: Rows, codes: Int32Array): Int32Array {
  const common = new Int32Array(peopleCount).fill(unseen);
  for (let row = 0; row < length; row++) {
    const p = person[row] as number;
    const code = codes[row] as number;
    const before = common[p] as number;
    if (before !== code) common[p] = before === unseen ? code : several;
  }
  return common;
}

function addUp({ person, length, peopleCount }: Rows, ofRow: Float64Array | null): PersonValues {
  const count = new Int32Array(peopleCount);
  const sum = new Float64Array(peopleCount);
  for (let row = 0; row < length; row++) {
    const value = ofRow === null ? 1 : (ofRow[row] as number);
    if (Number.isNaN(value)) continue;
    const p = person[row] as number;
    count[p] = (count[p] as number) + 1;
    sum[p] = (sum[p] as number) + value;
  }
  return { ofRow, count, sum };
}

/** Adds an axis: people who have no position on it are in no cell. */
function move(cellOf: Int32Array, codes: Int32Array, positions: Int32Array, step: number): void {
  for (let p = 0; p < cellOf.length; p++) {
    const [cell, code] = [cellOf[p] as number, codes[p] as number];
    if (cell === -1) continue;
    if (code < -1) {
      cellOf[p] = several;
      continue;
    }
    const position = positions[code + 1] as number;
    if (position < 0) cellOf[p] = -1;
    else if (cell >= 0) cellOf[p] = cell + position * step;
  }
}

/** Applies a condition: whoever it leaves out in all rows is in no cell, whatever else differs. */
function keep(cellOf: Int32Array, codes: Int32Array, allowed: Uint8Array): void {
  for (let p = 0; p < cellOf.length; p++) {
    const code = codes[p] as number;
    if (code < -1) {
      if (cellOf[p] !== -1) cellOf[p] = several;
    } else if (allowed[code + 1] !== 1) cellOf[p] = -1;
  }
}
