import type { DuckDBConnection } from "@duckdb/node-api";
import { problem, RowStore, type Problem, type Schema } from "../../../src/engine";
import { hasDecimalComma } from "../input/decimal-comma";
import { toValue } from "../input/parquet";
import { sqlName, sqlText } from "../shared/duckdb";
import { rangesOf, type SumRange } from "./exact-sql";
import { readSql, type FilePlan } from "./file-plan";
import { NotForDuck } from "./not-for-duck";

/**
 * The rows in DuckDB: table `q (person UBIGINT, combo UBIGINT, x0, x1, … DOUBLE)`, each person and period once. A
 * person is the 64-bit hash of the id: two of a million people share one in one of 37 million files. A combo is the
 * hash of one distinct combination of date and attributes as the file writes them; what they mean is found by the
 * engine itself, from `combos`, so that dates, labels, filters and axes are the same as in memory.
 */
export interface Imported {
  /** One entry a combination that counts (with a date, where there is one). */
  readonly combos: RowStore;
  /** The combination in `q`, by entry of `combos`. */
  readonly comboOf: BigUint64Array;
  readonly hasDates: boolean;
  readonly metrics: readonly string[];
  /** What is known of the values of each metric; null where they are too wide apart for exact sums in SQL. */
  readonly ranges: readonly (SumRange | null)[];
  readonly notes: readonly string[];
}

/**
 * Imports the columns that a view needs, each person and period once.
 * @throws NotForDuck where rows repeat a person and period with other values, or values are no numbers.
 */
export async function importRows(
  connection: DuckDBConnection,
  plan: FilePlan,
  schema: Schema,
): Promise<Imported> {
  const of = (role: string): string[] => schema.columns.filter((c) => c.role === role).map((c) => c.name);
  const [person] = of("person");
  if (schema.shape !== "pivoted" || person === undefined) throw new NotForDuck();
  const keys = [...of("date"), ...of("attribute")];
  const metrics = of("metric");
  const columns = schema.columns.map(({ name, role }) => ({ name, isMetric: role === "metric" }));
  const decimals =
    plan.format === "parquet" ? await decimalColumns(connection, readSql(plan, columns)) : new Set<string>();
  const id = `CAST(${sqlName(person)} AS VARCHAR)`;
  const combo = keys.length === 0 ? "0::UBIGINT" : `hash(${keys.map(sqlName).join(", ")})`;
  const fields = [
    `hash(${trimmed(id)}) AS person`,
    `${combo} AS combo`,
    ...keys.map((key, i) => `${sqlName(key)} AS k${i}`),
    ...metrics.map((metric, i) => `${number(metric, decimals)} AS x${i}`),
  ];
  const rowsFrom = (from: string): string =>
    `CREATE TABLE q AS SELECT ${fields.join(", ")} FROM ${from} WHERE ${notBlank(id)}`;
  try {
    await connection.run(rowsFrom(readSql(plan, columns))).catch((error: unknown) => {
      if (isOutOfMemory(error) || plan.delimiter !== ";") throw error;
      // Where semicolons part the fields, all numbers may have decimal commas.
      return connection.run(rowsFrom(readSql(plan, columns, ",")));
    });
    return await combine(connection, schema, keys, metrics);
  } catch (error) {
    if (isOutOfMemory(error) || error instanceof NotForDuck) throw error;
    // The database's message may hold a row.
    throw new NotForDuck();
  }
}

/** What JavaScript's trim takes away. */
const SPACES =
  " \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff";

/**
 * Whether a text begins with no blank; a few that begin with none are missed. Looking at a text's end characters alone
 * is why: trimming every row, or asking for its length as `right` does, would cost more than reading.
 */
const plain = (text: string): string => `${text} BETWEEN '!' AND '~'`;

/** Whether a text says something. */
function notBlank(text: string): string {
  return `CASE WHEN ${plain(text)} THEN true ELSE trim(${text}, ${sqlText(SPACES)}) <> '' END`;
}

/** Ids that differ by blanks at their ends alone are one person. */
function trimmed(text: string): string {
  const isPlain = `${plain(text)} AND ${plain(`substring(${text}, -1)`)}`;
  return `CASE WHEN ${isPlain} THEN ${text} ELSE trim(${text}, ${sqlText(SPACES)}) END`;
}

/** DuckDB's own words for a memory that does not suffice. */
export function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("Out of Memory");
}

/** A metric as DOUBLE; NaN is no value, infinity is for memory to tell. Decimals go by their text, which rounds once. */
function number(metric: string, decimals: ReadonlySet<string>): string {
  const name = sqlName(metric);
  const value = decimals.has(metric) ? `CAST(CAST(${name} AS VARCHAR) AS DOUBLE)` : `CAST(${name} AS DOUBLE)`;
  return `CASE WHEN isfinite(${value}) THEN ${value} WHEN isinf(${value}) THEN error('infinite') END`;
}

async function decimalColumns(connection: DuckDBConnection, from: string): Promise<ReadonlySet<string>> {
  const found = await connection.runAndReadAll(
    `SELECT column_name FROM (DESCRIBE SELECT * FROM ${from}) WHERE column_type LIKE 'DECIMAL%'`,
  );
  return new Set(found.getRows().map(([name]) => String(name)));
}

async function combine(
  connection: DuckDBConnection,
  schema: Schema,
  keys: readonly string[],
  metrics: readonly string[],
): Promise<Imported> {
  const list = keys.map((_, i) => `k${i}`);
  // Grouped by the texts as well: two combinations of one hash would be seen.
  await connection.run(
    `CREATE TABLE combo AS SELECT (row_number() OVER () - 1)::INTEGER AS id, * FROM
      (SELECT ${["combo", ...list].join(", ")}, count(*) AS n FROM q GROUP BY ALL)`,
  );
  for (const key of list) await connection.run(`ALTER TABLE q DROP ${key}`);
  const found = await connection.runAndReadAll(
    `SELECT ${["combo", "n::DOUBLE", "id", ...list].join(", ")} FROM combo ORDER BY id`,
  );
  const hashes: bigint[] = [];
  const counts: number[] = [];
  const combos = new RowStore(comboSchema(schema, keys));
  const rows = found.getRows().map(([hash, n, ...row]) => {
    hashes.push(hash as bigint);
    counts.push(Number(n));
    return row.map(toValue);
  });
  if (new Set(hashes).size < hashes.length) throw new NotForDuck();
  // A label such as 1,5 may be a number to the reader of CSV.
  if (rows.some((row) => row.some(hasDecimalComma))) throw new NotForDuck();
  combos.append({ rows });
  combos.finish();
  if (combos.length === 0) throw new NotForDuck();
  const ids = combos.personIds;
  const kept = Int32Array.from({ length: combos.length }, (_, row) => Number(ids[combos.person[row] ?? -1]));
  const comboOf = BigUint64Array.from(kept, (id) => hashes[id] ?? 0n);
  const hasDates = schema.columns.some(({ role }) => role === "date");
  const lost = notesOn(combos, kept, counts);
  const notes = [...lost, ...(await foldRepeats(connection, { combos, comboOf, hasDates }))];
  const columns = metrics.map((_, i) => `x${i}`);
  const ranges = await rangesOf(connection, columns, "q");
  return { combos, comboOf, hasDates, metrics, ranges, notes };
}

/** Each combination is a row whose "person" is its number. */
function comboSchema(schema: Schema, keys: readonly string[]): Schema {
  const role = (name: string) => schema.columns.find((column) => column.name === name)?.role ?? "attribute";
  return {
    ...schema,
    columns: [
      { name: "combo", index: 0, role: "person", reason: "number of the combination" },
      ...keys.map((name, i) => ({ name, index: i + 1, role: role(name), reason: "asked for" })),
    ],
  };
}

function notesOn(combos: RowStore, kept: Int32Array, counts: readonly number[]): string[] {
  if (combos.problems.some(({ severity }: Problem) => severity === "error")) throw new NotForDuck();
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  const lost = sum(counts) - sum(Array.from(kept, (id) => counts[id] ?? 0));
  return lost === 0 ? [] : [`Rows without a date, or with one that cannot be read, were left out: ${lost}.`];
}

/**
 * Rows that repeat a person and period with the same values are taken once; others are not for DuckDB.
 * @returns what a person is to be told of it.
 */
async function foldRepeats(
  connection: DuckDBConnection,
  { combos, comboOf, hasDates }: Pick<Imported, "combos" | "comboOf" | "hasDates">,
): Promise<string[]> {
  if (hasDates) {
    await fillMap(connection, "period_of", comboOf, combos.period);
    if (!(await hasRepeats(connection))) return [];
  }
  const kept = hasDates ? "q SEMI JOIN period_of USING (combo)" : "q";
  const count = async (): Promise<number> =>
    Number((await connection.runAndReadAll(`SELECT count(*) FROM ${kept}`)).getRows()[0]?.[0]);
  const before = await count();
  await connection.run("CREATE OR REPLACE TABLE q AS SELECT DISTINCT * FROM q");
  // Without dates every distinct row counts, as in memory.
  if (hasDates && (await hasRepeats(connection))) throw new NotForDuck();
  const folded = before - (await count());
  return folded === 0 ? [] : [problem("repeated-row", null, folded).message];
}

/** Whether somebody has two rows in a period: a bit for each period, 63 to a number, is quicker than a set of pairs. */
async function hasRepeats(connection: DuckDBConnection): Promise<boolean> {
  const found = await connection.runAndReadAll(
    `SELECT count(*) > 0 FROM (SELECT count(*) AS n, bit_or(1::BIGINT << (value % 63)) AS seen
      FROM q JOIN period_of USING (combo) GROUP BY person, value // 63) WHERE bit_count(seen) < n`,
  );
  return found.getRows()[0]?.[0] === true;
}

/** A table `name (combo, value)`, without the combinations whose value is negative. */
export async function fillMap(
  connection: DuckDBConnection,
  name: string,
  comboOf: BigUint64Array,
  values: ArrayLike<number>,
): Promise<void> {
  await connection.run(`CREATE OR REPLACE TABLE ${name} (combo UBIGINT, value INTEGER)`);
  const appender = await connection.createAppender(name);
  comboOf.forEach((combo, row) => {
    const value = values[row] ?? -1;
    if (value < 0) return;
    appender.appendUBigInt(combo);
    appender.appendInteger(value);
    appender.endRow();
  });
  appender.closeSync();
}
