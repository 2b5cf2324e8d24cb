import type { DropRows } from "./drop-rows";
import type { Drop } from "./drops";
import type { DropMetadata } from "./metadata";
import { planColumns, type Wanted } from "./plan";
import { placeOf, readColumns, type ReadHow } from "./read-columns";
import type { DropStore } from "./store";

export interface ReadOptions extends ReadHow {
  readonly wanted: Wanted;
}

/** A drop of metrics that was read to its end and found whole. */
export interface DropContent {
  readonly rows: DropRows;
  readonly metadata: DropMetadata | undefined;
  /** What a person should know: fields that are missing, columns that were not read. */
  readonly notes: readonly string[];
}

/**
 * Reads a drop of metrics, one row a person and period.
 * @throws InputError or Refusal as {@link readColumns} does, and when a person has two rows in one period.
 */
export async function readDrop(store: DropStore, drop: Drop, options: ReadOptions): Promise<DropContent> {
  const { rows, metadata, unread } = await readColumns(
    store,
    drop,
    "metrics",
    (sample, file) => planColumns(sample, options.wanted, file),
    options,
  );
  rows.checkOneRowPerPeriod(placeOf(store, drop));
  return { rows, metadata, notes: notesOn(metadata, unread, options.wanted) };
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
  if (wanted.metrics === "all" && unread.size > 0) {
    notes.push(`Not read, since they are no numbers: ${[...unread].join(", ")}.`);
  }
  return notes;
}
