import { openFile } from "../input/open";
import type { Table, Value } from "../input/table";
import { InputError, Refusal } from "../shared/errors";
import { cardFile, labelIn, readCard, type SafeBaseCard } from "../shared/safe-base-card";
import { isPersonValue } from "./person-content";
import { ProtectedTable, type Column, type Row } from "./protected-table";
import { ONLY_PROTECTED } from "./release-file";

/**
 * A safe base's CSV or Parquet file, ready to be pushed. Every row is checked here, before the first is sent.
 * @throws Refusal when it is no safe base by its card, or holds something that no safe base holds.
 */
export async function tableOfSafeBase(file: string): Promise<ProtectedTable> {
  const card = await readCard(file);
  if (card === undefined) {
    throw new Refusal(`${file}: no safe base (there is no ${cardFile(file)} beside it). ${ONLY_PROTECTED}`);
  }
  const rows = await checkRows(file, card);
  const reader = new Reader(file, card);
  return ProtectedTable.make(
    card.columns.map(typed),
    rows,
    card.sha256,
    (from, to) => reader.read(from, to),
    () => {
      reader.close();
    },
  );
}

function typed(column: SafeBaseCard["columns"][number]): Column {
  switch (column.role) {
    case "period":
      return { name: column.name, dataType: "DateTime" };
    case "attribute":
      return { name: column.name, dataType: "String" };
    case "sum":
      return { name: column.name, dataType: "Double" };
    case "people":
      return { name: column.name, dataType: "Int64" };
  }
}

/** Reads the file once and returns its number of rows. */
async function checkRows(file: string, card: SafeBaseCard): Promise<number> {
  const table = await openFile(file);
  checkColumns(table, card, file);
  const people = card.columns.flatMap((column, i) => (column.role === "people" ? [i] : []));
  const labels = card.columns.flatMap((column, i) => (column.role === "attribute" ? [i] : []));
  // Every label is looked at once, not once a row.
  const seen = new Set<string>();
  let rows = 0;
  for await (const batch of table.batches()) {
    for (const row of batch.rows) {
      rows += 1;
      for (const i of people) {
        const n = Number(row[i] ?? NaN);
        if (n !== 0 && !(n >= card.minGroupSize)) {
          throw new Refusal(
            `${file}: row ${String(rows)} is under the minimum group size. ${ONLY_PROTECTED}`,
          );
        }
      }
      for (const i of labels) seen.add(labelIn(file, String(row[i] ?? "")));
    }
  }
  if ([...seen].some(isPersonValue)) {
    throw new Refusal(`${file}: a label is a person's id or address. ${ONLY_PROTECTED}`);
  }
  return rows;
}

function checkColumns(table: Table, card: SafeBaseCard, file: string): void {
  const same =
    table.columns.length === card.columns.length &&
    card.columns.every((column, i) => column.name === table.columns[i]);
  if (!same) throw new Refusal(`${file}: the columns are not those of its card. ${ONLY_PROTECTED}`);
}

/** Gives rows from..to of a file that can only be read from its start: a later part reads on, an earlier opens again. */
class Reader {
  private rows: AsyncIterator<readonly Value[]> | undefined;
  private position = 0;

  constructor(
    private readonly file: string,
    private readonly card: SafeBaseCard,
  ) {}

  async read(from: number, to: number): Promise<readonly Row[]> {
    if (this.rows === undefined || from < this.position) {
      this.close();
      this.rows = rowsOf(this.file);
      this.position = 0;
    }
    const found: Row[] = [];
    while (this.position < to) {
      const next = await this.rows.next();
      if (next.done === true)
        throw new InputError("The file became shorter.", "Push it again.", { file: this.file });
      if (this.position >= from) found.push(this.rowOf(next.value));
      this.position += 1;
    }
    return found;
  }

  close(): void {
    void this.rows?.return?.();
    this.rows = undefined;
  }

  private rowOf(values: readonly Value[]): Row {
    return Object.fromEntries(
      this.card.columns.map(({ name, role }, i) => [name, this.convert(role, values[i] ?? null)] as const),
    );
  }

  private convert(role: SafeBaseCard["columns"][number]["role"], value: Value): Row[string] {
    if (value === null) return null;
    if (role === "attribute") return labelIn(this.file, String(value));
    if (role === "period") {
      const date = value instanceof Date ? value : new Date(`${String(value).slice(0, 10)}T00:00:00Z`);
      return date.toISOString();
    }
    return Number(value);
  }
}

async function* rowsOf(file: string): AsyncGenerator<readonly Value[]> {
  const table = await openFile(file);
  for await (const batch of table.batches()) yield* batch.rows;
}
