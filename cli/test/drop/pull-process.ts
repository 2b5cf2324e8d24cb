// One pass of pull in a process of its own, which kills itself at a chosen step. Started by pull.test.ts.
import { appendFileSync } from "node:fs";
import { openContainer } from "../../src/drop/blob-store";
import { pemFileKeys } from "../../src/drop/pem-keys";
import { pull } from "../../src/drop/pull";
import { ALL_METRICS } from "../../src/drop/plan";
import { readDrop } from "../../src/drop/read-drop";

export interface PullOrder {
  readonly address: string;
  readonly stateFile: string;
  readonly out: string;
  readonly log: string;
  readonly pem: string;
  readonly deleteAfter: boolean;
  /** Number of the step at which the process dies; 0 for never. */
  readonly dieAt: number;
}

const order = JSON.parse(process.argv[2] ?? "") as PullOrder;
const store = openContainer(order.address, { tries: 3, firstWait: 20 });
const keys = [await pemFileKeys([order.pem])];
let steps = 0;
const result = await pull({
  store,
  stateFile: order.stateFile,
  out: order.out,
  extension: "json",
  deleteAfter: order.deleteAfter,
  make: async (drop) => {
    const { rows } = await readDrop(store, drop, { wanted: ALL_METRICS, keys });
    return JSON.stringify({ folder: drop.folder, rows: rows.length });
  },
  tell: (step, folder) => {
    appendFileSync(order.log, `${step} ${folder}\n`);
    steps++;
    if (steps === order.dieAt) process.kill(process.pid, "SIGKILL");
  },
});
process.stdout.write(JSON.stringify(result));
