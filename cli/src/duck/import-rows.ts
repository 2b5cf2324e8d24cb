import type { DuckDBConnection } from "@duckdb/node-api";
import { RowStore, type Problem, type Schema } from "../../../src/engine";
import { toValue } from "../input/parquet";
import { sqlName } from "../shared/duckdb";
import { readSql, type FilePlan } from "./file-plan";

/**
 * The rows in DuckDB: table `q (person INTEGER, combo INTEGER, x0, x1, … DOUBLE)`, each person and period once. A
 * combo is one distinct combination of date and attributes as the file writes them; what they mean is found by the
 * engine itself, from `combos`, so that dates, labels, filters and axes are the same as in memory.
 */
export interface Imported {
  /** One entry a combination that counts (with a date, where there is one). */
  readonly combos: RowStore;
  /** Number of the combination in `q`, by entry of `combos`. */
  readonly comboOf: Int32Array;
  readonly people: number;
  readonly hasDates: boolean;
  readonly metrics: readonly string[];
  readonly notes: readonly string[];
}

/** The rows cannot be taken as DuckDB reads them; they are to be read into memory, which can say more of them. */
export class NotForDuck extends Error {}

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
  const fields = [
    ...keys.map((key, i) => `${sqlName(key)} AS k${i}`),
    ...metrics.map((metric, i) => `${number(metric, decimals)} AS x${i}`),
  ];
  const id = `CAST(${sqlName(person)} AS VARCHAR)`;
  try {
    await connection.run(
      `CREATE TABLE raw AS SELECT hash(${id}) AS hash, ${fields.join(", ")}
        FROM ${readSql(plan, columns)} WHERE trim(${id}) <> ''`,
    );
    return await combine(connection, schema, keys, metrics);
  } catch (error) {
    if (isOutOfMemory(error) || error instanceof NotForDuck) throw error;
    // The database's message may hold a row.
    throw new NotForDuck();
  }
}

/** DuckDB's own words for a memory that does not suffice. */
export function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("Out of Memory");
}

/** A metric as DOUBLE; NaN and infinity are no values. Decimals go by their text, which rounds once. */
function number(metric: string, decimals: ReadonlySet<string>): string {
  const name = sqlName(metric);
  const value = decimals.has(metric) ? `CAST(CAST(${name} AS VARCHAR) AS DOUBLE)` : `CAST(${name} AS DOUBLE)`;
  return `CASE WHEN isfinite(${value}) THEN ${value} END`;
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
  const list = keys.map((_, i) => `k${i}`).join(", ");
  await connection.run(
    keys.length === 0
      ? "CREATE TABLE combo AS SELECT 0::INTEGER AS combo, count(*) AS n FROM raw"
      : `CREATE TABLE combo AS SELECT (row_number() OVER () - 1)::INTEGER AS combo, * FROM
          (SELECT ${list}, count(*) AS n FROM raw GROUP BY ALL)`,
  );
  const fields = keys.length === 0 ? "combo" : `combo, ${list}`;
  const found = await connection.runAndReadAll(`SELECT ${fields} FROM combo ORDER BY combo`);
  const combos = new RowStore(comboSchema(schema, keys));
  combos.append({ rows: found.getRows().map((row) => row.map(toValue)) });
  combos.finish();
  const ids = combos.personIds;
  const comboOf = Int32Array.from({ length: combos.length }, (_, row) =>
    Number(ids[combos.person[row] ?? -1]),
  );
  await connection.run(
    `CREATE TABLE person AS SELECT hash, (row_number() OVER () - 1)::INTEGER AS person
      FROM (SELECT DISTINCT hash FROM raw)`,
  );
  const sameKeys = keys.map((_, i) => `raw.k${i} IS NOT DISTINCT FROM combo.k${i}`).join(" AND ");
  await connection.run(
    `CREATE TABLE q AS SELECT person, combo, ${metrics.map((_, i) => `x${i}`).join(", ")} FROM raw
      JOIN person USING (hash) ${keys.length === 0 ? ", combo" : `JOIN combo ON ${sameKeys}`}`,
  );
  await connection.run("DROP TABLE raw");
  const people = await connection.runAndReadAll("SELECT count(*)::DOUBLE FROM person");
  const imported: Imported = {
    combos,
    comboOf,
    people: Number(people.getRows()[0]?.[0]),
    hasDates: schema.columns.some(({ role }) => role === "date"),
    metrics,
    notes: await notesOn(connection, combos, comboOf),
  };
  await foldRepeats(connection, imported);
  return imported;
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

async function notesOn(
  connection: DuckDBConnection,
  combos: RowStore,
  comboOf: Int32Array,
): Promise<string[]> {
  const kept = new Set(comboOf);
  const counts = await connection.runAndReadAll("SELECT combo, n::DOUBLE FROM combo");
  const lost = counts
    .getRows()
    .reduce((sum, [combo, n]) => (kept.has(Number(combo)) ? sum : sum + Number(n)), 0);
  const about = combos.problems.filter(({ severity }: Problem) => severity === "error");
  if (about.length > 0) throw new NotForDuck();
  return lost === 0 ? [] : [`${lost} rows have no date, or one that cannot be read, and were left out.`];
}

/** Rows that repeat a person and period with the same values are taken once; others are not for DuckDB. */
async function foldRepeats(connection: DuckDBConnection, imported: Imported): Promise<void> {
  const distinct = "CREATE OR REPLACE TABLE q AS SELECT DISTINCT * FROM q";
  if (!imported.hasDates) {
    // Without dates every distinct row counts, as in memory.
    await connection.run(distinct);
    return;
  }
  const { combos, comboOf } = imported;
  const periods = Array.from(comboOf, (combo, row) => [combo, combos.period[row] ?? -1]);
  await fillMap(connection, "period_of", periods);
  if (!(await hasRepeats(connection, imported))) return;
  await connection.run(distinct);
  if (await hasRepeats(connection, imported)) throw new NotForDuck();
}

/** DuckDB's bit strings hold this many bits. */
const MOST_BITS = 1e9;

async function hasRepeats(connection: DuckDBConnection, { people, combos }: Imported): Promise<boolean> {
  const periods = Math.max(1, combos.periods.length);
  const pairs = "(SELECT person, value AS period FROM q JOIN period_of USING (combo))";
  const places = people * periods;
  // A bit for every person and period is much quicker than a set of them.
  const different =
    places < MOST_BITS
      ? `bit_count(bitstring_agg(person::BIGINT * ${periods} + period, 0, ${places}))`
      : "count(DISTINCT (person, period))";
  const found = await connection.runAndReadAll(`SELECT count(*) > ${different} FROM ${pairs}`);
  return found.getRows()[0]?.[0] === true;
}

/** A table `name (combo, value)`. */
export async function fillMap(
  connection: DuckDBConnection,
  name: string,
  pairs: readonly (readonly number[])[],
): Promise<void> {
  await connection.run(`CREATE OR REPLACE TABLE ${name} (combo INTEGER, value INTEGER)`);
  const appender = await connection.createAppender(name);
  for (const [combo = -1, value = -1] of pairs) {
    appender.appendInteger(combo);
    appender.appendInteger(value);
    appender.endRow();
  }
  appender.closeSync();
}
