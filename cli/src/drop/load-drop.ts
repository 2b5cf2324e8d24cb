import { Option, type Command } from "commander";
import { nameKey } from "../../../src/engine";
import { onInterrupt } from "../shared/interrupt";
import { startProgress } from "../shared/progress";
import { JOIN_FIELDS, joinDirectory, matchText, readDirectory, type JoinField } from "./directory";
import type { DropRows } from "./drop-rows";
import { onlyDrop, type Drop } from "./drops";
import { openStore } from "./open-store";
import type { Wanted } from "./plan";
import { keyOptions, openKeys, type KeyOptions } from "./private-keys";
import type { ReadHow } from "./read-columns";
import { readDrop } from "./read-drop";
import type { DropStore } from "./store";

/** How rows name a drop among the files of a command. */
export const DROP_PREFIX = "drop:";

/** Options of every command that reads drops. */
export interface DropOptions extends KeyOptions {
  readonly directory?: string;
  readonly directoryOn?: JoinField;
}

/** What a view reads of a drop. */
export type NeededColumns = Wanted;

/** A drop's rows with the directory's attributes, and what a person should know of them. */
export interface LoadedDrop {
  readonly rows: DropRows;
  readonly notes: readonly string[];
}

/** Adds the options of private keys and of the directory join. */
export function dropOptions(command: Command): Command {
  return keyOptions(command)
    .option("--directory <place>", "drop of the directory export User_v1, whose attributes become groups")
    .addOption(
      new Option("--directory-on <field>", "directory field that the drop's people are found by")
        .choices(JOIN_FIELDS)
        .default("id"),
    );
}

/** Opens the drop that a `drop:` argument means. */
export async function openDrop(
  place: string,
  signal?: AbortSignal,
): Promise<{ store: DropStore; drop: Drop }> {
  const store = await openStore(place.startsWith(DROP_PREFIX) ? place.slice(DROP_PREFIX.length) : place);
  return { store, drop: await onlyDrop(store, signal) };
}

/**
 * Reads the drop that a `drop:` argument means, with a progress bar; Ctrl-C stops it.
 * @throws InputError or Refusal with the reason; nothing that was read then gets out.
 */
export async function loadDrop(
  place: string,
  options: DropOptions,
  needed: NeededColumns,
): Promise<LoadedDrop> {
  return withKeys(options, async (how) => {
    const { store, drop } = await openDrop(place, how.signal);
    const directory =
      options.directory === undefined ? undefined : await openDrop(options.directory, how.signal);
    return readJoined({ store, drop }, directory, options, needed, how);
  });
}

/** Reads a drop and, where attributes are needed, the directory beside it. */
export async function readJoined(
  metrics: { readonly store: DropStore; readonly drop: Drop },
  directory: { readonly store: DropStore; readonly drop: Drop } | undefined,
  { directoryOn = "id" }: DropOptions,
  needed: NeededColumns,
  how: ReadHow,
): Promise<LoadedDrop> {
  // With a directory every group comes from it; IsActive is the drop's own.
  const fromDirectory =
    directory === undefined ? [] : needed.attributes.filter((name) => nameKey(name) !== nameKey("IsActive"));
  const attributes = needed.attributes.filter((name) => !fromDirectory.includes(name));
  const { rows, notes } = await withProgress("Reading", metrics.drop, how, (counted) =>
    readDrop(metrics.store, metrics.drop, { ...counted, wanted: { ...needed, attributes } }),
  );
  if (directory === undefined || fromDirectory.length === 0) return { rows, notes };
  const entries = await withProgress("Directory", directory.drop, how, (counted) =>
    readDirectory(directory.store, directory.drop, directoryOn, fromDirectory, counted),
  );
  return { rows, notes: [...notes, matchText(joinDirectory(rows, entries))] };
}

/** Opens the private keys for as long as `work` takes; Ctrl-C stops the work and forgets them. */
export async function withKeys<T>(
  options: KeyOptions,
  work: (how: ReadHow & { signal: AbortSignal }) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const keys = await openKeys(options);
  const close = (): void => {
    stop.abort();
    for (const holder of keys) holder.close();
  };
  const forget = onInterrupt(close);
  try {
    return await work({ keys, signal: stop.signal });
  } finally {
    for (const holder of keys) holder.close();
    forget();
  }
}

/** Shows how much of a drop's stored bytes has been read. */
export async function withProgress<T>(
  title: string,
  drop: Drop,
  how: ReadHow,
  work: (how: ReadHow) => Promise<T>,
): Promise<T> {
  const bytes = drop.data.reduce((sum, file) => sum + file.size, 0);
  const progress = startProgress(title, bytes, "bytes");
  try {
    return await work({
      ...how,
      onProgress: (read) => {
        progress.advance(read);
      },
    });
  } finally {
    progress.stop();
  }
}
