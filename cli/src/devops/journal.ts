import { createReadStream } from "node:fs";
import { appendFile, mkdir, open, readFile, truncate } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { InputError } from "../shared/errors";
import { writeWhole } from "../shared/whole-file";

/** Somebody as Azure DevOps names them: descriptor, unique name (an address), display name. */
export interface Who {
  readonly d?: string;
  readonly u?: string;
  readonly n?: string;
}

/** One thing that somebody did, as it was pulled. Dates are ISO instants. */
export type Entry =
  | {
      readonly k: "item";
      readonly project: string;
      readonly id: number;
      readonly rev: number;
      readonly type: string;
      readonly state: string;
      readonly created: string;
      readonly changed: string;
      readonly createdBy: Who;
      /** Who has it, else who changed it. */
      readonly owner: Who;
    }
  | {
      readonly k: "pull-request";
      readonly id: number;
      readonly created: string;
      readonly closed: string | null;
      readonly completed: boolean;
      readonly author: Who;
      /** Those who voted. */
      readonly reviewers: readonly Who[];
    }
  | { readonly k: "commit"; readonly id: string; readonly at: string; readonly author: Who }
  | {
      readonly k: "build";
      readonly id: number;
      readonly queued: string;
      readonly finished: string | null;
      readonly failed: boolean;
      readonly by: Who;
    };

const unit = z.strictObject({
  /** What is covered when `done`. */
  from: z.string(),
  to: z.string(),
  /** Start of the present window: later than `from` when an earlier window is covered already. */
  windowFrom: z.string(),
  next: z.string().nullable(),
  watermark: z.string().nullable(),
  done: z.boolean(),
});
const form = z.strictObject({
  quorum: z.literal("devops-state/1"),
  account: z.string(),
  /** By source: a project's work items, a repository's commits, … */
  units: z.record(z.string(), unit),
  /** Bytes of the journal that this state knows of. */
  bytes: z.number(),
});
export type Unit = z.infer<typeof unit>;

/**
 * What was pulled so far, in a folder of its own: a journal of entries, and a state that says how much of it
 * counts and where each source goes on. A page is written to the journal first and then to the state, at once:
 * killed in between, the next run cuts the journal back and asks for the page again.
 */
export class Journal {
  private constructor(
    private readonly folder: string,
    private readonly state: z.infer<typeof form>,
  ) {}

  /** @throws InputError for a damaged state, or one of another account. */
  static async open(folder: string, account: string): Promise<Journal> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, "state.json");
    const text = await readFile(file, "utf8").catch(() => undefined);
    if (text === undefined) {
      const journal = new Journal(folder, { quorum: "devops-state/1", account, units: {}, bytes: 0 });
      await (await open(journal.entriesFile, "w", 0o600)).close();
      return journal;
    }
    let state: z.infer<typeof form>;
    try {
      state = form.parse(JSON.parse(text));
    } catch {
      throw new InputError(
        "This is no state of a pull, or a damaged one.",
        "Delete the folder to begin anew.",
        {
          file: folder,
        },
      );
    }
    if (state.account !== account) {
      throw new InputError(`This is the state of account ${state.account}.`, "Give another --state.", {
        file: folder,
      });
    }
    const journal = new Journal(folder, state);
    await truncate(journal.entriesFile, state.bytes);
    return journal;
  }

  unit(name: string): Unit | undefined {
    return this.state.units[name];
  }

  /** Adds a page's entries and what the source has come to, both or neither. */
  async add(name: string, entries: readonly Entry[], now: Unit): Promise<void> {
    const lines = Buffer.from(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
    await appendFile(this.entriesFile, lines);
    this.state.units[name] = now;
    this.state.bytes += lines.length;
    await writeWhole(join(this.folder, "state.json"), JSON.stringify(this.state), 0o600);
  }

  /** Everything that was pulled, in the order of pulling; an entry may come twice. */
  async *entries(): AsyncGenerator<Entry> {
    const lines = createInterface({ input: createReadStream(this.entriesFile) });
    for await (const line of lines) yield JSON.parse(line) as Entry;
  }

  private get entriesFile(): string {
    return join(this.folder, "entries.ndjson");
  }
}
