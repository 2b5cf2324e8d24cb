import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { readNotices } from "./notices";
import type { Queue } from "./queue";

/** Event Grid sends at most 1 MB at a time. */
const MOST_BYTES = 1024 * 1024;
const PATH = "/notify";

export interface ListenOptions {
  readonly queue: Queue;
  /** What a caller has to know. */
  readonly secret: string;
  /** Container whose events count; undefined for a folder. */
  readonly container: string | undefined;
  readonly prefix: string;
  /** Called when something was added to the queue. */
  readonly wake: () => void;
  /** Told of every refusal, without anything that the caller sent. */
  readonly tell: (message: string) => void;
}

/**
 * The push model's endpoint: `POST /notify` with the secret as `Authorization: Bearer …` or `?code=…`, answered 202
 * when the notice is on the disk; Event Grid's handshakes of both schemas; `GET /health`.
 */
export function createListener(options: ListenOptions): Server {
  const server = createServer((request, response) => {
    answer(request, response, options).catch(() => {
      options.tell("A notification could not be kept.");
      if (!response.headersSent) end(response, 500, "It could not be kept: send it again.");
    });
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.maxConnections = 100;
  return server;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: ListenOptions,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://localhost");
  if (url.pathname === "/health" && request.method === "GET") {
    end(response, 200, "Listening");
    return;
  }
  if (url.pathname !== PATH) {
    end(response, 404, "Notify POST /notify");
    return;
  }
  if (!knowsSecret(request, url, options.secret)) {
    options.tell("A caller without the secret was turned away.");
    end(response, 401, "The secret is missing or wrong.");
    return;
  }
  // CloudEvents' handshake (HTTP 1.1 Web Hooks for Event Delivery, section 4).
  const origin = request.headers["webhook-request-origin"];
  if (request.method === "OPTIONS" && typeof origin === "string") {
    response.setHeader("WebHook-Allowed-Origin", origin);
    response.setHeader("WebHook-Allowed-Rate", "120");
    end(response, 200, "");
    return;
  }
  if (request.method !== "POST") {
    response.setHeader("Allow", "POST, OPTIONS");
    end(response, 405, "Use POST.");
    return;
  }
  const body = await readBody(request);
  if (body === undefined) {
    response.setHeader("Connection", "close");
    end(response, 413, "The body is larger than 1 MB.");
    return;
  }
  await take(body, response, options);
}

async function take(body: string, response: ServerResponse, options: ListenOptions): Promise<void> {
  const heard = readNotices(jsonOf(body), options.container, options.prefix);
  switch (heard.kind) {
    case "nonsense":
      end(response, 400, 'The body is not JSON of an event, or of a notice such as {"folder": "…"}.');
      return;
    case "handshake":
      response.setHeader("Content-Type", "application/json");
      end(response, 200, JSON.stringify({ validationResponse: heard.code }));
      return;
    case "notices":
      if (options.queue.isFull) {
        response.setHeader("Retry-After", "600");
        end(response, 503, "The queue is full.");
        return;
      }
      await options.queue.add(heard.notices);
      if (heard.notices.length > 0) options.wake();
      end(response, 202, "Taken");
  }
}

/** Compared in constant time, whatever the lengths: both are hashed with a key that nobody knows. */
function knowsSecret(request: IncomingMessage, url: URL, secret: string): boolean {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
  const given = bearer ?? url.searchParams.get("code") ?? "";
  const key = randomBytes(32);
  const digest = (text: string): Buffer => createHmac("sha256", key).update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request) {
    length += (piece as Buffer).length;
    if (length > MOST_BYTES) return undefined;
    pieces.push(piece as Buffer);
  }
  return Buffer.concat(pieces).toString("utf8");
}

function jsonOf(body: string): unknown {
  // A web activity may send nothing at all.
  if (body.trim() === "") return {};
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function end(response: ServerResponse, status: number, text: string): void {
  response.statusCode = status;
  response.setHeader("X-Content-Type-Options", "nosniff");
  if (!response.hasHeader("Content-Type")) response.setHeader("Content-Type", "text/plain; charset=utf-8");
  response.end(text);
}
