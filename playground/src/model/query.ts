import {
  MINIMUM_FIELD,
  type Binding,
  type Kind,
  type ModelFilter,
  type QueryColumn,
  type Summary,
  type WindowColumn,
} from "../protocol";
import type { DataSet, Field } from "./field";
import { keptRows } from "./filters";

const DAY = 86_400_000;
const TABLE = "Query";
/** In Power BI the model names a column's "Sort by column"; here it is the one with this ending. */
const SORTED_BY = " order";

/** A query's rows as Power BI makes them: distinct combinations of the grouping columns, the rest summarised. */
export interface QueryResult {
  readonly columns: readonly QueryColumn[];
  readonly length: number;
  readonly filtered: boolean;
  /** Rows from `start` up to but not including `end`, by column. */
  read(start: number, end: number): WindowColumn[];
}

interface Column {
  readonly info: QueryColumn;
  readonly summary: Summary;
  readonly field: Field;
}

const LEVELS: readonly (readonly [string, Kind, (day: number) => string | number])[] = [
  ["Year", "number", (day) => new Date(day * DAY).getUTCFullYear()],
  ["Quarter", "text", (day) => `Qtr ${Math.floor(new Date(day * DAY).getUTCMonth() / 3) + 1}`],
  ["Month", "text", (day) => new Date(day * DAY).toLocaleString("en-US", { month: "long", timeZone: "UTC" })],
  ["Day", "number", (day) => new Date(day * DAY).getUTCDate()],
];

const TITLES: Partial<Record<Summary, readonly [string, string]>> = {
  sum: ["Sum", "Sum of"],
  average: ["Sum", "Average of"],
  minimum: ["Min", "Minimum of"],
  maximum: ["Max", "Maximum of"],
  count: ["CountNonNull", "Count of"],
  distinct: ["Count", "Count of"],
  first: ["Min", "First"],
};

/** Numbers of the functions in an expression. The query name keeps the first one chosen, as in Power BI. */
const FUNCTIONS: Partial<Record<Summary, number>> = {
  sum: 0,
  average: 1,
  distinct: 2,
  minimum: 3,
  maximum: 4,
  count: 5,
  first: 3,
};

/** The levels of Power BI's automatic date hierarchy, in place of the date. */
function hierarchy(field: Field, roles: readonly string[]): Column[] {
  return LEVELS.map(([level, kind, of]) => {
    const known = new Map<string | number, number>();
    const codeOf = field.values.map((day) => {
      const value = of(Number(day));
      if (!known.has(value)) known.set(value, known.size);
      return known.get(value) ?? -1;
    });
    const codes = field.codes.map((code) => codeOf[code] ?? -1);
    const queryName = `${TABLE}.${field.name}.Variation.Date Hierarchy.${level}`;
    const info = { displayName: level, queryName, field: field.name, kind, roles, measure: false };
    return { info, summary: "none", field: { name: level, kind, codes, values: [...known.keys()] } };
  });
}

function formatOf(kind: Kind, summary: Summary): { format?: string } {
  if (kind === "date" && summary === "none") return { format: "yyyy-MM-dd" };
  if (summary === "count" || summary === "distinct") return { format: "0" };
  return {};
}

function columnsOf(field: Field, summary: Summary, roles: readonly string[]): Column[] {
  if (summary === "hierarchy") return hierarchy(field, roles);
  const title = TITLES[summary];
  const base = `${TABLE}.${field.name}`;
  const counts = summary === "count" || summary === "distinct";
  const info: QueryColumn = {
    displayName: title ? `${title[1]} ${field.name}` : field.name,
    queryName: title ? `${title[0]}(${base})` : base,
    field: field.name,
    kind: counts ? "number" : field.kind,
    roles,
    measure: title !== undefined,
    ...(FUNCTIONS[summary] === undefined ? {} : { function: FUNCTIONS[summary] }),
    ...formatOf(field.kind, summary),
  };
  return [{ info, summary, field }];
}

/** A measure of the model: one number, whatever the row. */
function measureColumn(name: string, value: number, length: number, roles: readonly string[]): Column {
  const field: Field = { name, kind: "number", codes: new Int32Array(length), values: [value] };
  const info = {
    displayName: name,
    queryName: `${TABLE}.${name}`,
    field: name,
    kind: "number",
    roles,
    measure: true,
  } as const;
  return { info, summary: "maximum", field };
}

function plan(data: DataSet, bindings: readonly Binding[], minimum: number): Column[] {
  const merged = new Map<string, { binding: Binding; roles: string[] }>();
  for (const binding of bindings) {
    const key = `${binding.field}\u0000${binding.summary}`;
    const known = merged.get(key);
    if (known) known.roles.push(binding.role);
    else merged.set(key, { binding, roles: [binding.role] });
  }
  return [...merged.values()].flatMap(({ binding, roles }) => {
    if (binding.field === MINIMUM_FIELD) return [measureColumn(MINIMUM_FIELD, minimum, data.length, roles)];
    const field = data.fields.get(binding.field);
    return field ? columnsOf(field, binding.summary, roles) : [];
  });
}

/** Keys up to here are looked up in a plain array: a slicer on a large query is answered several times faster. */
const MOST_LOOKED_UP = 4_000_000;

/** Numbers keys from 0 to below `range` in the order in which they come. */
function numbering(range: number): { of(key: number): number; count(): number } {
  if (range > MOST_LOOKED_UP) {
    const known = new Map<number, number>();
    const learn = (key: number): number => known.set(key, known.size).size - 1;
    return { of: (key) => known.get(key) ?? learn(key), count: () => known.size };
  }
  let count = 0;
  const known = new Int32Array(range).fill(-1);
  const learn = (key: number): number => (known[key] = count++);
  return {
    of: (key) => {
      const number = known[key] ?? -1;
      return number < 0 ? learn(key) : number;
    },
    count: () => count,
  };
}

/** Gives every kept row the number of its combination of grouping values, and each number its first row. */
function combinations(
  rows: Int32Array,
  groupings: readonly Column[],
): { ids: Int32Array; firstRows: Int32Array } {
  const ids = new Int32Array(rows.length);
  let count = rows.length > 0 ? 1 : 0;
  for (const { field } of groupings) {
    const width = field.values.length + 1;
    const known = numbering(count * width);
    for (let at = 0; at < rows.length; at++)
      ids[at] = known.of((ids[at] ?? 0) * width + (field.codes[rows[at] ?? 0] ?? -1) + 1);
    count = known.count();
  }
  const firstRows = new Int32Array(count).fill(-1);
  for (let at = rows.length - 1; at >= 0; at--) firstRows[ids[at] ?? 0] = rows[at] ?? 0;
  return { ids, firstRows };
}

function counted(column: Column, rows: Int32Array, ids: Int32Array, count: number): Float64Array {
  const result = new Float64Array(count);
  const seen = column.summary === "distinct" ? new Set<number>() : null;
  const width = column.field.values.length;
  for (let at = 0; at < rows.length; at++) {
    const code = column.field.codes[rows[at] ?? 0] ?? -1;
    const id = ids[at] ?? 0;
    if (code < 0) continue;
    if (seen) {
      const key = id * width + code;
      if (seen.has(key)) continue;
      seen.add(key);
    }
    result[id] = (result[id] ?? 0) + 1;
  }
  return result;
}

function combine(summary: Summary, before: number, value: number): number {
  if (Number.isNaN(before)) return value;
  if (summary === "minimum") return Math.min(before, value);
  return summary === "maximum" ? Math.max(before, value) : before + value;
}

/** One number a combination; NaN where every value is empty, as Power BI's aggregates have it. */
function summarised(column: Column, rows: Int32Array, ids: Int32Array, count: number): Float64Array {
  const { summary, field } = column;
  if (summary === "count" || summary === "distinct") return counted(column, rows, ids, count);
  const result = new Float64Array(count).fill(Number.NaN);
  const terms = new Int32Array(summary === "average" ? count : 0);
  for (let at = 0; at < rows.length; at++) {
    const value = field.values[field.codes[rows[at] ?? 0] ?? -1];
    if (value === undefined) continue;
    const id = ids[at] ?? 0;
    result[id] = combine(summary, result[id] ?? Number.NaN, Number(value));
    if (summary === "average") terms[id] = (terms[id] ?? 0) + 1;
  }
  return summary === "average" ? result.map((sum, id) => sum / (terms[id] ?? 1)) : result;
}

/** The part of a summarised column that a window needs. */
function numberWindow(values: Float64Array, ids: Int32Array): WindowColumn {
  const numbers = new Float64Array(ids.length);
  for (let at = 0; at < ids.length; at++) numbers[at] = values[ids[at] ?? -1] ?? Number.NaN;
  return { kind: "number", numbers };
}

/** The part of a coded column that a window needs, with codes of its own. */
function codedWindow(field: Field, rows: Int32Array): WindowColumn {
  const known = numbering(field.values.length);
  const values: (string | number | boolean)[] = [];
  const codes = rows.map((row) => {
    const code = field.codes[row] ?? -1;
    const local = code < 0 ? -1 : known.of(code);
    if (local === values.length) values.push(field.values[code] ?? "");
    return local;
  });
  return { kind: "coded", values, codes, date: field.kind === "date" };
}

/** Rank of each value of a field: by the column that it is sorted by, else by itself. */
function ranksOf(data: DataSet, field: Field): Int32Array {
  const by = data.fields.get(`${field.name}${SORTED_BY}`);
  const keys: (string | number | boolean)[] = [...field.values];
  if (by) {
    for (const [row, code] of field.codes.entries()) {
      if (code >= 0) keys[code] = by.values[by.codes[row] ?? -1] ?? "";
    }
  }
  const collator = new Intl.Collator("en");
  const order = [...keys.keys()].sort((a, b) => {
    const [one = "", other = ""] = [keys[a], keys[b]];
    return typeof one === "string" ? collator.compare(one, String(other)) : Number(one) - Number(other);
  });
  const ranks = new Int32Array(keys.length);
  for (const [rank, code] of order.entries()) ranks[code] = rank;
  return ranks;
}

/** Combinations in the order that a visual wants: empty values first, the rest as they come. */
function sorted(
  data: DataSet,
  columns: readonly Column[],
  roles: readonly string[],
  rows: Int32Array,
): Int32Array {
  let order = rows.map((_, id) => id);
  for (const role of [...roles].reverse()) {
    const column = columns.find(({ info }) => info.roles.includes(role) && !info.measure);
    if (!column) continue;
    const { codes } = column.field;
    const ranks = ranksOf(data, column.field);
    const placeOf = (id: number): number => {
      const code = codes[rows[id] ?? 0] ?? -1;
      return code < 0 ? 0 : (ranks[code] ?? 0) + 1;
    };
    const places = rows.map((_, id) => placeOf(id));
    const starts = new Int32Array(ranks.length + 2);
    for (const place of places) starts[place + 1] = (starts[place + 1] ?? 0) + 1;
    for (let at = 1; at < starts.length; at++) starts[at] = (starts[at] ?? 0) + (starts[at - 1] ?? 0);
    const next = new Int32Array(order.length);
    for (const id of order) {
      const place = places[id] ?? 0;
      const at = starts[place] ?? 0;
      next[at] = id;
      starts[place] = at + 1;
    }
    order = next;
  }
  return order;
}

/** Runs a query over the kept rows, sorted by the fields in some roles. */
export function runQuery(
  data: DataSet,
  bindings: readonly Binding[],
  filters: readonly ModelFilter[],
  minimum: number,
  sort: readonly string[] = [],
): QueryResult {
  const columns = plan(data, bindings, minimum);
  const rows = keptRows(data, filters);
  const grouping = columns.filter((column) => !column.info.measure);
  const { ids, firstRows } = combinations(rows, grouping);
  const numbers = new Map<Column, Float64Array>();
  for (const column of columns) {
    const isNumber = column.info.measure && column.info.kind === "number";
    if (isNumber && column.summary !== "first")
      numbers.set(column, summarised(column, rows, ids, firstRows.length));
  }
  const order = sorted(data, columns, sort, firstRows);
  return {
    columns: columns.map((column) => column.info),
    length: columns.length > 0 ? firstRows.length : 0,
    filtered: filters.length > 0,
    read: (start, end) => {
      const ids = order.subarray(start, end);
      const first = ids.map((id) => firstRows[id] ?? 0);
      return columns.map((column) => {
        const own = numbers.get(column);
        return own ? numberWindow(own, ids) : codedWindow(column.field, first);
      });
    },
  };
}
