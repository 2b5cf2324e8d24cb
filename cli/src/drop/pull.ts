import { createHash } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../shared/errors";
import { writeWhole } from "../shared/whole-file";
import { findDrops, kindOf, readMetadata, type Drop } from "./drops";
import { lockState, loadState, saveState, type PullState } from "./pull-state";
import type { DropStore } from "./store";

/** What happens to a drop on its way, in this order. Each is told when it has happened. */
export type Step = "read" | "begun" | "written" | "recorded" | "file removed" | "removed" | "failed";

export interface PullOptions {
  readonly store: DropStore;
  /** Remembers what was done. */
  readonly stateFile: string;
  /** Folder of the results. */
  readonly out: string;
  /** Ending of the results' names, for example "json". */
  readonly extension: string;
  /** Reads a drop and makes its protected result; nothing else of the drop is kept. */
  readonly make: (drop: Drop) => Promise<string | Uint8Array>;
  /** Takes a drop's files away from the store once its result is safe. */
  readonly deleteAfter: boolean;
  /** Drops that arrived earlier are left alone. */
  readonly since?: Date;
  /** Folders to count as done without a result. */
  readonly skip?: readonly string[];
  /** Which folders to look at; all of them unless given. */
  readonly only?: (folder: string) => boolean;
  readonly signal?: AbortSignal;
  /** Told of every step, in time to stop the process in a test. */
  readonly tell?: (step: Step, folder: string, why?: string) => void | Promise<void>;
}

/** What one pass did. */
export interface Pulled {
  readonly done: readonly string[];
  readonly failed: readonly { readonly folder: string; readonly why: string }[];
}

/**
 * Two drops may carry the same time, and storage accounts tell it in whole seconds: what arrived within a day before
 * the watermark is looked up by name as well.
 */
const SETTLED = 24 * 60 * 60 * 1000;

interface Pass {
  readonly options: PullOptions;
  readonly drops: readonly Drop[];
  state: PullState;
  /** Folders that need nothing more: done, skipped, or no metrics. */
  readonly settled: Set<string>;
}

/**
 * One pass of the pull model: every drop of the store that is not done yet is read, its protected result written,
 * and remembered, oldest first. A drop that fails leaves the state as it was, so that the next pass tries it again;
 * those after it are not held up.
 *
 * Killed at any point, the next pass goes on: the result is put in place whole by one rename, which is the moment at
 * which a drop counts as done.
 * @throws InputError or Refusal when the store or the state cannot be used at all.
 */
export async function pull(options: PullOptions): Promise<Pulled> {
  await mkdir(options.out, { recursive: true });
  const unlock = await lockState(options.stateFile);
  try {
    const state = await settleInterrupted(options, await loadState(options.stateFile, options.store.name));
    const drops = await findDrops(options.store, options.signal);
    const pass: Pass = { options, drops, state, settled: new Set() };
    const pulled = await processAll(pass);
    await moveWatermark(pass);
    return pulled;
  } finally {
    await unlock();
  }
}

async function processAll(pass: Pass): Promise<Pulled> {
  const { options } = pass;
  const done: string[] = [];
  const failed: { folder: string; why: string }[] = [];
  for (const drop of pass.drops) {
    options.signal?.throwIfAborted();
    if (options.only?.(drop.folder) === false) continue;
    try {
      if (await processOne(pass, drop)) done.push(drop.folder);
    } catch (error) {
      options.signal?.throwIfAborted();
      const why = messageOf(error);
      failed.push({ folder: drop.folder, why });
      await options.tell?.("failed", drop.folder, why);
    }
  }
  return { done, failed };
}

/** @returns whether the drop was processed now. */
async function processOne(pass: Pass, drop: Drop): Promise<boolean> {
  const { options } = pass;
  const isNew = !isPast(pass, drop) && !isDone(pass.state, drop);
  if (isNew) {
    if (options.skip?.includes(drop.folder)) await record(pass, drop, null);
    else if (kindOf(await readMetadata(options.store, drop, options.signal)) === "metrics") {
      await makeResult(pass, drop);
    }
  }
  pass.settled.add(drop.folder);
  if (options.deleteAfter && hasResult(pass.state, drop)) await removeFiles(options, drop);
  return isNew && hasResult(pass.state, drop);
}

async function makeResult(pass: Pass, drop: Drop): Promise<void> {
  const { options } = pass;
  const { folder } = drop;
  const output = outputName(drop, options.extension);
  const result = await options.make(drop);
  await options.tell?.("read", folder);
  await keep(pass, { ...pass.state, begun: { ...keyOf(drop), output } });
  await options.tell?.("begun", folder);
  await writeWhole(join(options.out, output), result);
  await options.tell?.("written", folder);
  await record(pass, drop, output);
  await options.tell?.("recorded", folder);
}

async function record(pass: Pass, drop: Drop, output: string | null): Promise<void> {
  const done = [...pass.state.done, { ...keyOf(drop), output, at: new Date().toISOString() }];
  await keep(pass, { ...pass.state, begun: null, done });
}

/** The job's metadata last: as long as they are there, the next pass knows what is left to remove. */
async function removeFiles({ store, tell }: PullOptions, drop: Drop): Promise<void> {
  for (const file of [...drop.data, ...[...drop.metadata].reverse()]) {
    await store.remove(file.path);
    await tell?.("file removed", drop.folder);
  }
  await tell?.("removed", drop.folder);
}

/** What a killed pass left: a result in place is done, half a file beside it is taken away. */
async function settleInterrupted(options: PullOptions, state: PullState): Promise<PullState> {
  const { begun } = state;
  if (begun === null) return state;
  const { output, ...key } = begun;
  const names = await readdir(options.out).catch((): string[] => []);
  for (const name of names) {
    if (name.startsWith(`.${output}.`) && name.endsWith(".part"))
      await rm(join(options.out, name), { force: true });
  }
  const settled: PullState = { ...state, begun: null };
  if (names.includes(output))
    settled.done = [...state.done, { ...key, output, at: new Date().toISOString() }];
  await saveState(options.stateFile, settled);
  return settled;
}

/** Everything up to the first drop that is not settled; what lies further back and is gone need not be remembered. */
async function moveWatermark(pass: Pass): Promise<void> {
  let watermark = pass.state.watermark;
  for (const drop of pass.drops) {
    if (!pass.settled.has(drop.folder) && !isPast(pass, drop)) break;
    const arrived = drop.arrived.toISOString();
    if (watermark === null || arrived > watermark) watermark = arrived;
  }
  const there = new Set(pass.drops.map((drop) => drop.folder));
  const done = pass.state.done.filter((one) => there.has(one.folder) || !isBefore(one.arrived, watermark));
  if (watermark === pass.state.watermark && done.length === pass.state.done.length) return;
  await keep(pass, { ...pass.state, watermark, done });
}

async function keep(pass: Pass, state: PullState): Promise<void> {
  await saveState(pass.options.stateFile, state);
  pass.state = state;
}

function isPast({ options, state }: Pass, drop: Drop): boolean {
  const arrived = drop.arrived.toISOString();
  return isBefore(arrived, state.watermark) || (options.since !== undefined && drop.arrived < options.since);
}

function isBefore(arrived: string, watermark: string | null): boolean {
  return watermark !== null && Date.parse(arrived) < Date.parse(watermark) - SETTLED;
}

function isDone(state: PullState, drop: Drop): boolean {
  return state.done.some((one) => one.folder === drop.folder && one.version === drop.version);
}

function hasResult(state: PullState, { folder, version }: Drop): boolean {
  return state.done.some((one) => one.folder === folder && one.version === version && one.output !== null);
}

function keyOf(drop: Drop): { folder: string; version: string; arrived: string } {
  return { folder: drop.folder, version: drop.version, arrived: drop.arrived.toISOString() };
}

/** A name that sorts by time and is the same whenever the same drop is read. */
function outputName(drop: Drop, extension: string): string {
  const time = drop.arrived.toISOString().replace(/[-:]|\.\d+/g, "");
  const hash = createHash("sha256")
    .update(JSON.stringify([drop.folder, drop.version]))
    .digest("hex")
    .slice(0, 8);
  const folder = drop.folder.replace(/[^A-Za-z0-9-]+/g, "-").slice(-60);
  return `${time}-${folder === "" ? "drop" : folder}-${hash}.${extension}`;
}
