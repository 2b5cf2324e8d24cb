import { systemClock, type Clock } from "../remote/clock";
import { messageOf } from "../shared/errors";
import type { Pulled } from "./pull";
import type { Notice, Queue } from "./queue";

/** Milliseconds before the first further attempt; doubled each time. */
const FIRST_WAIT = 60_000;
const LONGEST_WAIT = 60 * 60_000;
/** About a week at the longest wait: the next `drop pull` finds the drop all the same. */
const MOST_ATTEMPTS = 170;

export interface WorkOptions {
  readonly queue: Queue;
  /** Processes the drops whose folder `only` chooses. */
  readonly pass: (only: (folder: string) => boolean) => Promise<Pulled>;
  readonly tell: (message: string) => void;
  readonly signal: AbortSignal;
  /** The machine's, unless a test brings its own. */
  readonly clock?: Clock;
}

/** Works through a queue of notices until it is stopped: at once what is new, later and later what has failed. */
export class QueueWorker {
  private sleep = new AbortController();

  constructor(private readonly options: WorkOptions) {}

  /** Says that there is something new. */
  wake(): void {
    this.sleep.abort();
  }

  async run(): Promise<void> {
    const { signal, clock = systemClock } = this.options;
    let due: (notice: Notice) => boolean = () => true;
    while (!signal.aborted) {
      const sleep = new AbortController();
      this.sleep = sleep;
      const wait = await this.attempt(due);
      const either = AbortSignal.any([signal, sleep.signal]);
      await clock.sleep(wait, either).catch(() => undefined);
      // Before the wait is over only what is new is tried.
      due = wait === 0 || sleep.signal.aborted ? isNew : () => true;
    }
  }

  /** @returns how long to wait before the next attempt, in milliseconds. */
  private async attempt(due: (notice: Notice) => boolean): Promise<number> {
    const { queue } = this.options;
    const notices = queue.all.filter(due);
    if (notices.length > 0) await this.process(notices);
    const waits = queue.all.map((one) => (one.attempts === 0 ? 0 : FIRST_WAIT * 2 ** (one.attempts - 1)));
    return Math.min(LONGEST_WAIT, ...waits);
  }

  private async process(notices: readonly Notice[]): Promise<void> {
    const { queue, pass, tell } = this.options;
    let failed: readonly string[];
    try {
      failed = (await pass((folder) => notices.some((one) => covers(one, folder)))).failed.map(
        (one) => one.folder,
      );
    } catch (error) {
      tell(messageOf(error));
      failed = notices.map((one) => one.folder ?? "");
    }
    const open = notices.filter((one) => failed.some((folder) => covers(one, folder)));
    const given = open.filter((one) => one.attempts + 1 >= MOST_ATTEMPTS);
    for (const one of given) tell(`${one.folder ?? "A notice"}: given up after ${MOST_ATTEMPTS} attempts.`);
    const done = new Set(
      notices.filter((one) => !open.includes(one) || given.includes(one)).map(({ id }) => id),
    );
    await queue.settle(done, new Set(open.map(({ id }) => id)));
  }
}

function isNew(notice: Notice): boolean {
  return notice.attempts === 0;
}

/** A notice names a drop's folder, or one above it (a pipeline's run), or none at all. */
function covers({ folder }: Notice, drop: string): boolean {
  return folder === null || folder === "" || drop === folder || drop.startsWith(`${folder}/`);
}
