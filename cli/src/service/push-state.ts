import { readFile } from "node:fs/promises";
import { z } from "zod";
import { InputError } from "../shared/errors";
import { writeWhole } from "../shared/whole-file";

const usage = z.array(z.tuple([z.number(), z.number()]));
const form = z.strictObject({
  quorum: z.literal("push-state/1"),
  workspace: z.string(),
  dataset: z.string(),
  table: z.string(),
  /** Content of what is pushed: the first 32 digits of its SHA-256. Also the value of the run column. */
  run: z.string(),
  mode: z.enum(["replace", "append"]),
  phase: z.enum(["clearing", "pushing", "done"]),
  rows: z.number(),
  /** Rows before this key are in the table for certain. */
  done: z.number(),
  /** Rows of a request that was sent and not answered when this was written: from, to (excluded). */
  sending: z.tuple([z.number(), z.number()]).nullable(),
  sentAt: z.number(),
  /** Rows of the table that were there before, as far as known. */
  before: z.number().nullable(),
  usage: z.strictObject({ calls: usage, posts: usage, rows: usage }),
});

/** How far a push has come: enough to go on after the process was killed at any point. */
export type PushState = z.infer<typeof form>;

/**
 * Reads a state file; undefined when there is none.
 * @throws InputError when it is damaged.
 */
export async function readPushState(file: string): Promise<PushState | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return form.parse(JSON.parse(text));
  } catch {
    throw new InputError(
      "is no state of a push, or a damaged one.",
      "Check the table in the service, delete the file, and push with --mode replace.",
      { file },
    );
  }
}

/** Puts the state in place whole, readable by its owner alone. */
export async function writePushState(file: string, state: PushState): Promise<void> {
  await writeWhole(file, JSON.stringify(state), 0o600);
}
