/**
 * Codes for labels, dense from 0 in order of first appearance; -1 is "missing" (null, undefined, empty
 * or blank text). A number, a boolean and its text are one label: 3 and "3".
 */
export class Labels {
  readonly values: string[] = [];
  /** Numbers met with more digits than a number can hold: what is different in the source may be one label here. */
  imprecise = 0;
  /** Whether a missing label was met. */
  missing = false;
  private readonly codeOf = new Map<unknown, number>();
  private last = 0;
  private step = 0;
  private steady = false;

  /** @param trimmed whether labels that differ by blanks at their ends alone are one. */
  constructor(private readonly trimmed = false) {}

  /**
   * Codes of `count` values from `offset` on, written to `out` from 0. Queries come sorted: where codes have gone
   * on as before (the same one, or the next), comparing with the label expected is quicker than looking it up.
   */
  read(values: ArrayLike<unknown>, offset: number, count: number, out: Int32Array): void {
    const { codeOf, values: labels } = this;
    let { last, step, steady } = this;
    for (let i = 0; i < count; i += 1) {
      const value = values[offset + i];
      const expected = last + step;
      let code = expected;
      if (!steady || value === undefined || labels[expected] !== value) {
        code = codeOf.get(value) ?? this.learn(value);
        steady = code === expected;
        step = code - last;
      }
      last = code;
      out[i] = code;
    }
    [this.last, this.step, this.steady] = [last, step, steady];
  }

  /** The code of one value, new if it was not known. */
  code(value: unknown): number {
    return this.codeOf.get(value) ?? this.learn(value);
  }

  private learn(value: unknown): number {
    if (typeof value === "number" && Math.abs(value) > Number.MAX_SAFE_INTEGER) this.imprecise += 1;
    const label = this.trimmed ? labelText(value).trim() : labelText(value);
    if (label === "") this.missing = true;
    const code = label === "" ? -1 : this.codeOfLabel(label, value === label);
    if (value !== label && (typeof value !== "object" || value === null)) this.codeOf.set(value, code);
    return code;
  }

  /** The code of a label; a text that is not known is known to be a new label. */
  private codeOfLabel(label: string, isNew: boolean): number {
    const known = isNew ? undefined : this.codeOf.get(label);
    if (known !== undefined) return known;
    this.codeOf.set(label, this.values.length);
    return this.values.push(label) - 1;
  }
}

/** A value as a label; "" where it is missing. */
export function labelText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value.trim() === "" ? "" : value;
  if (typeof value === "number") return Number.isNaN(value) ? "" : String(value);
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "" : value.toISOString().slice(0, 10);
  return "";
}
