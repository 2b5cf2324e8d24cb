import type { SafeBase, SafeBaseRow } from "../../../src/engine";
import { openFile } from "../input/open";
import type { Value } from "../input/table";
import { InputError } from "../shared/errors";
import { cardFile, labelIn, readCard, type SafeBaseCard } from "../shared/safe-base-card";

/**
 * Reads a safe base that was published earlier, by its card.
 * @throws InputError when there is no card, Refusal when the table was changed since.
 */
export async function readBase(file: string): Promise<SafeBase> {
  const card = await readCard(file);
  if (card === undefined) {
    throw new InputError(`There is no ${cardFile(file)} beside it.`, "Name a table of quorum safe-base.", {
      file,
    });
  }
  const table = await openFile(file);
  const rows: SafeBaseRow[] = [];
  for await (const batch of table.batches()) rows.push(...batch.rows.map((row) => rowOf(row, card, file)));
  return {
    quorum: "safe-base/1",
    attributes: card.columns.filter(({ role }) => role === "attribute").map(({ name }) => name),
    metrics: card.columns.flatMap((column) => (column.role === "sum" ? [column.metric] : [])),
    over: card.over as SafeBase["over"],
    minGroupSize: card.minGroupSize,
    policyHash: card.policyHash,
    rows,
  };
}

function rowOf(row: readonly Value[], card: SafeBaseCard, file: string): SafeBaseRow {
  const at = (role: string): number[] =>
    card.columns.flatMap((column, i) => (column.role === role ? [i] : []));
  const people = at("people");
  return {
    period: day(row[at("period")[0] ?? -1] ?? null),
    labels: at("attribute").map((i) => labelIn(file, String(row[i] ?? ""))),
    metrics: at("sum").map((i, metric) => ({ n: Number(row[people[metric] ?? -1]), sum: Number(row[i]) })),
  };
}

function day(value: Value): string {
  return value instanceof Date ? value.toISOString().slice(0, 10) : String(value).slice(0, 10);
}
