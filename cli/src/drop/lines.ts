import { InputError } from "../shared/errors";
import { LineError, type Batch, type ColumnPlan } from "./scan";
import { SLOT_BYTES, ScanPool } from "./scan-pool";

const NEWLINE = 10;

/**
 * V8 copies into shared memory by words where both sides lie alike on the borders of words, and else byte by byte,
 * which takes several times as long. What is left of a slot goes to the same place on its word in the next one.
 */
const WORD = 8;

/** What becomes of a batch; called in the order of the lines. */
export type TakeBatch = (batch: Batch, scanner: number) => void;

/**
 * Scans a file's text on all cores, in constant memory.
 * @param pieces the text, cut anywhere; @param take gets the columns, batch by batch.
 * @returns how many lines there were, blank ones not counted.
 * @throws InputError naming the file and the line that cannot be read.
 */
export async function scanLines(
  pieces: AsyncIterable<Buffer>,
  pool: ScanPool,
  file: string,
  take: TakeBatch,
  signal?: AbortSignal,
): Promise<number> {
  const queue = new InOrder(take, file);
  let slot = await pool.slot();
  let bytes = pool.bytes(slot);
  let start = 0;
  let filled = 0;
  let begun = false;
  const send = (end: number): void => {
    // A byte order mark counts as white space.
    if (!begun && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes.fill(0x20, 0, 3);
    begun = true;
    queue.add(pool.scan({ slot, start, end }));
  };
  for await (const piece of pieces) {
    for (let from = 0; from < piece.length;) {
      signal?.throwIfAborted();
      const copied = piece.copy(bytes, filled, from, Math.min(piece.length, from + bytes.length - filled));
      from += copied;
      filled += copied;
      if (filled < bytes.length) continue;
      const whole = bytes.lastIndexOf(NEWLINE) + 1;
      if (whole <= start) throw tooLong(file);
      const nextSlot = await pool.slot();
      const nextBytes = pool.bytes(nextSlot);
      const nextStart = whole % WORD;
      const rest = bytes.copy(nextBytes, nextStart, whole, filled);
      send(whole);
      await queue.room();
      slot = nextSlot;
      bytes = nextBytes;
      start = nextStart;
      filled = start + rest;
    }
  }
  send(filled);
  return queue.end();
}

function tooLong(file: string): InputError {
  return new InputError(
    `A line is longer than ${SLOT_BYTES / 1024 / 1024} MB.`,
    "A drop has one JSON object a line; this is another kind of file.",
    { file },
  );
}

/** How far the batches taken so far reach. */
interface Reached {
  /** Lines, the blank ones included: what a message counts. */
  readonly height: number;
  /** Lines that were not blank: what the metadata count. */
  readonly lines: number;
}

/** Batches finish in any order and are taken in theirs. */
class InOrder {
  private tail: Promise<Reached> = Promise.resolve({ height: 0, lines: 0 });
  private failed: unknown;

  constructor(
    private readonly take: TakeBatch,
    private readonly file: string,
  ) {}

  add(scanned: Promise<{ batch: Batch; scanner: number }>): void {
    this.tail = this.takeAfter(this.tail, scanned);
    this.tail.catch((error: unknown) => {
      this.failed ??= error;
    });
  }

  /** Stops the reading as soon as a batch has failed. */
  async room(): Promise<void> {
    await Promise.resolve();
    if (this.failed !== undefined) throw this.failed as Error;
  }

  async end(): Promise<number> {
    return (await this.tail).lines;
  }

  private async takeAfter(
    before: Promise<Reached>,
    scanned: Promise<{ batch: Batch; scanner: number }>,
  ): Promise<Reached> {
    // Both are awaited, so that neither is left as an unhandled rejection.
    const [reached, done] = await Promise.allSettled([before, scanned]);
    if (reached.status === "rejected") throw reached.reason as Error;
    const { height, lines } = reached.value;
    if (done.status === "rejected") throw this.placed(done.reason, height);
    const { batch, scanner } = done.value;
    this.take(batch, scanner);
    return { height: height + batch.height, lines: lines + batch.lines };
  }

  private placed(error: unknown, before: number): Error {
    if (!(error instanceof LineError)) return error as Error;
    return new InputError(error.message, "The drop as a whole is refused; ask for it again.", {
      file: this.file,
      line: before + error.line + 1,
    });
  }
}

/** A pool for as long as `work` takes. */
export async function withPool<T>(
  plan: readonly ColumnPlan[],
  threads: number,
  work: (pool: ScanPool) => Promise<T>,
): Promise<T> {
  const pool = new ScanPool(plan, threads);
  try {
    return await work(pool);
  } finally {
    await pool.close();
  }
}
