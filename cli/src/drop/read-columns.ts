import { availableParallelism } from "node:os";
import { pipeline } from "node:stream";
import { BATCH_ROWS } from "../input/table";
import { InputError, Refusal } from "../shared/errors";
import { forTerminal } from "../shared/escape";
import { plural } from "../shared/plural";
import { DropRows } from "./drop-rows";
import { kindOf, readMetadata, type Drop, type DropKind } from "./drops";
import { openFileKey, type FileKey, type PrivateKeys } from "./file-key";
import { scanLines, withPool } from "./lines";
import type { DropMetadata } from "./metadata";
import { Meter, plaintext } from "./plaintext";
import type { ColumnPlan } from "./scan";
import { placeIn, type DropStore, type StoredFile } from "./store";

/** How a drop is read, whatever is in it. */
export interface ReadHow {
  readonly keys: readonly PrivateKeys[];
  readonly signal?: AbortSignal;
  /** Called with the number of stored bytes that were read since the last call. */
  readonly onProgress?: (bytes: number) => void;
}

/** Decides what each column is, from the first lines of a file. */
export type MakePlan = (sample: readonly Record<string, unknown>[], file: string) => readonly ColumnPlan[];

/** A drop's columns, every check passed. */
export interface Columns {
  readonly rows: DropRows;
  readonly metadata: DropMetadata | undefined;
  /** Names of columns that the plan did not ask for. */
  readonly unread: ReadonlySet<string>;
}

/**
 * Reads a whole drop into columns: decrypt, gunzip, lines, columns, on all cores. Nothing is written anywhere, and
 * nothing is given out before the last byte has been checked: gzip's checksum, the row count of the metadata, every
 * line a JSON object with the values that the plan says.
 * @throws InputError with the reason when the drop is not whole; Refusal when its metadata report errors.
 */
export async function readColumns(
  store: DropStore,
  drop: Drop,
  kind: DropKind,
  makePlan: MakePlan,
  how: ReadHow,
): Promise<Columns> {
  const metadata = await readMetadata(store, drop, how.signal);
  const place = placeOf(store, drop);
  refuseReportedErrors(metadata, place);
  // Without metadata nothing says what the file is; the plan will.
  if (metadata !== undefined && kindOf(metadata) !== kind) {
    const wanted = kind === "metrics" ? "a Viva Insights dataset" : "the directory export User_v1";
    const found = `The drop holds ${metadata.TableName ?? "an unnamed table"}, not ${wanted}.`;
    throw new InputError(found, "Name another: quorum drop list shows them.", { file: place });
  }
  if (drop.data.length === 0) {
    const remedy = "It may still be arriving: try later.";
    throw new InputError("The drop has no data file.", remedy, { file: place });
  }
  const key = await fileKey(metadata, how.keys);
  try {
    const { rows, lines, unread } = await readFiles(store, drop, key, makePlan, how);
    checkCount(lines, metadata, place);
    return { rows, metadata, unread };
  } finally {
    key?.wipe();
  }
}

/** A drop's name in messages. */
export function placeOf(store: DropStore, drop: Drop): string {
  return placeIn(store, drop.folder);
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
  how: Omit<ReadHow, "keys">,
): AsyncGenerator<Buffer> {
  const stored = await store.open(file, how.signal);
  const meter = new Meter(how.onProgress ?? (() => undefined));
  pipeline(stored, meter, () => undefined);
  yield* plaintext(meter, key, placeIn(store, file.path));
}

/** Microsoft's own words are passed on; no data file is expected then. */
function refuseReportedErrors(metadata: DropMetadata | undefined, place: string): void {
  const errors = metadata?.Errors ?? [];
  if (errors.length === 0) return;
  const said = forTerminal(errors.join("; ")).slice(0, 1000);
  throw new Refusal(`${place}: the extraction failed and brought no data: ${said}`);
}

function checkCount(lines: number, metadata: DropMetadata | undefined, place: string): void {
  const expected = metadata?.NumberOfRowsExtracted;
  if (expected === undefined || expected === lines) return;
  throw new InputError(
    `The drop has ${plural(lines, "row")}, its metadata say ${expected}.`,
    "Nothing was taken from it; ask for the drop again.",
    { file: place },
  );
}

async function readFiles(
  store: DropStore,
  drop: Drop,
  key: FileKey | undefined,
  makePlan: MakePlan,
  how: ReadHow,
): Promise<{ rows: DropRows; lines: number; unread: ReadonlySet<string> }> {
  const [first, ...others] = drop.data.map((file) => ({
    name: placeIn(store, file.path),
    text: textOf(store, file, key, how),
  }));
  if (first === undefined) throw new RangeError("A drop without data");
  const begun = await sample(first.text, first.name);
  const plan = makePlan(begun.sample, first.name);
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
        how.signal,
      );
    }
    return total;
  });
  return { rows, lines, unread };
}

/** Threads cost more than they bring for a small drop. */
const SMALL = 512 * 1024;
/** Unzipping goes on in one thread, on a core of its own: no more than so many scan as fast as it brings text. */
const MOST = 4;

function threadsFor(drop: Drop): number {
  const stored = drop.data.reduce((sum, file) => sum + file.size, 0);
  return stored < SMALL ? 0 : Math.min(MOST, Math.max(1, availableParallelism() - 1));
}

/** The first lines, to see the columns and which of them add up; they stay in the text. */
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
  return { sample: lines.slice(0, BATCH_ROWS).flatMap(objectOf), text: whole() };
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
