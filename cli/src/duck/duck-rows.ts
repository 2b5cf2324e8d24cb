import type { DuckDBConnection } from "@duckdb/node-api";
import { findName, type LabelColumn, type MetricRange, type Rows } from "../../../src/engine";
import { numberOf, one } from "./exact-sql";
import { fillMap, type Imported } from "./import-rows";

/** The rows of DuckDB's table in columns of codes, for questions that need every person-period. */
export async function duckRows(connection: DuckDBConnection, imported: Imported): Promise<Rows> {
  const { comboOf, metrics } = imported;
  await fillMap(
    connection,
    "entry_of",
    comboOf,
    Int32Array.from(comboOf, (_, row) => row),
  );
  await connection.run(
    `CREATE OR REPLACE TABLE code_of AS SELECT person, (row_number() OVER () - 1)::INTEGER AS code
      FROM (SELECT DISTINCT person FROM q JOIN entry_of USING (combo))`,
  );
  const sizes = await one(
    connection,
    "SELECT (SELECT count(*) FROM q)::DOUBLE AS rows, (SELECT count(*) FROM code_of)::DOUBLE AS people",
  );
  const most = numberOf(sizes["rows"], 0);
  const person = new Int32Array(most);
  const entry = new Int32Array(most);
  const values = metrics.map(() => new Float64Array(most));
  const fields = metrics.map((_, i) => `, coalesce(x${i}, 'nan'::DOUBLE)`).join("");
  const result = await connection.stream(
    `SELECT code, value${fields} FROM q JOIN entry_of USING (combo) JOIN code_of USING (person)`,
  );
  let length = 0;
  for (let chunk = await result.fetchChunk(); chunk?.rowCount; chunk = await result.fetchChunk()) {
    const [codes = [], entries = [], ...columns] = chunk.getColumns();
    for (let i = 0; i < chunk.rowCount; i++) {
      person[length] = Number(codes[i]);
      entry[length] = Number(entries[i]);
      columns.forEach((column, m) => {
        const own = values[m];
        if (own) own[length] = Number(column[i]);
      });
      length++;
    }
  }
  await connection.run("DROP TABLE code_of");
  const people = numberOf(sizes["people"], 0);
  return rowsOf(imported, { length, people, person, entry, values });
}

interface Columns {
  readonly length: number;
  readonly people: number;
  readonly person: Int32Array;
  /** Entry of `combos` of each row. */
  readonly entry: Int32Array;
  readonly values: readonly Float64Array[];
}

function rowsOf({ combos, metrics }: Imported, { length, people, person, entry, values }: Columns): Rows {
  const spread = (codes: Int32Array): Int32Array =>
    Int32Array.from({ length }, (_, row) => codes[entry[row] ?? -1] ?? -1);
  const attributes = new Map<string, LabelColumn>();
  const column = (name: string): Float64Array => {
    const found = values[findName(metrics, name)];
    if (!found)
      throw new RangeError(`There is no metric ${name}. There are: ${metrics.join(", ") || "none"}.`);
    return found;
  };
  return {
    length,
    person,
    peopleCount: people,
    people: null,
    period: spread(combos.period),
    periods: combos.periods,
    metrics,
    attributes: combos.attributes,
    active: combos.active,
    complete: true,
    metric: column,
    metricRange: (name) => rangeOf(column(name), length),
    attribute: (name) => {
      const { codes, values: labels } = combos.attribute(name);
      const known = attributes.get(name) ?? { codes: spread(codes), values: labels };
      attributes.set(name, known);
      return known;
    },
  };
}

function rangeOf(values: Float64Array, length: number): MetricRange {
  let [smallest, largest, negative] = [Infinity, 0, false];
  for (let row = 0; row < length; row++) {
    const size = Math.abs(values[row] ?? NaN);
    if (size > largest) largest = size;
    if (size > 0 && size < smallest) smallest = size;
    if ((values[row] ?? 0) < 0) negative = true;
  }
  return { smallest, largest, negative };
}
