import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";

/** What is known of the values of a sum. */
export interface Range {
  readonly smallest: number;
  readonly largest: number;
}

/**
 * Cuts a value into three parts whose sums are exact in double precision whatever the order (Demmel and Nguyen's
 * reproducible sums, as in the engine's own): adding a cut and taking it away rounds to a multiple of its unit.
 * @param count the most values that one sum takes.
 * @returns the two cuts, or undefined where three parts cannot hold every bit.
 */
export function cutsFor({ smallest, largest }: Range, count: number): readonly [number, number] | undefined {
  if (largest === 0) return [1, 1];
  const countBits = Math.ceil(Math.log2(count + 1)) + 1;
  const first = Math.ceil(Math.log2(largest)) + 3 + countBits;
  const step = 51 - countBits;
  const last = first - 2 * step;
  const finest = Math.floor(Math.log2(smallest)) - 1;
  if (step < 1 || first > 1020 || finest < last || last < -1000) return undefined;
  return [1.5 * 2 ** first, 1.5 * 2 ** (first - step)];
}

/** The three sums of an expression as columns `<name>0` to `<name>2`. */
export function partSums(x: string, name: string, [first, second]: readonly [number, number]): string {
  const high = `((${x} + ${double(first)}) - ${double(first)})`;
  const rest = `(${x} - ${high})`;
  const middle = `((${rest} + ${double(second)}) - ${double(second)})`;
  return `sum(${high}) AS ${name}0, sum(${middle}) AS ${name}1, sum(${rest} - ${middle}) AS ${name}2`;
}

/** A double in SQL with all its digits. */
export function double(x: number): string {
  return `${x.toExponential(17)}::DOUBLE`;
}

/** A row of an answer. */
export type Row = Readonly<Record<string, DuckDBValue>>;

/** The range of a column, and how its sums are to be cut. */
export interface SumRange extends Range {
  readonly negative: boolean;
  readonly cuts: readonly [number, number];
}

/** The ranges of columns, in one pass; null where one is too wide for exact sums in SQL. */
export async function rangesOf(
  connection: DuckDBConnection,
  columns: readonly string[],
  table: string,
): Promise<(SumRange | null)[]> {
  const fields = columns.map(
    (x, i) =>
      `, min(abs(${x})) FILTER (${x} <> 0) AS lo${i}, max(abs(${x})) AS hi${i}, min(${x}) < 0 AS negative${i}`,
  );
  const row = await one(connection, `SELECT count(*)::DOUBLE AS n${fields.join("")} FROM ${table}`);
  return columns.map((_, i) => {
    const range = {
      smallest: numberOf(row[`lo${i}`], Infinity),
      largest: numberOf(row[`hi${i}`], 0),
    };
    const cuts = cutsFor(range, numberOf(row["n"], 0));
    return cuts === undefined ? null : { ...range, negative: row[`negative${i}`] === true, cuts };
  });
}

/** The rows of an answer. */
export async function many(connection: DuckDBConnection, sql: string): Promise<Row[]> {
  return (await connection.runAndReadAll(sql)).getRowObjects();
}

/** The first row of an answer. */
export async function one(connection: DuckDBConnection, sql: string): Promise<Row> {
  return (await many(connection, sql))[0] ?? {};
}

/** A number of an answer, or what stands for NULL. */
export function numberOf(value: DuckDBValue | undefined, none: number): number {
  return value === null || value === undefined ? none : Number(value);
}
