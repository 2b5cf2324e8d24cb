import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { createListener } from "../../src/drop/listen";
import { QueueWorker } from "../../src/drop/listen-work";
import { readNotices } from "../../src/drop/notices";
import type { Pulled } from "../../src/drop/pull";
import { Queue } from "../../src/drop/queue";
import type { Clock } from "../../src/remote/clock";
import { bundled } from "./bundled";
import { makeDrop, newKeyPair, writeDrop } from "./make-drop";

const SECRET = "a-secret-of-the-test-0123456789";
let folder = "";
let count = 0;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "quorum-listen-"));
});
after(() => rm(folder, { recursive: true }));

interface Listening {
  readonly address: string;
  readonly queueFile: string;
  readonly told: string[];
  woken: number;
}

async function listening(work: (one: Listening) => Promise<void>, container = "datasets"): Promise<void> {
  const queueFile = join(folder, `queue-${count++}.json`);
  const one: Listening = { address: "", queueFile, told: [], woken: 0 };
  const server = createListener({
    queue: await Queue.open(queueFile),
    secret: SECRET,
    container,
    prefix: "",
    wake: () => one.woken++,
    tell: (message) => one.told.push(message),
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await work({ ...one, address: `http://127.0.0.1:${port}` });
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const bearer = { authorization: `Bearer ${SECRET}` };

function post(address: string, body: unknown, headers: Record<string, string> = bearer): Promise<Response> {
  return fetch(`${address}/notify`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

async function waiting(queueFile: string): Promise<(string | null)[]> {
  const queue = await Queue.open(queueFile);
  return queue.all.map((one) => one.folder);
}

const blobCreated = (path: string, id: string): object => ({
  id,
  topic: "/subscriptions/x/resourceGroups/y/providers/Microsoft.Storage/storageAccounts/z",
  subject: `/blobServices/default/containers/datasets/blobs/${path}`,
  eventType: "Microsoft.Storage.BlobCreated",
  eventTime: "2024-05-06T02:46:10Z",
  dataVersion: "",
  metadataVersion: "1",
  data: { api: "FlushWithClose", contentLength: 800, blobType: "BlockBlob" },
});

describe("quorum drop listen: the endpoint", () => {
  it("keeps a web activity's notice before it answers 202", async () => {
    await listening(async ({ address, queueFile }) => {
      assert.equal((await post(address, { folder: "/run1/VivaInsights/t1/" })).status, 202);
      assert.equal((await post(address, "")).status, 202);
      assert.deepEqual(await waiting(queueFile), ["run1/VivaInsights/t1", null]);
    });
  });

  it("takes storage events of a drop's metadata, once each, and no others", async () => {
    await listening(async ({ address, queueFile }) => {
      const events = [
        blobCreated("run1/VivaInsights/t1/metadata/JobMetadata/Metadata.json", "e1"),
        blobCreated("run1/VivaInsights/t1/VivaInsightsDataset_1", "e2"),
        {
          ...blobCreated("r/metadata/JobMetadata/Metadata.json", "e3"),
          eventType: "Microsoft.Storage.BlobDeleted",
        },
        {
          ...blobCreated("x", "e4"),
          subject: "/blobServices/default/containers/other/blobs/r/metadata/JobMetadata/Metadata.json",
        },
      ];
      assert.equal((await post(address, events)).status, 202);
      assert.equal((await post(address, events)).status, 202);
      const { eventType, ...rest } = blobCreated("run2/metadata/JobMetadata/Metadata.json", "e5") as Record<
        string,
        unknown
      >;
      assert.equal((await post(address, { ...rest, type: eventType, specversion: "1.0" })).status, 202);
      assert.deepEqual(await waiting(queueFile), ["run1/VivaInsights/t1", "run2"]);
    });
  });

  it("answers Event Grid's handshakes of both schemas", async () => {
    await listening(async ({ address, queueFile }) => {
      const handshake = [
        {
          id: "h",
          topic: "t",
          subject: "",
          eventType: "Microsoft.EventGrid.SubscriptionValidationEvent",
          data: {
            validationCode: "512d38b6-c7b8-40c8-89fe-f46f9e9622b6",
            validationUrl: "https://example.com",
          },
        },
      ];
      const answer = await post(address, handshake, {
        "aeg-event-type": "SubscriptionValidation",
        ...bearer,
      });
      assert.equal(answer.status, 200);
      assert.deepEqual(await answer.json(), { validationResponse: "512d38b6-c7b8-40c8-89fe-f46f9e9622b6" });
      const cloud = await fetch(`${address}/notify?code=${SECRET}`, {
        method: "OPTIONS",
        headers: { "webhook-request-origin": "eventgrid.azure.net" },
      });
      assert.equal(cloud.status, 200);
      assert.equal(cloud.headers.get("webhook-allowed-origin"), "eventgrid.azure.net");
      assert.deepEqual(await waiting(queueFile), []);
    });
  });

  it("turns away callers without the secret, also from the handshake, and does not tell what they sent", async () => {
    await listening(async ({ address, queueFile, told }) => {
      for (const authorization of [
        "",
        "Bearer CANARY",
        `Bearer ${SECRET}x`,
        `Bearer ${SECRET.slice(1)}`,
        `Basic ${SECRET}`,
      ]) {
        assert.equal((await post(address, { folder: "a" }, { authorization })).status, 401, authorization);
      }
      assert.equal((await fetch(`${address}/notify?code=wrong`, { method: "OPTIONS" })).status, 401);
      assert.deepEqual(await waiting(queueFile), []);
      assert.ok(told.length > 0 && !told.join().includes("CANARY"));
    });
  });

  it("bounds the body and refuses nonsense, other methods and other paths", async () => {
    await listening(async ({ address, queueFile }) => {
      const large = await post(address, `"${"x".repeat(2 * 1024 * 1024)}"`).catch(() => undefined);
      // The answer may be lost with the connection, which is closed before the rest of the body arrives.
      assert.ok(large === undefined || large.status === 413);
      for (const nonsense of ["{", "[1]", "7", `"text"`, "[]"]) {
        assert.equal((await post(address, nonsense)).status, 400, nonsense);
      }
      assert.equal((await fetch(`${address}/notify`, { headers: bearer })).status, 405);
      assert.equal((await fetch(`${address}/other`)).status, 404);
      assert.equal((await fetch(`${address}/health`)).status, 200);
      assert.deepEqual(await waiting(queueFile), []);
    });
  });

  it("reads a folder inside the place from the event's path", () => {
    const event = blobCreated("top/run1/metadata/JobMetadata/Metadata.json", "e");
    assert.deepEqual(readNotices(event, "datasets", "top"), {
      kind: "notices",
      notices: [{ id: "e", folder: "run1" }],
    });
    assert.deepEqual(readNotices(event, "datasets", "elsewhere"), { kind: "notices", notices: [] });
  });
});

describe("quorum drop listen: the work", () => {
  it("tries again what failed, later and later, and at once what is new", async () => {
    const queue = await Queue.open(join(folder, `queue-${count++}.json`));
    await queue.add([
      { id: "1", folder: "bad" },
      { id: "2", folder: "good" },
    ]);
    const stop = new AbortController();
    const passes: string[][] = [];
    const clock = new HeldClock();
    let broken = true;
    const pass = (only: (folder: string) => boolean): Promise<Pulled> => {
      const folders = ["bad", "good", "new"].filter(only);
      passes.push(folders);
      const failed = folders
        .filter((one) => one === "bad" && broken)
        .map((one) => ({ folder: one, why: "damaged" }));
      return Promise.resolve({ done: [], failed });
    };
    const worker = new QueueWorker({ queue, pass, tell: () => undefined, signal: stop.signal, clock });
    const running = worker.run();
    await until(() => clock.waits.length === 1);
    await queue.add([{ id: "3", folder: "new" }]);
    worker.wake();
    await until(() => clock.waits.length === 2);
    clock.wakeUp();
    await until(() => clock.waits.length === 3);
    clock.wakeUp();
    await until(() => clock.waits.length === 4);
    broken = false;
    clock.wakeUp();
    await until(() => clock.waits.length === 5);
    assert.equal(queue.all.length, 0);
    stop.abort();
    await running;
    assert.deepEqual(passes, [["bad", "good"], ["new"], ["bad"], ["bad"], ["bad"]]);
    // Minutes: what is new costs no attempt of what failed; without anything left, an hour.
    assert.deepEqual(
      clock.waits.map((ms) => ms / 60_000),
      [1, 1, 2, 4, 60],
    );
  });

  it("goes on after a restart with what was told before it was killed", async () => {
    const program = await bundled("cli/src/main.ts");
    const keys = newKeyPair();
    const pem = join(folder, "key.pem");
    await writeFile(pem, keys.pem);
    const place = join(folder, "place");
    const rows = Array.from(
      { length: 30 },
      (_, i) => `{"ObjectId":"p${i}","MetricDate":"2024-05-05","Meetings":${i}}`,
    );
    await writeDrop(join(place, "run1"), makeDrop({ rows: rows.join("\n"), keys }));
    const out = join(folder, "results");
    const start = (key: string): ChildProcess =>
      spawn(
        process.execPath,
        [
          ...[program.file, "drop", "listen", "--port", "0"],
          ...[
            "--container",
            place,
            "--state",
            join(folder, "state.json"),
            "--queue",
            join(folder, "queue.json"),
          ],
          ...["--out", out, "--key", key, "--metric", "Meetings"],
        ],
        {
          env: { ...process.env, QUORUM_LISTEN_SECRET: SECRET },
          stdio: ["ignore", "pipe", "pipe"],
        },
      );
    // The first one has another customer's key: the notice is kept, the drop is not done.
    const wrong = join(folder, "wrong.pem");
    await writeFile(wrong, newKeyPair().pem);
    const first = start(wrong);
    const said = saidBy(first);
    await until(() => /Listening on (\S+)\/notify/.test(said()));
    const address = /Listening on (\S+)\/notify/.exec(said())?.[1] ?? "";
    assert.equal((await post(address, { folder: "run1" })).status, 202);
    await until(() => said().includes("failed"));
    await killed(first);
    const second = start(pem);
    const saidThen = saidBy(second);
    await until(() => saidThen().includes("run1: done"));
    await until(async () => (await waiting(join(folder, "queue.json"))).length === 0);
    await killed(second);
    await program.remove();
    const [result] = await readdir(out);
    const release = JSON.parse(await readFile(join(out, result ?? ""), "utf8")) as {
      cells: { value: number }[];
    };
    assert.equal(release.cells[0]?.value, 14.5);
  });
});

/** A clock on which every wait lasts until the test says so. */
class HeldClock implements Clock {
  readonly waits: number[] = [];
  wakeUp = (): void => undefined;
  now(): number {
    return 0;
  }
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.wakeUp = resolve;
      const stop = (): void => {
        reject(new Error("woken"));
      };
      if (signal?.aborted === true) stop();
      else signal?.addEventListener("abort", stop);
      this.waits.push(ms);
    });
  }
}

function saidBy(process: ChildProcess): () => string {
  let text = "";
  process.stderr?.on("data", (piece: Buffer) => (text += piece.toString()));
  return () => text;
}

async function killed(process: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => process.once("exit", resolve));
  process.kill("SIGKILL");
  await ended;
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 30_000;
  while (!(await condition())) {
    assert.ok(performance.now() < end, `never: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
