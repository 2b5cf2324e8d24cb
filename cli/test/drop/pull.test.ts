import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { ContainerClient } from "@azure/storage-blob";
import { BlobStore, openContainer } from "../../src/drop/blob-store";
import { findDrops, onlyDrop } from "../../src/drop/drops";
import { pemFileKeys } from "../../src/drop/pem-keys";
import { pull, type Pulled } from "../../src/drop/pull";
import type { PullState } from "../../src/drop/pull-state";
import { ALL_METRICS } from "../../src/drop/plan";
import { readDrop } from "../../src/drop/read-drop";
import { faultyProxy, startAzurite, type Azurite } from "./azurite";
import { bundled, type Program } from "./bundled";
import { makeDrop, newKeyPair, type DropSpec } from "./make-drop";
import type { PullOrder } from "./pull-process";

const keys = newKeyPair();
let azurite: Azurite;
let folder = "";
let pem = "";
let program: Program;
let count = 0;

before(async () => {
  azurite = await startAzurite();
  process.env["AZURE_STORAGE_KEY"] = azurite.key;
  folder = await mkdtemp(join(tmpdir(), "quorum-pull-"));
  pem = join(folder, "key.pem");
  await writeFile(pem, keys.pem);
  program = await bundled("cli/test/drop/pull-process.ts");
});
after(async () => {
  delete process.env["AZURE_STORAGE_KEY"];
  await azurite.stop();
  await rm(folder, { recursive: true });
  await program.remove();
});

function rows(people: number): string {
  return Array.from(
    { length: people },
    (_, i) => `{"ObjectId":"p${i}","MetricDate":"2024-05-05T00:00:00Z","Hours":${i}.5}`,
  ).join("\n");
}

/** Drops by folder; the names are those of the sample pipeline. */
function drops(specs: Readonly<Record<string, DropSpec>>): Map<string, Map<string, Buffer>> {
  return new Map(Object.entries(specs).map(([name, spec]) => [name, makeDrop(spec)]));
}

interface Place {
  readonly order: PullOrder;
  readonly container: ContainerClient;
}

async function place(specs: Readonly<Record<string, DropSpec>>, deleteAfter: boolean): Promise<Place> {
  const name = `case${count++}`;
  const container = await azurite.fill(name, drops(specs));
  const base = join(folder, name);
  await mkdir(join(base, "out"), { recursive: true });
  const order: PullOrder = {
    address: azurite.address(name),
    stateFile: join(base, "state.json"),
    out: join(base, "out"),
    log: join(base, "steps.log"),
    pem,
    deleteAfter,
    dieAt: 0,
  };
  return { order, container };
}

/** Runs one pass in its own process; undefined when it was killed. */
function runUntil(order: PullOrder, killAfter = 0): Promise<Pulled | undefined> {
  return new Promise((resolve, reject) => {
    const options = killAfter > 0 ? { timeout: killAfter, killSignal: "SIGKILL" as const } : {};
    execFile(process.execPath, [program.file, JSON.stringify(order)], options, (error, stdout, stderr) => {
      if (error === null) resolve(JSON.parse(stdout) as Pulled);
      else if (error.signal === "SIGKILL") resolve(undefined);
      else reject(new Error(stderr));
    });
  });
}

/** Runs one whole pass. */
async function run(order: PullOrder): Promise<Pulled> {
  const pulled = await runUntil(order);
  assert.ok(pulled, "the pass was killed");
  return pulled;
}

async function state(order: PullOrder): Promise<PullState> {
  return JSON.parse(await readFile(order.stateFile, "utf8")) as PullState;
}

async function results(order: PullOrder): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const name of await readdir(order.out)) {
    const one = JSON.parse(await readFile(join(order.out, name), "utf8")) as { folder: string; rows: number };
    assert.equal(found[one.folder], undefined, "two results of one drop");
    found[one.folder] = one.rows;
  }
  return found;
}

async function blobs(container: ContainerClient): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of container.listBlobsFlat()) names.push(name);
  return names;
}

const good = {
  "run1/VivaInsights/t1": { rows: rows(20), keys },
  "run2/VivaInsights/t1": { rows: rows(30), keys },
};

describe("quorum drop pull", () => {
  it("does each drop once, and takes it away only afterwards", async () => {
    const { order, container } = await place(good, true);
    assert.deepEqual(await run(order), { done: Object.keys(good), failed: [] });
    assert.deepEqual(await results(order), { "run1/VivaInsights/t1": 20, "run2/VivaInsights/t1": 30 });
    assert.deepEqual(await blobs(container), []);
    assert.deepEqual(await run(order), { done: [], failed: [] });
  });

  it("killed at every step and started again, loses nothing and does nothing twice", async () => {
    const whole = await place(good, true);
    await run(whole.order);
    const steps = (await readFile(whole.order.log, "utf8")).trim().split("\n").length;
    assert.ok(steps >= 14, "every step is told");
    for (let dieAt = 1; dieAt <= steps; dieAt++) {
      const { order, container } = await place(good, true);
      assert.equal(await runUntil({ ...order, dieAt }), undefined, `not killed at ${dieAt}`);
      await run(order);
      assert.deepEqual(
        await results(order),
        { "run1/VivaInsights/t1": 20, "run2/VivaInsights/t1": 30 },
        `killed at step ${dieAt}`,
      );
      const told = (await readFile(order.log, "utf8")).trim().split("\n");
      for (const name of Object.keys(good)) {
        assert.equal(
          told.filter((line) => line === `written ${name}`).length,
          1,
          `${name}, killed at ${dieAt}`,
        );
      }
      assert.deepEqual(await blobs(container), []);
      assert.equal((await state(order)).begun, null);
    }
  });

  it("killed at any moment, the same", async () => {
    for (const milliseconds of [250, 330, 410, 490]) {
      const { order } = await place(good, false);
      await runUntil(order, milliseconds);
      await run(order);
      assert.deepEqual(await results(order), { "run1/VivaInsights/t1": 20, "run2/VivaInsights/t1": 30 });
    }
  });

  it("leaves the state as it was when a drop fails, goes on with the next, and tries it again", async () => {
    const damaged = { rows: rows(20), keys, corrupt: (stored: Buffer) => stored.subarray(0, 32) };
    const { order, container } = await place({ a: damaged, b: { rows: rows(30), keys } }, true);
    const first = await run(order);
    assert.deepEqual(first.done, ["b"]);
    assert.match(first.failed[0]?.why ?? "", /ends too early|cannot be decrypted/);
    const before = await state(order);
    assert.deepEqual(
      before.done.map((one) => one.folder),
      ["b"],
    );
    assert.equal(before.watermark, null, "the watermark does not pass what failed");
    const again = await run(order);
    assert.equal(again.failed.length, 1);
    assert.deepEqual(await state(order), before);
    assert.equal((await blobs(container)).length, 2, "nothing of the failed drop is taken away");
    for (const [path, content] of makeDrop({ rows: rows(20), keys })) {
      await container.getBlockBlobClient(`a/${path}`).uploadData(content);
    }
    assert.deepEqual((await run(order)).done, ["a"]);
    assert.deepEqual(await results(order), { a: 20, b: 30 });
    assert.notEqual((await state(order)).watermark, null);
  });

  it("tells what Microsoft reports as errors, and skips a folder by hand", async () => {
    const failed = { rows: "", metadata: { Errors: "Consent has expired" } };
    const { order } = await place({ a: failed, b: { rows: rows(12), keys } }, false);
    assert.match((await run(order)).failed[0]?.why ?? "", /Consent has expired/);
    const store = openContainer(order.address);
    const options = {
      store,
      stateFile: order.stateFile,
      out: order.out,
      extension: "json",
      deleteAfter: false,
    };
    const skipped = await pull({
      ...options,
      skip: ["a"],
      make: () => Promise.reject(new Error("not wanted")),
    });
    assert.deepEqual(skipped, { done: [], failed: [] });
    assert.deepEqual((await run(order)).failed, []);
  });

  it("leaves drops of other tables alone, and one that is still arriving", async () => {
    const users = { rows: `{"id":"x"}`, keys, metadata: { TableName: "BasicDataSet_v0.User_v1" } };
    const { order, container } = await place({ users, b: { rows: rows(12), keys } }, true);
    await container.getBlockBlobClient("c/VivaInsightsDataset_1").uploadData(Buffer.from("x"));
    assert.deepEqual(await run(order), { done: ["b"], failed: [] });
    assert.equal((await blobs(container)).length, 3);
  });

  it("does not let two processes use one state", async () => {
    const { order } = await place(good, false);
    await writeFile(
      `${order.stateFile}.lock`,
      JSON.stringify({ host: (await import("node:os")).hostname(), pid: process.ppid }),
    );
    await assert.rejects(run(order), /another pull is using this state/);
  });

  it("refuses a state of another place, and a file that is none", async () => {
    const one = await place(good, false);
    await run(one.order);
    const other = await place(good, false);
    await assert.rejects(run({ ...other.order, stateFile: one.order.stateFile }), /belongs to/);
    await writeFile(other.order.stateFile, "{}");
    await assert.rejects(run(other.order), /no state of quorum drop pull/);
  });
});

describe("reading from a storage account", () => {
  async function readThrough(origin: string, name: string): Promise<number> {
    const address = azurite.address(name).replace(azurite.origin, origin);
    const store = openContainer(address, { tries: 4, firstWait: 10 });
    const { rows: read } = await readDrop(store, await onlyDrop(store), {
      wanted: ALL_METRICS,
      keys: [await pemFileKeys([pem])],
    });
    return read.length;
  }

  it("waits out throttling and goes on after dropped connections", async () => {
    const name = `case${count++}`;
    await azurite.fill(name, drops({ a: { rows: rows(2000), keys } }));
    const proxy = await faultyProxy(azurite.origin, (incoming, n) => {
      if (n === 0) return { status: 503 };
      if (n === 1 || n === 4) return { status: 429 };
      return n % 3 === 2 && incoming.method === "GET" ? { cutAfter: 40 } : undefined;
    });
    try {
      assert.equal(await readThrough(proxy.origin, name), 2000);
      assert.ok(proxy.requests() > 6, "the faults were met");
    } finally {
      await proxy.stop();
    }
  });

  it("gives up with a clear message when the account stays busy", async () => {
    const name = `case${count++}`;
    await azurite.fill(name, drops({ a: { rows: rows(20), keys } }));
    for (const status of [429, 503]) {
      const proxy = await faultyProxy(azurite.origin, () => ({ status }));
      try {
        await assert.rejects(readThrough(proxy.origin, name), /did not answer as it should/);
      } finally {
        await proxy.stop();
      }
    }
  });

  it("refuses a wrong storage key, a missing container, and an address with a secret in it", async () => {
    const wrong = azurite.address("nothere");
    await assert.rejects(findDrops(openContainer(wrong)), /no such container/);
    assert.throws(
      () => openContainer(`${wrong}?sv=2024&sig=CANARY`),
      (error: Error) => {
        return /holds a secret/.test(error.message) && !error.message.includes("CANARY");
      },
    );
    assert.throws(() => openContainer("http://contoso.example/container"), /not encrypted/);
    process.env["AZURE_STORAGE_KEY"] = Buffer.alloc(64).toString("base64");
    try {
      await assert.rejects(findDrops(openContainer(wrong)), /refuses access/);
    } finally {
      process.env["AZURE_STORAGE_KEY"] = azurite.key;
    }
  });

  it("keeps two tenants apart: each drop opens with its own key only", async () => {
    const other = newKeyPair();
    const name = `case${count++}`;
    await azurite.fill(
      name,
      drops({
        one: { rows: rows(20), keys, tenant: "aaaaaaaa-0000-0000-0000-000000000001" },
        two: { rows: rows(30), keys: other, tenant: "bbbbbbbb-0000-0000-0000-000000000002" },
      }),
    );
    const otherPem = join(folder, "other.pem");
    await writeFile(otherPem, other.pem);
    const store = openContainer(azurite.address(name));
    const [one, two] = await findDrops(store);
    assert.ok(one && two);
    const read = async (drop: typeof one, files: string[]): Promise<number> =>
      (await readDrop(store, drop, { wanted: ALL_METRICS, keys: [await pemFileKeys(files)] })).rows.length;
    assert.equal(await read(one, [pem]), 20);
    assert.equal(await read(two, [pem, otherPem]), 30);
    await assert.rejects(read(two, [pem]), /opens this drop \(tenant bbbbbbbb-.*public key version 1\)/);
    await assert.rejects(read(one, [otherPem]), /opens this drop \(tenant aaaaaaaa-/);
    const none = readDrop(store, one, { wanted: ALL_METRICS, keys: [] });
    await assert.rejects(none, /encrypted and no private key was given/);
  });

  it("finds drops below a folder of the container", async () => {
    const name = `case${count++}`;
    await azurite.fill(name, drops({ "x/y": { rows: rows(20), keys }, "z/w": { rows: rows(30), keys } }));
    const store = openContainer(`${azurite.address(name)}/x`);
    assert.ok(store instanceof BlobStore);
    assert.deepEqual(
      (await findDrops(store)).map((drop) => drop.folder),
      ["y"],
    );
  });
});
