// A real Azurite on a free port, in memory, with an account and key of its own.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ContainerClient, StorageSharedKeyCredential } from "@azure/storage-blob";

const ACCOUNT = "quorumtest";

export interface Azurite {
  readonly origin: string;
  readonly key: string;
  /** Address of a container, as it is given to the command line. */
  address(container: string): string;
  /** Makes a container and fills it. */
  fill(container: string, drops: ReadonlyMap<string, ReadonlyMap<string, Buffer>>): Promise<ContainerClient>;
  stop(): Promise<void>;
}

export async function startAzurite(): Promise<Azurite> {
  const main = createRequire(import.meta.url).resolve("azurite/dist/src/blob/main.js");
  const key = randomBytes(64).toString("base64");
  const flags = [
    "--inMemoryPersistence",
    "--blobPort",
    "0",
    "--skipApiVersionCheck",
    "--silent",
    "--disableTelemetry",
  ];
  const server = spawn(process.execPath, [main, ...flags], {
    env: { ...process.env, AZURITE_ACCOUNTS: `${ACCOUNT}:${key}` },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const origin = await new Promise<string>((resolve, reject) => {
    let said = "";
    server.stdout.on("data", (data: Buffer) => {
      said += data.toString();
      const found = /successfully listens on (http:\/\/\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    server.on("exit", (code) => {
      reject(new Error(`Azurite ended with ${String(code)}: ${said}`));
    });
  });
  const client = (container: string): ContainerClient =>
    new ContainerClient(`${origin}/${ACCOUNT}/${container}`, new StorageSharedKeyCredential(ACCOUNT, key));
  return {
    origin,
    key,
    address: (container) => `${origin}/${ACCOUNT}/${container}`,
    fill: async (container, drops) => {
      const target = client(container);
      await target.createIfNotExists();
      for (const [folder, files] of drops) {
        for (const [path, content] of files) {
          await target.getBlockBlobClient(`${folder}/${path}`).uploadData(content);
        }
      }
      return target;
    },
    stop: async () => {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill();
      await ended;
    },
  };
}

/** What a proxy does with a request: an answer of its own, a cut after so many bytes of the body, or nothing. */
export type Fault = { status: number } | { cutAfter: number } | undefined;

/** A proxy before Azurite that loses, cuts and refuses what `fault` says. Keeps the Host header: it is signed. */
export async function faultyProxy(
  origin: string,
  fault: (incoming: IncomingMessage, count: number) => Fault,
): Promise<{ origin: string; requests: () => number; stop: () => Promise<void> }> {
  let count = 0;
  const target = new URL(origin);
  const server = createServer((incoming, answer) => {
    const what = fault(incoming, count++);
    if (what !== undefined && "status" in what) {
      answer.writeHead(what.status, {
        "x-ms-error-code": what.status === 429 ? "TooManyRequests" : "ServerBusy",
      });
      answer.end();
      return;
    }
    forward(target, incoming, answer, what?.cutAfter);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    requests: () => count,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

function forward(
  { hostname, port }: URL,
  incoming: IncomingMessage,
  answer: ServerResponse,
  cutAfter: number | undefined,
): void {
  const { url, method, headers } = incoming;
  const onward = request({ hostname, port, path: url, method, headers }, (reply) => {
    answer.writeHead(reply.statusCode ?? 502, reply.headers);
    let sent = 0;
    reply.on("data", (piece: Buffer) => {
      sent += piece.length;
      if (cutAfter !== undefined && sent > cutAfter) {
        answer.write(piece.subarray(0, Math.max(0, piece.length - (sent - cutAfter))), () =>
          answer.destroy(),
        );
        reply.destroy();
      } else answer.write(piece);
    });
    reply.on("end", () => answer.end());
  });
  onward.on("error", () => answer.destroy());
  incoming.pipe(onward);
}
