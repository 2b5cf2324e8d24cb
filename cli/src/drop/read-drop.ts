import { availableParallelism } from "node:os";
import { pipeline } from "node:stream";
import { InputError, Refusal } from "../shared/errors";
import { forTerminal } from "../shared/escape";
import { DropRows } from "./drop-rows";
import { kindOf, readMetadata, type Drop } from "./drops";
import { openFileKey, type FileKey, type PrivateKeys } from "./file-key";
import { scanLines, withPool } from "./lines";
import type { DropMetadata } from "./metadata";
import { Meter, plaintext } from "./plaintext";
import { planColumns, type Wanted } from "./plan";
import type { DropStore, StoredFile } from "./store";

export interface ReadOptions {
  readonly wanted: Wanted;
  readonly keys: readonly PrivateKeys[];
  readonly signal?: AbortSignal;
  /** Called with the number of stored bytes that were read since the last call. */
  readonly onProgress?: (bytes: number) => void;
}

/** A drop that was read to its end and found whole. */
export interface DropContent {
  readonly rows: DropRows;
  readonly metadata: DropMetadata | undefined;
  /** What a person should know: fields that are missing, columns that were not read. */
  readonly notes: readonly string[];
}

/**
 * Reads a whole drop into columns: decrypt, gunzip, lines, columns, on all cores. Nothing is written anywhere, and
 * nothing is given out before the last byte has been checked: gzip's checksum, the row count of the metadata, every
 * line a JSON object, one row a person and period.
 * @throws InputError with the reason when the drop is not whole; Refusal when its metadata report errors.
 */
export async function readDrop(store: DropStore, drop: Drop, options: ReadOptions): Promise<DropContent> {
  const metadata = await readMetadata(store, drop, options.signal);
  const place = placeOf(store, drop);
  refuseReportedErrors(metadata, place);
  if (kindOf(metadata) !== "metrics") {
    throw new InputError(
      `The drop holds ${metadata?.TableName ?? "another table"}, not metrics.`,
      "Name another.",
      {
        file: place,
      },
    );
  }
  if (drop.data.length === 0) {
    throw new InputError("The drop has no data file.", "It may still be arriving: try later.", {
      file: place,
    });
  }
  const key = await fileKey(metadata, options.keys);
  try {
    const { rows, lines, unread } = await readRows(store, drop, key, options);
    checkCount(lines, metadata, place);
    rows.checkOneRowPerPeriod(place);
    return { rows, metadata, notes: notesOn(metadata, unread, options.wanted) };
  } finally {
    key?.wipe();
  }
}

/** A drop's name in messages. */
export function placeOf(store: DropStore, drop: Drop): string {
  return drop.folder === "" ? store.name : `${store.name}/${drop.folder}`;
}

/** Opens the file key; undefined for a drop that is not encrypted. */
export async function fileKey(
  metadata: DropMetadata | undefined,
  keys: readonly PrivateKeys[],
): Promise<FileKey | undefined> {
  if (metadata?.DecryptionKeyDetails === undefined) return undefined;
  const hint = { tenantId: metadata.TenantId, version: metadata.PublicKeyVersion };
  return openFileKey(metadata.DecryptionKeyDetails, hint, keys);
}

/** Text of one stored file. */
export async function* textOf(
  store: DropStore,
  file: StoredFile,
  key: FileKey | undefined,
  options: Pick<ReadOptions, "signal" | "onProgress">,
): AsyncGenerator<Buffer> {
  const stored = await store.open(file, options.signal);
  const meter = new Meter(options.onProgress ?? (() => undefined));
  pipeline(stored, meter, () => undefined);
  yield* plaintext(meter, key, `${store.name}/${file.path}`);
}

/** @throws Refusal with Microsoft's own words when the metadata report errors: no data file is expected then. */
export function refuseReportedErrors(metadata: DropMetadata | undefined, place: string): void {
  const errors = metadata?.Errors ?? [];
  if (errors.length === 0) return;
  const said = forTerminal(errors.join("; ")).slice(0, 1000);
  throw new Refusal(`${place}: the extraction failed and brought no data: ${said}`);
}

/** @throws InputError when the number of lines is not the one that the metadata give. */
export function checkCount(lines: number, metadata: DropMetadata | undefined, place: string): void {
  const expected = metadata?.NumberOfRowsExtracted;
  if (expected === undefined || expected === lines) return;
  throw new InputError(
    `The drop has ${lines} rows, its metadata say ${expected}.`,
    "Nothing was taken from it; ask for the drop again.",
    { file: place },
  );
}

async function readRows(
  store: DropStore,
  drop: Drop,
  key: FileKey | undefined,
  options: ReadOptions,
): Promise<{ rows: DropRows; lines: number; unread: ReadonlySet<string> }> {
  const [first, ...others] = drop.data.map((file) => ({
    name: `${store.name}/${file.path}`,
    text: textOf(store, file, key, options),
  }));
  if (first === undefined) throw new RangeError("A drop without data");
  const begun = await sample(first.text, first.name);
  const plan = planColumns(begun.sample, options.wanted, first.name);
  const rows = new DropRows(plan);
  const unread = new Set<string>();
  const lines = await withPool(plan, threadsFor(drop), async (pool) => {
    let total = 0;
    for (const { name, text } of [{ name: first.name, text: begun.text }, ...others]) {
      total += await scanLines(
        text,
        pool,
        name,
        (batch, scanner) => {
          rows.add(batch, scanner);
          for (const column of batch.unknown) unread.add(column);
        },
        options.signal,
      );
    }
    return total;
  });
  return { rows, lines, unread };
}

/** Threads cost more than they bring for a small drop. */
const SMALL = 512 * 1024;

export function threadsFor(drop: Drop): number {
  const stored = drop.data.reduce((sum, file) => sum + file.size, 0);
  return stored < SMALL ? 0 : availableParallelism();
}

const SAMPLE_LINES = 200;

/** The first lines, to see the columns; they stay in the text. */
async function sample(
  text: AsyncGenerator<Buffer>,
  file: string,
): Promise<{ sample: Record<string, unknown>[]; text: AsyncGenerator<Buffer> }> {
  const pieces: Buffer[] = [];
  let ended = false;
  while (!ended && !pieces.some((piece) => piece.includes(10))) {
    const next = await text.next();
    if (next.done) ended = true;
    else pieces.push(next.value);
  }
  const lines = Buffer.concat(pieces)
    .toString("utf8")
    .replace(/^\ufeff/, "")
    .split("\n");
  // The last one may go on in the next piece.
  if (!ended) lines.pop();
  if (lines.every((line) => line.trim() === ""))
    throw new InputError("The file has no rows.", "Ask for the drop again.", { file });
  async function* whole(): AsyncGenerator<Buffer> {
    yield* pieces;
    yield* text;
  }
  return { sample: lines.slice(0, SAMPLE_LINES).flatMap(objectOf), text: whole() };
}

/** A line that is no object is left to the scanner, which names it. */
function objectOf(line: string): Record<string, unknown>[] {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? [value as Record<string, unknown>] : [];
  } catch {
    return [];
  }
}

function notesOn(metadata: DropMetadata | undefined, unread: ReadonlySet<string>, wanted: Wanted): string[] {
  const notes: string[] = [];
  if (metadata === undefined) notes.push("The drop has no metadata: its row count could not be checked.");
  else if (metadata.NumberOfRowsExtracted === undefined) {
    notes.push("The metadata have no NumberOfRowsExtracted: the row count could not be checked.");
  }
  if (metadata !== undefined && metadata.missing.length > 0) {
    notes.push(`The metadata lack ${metadata.missing.join(", ")}.`);
  }
  if (wanted === "all metrics" && unread.size > 0) {
    notes.push(`Not read, since they are no numbers: ${[...unread].join(", ")}.`);
  }
  return notes;
}
