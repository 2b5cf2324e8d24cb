import { InputError } from "../shared/errors";
import {
  JOB_METADATA,
  KEY_METADATA,
  METADATA_LIMIT,
  mergeMetadata,
  parseMetadata,
  type DropMetadata,
} from "./metadata";
import { placeIn, readText, type DropStore, type StoredFile } from "./store";

/** One drop as it lies in a store. */
export interface Drop {
  /** Its folder, from the top of the store; "" for the top itself. */
  readonly folder: string;
  /** When its metadata were written, which is after its data. */
  readonly arrived: Date;
  /** Changes when the drop is delivered again under the same name. */
  readonly version: string;
  /** The job's own file first. */
  readonly metadata: readonly StoredFile[];
  readonly data: readonly StoredFile[];
}

/** What a drop holds, by the name of its table. */
export type DropKind = "metrics" | "directory" | "other";

/**
 * All drops of a store, oldest first. A folder is a drop once its metadata are there: the pipeline writes them last.
 */
export async function findDrops(store: DropStore, signal?: AbortSignal): Promise<Drop[]> {
  const files: StoredFile[] = [];
  for await (const file of store.list(signal)) files.push(file);
  const metadata = new Map<string, StoredFile[]>();
  for (const file of files) {
    const folder = metadataFolder(file.path);
    if (folder !== undefined) metadata.set(folder, [...(metadata.get(folder) ?? []), file]);
  }
  const data = new Map<string, StoredFile[]>();
  for (const file of files) {
    const folder = isData(file) ? ownerOf(file.path, metadata) : undefined;
    if (folder !== undefined) data.set(folder, [...(data.get(folder) ?? []), file]);
  }
  const drops = [...metadata].map(([folder, own]) => drop(folder, own, data.get(folder) ?? []));
  return drops.sort((a, b) => a.arrived.getTime() - b.arrived.getTime() || compare(a.folder, b.folder));
}

/**
 * The one drop that a place holds.
 * @returns for a place without metadata: its files as a plain drop of sample data.
 * @throws InputError when there are several or none.
 */
export async function onlyDrop(store: DropStore, signal?: AbortSignal): Promise<Drop> {
  const drops = await findDrops(store, signal);
  const [only] = drops;
  if (only !== undefined && drops.length === 1) return only;
  if (drops.length > 1) {
    throw new InputError(
      `There are ${drops.length} drops, for example ${drops[0]?.folder ?? ""}.`,
      "Name one: quorum drop list shows them.",
      { file: store.name },
    );
  }
  const data: StoredFile[] = [];
  for await (const file of store.list(signal)) if (isData(file)) data.push(file);
  if (data.length > 0) return drop("", [], data);
  throw new InputError(`No drop is here: no ${JOB_METADATA} and no data file.`, "Check the place.", {
    file: store.name,
  });
}

/** Reads what the drop says of itself; undefined for sample data without metadata. */
export async function readMetadata(
  store: DropStore,
  drop: Drop,
  signal?: AbortSignal,
): Promise<DropMetadata | undefined> {
  let merged: DropMetadata | undefined;
  for (const file of drop.metadata) {
    const text = await readText(store, file, METADATA_LIMIT, signal);
    const one = parseMetadata(text, placeIn(store, file.path));
    merged = merged === undefined ? one : mergeMetadata(merged, one);
  }
  return merged;
}

/** Tells metrics from the directory export that the same pipeline can bring. */
export function kindOf(metadata: DropMetadata | undefined): DropKind {
  const table = metadata?.TableName;
  if (table === undefined || /^VivaInsightsDataset_/i.test(table)) return "metrics";
  return /(^|\.)User_v\d+$/i.test(table) ? "directory" : "other";
}

function drop(folder: string, metadata: readonly StoredFile[], data: readonly StoredFile[]): Drop {
  // The job's own file first: it wins where both say something, and stands for the drop.
  const described = [...metadata].sort((a, b) => compare(rank(a.path), rank(b.path)));
  const sorted = [...data].sort((a, b) => compare(a.path, b.path));
  const main = described[0] ?? sorted[0];
  return {
    folder,
    arrived: main?.modified ?? new Date(0),
    version: main?.version ?? "",
    metadata: described,
    data: sorted,
  };
}

function rank(path: string): string {
  return path.toLowerCase().endsWith(JOB_METADATA.toLowerCase()) ? "0" : "1";
}

function metadataFolder(path: string): string | undefined {
  for (const name of [JOB_METADATA, KEY_METADATA]) {
    if (path.toLowerCase() === name.toLowerCase()) return "";
    if (path.toLowerCase().endsWith(`/${name.toLowerCase()}`)) return path.slice(0, -name.length - 1);
  }
  return undefined;
}

/** Folders of a hierarchical account show as empty files; names with _ or . in front are a writer's own marks. */
function isData(file: StoredFile): boolean {
  const parts = file.path.split("/");
  const hidden = /^[._]/.test(parts.at(-1) ?? "");
  return file.size > 0 && !hidden && !parts.slice(0, -1).some((part) => part.toLowerCase() === "metadata");
}

/** The innermost drop folder that a file lies in. */
function ownerOf(path: string, folders: ReadonlyMap<string, unknown>): string | undefined {
  const parts = path.split("/");
  for (let depth = parts.length - 1; depth >= 0; depth--) {
    const folder = parts.slice(0, depth).join("/");
    if (folders.has(folder)) return folder;
  }
  return undefined;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
