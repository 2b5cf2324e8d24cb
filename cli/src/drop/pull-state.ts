import { readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { z } from "zod";
import { InputError, Refusal } from "../shared/errors";
import { onInterrupt } from "../shared/interrupt";
import { writeWhole } from "../shared/whole-file";

const dropKey = { folder: z.string(), version: z.string() };

const schema = z.object({
  quorum: z.literal("drop-pull/1"),
  /** Where the drops come from; a state belongs to one place. */
  place: z.string(),
  /** Every drop that arrived up to then is done. */
  watermark: z.iso.datetime().nullable(),
  /** The drop whose result is about to be put in place: after a crash, the result's file tells whether it was. */
  begun: z.object({ ...dropKey, arrived: z.iso.datetime(), output: z.string() }).nullable(),
  done: z.array(
    z.object({
      ...dropKey,
      arrived: z.iso.datetime(),
      /** File name of the result; null for a drop that was skipped by hand. */
      output: z.string().nullable(),
      at: z.iso.datetime(),
    }),
  ),
});

export type PullState = z.infer<typeof schema>;

/**
 * Reads the state file; a new state where there is none yet.
 * @throws InputError when the file is no state, or belongs to another place.
 */
export async function loadState(file: string, place: string): Promise<PullState> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return { quorum: "drop-pull/1", place, watermark: null, begun: null, done: [] };
    }
    throw new InputError("The state cannot be read.", "Check its rights.", { file });
  }
  const parsed = schema.safeParse(jsonOf(text));
  if (!parsed.success) {
    throw new InputError("This is no state of quorum drop pull.", "Name another file.", { file });
  }
  if (parsed.data.place !== place) {
    const remedy = "Use one state file a place.";
    throw new InputError(`This state belongs to ${parsed.data.place}.`, remedy, { file });
  }
  return parsed.data;
}

/** Puts the state in place as a whole, on the disk before this returns. */
export async function saveState(file: string, state: PullState): Promise<void> {
  await writeWhole(file, `${JSON.stringify(state, undefined, 2)}\n`, 0o600);
}

/**
 * Keeps two pulls from using one state at the same time. The lock of a process that is gone is taken over.
 * @returns a function that takes the lock away.
 * @throws Refusal when another process holds it.
 */
export async function lockState(file: string): Promise<() => Promise<void>> {
  const lock = `${file}.lock`;
  const own = JSON.stringify({ host: hostname(), pid: process.pid });
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await writeFile(lock, own, { flag: "wx", mode: 0o600 });
      const forget = onInterrupt(() => rm(lock, { force: true }));
      return async () => {
        forget();
        await rm(lock, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
        throw new InputError("The folder of the state cannot be written to.", "Choose another.", { file });
      }
      if (await isHeld(lock)) break;
      await rm(lock, { force: true });
    }
  }
  throw new Refusal(`${lock}: another pull is using this state. If none is running, delete this file.`);
}

async function isHeld(lock: string): Promise<boolean> {
  const text = await readFile(lock, "utf8").catch(() => "");
  const holder = z.object({ host: z.string(), pid: z.int() }).safeParse(jsonOf(text));
  // A process that died before it wrote its number holds nothing; on another machine we cannot tell.
  if (!holder.success) return false;
  if (holder.data.host !== hostname()) return true;
  return holder.data.pid !== process.pid && isRunning(holder.data.pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
