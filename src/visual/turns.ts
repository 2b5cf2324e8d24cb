/** Milliseconds of work after which others may act. A step that has begun is ended first. */
const TURN = 8;

/**
 * Work in steps, so that the page answers input meanwhile: where a step of the work (a `yield`) ends and enough
 * was done, the rest waits for its turn. Newer work takes the place of what is still under way, which is given up.
 */
export class Turns {
  private work: Iterator<void> | null = null;
  private number = 0;
  /** Timers wait longer the more often they are set, and for seconds in a tab in the background: messages do not. */
  private readonly channel = new MessageChannel();
  private failed: (error: unknown) => void = () => undefined;

  constructor() {
    this.channel.port1.onmessage = ({ data }: MessageEvent<number>): void => {
      if (data === this.number) this.turn();
    };
  }

  /** Whether some work is not done yet. */
  get underWay(): boolean {
    return this.work !== null;
  }

  /** Begins work at once. An error in any of its turns ends it and is handed to `failed`. */
  run(work: Iterator<void>, failed: (error: unknown) => void): void {
    this.cancel();
    this.work = work;
    this.failed = failed;
    this.turn();
  }

  cancel(): void {
    this.work = null;
    this.number += 1;
  }

  /** Ends for good. */
  close(): void {
    this.cancel();
    this.channel.port1.close();
  }

  private turn(): void {
    const { work, number } = this;
    const start = performance.now();
    while (work !== null && number === this.number) {
      if (this.stepEnds(work)) return;
      if (performance.now() - start < TURN) continue;
      this.channel.port2.postMessage(number);
      return;
    }
  }

  /** Goes one step on; true where that was the last one of this work. */
  private stepEnds(work: Iterator<void>): boolean {
    const { number } = this;
    try {
      if (work.next().done !== true) return number !== this.number;
      if (number === this.number) this.work = null;
    } catch (error) {
      if (number !== this.number) throw error;
      this.work = null;
      this.failed(error);
    }
    return true;
  }
}
