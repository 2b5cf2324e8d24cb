import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../src/remote/clock";

/** A clock on which waiting takes no time. */
export class TestClock implements Clock {
  /** Every wait, in milliseconds. */
  readonly waits: number[] = [];
  constructor(private time = Date.UTC(2026, 0, 5, 9)) {}
  now(): number {
    return this.time;
  }
  advance(ms: number): void {
    this.time += ms;
  }
  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.waits.push(ms);
    this.time += ms;
    await setImmediate();
    signal?.throwIfAborted();
  }
}
