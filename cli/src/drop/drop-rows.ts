import { nameKey, type LabelColumn, type MetricRange, type Rows } from "../../../src/engine";
import { InputError } from "../shared/errors";
import type { Batch, BatchColumn, ColumnPlan } from "./scan";

const FLAGS = ["False", "True"];

/** A typed array that grows. */
class Grown<T extends Float64Array | Int32Array> {
  length = 0;
  constructor(
    public values: T,
    private readonly make: (length: number) => T,
  ) {}

  /** Adds a batch's values, each passed through `map`. */
  add(batch: Float64Array | Int32Array, map: (value: number) => number): void {
    const needed = this.length + batch.length;
    if (needed > this.values.length) {
      const larger = this.make(Math.max(needed, Math.ceil(this.values.length * 1.5)));
      larger.set(this.values);
      this.values = larger;
    }
    for (let i = 0; i < batch.length; i++) this.values[this.length + i] = map(batch[i] ?? 0);
    this.length = needed;
  }
}

const doubles = (): Grown<Float64Array> => new Grown(new Float64Array(0), (n) => new Float64Array(n));
const codes = (): Grown<Int32Array> => new Grown(new Int32Array(0), (n) => new Int32Array(n));
const same = (value: number): number => value;

/** Texts of one column in the order of their first appearance, whichever scanner met them. */
class Dictionary {
  readonly texts: string[] = [];
  private readonly codeOf = new Map<string, number>();
  private readonly fromScanner: number[][] = [];

  constructor(private readonly fold: (text: string) => string) {}

  /** A function from a scanner's codes to the dictionary's. */
  from(scanner: number, fresh: readonly string[]): (code: number) => number {
    const known = (this.fromScanner[scanner] ??= []);
    for (const text of fresh) known.push(this.code(this.fold(text)));
    return (code) => (code < 0 ? -1 : (known[code] ?? -1));
  }

  code(text: string): number {
    let code = this.codeOf.get(text);
    if (code === undefined) {
      code = this.texts.length;
      this.texts.push(text);
      this.codeOf.set(text, code);
    }
    return code;
  }
}

/** A metric with the range that exact sums need. */
class MetricColumn {
  readonly values = doubles();
  private smallest = Infinity;
  private largest = 0;
  private negative = false;

  add(batch: Float64Array | Int32Array): void {
    this.values.add(batch, same);
    for (const value of batch) {
      const size = Math.abs(value);
      if (size > this.largest) this.largest = size;
      if (size < this.smallest && size > 0) this.smallest = size;
      if (value < 0) this.negative = true;
    }
  }

  get range(): MetricRange {
    return { smallest: this.smallest, largest: this.largest, negative: this.negative };
  }
}

/** A drop's rows in columns: what the engine reads. Filled batch by batch; of use once the whole drop has been read. */
export class DropRows implements Rows {
  readonly complete = true;
  readonly people = null;
  readonly active: string | null;
  readonly metrics: readonly string[];
  readonly attributes: string[];
  readonly periods: number[] = [];
  private readonly persons = new Dictionary((text) => text.toLowerCase());
  private readonly personCodes = codes();
  private readonly periodCodes = codes();
  private readonly periodOf = new Map<number, number>();
  private readonly metricColumns = new Map<string, MetricColumn>();
  private readonly labelColumns = new Map<string, { codes: Grown<Int32Array>; dictionary: Dictionary }>();
  private readonly joined = new Map<string, LabelColumn>();

  constructor(private readonly plan: readonly ColumnPlan[]) {
    this.metrics = plan.filter((one) => one.role === "metric").map((one) => one.name);
    this.active = plan.find((one) => one.role === "flag")?.name ?? null;
    const labels = plan.filter((one) => one.role === "label" || one.role === "flag");
    this.attributes = labels.map((one) => one.name);
    for (const name of this.metrics) this.metricColumns.set(nameKey(name), new MetricColumn());
    for (const { name, role } of labels) {
      const dictionary = new Dictionary((text) => text);
      if (role === "flag") for (const text of FLAGS) dictionary.code(text);
      this.labelColumns.set(nameKey(name), { codes: codes(), dictionary });
    }
  }

  get length(): number {
    return this.personCodes.length;
  }
  get peopleCount(): number {
    return this.persons.texts.length;
  }
  get person(): Int32Array {
    return this.personCodes.values;
  }
  get period(): Int32Array {
    return this.periodCodes.values;
  }

  metric(name: string): Float64Array {
    return this.metricColumn(name).values.values;
  }

  metricRange(name: string): MetricRange {
    return this.metricColumn(name).range;
  }

  attribute(name: string): LabelColumn {
    const joined = this.joined.get(nameKey(name));
    if (joined !== undefined) return joined;
    const column = this.labelColumns.get(nameKey(name));
    if (column === undefined) throw new RangeError(`There is no attribute ${name}.`);
    return { codes: column.codes.values, values: column.dictionary.texts };
  }

  /** Adds the columns of a batch. */
  add(batch: Batch, scanner: number): void {
    batch.columns.forEach((column, i) => {
      const plan = this.plan[i];
      if (plan !== undefined) this.addColumn(plan, column, scanner);
    });
  }

  /**
   * @param labels of each person of `person`'s codes; -1 for none. They become an attribute of the person's rows.
   */
  joinAttribute(name: string, labels: Int32Array, values: readonly string[]): void {
    const rows = new Int32Array(this.length);
    for (let row = 0; row < rows.length; row++) rows[row] = labels[this.person[row] ?? -1] ?? -1;
    this.joined.set(nameKey(name), { codes: rows, values });
    this.attributes.push(name);
  }

  /** The people's identities, in the order of their codes. For the directory join only. */
  identities(): readonly string[] {
    return this.persons.texts;
  }

  /** @throws InputError when a person has two rows in one period: every count would be wrong. */
  checkOneRowPerPeriod(file: string): void {
    const periods = Math.max(1, this.periods.length);
    const seen = new Uint8Array(Math.ceil((this.peopleCount * periods + 1) / 8));
    for (let row = 0; row < this.length; row++) {
      const at = (this.person[row] ?? 0) * periods + (this.period[row] ?? 0);
      const byte = Math.floor(at / 8);
      const bit = 1 << (at % 8);
      if ((seen[byte] ?? 0) & bit) {
        throw new InputError(
          "A person has two rows in one period.",
          "A drop has one row a person and period; ask for it again.",
          { file, line: row + 1 },
        );
      }
      seen[byte] = (seen[byte] ?? 0) | bit;
    }
  }

  private metricColumn(name: string): MetricColumn {
    const column = this.metricColumns.get(nameKey(name));
    if (column === undefined) throw new RangeError(`There is no metric ${name}.`);
    return column;
  }

  private addColumn(plan: ColumnPlan, { values, fresh }: BatchColumn, scanner: number): void {
    switch (plan.role) {
      case "key":
        this.personCodes.add(values, this.persons.from(scanner, fresh));
        return;
      case "day":
        this.periodCodes.add(values, (day) => this.periodCode(day));
        return;
      case "metric":
        this.metricColumns.get(nameKey(plan.name))?.add(values);
        return;
      default: {
        const column = this.labelColumns.get(nameKey(plan.name));
        // Flags have the same two codes in every scanner.
        column?.codes.add(values, plan.role === "flag" ? same : column.dictionary.from(scanner, fresh));
      }
    }
  }

  private periodCode(day: number): number {
    let code = this.periodOf.get(day);
    if (code === undefined) {
      code = this.periods.length;
      this.periods.push(day);
      this.periodOf.set(day, code);
    }
    return code;
  }
}
