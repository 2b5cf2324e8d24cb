import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import {
  exactSum,
  findName,
  frameOf,
  type CellTable,
  type Frame,
  type Layer,
  type Measure,
  type View,
} from "../../../src/engine";
import { sqlName } from "../shared/duckdb";
import {
  cutsFor,
  double,
  many,
  numberOf,
  one,
  partSums,
  rangesOf,
  type Row,
  type SumRange,
} from "./exact-sql";
import { fillMap, type Imported } from "./import-rows";
import { NotForDuck } from "./not-for-duck";

/**
 * The cells of a layer, computed by DuckDB: first what each person brings to each cell, then the cells. Every sum
 * is exactly rounded, so the table is the engine's own to the last digit.
 * @throws NotForDuck where the values' range is too wide for exact sums in SQL.
 */
export async function cellsInDuck(
  connection: DuckDBConnection,
  imported: Imported,
  view: View,
  layer: Layer,
): Promise<CellTable> {
  const frame = frameOf(imported.combos, view, layer);
  await fillMap(connection, "cell_of", imported.comboOf, frame.cellOf);
  const single = holdsOnePeriod(imported, view, layer);
  const values = valuesFor(imported, view);
  if (single) await makeRowParts(connection, view.measure, values);
  else await makeParts(connection, imported, view.measure, values);
  const sums = single ? values.range : await rangeOf(connection, "s", "part");
  const means = single ? sums : await rangeOf(connection, "m", "part");
  const rows = single
    ? await rowStatistics(connection, view.measure, values)
    : await many(connection, `${statisticsSql("cell", "part", view.measure, sums, means)} ORDER BY cell`);
  const extra = await valuesOf(connection, view.measure, rows);
  return tableOf(frame, rows, view.measure, sums, means, extra);
}

/** The values that a view takes, in SQL, and their range. */
interface Values {
  readonly x: string;
  readonly range: SumRange;
}

/** Of ones, every sum is exact whatever the cuts. */
const ONES: SumRange = { smallest: 1, largest: 1, negative: false, cuts: [1.5 * 2 ** 40, 1.5] };

function valuesFor({ metrics, ranges }: Imported, { measure, metric }: View): Values {
  const at = findName(metrics, metric);
  const range = ranges[at];
  if (measure.kind === "headcount") return { x: "1::DOUBLE", range: ONES };
  if (!range) throw new NotForDuck();
  return { x: `x${at}`, range };
}

/** The parts `(combo, n, s, m, b)` as below where a person has one row a cell: that row. */
function rowParts(measure: Measure, { x }: Values): string {
  return `(SELECT combo, (x IS NOT NULL)::INTEGER AS n, x AS s, x AS m, (${limitSql(measure, "x")})::INTEGER AS b
    FROM (SELECT combo, ${x} AS x FROM q))`;
}

/** View `part` as below of these. */
async function makeRowParts(connection: DuckDBConnection, measure: Measure, values: Values): Promise<void> {
  await connection.run(
    `CREATE OR REPLACE VIEW part AS SELECT value AS cell, n, s, m, b
      FROM ${rowParts(measure, values)} JOIN cell_of USING (combo)`,
  );
}

/** View `part (cell, n, s, m, b)`: one row a person and cell; s and m are NULL where there is no value. */
async function makeParts(
  connection: DuckDBConnection,
  { combos, hasDates }: Imported,
  measure: Measure,
  { x, range }: Values,
): Promise<void> {
  const cuts = cutsFor(range, hasDates ? combos.periods.length : await mostRows(connection));
  if (!cuts) throw new NotForDuck();
  // Both first parts are exact, and so is what is left: where that is nothing, adding them rounds once.
  await connection.run(
    `CREATE OR REPLACE TABLE part_rows AS SELECT cell, n, CASE WHEN n > 0 THEN s0 + s1 END AS s,
        CASE WHEN n > 0 THEN (s0 + s1) / n END AS m, b, s2 FROM
      (SELECT cell, person, count(x)::INTEGER AS n, ${partSums("x", "s", cuts)},
        count(*) FILTER (${limitSql(measure, "x")})::INTEGER AS b
        FROM (SELECT value AS cell, person, ${x} AS x FROM q JOIN cell_of USING (combo)) GROUP BY cell, person)`,
  );
  await connection.run("CREATE OR REPLACE VIEW part AS SELECT * FROM part_rows");
  const rest = await one(connection, "SELECT count(*) FILTER (s2 <> 0)::DOUBLE AS n FROM part");
  if (numberOf(rest["n"], 0) > 0) throw new NotForDuck();
}

async function mostRows(connection: DuckDBConnection): Promise<number> {
  const most = await one(
    connection,
    "SELECT max(n)::DOUBLE AS n FROM (SELECT count(*) AS n FROM q GROUP BY person)",
  );
  return numberOf(most["n"], 1);
}

/** Whether every cell of a layer takes in one period of the query only. */
function holdsOnePeriod({ combos, hasDates }: Imported, view: View, { over }: Layer): boolean {
  if (!hasDates) return false;
  const { cellOf } = frameOf(combos, view, { by: null, series: null, over });
  const periodOf = new Map<number, number>();
  return cellOf.every((cell, row) => {
    const period = combos.period[row] ?? -1;
    const known = periodOf.get(cell) ?? period;
    periodOf.set(cell, known);
    return cell < 0 || known === period;
  });
}

function limitSql(measure: Measure, x: string): string {
  if (measure.kind !== "share-people" && measure.kind !== "share-rows") return "false";
  return `${x} ${measure.side === "above" ? ">=" : "<="} ${double(measure.limit)}`;
}

/** The statistics of parts by a key of theirs. */
function statisticsSql(
  key: "cell" | "combo",
  from: string,
  measure: Measure,
  sums: SumRange,
  /** Undefined where the means are the sums. */
  means?: SumRange,
): string {
  const people = limitSql(measure, "m");
  const shares = measure.kind === "share-rows";
  const limited = shares || measure.kind === "share-people";
  const beyond = shares ? "b > 0" : people;
  const within = shares ? "b < n" : limited ? `NOT (${people})` : "false";
  const more = [
    ...(sums.negative ? [partSums("abs(s)", "as", sums.cuts)] : []),
    ...(means ? [partSums("m", "m", means.cuts), "max(abs(m), 2) AS topm"] : []),
    ...(means?.negative ? [partSums("abs(m)", "am", means.cuts)] : []),
  ];
  return `SELECT ${key}, count(*)::DOUBLE AS people, count(m)::DOUBLE AS contributors, sum(n)::DOUBLE AS contributions,
    ${partSums("s", "s", sums.cuts)}, ${[...more, ""].join(", ")}
    max(abs(s), 2) AS tops, min(m) AS smallest, max(m) AS largest,
    count(m) FILTER (${beyond})::DOUBLE AS beyond, count(m) FILTER (${within})::DOUBLE AS within
    FROM ${from} GROUP BY ${key}`;
}

/**
 * The statistics by cell where a person has one row a cell. Those of each combination are computed once, and every
 * layer (groups, their total) adds them up: all but the two largest, the smallest and the largest are sums.
 */
async function rowStatistics(connection: DuckDBConnection, measure: Measure, values: Values): Promise<Row[]> {
  const { x, range } = values;
  const ofCombos = sqlName(`statistics of ${x}, ${limitSql(measure, "x")}`);
  const each = statisticsSql("combo", rowParts(measure, values), measure, range);
  await connection.run(`CREATE TABLE IF NOT EXISTS ${ofCombos} AS ${each}`);
  const sums = range.negative ? ["s", "as"] : ["s"];
  const parts = sums.flatMap((name) => [0, 1, 2].map((part) => `${name}${part}`));
  const added = ["people", "contributors", "contributions", "beyond", "within", ...parts];
  return many(
    connection,
    `SELECT value AS cell, ${added.map((name) => `sum(${name}) AS ${name}`).join(", ")},
      list_sort(flatten(list(tops)), 'DESC')[:2] AS tops, min(smallest) AS smallest, max(largest) AS largest
      FROM ${ofCombos} JOIN cell_of USING (combo) GROUP BY value ORDER BY value`,
  );
}

/** By cell a measure that needs more than the statistics; of a deviation the two largest squares after it. */
type Extra = ReadonlyMap<number, readonly number[]>;

async function valuesOf(
  connection: DuckDBConnection,
  measure: Measure,
  rows: readonly Row[],
): Promise<Extra> {
  switch (measure.kind) {
    case "percentile":
      return percentiles(connection, measure.q);
    case "deviation":
      return deviations(connection, rows);
    case "share-rows":
      return shareMeans(connection);
    default:
      return new Map();
  }
}

/** Hyndman and Fan's type 7: the values at the two places around (n − 1) q, then between them. */
async function percentiles(connection: DuckDBConnection, q: number): Promise<Extra> {
  const h = `((n - 1) * ${double(q)})`;
  const rows = await many(
    connection,
    `SELECT cell, n::DOUBLE AS n, v[CAST(floor(${h}) AS BIGINT) + 1] AS lo, v[CAST(ceil(${h}) AS BIGINT) + 1] AS hi
      FROM (SELECT cell, count(m) AS n, list_sort(list(m)) AS v FROM part WHERE m IS NOT NULL GROUP BY cell)`,
  );
  return new Map(
    rows.map((row) => {
      const place = (numberOf(row["n"], 0) - 1) * q;
      const [lo, hi] = [numberOf(row["lo"], NaN), numberOf(row["hi"], NaN)];
      return [numberOf(row["cell"], -1), [lo + (hi - lo) * (place - Math.floor(place))]];
    }),
  );
}

/** √(Σ (m − mean)² / (n − 1)) with the exactly rounded mean. */
async function deviations(connection: DuckDBConnection, rows: readonly Row[]): Promise<Extra> {
  await connection.run("CREATE OR REPLACE TABLE mean_of (cell INTEGER, mean DOUBLE)");
  const appender = await connection.createAppender("mean_of");
  for (const row of rows) {
    appender.appendInteger(numberOf(row["cell"], -1));
    appender.appendDouble(summed(row, "m0" in row ? "m" : "s") / numberOf(row["contributors"], 0));
    appender.endRow();
  }
  appender.closeSync();
  await connection.run(
    `CREATE OR REPLACE TABLE spread AS SELECT cell, (m - mean) * (m - mean) AS square FROM part JOIN mean_of USING (cell)
      WHERE m IS NOT NULL`,
  );
  const { cuts } = await rangeOf(connection, "square", "spread");
  const found = await many(
    connection,
    `SELECT cell, count(*)::DOUBLE AS n, max(square, 2) AS top, ${partSums("square", "v", cuts)}
      FROM spread GROUP BY cell`,
  );
  return new Map(
    found.map((row) => {
      const n = numberOf(row["n"], 0);
      const value = n < 2 ? NaN : Math.sqrt(summed(row, "v") / (n - 1));
      return [numberOf(row["cell"], -1), [value, listItem(row["top"], 0), listItem(row["top"], 1)]];
    }),
  );
}

async function rangeOf(connection: DuckDBConnection, column: string, table: string): Promise<SumRange> {
  const [range] = await rangesOf(connection, [column], table);
  if (!range) throw new NotForDuck();
  return range;
}

async function shareMeans(connection: DuckDBConnection): Promise<Extra> {
  await connection.run("CREATE OR REPLACE TABLE shares AS SELECT cell, b / n AS share FROM part WHERE n > 0");
  const { cuts } = await rangeOf(connection, "share", "shares");
  const found = await many(
    connection,
    `SELECT cell, count(*)::DOUBLE AS n, ${partSums("share", "v", cuts)} FROM shares GROUP BY cell`,
  );
  return new Map(found.map((row) => [numberOf(row["cell"], -1), [summed(row, "v") / numberOf(row["n"], 0)]]));
}

function tableOf(
  frame: Frame,
  rows: readonly Row[],
  measure: Measure,
  sums: SumRange,
  means: SumRange,
  extra: Extra,
): CellTable {
  const byCell = new Map(rows.map((row) => [numberOf(row["cell"], -1), row]));
  const at = (of: (row: Row) => number, empty = 0): number[] =>
    Array.from({ length: frame.size }, (_, cell) => {
      const row = byCell.get(cell);
      return row === undefined ? empty : of(row);
    });
  const whole = (name: string): Int32Array => Int32Array.from(at((row) => numberOf(row[name], 0)));
  const real = (of: (row: Row) => number): Float64Array => Float64Array.from(at(of));
  const top = (name: string, place: number): Float64Array => real((row) => listItem(row[name], place));
  const { layer, groups, series, periods, size } = frame;
  const more = (place: number): Float64Array =>
    Float64Array.from({ length: size }, (_, cell) => extra.get(cell)?.[place] ?? 0);
  // Where every part is one row, its mean is its sum.
  const m = sums === means ? "s" : "m";
  const statistics = {
    people: whole("people"),
    contributors: whole("contributors"),
    contributions: whole("contributions"),
    sum: real((row) => summed(row, "s")),
    meanSum: real((row) => summed(row, m)),
    absoluteSum: real((row) => summed(row, sums.negative ? "as" : "s")),
    absoluteMeanSum: real((row) => summed(row, means.negative ? `a${m}` : m)),
    largest: top("tops", 0),
    second: top("tops", 1),
    largestMean: top(`top${m}`, 0),
    secondMean: top(`top${m}`, 1),
    farthest: more(1),
    secondFarthest: more(2),
    identical: Uint8Array.from(
      at((row) => Number(numberOf(row["smallest"], NaN) === numberOf(row["largest"], NaN))),
    ),
    beyond: whole("beyond"),
    within: whole("within"),
  };
  const value = Float64Array.from({ length: size }, (_, cell) => valueAt(cell, statistics, measure, extra));
  return { layer, groups, series, periods, size, ...statistics, value, counted: false, complete: true };
}

type Statistics = Pick<CellTable, "people" | "contributors" | "contributions" | "sum" | "meanSum" | "beyond">;

function valueAt(cell: number, of: Statistics, measure: Measure, extra: Extra): number {
  const contributors = of.contributors[cell] ?? 0;
  switch (measure.kind) {
    case "mean":
      return (of.meanSum[cell] ?? 0) / contributors;
    case "row-mean":
      return (of.sum[cell] ?? 0) / (of.contributions[cell] ?? 0);
    case "total":
      return contributors === 0 ? NaN : (of.sum[cell] ?? 0);
    case "share-people":
      return (of.beyond[cell] ?? 0) / contributors;
    case "headcount":
      return (of.people[cell] ?? 0) === 0 ? NaN : (of.people[cell] ?? 0);
    default:
      return extra.get(cell)?.[0] ?? NaN;
  }
}

/** An exactly rounded sum from its three parts. */
function summed(row: Row, name: string): number {
  return exactSum([0, 1, 2].map((part) => numberOf(row[`${name}${part}`], 0)));
}

function listItem(value: DuckDBValue | undefined, place: number): number {
  if (typeof value !== "object" || value === null || !("items" in value)) return 0;
  return numberOf(value.items[place], 0);
}
