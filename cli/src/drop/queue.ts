import { readFile } from "node:fs/promises";
import { z } from "zod";
import { InputError } from "../shared/errors";
import { writeWhole } from "../shared/whole-file";

const notice = z.object({
  /** Of the event, to take one that is sent again for what it is. */
  id: z.string(),
  /** Folder of the drop, or above it; null when the notice names none. */
  folder: z.string().nullable(),
  received: z.iso.datetime(),
  attempts: z.int().nonnegative(),
});
const schema = z.object({ quorum: z.literal("drop-queue/1"), waiting: z.array(notice) });

/** Something that arrived, or may have. */
export type Notice = z.infer<typeof notice>;

/** More than this is no traffic of weekly drops. */
const MOST = 10_000;

/** Notices that survive a restart: each is on the disk before `add` returns. */
export class Queue {
  private writing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly file: string,
    private waiting: Notice[],
  ) {}

  /** @throws InputError when the file is no queue. */
  static async open(file: string): Promise<Queue> {
    let text: string;
    try {
      text = await readFile(file, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Queue(file, []);
      throw new InputError("The queue cannot be read.", "Check its rights.", { file });
    }
    try {
      return new Queue(file, schema.parse(JSON.parse(text)).waiting);
    } catch {
      throw new InputError("This is no queue of quorum drop listen.", "Name another file.", { file });
    }
  }

  get all(): readonly Notice[] {
    return this.waiting;
  }

  get isFull(): boolean {
    return this.waiting.length >= MOST;
  }

  /** Adds notices that are not waiting already. */
  async add(notices: readonly Pick<Notice, "id" | "folder">[]): Promise<void> {
    const known = new Set(this.waiting.map(({ id }) => id));
    const received = new Date().toISOString();
    const fresh = notices.filter(({ id }) => {
      const isNew = !known.has(id);
      known.add(id);
      return isNew;
    });
    if (fresh.length === 0) return this.writing;
    this.waiting = [
      ...this.waiting,
      ...fresh.map(({ id, folder }) => ({ id, folder, received, attempts: 0 })),
    ];
    await this.save();
  }

  /** Takes away what is done and counts an attempt for what is not. */
  async settle(done: ReadonlySet<string>, tried: ReadonlySet<string>): Promise<void> {
    this.waiting = this.waiting
      .filter(({ id }) => !done.has(id))
      .map((one) => (tried.has(one.id) ? { ...one, attempts: one.attempts + 1 } : one));
    await this.save();
  }

  /** One write after the other, each with everything that is known when it begins. */
  private save(): Promise<void> {
    const write = async (): Promise<void> => {
      const text = JSON.stringify({ quorum: "drop-queue/1", waiting: this.waiting }, undefined, 2);
      await writeWhole(this.file, `${text}\n`, 0o600);
    };
    const next = this.writing.then(write, write);
    this.writing = next.catch(() => undefined);
    return next;
  }
}
