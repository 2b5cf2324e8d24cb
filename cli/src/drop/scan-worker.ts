// One of several threads that scan batches of lines for scan-pool.ts.
import { parentPort, workerData } from "node:worker_threads";
import type { Part, WorkerReply, WorkerSetup } from "./scan-pool";
import { LineError, Scanner } from "./scan";

const { plan, slots } = workerData as WorkerSetup;
const scanner = new Scanner(plan);
const views = slots.map((slot) => Buffer.from(slot));

parentPort?.on("message", ({ slot, start, end }: Part) => {
  let reply: WorkerReply;
  try {
    reply = { batch: scanner.scan(views[slot]?.subarray(start, end) ?? Buffer.alloc(0)) };
  } catch (error) {
    // Anything but a LineError is a fault of ours; its message could quote the data, so it stays here.
    reply =
      error instanceof LineError
        ? { failure: error.message, line: error.line }
        : { failure: "The line could not be read.", line: 0 };
  }
  // Copied, not transferred: they are small, and once V8 has seen a buffer detached, every access checks for it.
  parentPort?.postMessage(reply);
});
