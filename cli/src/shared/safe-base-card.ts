import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { z } from "zod";
import type { SafeBase } from "../../../src/engine";
import { InputError, Refusal } from "./errors";
import { fromSpreadsheet } from "./escape";
import { sha256OfFile } from "./sha256";
import { writeWhole } from "./whole-file";

const column = z.discriminatedUnion("role", [
  z.strictObject({ role: z.literal("period"), name: z.string() }),
  z.strictObject({ role: z.literal("attribute"), name: z.string() }),
  z.strictObject({ role: z.literal("sum"), name: z.string(), metric: z.string() }),
  z.strictObject({ role: z.literal("people"), name: z.string(), metric: z.string() }),
]);
const form = z.strictObject({
  quorum: z.literal("safe-base/1"),
  minGroupSize: z.int().min(5),
  policyHash: z.string(),
  over: z.string(),
  /** Columns of the table, in its order. */
  columns: z.array(column).min(2),
  rows: z.int().nonnegative(),
  /** SHA-256 of the table's file, in hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/**
 * What a safe base's table is, in a small file beside it. CSV and Parquet cannot say it themselves, and only a
 * file that is known to be a safe base may be pushed. It names no label, so it may travel with the table (unlike
 * the recipe).
 */
export type SafeBaseCard = z.infer<typeof form>;

/** Columns of a safe base's table, in order. */
export function safeBaseColumns(base: Pick<SafeBase, "attributes" | "metrics">): SafeBaseCard["columns"] {
  return [
    { role: "period", name: "Period" },
    ...base.attributes.map((name) => ({ role: "attribute" as const, name })),
    ...base.metrics.flatMap((metric) => [
      { role: "sum" as const, name: `${metric} sum`, metric },
      { role: "people" as const, name: `${metric} people`, metric },
    ]),
  ];
}

/** Whether a table's columns are those of a safe base: periods, and a sum and a number of people for each metric. */
export function hasBaseColumns([period, ...names]: readonly string[]): boolean {
  const metrics = names.flatMap((name) => (name.endsWith(" sum") ? [name.slice(0, -" sum".length)] : []));
  return (
    period === "Period" && metrics.length > 0 && metrics.every((metric) => names.includes(`${metric} people`))
  );
}

/** A label as the rows had it, from a safe base's table: only CSV is for spreadsheets. */
export function labelIn(table: string, field: string): string {
  return extname(table).toLowerCase() === ".parquet" ? field : fromSpreadsheet(field);
}

/** Where the card of a table is. */
export function cardFile(table: string): string {
  return `${table}.safe-base.json`;
}

/** Writes the card of a table that has just been written. */
export async function writeCard(table: string, base: SafeBase): Promise<void> {
  const card: SafeBaseCard = {
    quorum: base.quorum,
    minGroupSize: base.minGroupSize,
    policyHash: base.policyHash,
    over: base.over,
    columns: safeBaseColumns(base),
    rows: base.rows.length,
    sha256: await sha256OfFile(table),
  };
  await writeWhole(cardFile(table), `${JSON.stringify(card, undefined, 2)}\n`);
}

/**
 * The card of a table; undefined when there is none.
 * @throws Refusal when the table is not the one that the card was written for. InputError for a damaged card.
 */
export async function readCard(table: string): Promise<SafeBaseCard | undefined> {
  let text: string;
  try {
    text = await readFile(cardFile(table), "utf8");
  } catch {
    return undefined;
  }
  const card = parse(text, cardFile(table));
  if ((await sha256OfFile(table)) !== card.sha256) {
    throw new Refusal(`${table}: changed after quorum safe-base wrote it. Write it again.`);
  }
  return card;
}

function parse(text: string, file: string): SafeBaseCard {
  try {
    return form.parse(JSON.parse(text));
  } catch {
    throw new InputError("This is no card of a safe base, or a damaged one.", "Write the safe base again.", {
      file,
    });
  }
}
