import type { Rows } from "../rows/rows";
import { ExactSums } from "./exact";
import { isoDay, periodStart } from "./periods";
import { BLANK, type Over, type View } from "./view";

/** How far attributes and periods are made coarser. An attribute that is not named here is taken together. */
export interface Generalisation {
  readonly over: Exclude<Over, "none">;
  readonly weekStart?: View["weekStart"];
  readonly attributes: readonly GeneralisedAttribute[];
}

export interface GeneralisedAttribute {
  readonly name: string;
  /** Label → the label that it is published under. Labels that are not named stay as they are. */
  readonly merged: ReadonlyMap<string, string>;
}

/** The statistics of one metric, an entry per cell of a cross. Absolute parts are of single people. */
export interface CrossStatistics {
  readonly metric: string;
  readonly contributors: Int32Array;
  readonly contributions: Int32Array;
  /** Exactly rounded. */
  readonly sum: Float64Array;
  /** Sum of the people's absolute parts. */
  readonly absolute: Float64Array;
  readonly largest: Float64Array;
  readonly second: Float64Array;
  /** 1 where everybody has the same part. */
  readonly identical: Uint8Array;
}

/** Every combination of labels that occurs in every period: everybody is in one cell a row. */
export interface Cross {
  readonly size: number;
  readonly attributes: readonly string[];
  /** Labels of a cell, in the order of `attributes`. */
  labelsOf(cell: number): readonly string[];
  /** ISO date of the first day of a cell's period. */
  periodOf(cell: number): string;
  readonly metrics: readonly CrossStatistics[];
}

/** What answers for crosses: the columnar store here, SQL elsewhere. */
export interface CrossSource {
  readonly metrics: readonly string[];
  /** Labels of an attribute that occur, "(Blank)" for a missing one, each with its number of rows. */
  labels(attribute: string): ReadonlyMap<string, number>;
  /** ISO dates, rolled up, each with its number of rows. */
  periods(over: Generalisation["over"], weekStart?: View["weekStart"]): ReadonlyMap<string, number>;
  /**
   * Metrics of one family add up to one another: a row counts for them only where it has a value of each,
   * or their difference would speak for the few who miss one.
   */
  cross(generalisation: Generalisation, metrics: readonly string[], families?: Families): Cross;
  /**
   * Publications cut the rows into parts: rows are in one part where every column has them in the same cell, or
   * in none. Rows that no column has are in no part.
   * @param limit people of a part are known up to this number
   */
  parts(columns: readonly PublishedColumn[], limit: number): PublishedParts;
}

/** The numbers of one metric of a publication. */
export interface PublishedColumn extends Coverage {
  readonly metric: string;
  /** Under which its rows were counted (see `cross`). */
  readonly families: Families;
}

/** What columns of several publications cut the rows into. */
export interface PublishedParts {
  /** Distinct people of each part, counted up to the limit. */
  readonly people: Int32Array;
  /** Their codes: `members[part * limit + i]` for i below `people[part]`. */
  readonly members: Int32Array;
  /** The parts of each published cell, all columns' cells one after the other. */
  readonly cells: readonly Int32Array[];
}

/** The cells of a generalisation in the periods (ISO dates, rolled up) that were published. */
export interface Coverage {
  readonly generalisation: Generalisation;
  readonly periods: ReadonlySet<string>;
}

/** Sets of metrics that add up to one another. */
export type Families = readonly (readonly string[])[];

/** A coded dimension: position of each row's code (at code + 1) on an axis of labels. */
interface Dimension {
  readonly codes: Int32Array;
  readonly positions: Int32Array;
  readonly labels: readonly string[];
}

function dimension(codes: Int32Array, published: readonly string[]): Dimension {
  const labels = [...new Set(published)];
  const at = new Map(labels.map((label, i) => [label, i]));
  return { codes, labels, positions: Int32Array.from(published, (label) => at.get(label) ?? -1) };
}

/** Crosses over rows that are all there. Rows without a date are in no period and in no cross. */
export class RowCrosses implements CrossSource {
  /** Rows person by person, so that one pass can tell people apart. */
  private readonly order: Int32Array;

  constructor(private readonly rows: Rows) {
    if (!rows.complete) throw new RangeError("Rows are still arriving: a cross of them would be incomplete.");
    this.order = byPerson(rows);
  }

  get metrics(): readonly string[] {
    return this.rows.metrics;
  }

  labels(attribute: string): ReadonlyMap<string, number> {
    const { codes, values } = this.rows.attribute(attribute);
    return this.count(dimension(codes, [BLANK, ...values]));
  }

  periods(over: Generalisation["over"], weekStart?: View["weekStart"]): ReadonlyMap<string, number> {
    return this.count(this.periodDimension(over, weekStart));
  }

  /** @throws RangeError for an unknown attribute or metric. */
  cross(generalisation: Generalisation, metrics: readonly string[], families: Families = []): Cross {
    const all = this.dimensionsOf(generalisation);
    const { cellOf, keys } = this.cells(all);
    const labelsAt = (cell: number): string[] => unpack(keys[cell] ?? 0, all);
    return {
      size: keys.length,
      attributes: generalisation.attributes.map(({ name }) => name),
      labelsOf: (cell) => labelsAt(cell).slice(0, -1),
      periodOf: (cell) => labelsAt(cell).at(-1) ?? "",
      metrics: metrics.map((metric) => this.statistics(metric, cellOf, keys.length, families)),
    };
  }

  parts(columns: readonly PublishedColumn[], limit: number): PublishedParts {
    const { rows, order } = this;
    const cellsOf = columns.map((column) => this.published(column));
    // 0 for rows in no part.
    const partOf = new Int32Array(rows.length);
    let count = 0;
    for (const cells of cellsOf) {
      const known = new Map<number, number>([[0, 0]]);
      cells.forEach((cell, row) => {
        const key = (partOf[row] ?? 0) * 2 ** 26 + cell + 1;
        const part = known.get(key) ?? known.size;
        known.set(key, part);
        partOf[row] = part;
      });
      count = known.size - 1;
    }
    const people = new Int32Array(count);
    const members = new Int32Array(count * limit);
    for (const row of order) {
      const part = (partOf[row] ?? 0) - 1;
      if (part < 0) continue;
      const n = people[part] ?? 0;
      const person = rows.person[row] ?? -1;
      if (n === limit || (n > 0 && members[part * limit + n - 1] === person)) continue;
      members[part * limit + n] = person;
      people[part] = n + 1;
    }
    return { people, members, cells: cellsOf.flatMap((cells) => partsOfCells(cells, partOf, count)) };
  }

  /** The cell in which each row is counted for a column, -1 for none. */
  private published({ metric, families, ...coverage }: PublishedColumn): Int32Array {
    const isCounted = this.counting(metric, families);
    return this.covered(coverage).map((cell, row) => (isCounted(row) ? cell : -1));
  }

  /** Does a row count for a metric: has it a value of it and of all that add up with it? */
  private counting(metric: string, families: Families): (row: number) => boolean {
    const relatives = families.filter((family) => family.includes(metric)).flat();
    const needed = [...new Set([metric, ...relatives])].map((name) => this.rows.metric(name));
    return (row) => needed.every((values) => !Number.isNaN(values[row] ?? NaN));
  }

  private covered({ generalisation, periods }: Coverage): Int32Array {
    const { cellOf } = this.cells(this.dimensionsOf(generalisation));
    const { codes, positions, labels } = this.periodDimension(generalisation.over, generalisation.weekStart);
    const published = labels.map((label) => periods.has(label));
    return cellOf.map((cell, row) =>
      published[positions[(codes[row] ?? -1) + 1] ?? -1] === true ? cell : -1,
    );
  }

  private dimensionsOf({ attributes, over, weekStart }: Generalisation): Dimension[] {
    const dimensions = attributes.map(({ name, merged }) => {
      const { codes, values } = this.rows.attribute(name);
      return dimension(
        codes,
        [BLANK, ...values].map((label) => merged.get(label) ?? label),
      );
    });
    return [...dimensions, this.periodDimension(over, weekStart)];
  }

  private periodDimension(over: Generalisation["over"], weekStart: View["weekStart"]): Dimension {
    const starts = this.rows.periods.map((day) => isoDay(periodStart(day, over, weekStart)));
    const { codes, labels, positions } = dimension(this.rows.period, starts);
    return { codes, labels, positions: Int32Array.from([-1, ...positions]) };
  }

  private count({ codes, positions, labels }: Dimension): ReadonlyMap<string, number> {
    const counts = new Int32Array(labels.length);
    for (let row = 0; row < this.rows.length; row += 1) {
      const at = positions[(codes[row] ?? -1) + 1] ?? -1;
      if (at >= 0) counts[at] = (counts[at] ?? 0) + 1;
    }
    return new Map(labels.map((label, i) => [label, counts[i] ?? 0] as const).filter(([, n]) => n > 0));
  }

  /** The cell of each row, -1 for none; a cell's key is its positions in mixed radix. */
  private cells(dimensions: readonly Dimension[]): { cellOf: Int32Array; keys: number[] } {
    const { length } = this.rows;
    const key = new Float64Array(length);
    for (const { codes, positions, labels } of dimensions) {
      for (let row = 0; row < length; row += 1) {
        const at = positions[(codes[row] ?? -1) + 1] ?? -1;
        key[row] = at < 0 ? -Infinity : (key[row] ?? 0) * labels.length + at;
      }
    }
    const cellOf = new Int32Array(length).fill(-1);
    const known = new Map<number, number>();
    for (let row = 0; row < length; row += 1) {
      const k = key[row] ?? -1;
      if (k < 0) continue;
      let cell = known.get(k);
      if (cell === undefined) known.set(k, (cell = known.size));
      cellOf[row] = cell;
    }
    return { cellOf, keys: [...known.keys()] };
  }

  private statistics(metric: string, cellOf: Int32Array, size: number, families: Families): CrossStatistics {
    const { rows, order } = this;
    const values = rows.metric(metric);
    const isCounted = this.counting(metric, families);
    const sums = new ExactSums(size, rows.metricRange(metric), rows.length);
    const contributions = new Int32Array(size);
    const people = new PeopleOfCells(size);
    for (const row of order) {
      const cell = cellOf[row] ?? -1;
      const value = values[row] ?? NaN;
      if (cell < 0 || !isCounted(row)) continue;
      sums.add(cell, value);
      contributions[cell] = (contributions[cell] ?? 0) + 1;
      people.add(cell, rows.person[row] ?? -1, value);
    }
    return { metric, contributions, sum: sums.values(), ...people.finish() };
  }
}

/** The parts of each cell of a column, from the rows' cells and parts (0 for none). */
function partsOfCells(cells: Int32Array, partOf: Int32Array, count: number): Int32Array[] {
  const cellOfPart = new Int32Array(count).fill(-1);
  cells.forEach((cell, row) => {
    if (cell >= 0) cellOfPart[(partOf[row] ?? 0) - 1] = cell;
  });
  const found = new Map<number, number[]>();
  cellOfPart.forEach((cell, part) => {
    if (cell < 0) return;
    const own = found.get(cell);
    if (own === undefined) found.set(cell, [part]);
    else own.push(part);
  });
  return [...found.values()].map((parts) => Int32Array.from(parts));
}

/** Gathers each person's part of each cell; rows must come person by person. */
class PeopleOfCells {
  private readonly contributors: Int32Array;
  private readonly absolute: Float64Array;
  private readonly largest: Float64Array;
  private readonly second: Float64Array;
  private readonly identical: Uint8Array;
  private readonly first: Float64Array;
  private readonly current: Int32Array;
  private readonly part: Float64Array;

  constructor(size: number) {
    this.contributors = new Int32Array(size);
    this.absolute = new Float64Array(size);
    this.largest = new Float64Array(size);
    this.second = new Float64Array(size);
    this.identical = new Uint8Array(size).fill(1);
    this.first = new Float64Array(size);
    this.current = new Int32Array(size).fill(-1);
    this.part = new Float64Array(size);
  }

  add(cell: number, person: number, value: number): void {
    if (this.current[cell] === person) {
      this.part[cell] = (this.part[cell] ?? 0) + value;
      return;
    }
    this.close(cell);
    this.current[cell] = person;
    this.part[cell] = value;
  }

  finish(): Omit<CrossStatistics, "metric" | "contributions" | "sum"> {
    for (let cell = 0; cell < this.contributors.length; cell += 1) this.close(cell);
    const { contributors, absolute, largest, second, identical } = this;
    return { contributors, absolute, largest, second, identical };
  }

  private close(cell: number): void {
    if (this.current[cell] === -1) return;
    const part = this.part[cell] ?? 0;
    const size = Math.abs(part);
    if (this.contributors[cell] === 0) this.first[cell] = part;
    else if (this.first[cell] !== part) this.identical[cell] = 0;
    this.contributors[cell] = (this.contributors[cell] ?? 0) + 1;
    this.absolute[cell] = (this.absolute[cell] ?? 0) + size;
    const largest = this.largest[cell] ?? 0;
    if (size > largest) [this.largest[cell], this.second[cell]] = [size, largest];
    else if (size > (this.second[cell] ?? 0)) this.second[cell] = size;
  }
}

/** Counting sort of the rows by person. */
function byPerson({ person, peopleCount, length }: Rows): Int32Array {
  const start = new Int32Array(peopleCount + 1);
  for (let row = 0; row < length; row += 1)
    start[(person[row] ?? 0) + 1] = (start[(person[row] ?? 0) + 1] ?? 0) + 1;
  for (let p = 0; p < peopleCount; p += 1) start[p + 1] = (start[p + 1] ?? 0) + (start[p] ?? 0);
  const order = new Int32Array(length);
  for (let row = 0; row < length; row += 1) {
    const p = person[row] ?? 0;
    order[start[p] ?? 0] = row;
    start[p] = (start[p] ?? 0) + 1;
  }
  return order;
}

function unpack(key: number, dimensions: readonly Dimension[]): string[] {
  let rest = key;
  return [...dimensions]
    .reverse()
    .map(({ labels }) => {
      const at = rest % labels.length;
      rest = Math.floor(rest / labels.length);
      return labels[at] ?? "";
    })
    .reverse();
}
