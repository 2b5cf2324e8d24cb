import { Worker } from "node:worker_threads";
import { LineError, Scanner, type Batch, type ColumnPlan } from "./scan";

/** Size of a batch; a line has to fit into one. */
export const SLOT_BYTES = 2 * 1024 * 1024;
/** So many batches may wait: unzipping goes on while the threads start and their code is compiled. */
const WAITING = 30;

export interface WorkerSetup {
  readonly plan: readonly ColumnPlan[];
  readonly slots: readonly SharedArrayBuffer[];
}
/** Whole lines in the bytes of a slot from `start` to `end`: what a worker is asked to scan. */
export interface Part {
  readonly slot: number;
  readonly start: number;
  readonly end: number;
}
export type WorkerReply = { readonly batch: Batch } | { readonly failure: string; readonly line: number };

/** A batch, and the number of the thread whose codes it holds. */
interface Scanned {
  readonly batch: Batch;
  readonly scanner: number;
}

interface Job {
  readonly part: Part;
  readonly take: (scanned: Scanned) => void;
  readonly fail: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  /** What it was given, in its order: the part that it scans, and those that follow without a wait for this thread. */
  readonly jobs: Job[];
}

/**
 * Scans batches on all cores. The text lies in a fixed number of shared slots, so that memory does not grow with the
 * drop, and the slots are overwritten with zeros at the end.
 */
export class ScanPool {
  private readonly slots: SharedArrayBuffer[];
  private readonly free: number[];
  /** Slots that have been given out. The system gives memory only to these. */
  private readonly used = new Set<number>();
  private readonly threads: Thread[];
  private readonly wanted: {
    readonly give: (slot: number) => void;
    readonly fail: (error: Error) => void;
  }[] = [];
  private local: Scanner | undefined;
  private failure: Error | undefined;

  /** @param threads 0 to scan in this one. */
  constructor(
    private readonly plan: readonly ColumnPlan[],
    threads: number,
  ) {
    this.slots = Array.from(
      { length: threads === 0 ? 2 : threads * 2 + WAITING },
      () => new SharedArrayBuffer(SLOT_BYTES),
    );
    this.free = this.slots.map((_, i) => i);
    this.threads = Array.from({ length: threads }, (_, i) => this.start(i));
  }

  /**
   * Waits for a slot to fill.
   * @throws Error when a thread has stopped.
   */
  async slot(): Promise<number> {
    if (this.failure !== undefined) throw this.failure;
    // The one that came back last is still in the processor's cache.
    const slot = this.free.pop();
    if (slot !== undefined) {
      this.used.add(slot);
      return slot;
    }
    return new Promise((give, fail) => this.wanted.push({ give, fail }));
  }

  /** The bytes of a slot. */
  bytes(slot: number): Buffer {
    const memory = this.slots[slot];
    if (memory === undefined) throw new RangeError(`No slot ${slot}`);
    return Buffer.from(memory);
  }

  /**
   * Scans a part of a slot and gives the slot back. Codes of batches are those of `scanner`.
   * @throws LineError for a line that cannot be read; Error when a thread has stopped.
   */
  async scan(part: Part): Promise<Scanned> {
    if (this.failure !== undefined) throw this.failure;
    const [first, ...others] = this.threads;
    if (first === undefined) return this.scanHere(part);
    const idlest = others.reduce((least, one) => (one.jobs.length < least.jobs.length ? one : least), first);
    return new Promise((take, fail) => {
      idlest.jobs.push({ part, take, fail });
      idlest.worker.postMessage(part);
    });
  }

  private scanHere({ slot, start, end }: Part): Scanned {
    this.local ??= new Scanner(this.plan);
    try {
      return { batch: this.local.scan(this.bytes(slot).subarray(start, end)), scanner: 0 };
    } finally {
      this.release(slot);
    }
  }

  /** Ends the threads and wipes the text. */
  async close(): Promise<void> {
    await Promise.all(this.threads.map(({ worker }) => worker.terminate()));
    for (const slot of this.used) this.bytes(slot).fill(0);
  }

  private start(index: number): Thread {
    const worker = startWorker({ plan: this.plan, slots: this.slots });
    const thread: Thread = { worker, jobs: [] };
    worker.on("message", (reply: WorkerReply) => {
      const job = thread.jobs.shift();
      if (job === undefined) return;
      this.release(job.part.slot);
      if ("batch" in reply) job.take({ batch: reply.batch, scanner: index });
      else job.fail(new LineError(reply.failure, reply.line));
    });
    // Its message could quote the data. What follows an error is the thread's end.
    worker.on("error", () => undefined);
    worker.on("exit", () => {
      this.failAll(new Error("A thread that reads the drop stopped."));
    });
    return thread;
  }

  /** Without one of its threads a drop cannot be read: whoever waits is told, and whoever comes later. */
  private failAll(failure: Error): void {
    this.failure ??= failure;
    const left = [...this.threads.flatMap((thread) => thread.jobs), ...this.wanted];
    for (const { fail } of left) fail(failure);
  }

  private release(slot: number): void {
    const wanted = this.wanted.shift();
    if (wanted) wanted.give(slot);
    else this.free.push(slot);
  }
}

/** The built command has its worker beside it; from source, the worker needs tsx as the command does. */
function startWorker(workerData: WorkerSetup): Worker {
  if (!import.meta.url.endsWith(".ts")) {
    return new Worker(new URL("./scan-worker.js", import.meta.url), { workerData });
  }
  const source = JSON.stringify(new URL("./scan-worker.ts", import.meta.url).href);
  const load = `import("tsx/esm/api").then((tsx) => { tsx.register(); return import(${source}); });`;
  return new Worker(load, { eval: true, workerData });
}
