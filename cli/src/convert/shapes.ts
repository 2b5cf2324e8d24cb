import type { ColumnRole, Schema } from "../../../src/engine";
import { InputError } from "../shared/errors";
import { BATCH_ROWS, type Batch, type Value } from "../input/table";

/** Rows on their way to a file. */
export interface Reshaped {
  readonly schema: Schema;
  readonly columns: readonly string[];
  readonly batches: AsyncIterable<Batch>;
}

const NAME = "AttributeName";
const VALUE = "AttributeValue";

/** One row a person, period and attribute; the metrics are repeated. */
export function unpivot({ schema, columns, batches }: Reshaped, file: string): Reshaped {
  const attributes = places(schema, "attribute");
  const kept = columns.map((_, i) => i).filter((i) => !attributes.includes(i));
  if (attributes.length === 0) {
    throw new InputError("There is no attribute to unpivot.", "Check the columns with quorum inspect.", {
      file,
    });
  }
  const names = attributes.map((i) => columns[i] ?? "");
  return {
    schema: withColumns(schema, kept, [
      { name: NAME, role: "attribute-name" },
      { name: VALUE, role: "attribute-value" },
    ]),
    columns: [...kept.map((i) => columns[i] ?? ""), NAME, VALUE],
    batches: mapped(batches, (row) =>
      attributes.map((i, a) => [...kept.map((k) => row[k] ?? null), names[a] ?? "", row[i] ?? null]),
    ),
  };
}

/**
 * One row a person and period, one column an attribute. All rows are held until the last: a person's attributes
 * may stand anywhere in the file.
 * @throws InputError where repeats of a person and period disagree.
 */
export function pivot({ schema, columns, batches }: Reshaped, file: string): Promise<Reshaped> {
  const [name, value] = [
    places(schema, "attribute-name")[0] ?? -1,
    places(schema, "attribute-value")[0] ?? -1,
  ];
  const keys = [...places(schema, "person"), ...places(schema, "date")];
  const kept = columns.map((_, i) => i).filter((i) => i !== name && i !== value);
  return gather({ schema, columns, batches }, { name, value, keys, kept }, file);
}

interface Places {
  readonly name: number;
  readonly value: number;
  readonly keys: readonly number[];
  readonly kept: readonly number[];
}

async function gather(from: Reshaped, { name, value, keys, kept }: Places, file: string): Promise<Reshaped> {
  const entries = new Map<string, { row: Value[]; labels: Map<string, Value> }>();
  const attributes = new Set<string>();
  for await (const batch of from.batches) {
    batch.rows.forEach((row, i) => {
      const key = JSON.stringify(keys.map((k) => row[k] ?? null));
      const own = kept.map((k) => row[k] ?? null);
      const entry = entries.get(key) ?? { row: own, labels: new Map<string, Value>() };
      const attribute = String(row[name] ?? "");
      const before = entry.labels.get(attribute);
      const same = JSON.stringify(entry.row) === JSON.stringify(own);
      if (!same || (before !== undefined && before !== (row[value] ?? null))) {
        const place = { file: batch.file, line: batch.lines[i] ?? 0 };
        throw new InputError(
          "The row differs from an earlier one of the same person and period.",
          "Mend the file.",
          place,
        );
      }
      if (attribute !== "") entry.labels.set(attribute, row[value] ?? null);
      if (attribute !== "") attributes.add(attribute);
      entries.set(key, entry);
    });
  }
  const names = [...attributes];
  const rows = [...entries.values()].map(({ row, labels }) => [
    ...row,
    ...names.map((n) => labels.get(n) ?? null),
  ]);
  return {
    schema: withColumns(
      from.schema,
      kept,
      names.map((n) => ({ name: n, role: "attribute" as const })),
    ),
    columns: [...kept.map((i) => from.columns[i] ?? ""), ...names],
    batches: inBatches(rows, file),
  };
}

function places(schema: Schema, role: ColumnRole): number[] {
  return schema.columns.filter((column) => column.role === role).map(({ index }) => index);
}

function withColumns(
  schema: Schema,
  kept: readonly number[],
  added: readonly { readonly name: string; readonly role: ColumnRole }[],
): Schema {
  const old = kept.flatMap((i) => schema.columns.filter(({ index }) => index === i));
  const all = [...old, ...added.map((column) => ({ ...column, reason: "made by the conversion" }))];
  return { ...schema, columns: all.map((column, index) => ({ ...column, index })) };
}

async function* mapped(
  batches: AsyncIterable<Batch>,
  map: (row: readonly Value[]) => readonly (readonly Value[])[],
): AsyncGenerator<Batch> {
  for await (const { rows, file, lines } of batches) {
    const made = rows.map(map);
    yield { file, rows: made.flat(), lines: made.flatMap((some, i) => some.map(() => lines[i] ?? 0)) };
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- the other sources of batches do wait
async function* inBatches(rows: readonly (readonly Value[])[], file: string): AsyncGenerator<Batch> {
  for (let from = 0; from < rows.length; from += BATCH_ROWS) {
    const some = rows.slice(from, from + BATCH_ROWS);
    yield { file, rows: some, lines: some.map((_, i) => from + i + 1) };
  }
}
