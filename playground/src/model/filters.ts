import type { ModelFilter, RowsFilter } from "../protocol";
import type { DataSet, Field } from "./field";

type Cell = string | number | boolean | null;
type Test = (row: number) => boolean;

function codesOf(field: Field, values: readonly Cell[]): ReadonlySet<number> {
  const wanted = new Set(values);
  const codes = new Set<number>(wanted.has(null) ? [-1] : []);
  for (const [code, value] of field.values.entries()) if (wanted.has(value)) codes.add(code);
  return codes;
}

function rowsTest(data: DataSet, filter: RowsFilter): Test {
  const alternatives = filter.rows.map((row) =>
    Object.entries(row).flatMap(([name, value]) => {
      const field = data.fields.get(name);
      return field ? [{ codes: field.codes, wanted: codesOf(field, [value]) }] : [];
    }),
  );
  return (row) =>
    alternatives.some((columns) => columns.every(({ codes, wanted }) => wanted.has(codes[row] ?? -1)));
}

function testOf(data: DataSet, filter: ModelFilter): Test {
  if (filter.kind === "rows") return rowsTest(data, filter);
  const field = data.fields.get(filter.field);
  if (!field) return () => true;
  if (filter.kind === "values") {
    const wanted = codesOf(field, filter.values);
    return (row) => wanted.has(field.codes[row] ?? -1);
  }
  return (row) => {
    const day = field.values[field.codes[row] ?? -1];
    return typeof day === "number" && day >= filter.from && day <= filter.to;
  };
}

/** The rows that pass every filter. */
export function keptRows(data: DataSet, filters: readonly ModelFilter[]): Int32Array {
  const tests = filters.map((filter) => testOf(data, filter));
  const kept = new Int32Array(data.length);
  let count = 0;
  for (let row = 0; row < data.length; row++) {
    if (tests.every((test) => test(row))) kept[count++] = row;
  }
  return kept.subarray(0, count);
}
