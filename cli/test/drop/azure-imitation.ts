// Azure services imitated on loopback. Microsoft's own clients talk to them through a transport that takes requests
// for the services' real names to this machine; everything else of the clients (authentication policies, challenges,
// serialisation, polling) is theirs. What the imitations check of a request is written down beside each route.
import { constants, createPublicKey, privateDecrypt, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createDefaultHttpClient, type HttpClient } from "@azure/core-rest-pipeline";

export interface Call {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly authorization: string | undefined;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Cuts the connection in place of an answer. */
  readonly cut?: boolean;
}

export interface Imitation {
  readonly httpClient: HttpClient;
  readonly calls: readonly Call[];
  stop(): Promise<void>;
}

/** Serves `answer` on loopback. */
export async function imitate(answer: (call: Call) => Reply): Promise<Imitation> {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    void serve(request, response, (call) => {
      calls.push(call);
      return answer(call);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const real = createDefaultHttpClient();
  return {
    calls,
    httpClient: {
      async sendRequest(request) {
        const original = request.url;
        const { host, pathname, search, protocol } = new URL(original);
        if (protocol !== "https:") throw new Error(`not encrypted: ${original}`);
        request.url = `http://127.0.0.1:${port}${pathname}${search}`;
        request.allowInsecureConnection = true;
        request.headers.set("x-imitated-host", host);
        try {
          return await real.sendRequest(request);
        } finally {
          request.url = original;
        }
      },
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (call: Call) => Reply,
): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const text = Buffer.concat(pieces).toString("utf8");
  const url = new URL(request.url ?? "/", "http://localhost");
  const reply = answer({
    method: request.method ?? "",
    host: String(request.headers["x-imitated-host"]),
    path: url.pathname,
    query: url.searchParams,
    body: text === "" ? undefined : (JSON.parse(text) as unknown),
    authorization: request.headers.authorization,
  });
  if (reply.cut) {
    response.destroy();
    return;
  }
  response.writeHead(reply.status, { "content-type": "application/json; charset=utf-8", ...reply.headers });
  response.end(reply.body === undefined ? "" : JSON.stringify(reply.body));
}

/** A token as Entra would give it, for whoever asks. */
export const credential = {
  asked: [] as string[],
  getToken(scopes: string | string[]) {
    this.asked.push(...[scopes].flat());
    return Promise.resolve({ token: "imitated-token", expiresOnTimestamp: Date.now() + 3_600_000 });
  },
};

export function failure(status: number, code: string, message: string): Reply {
  return { status, body: { error: { code, message } } };
}

/**
 * A key vault with one private key (REST API 7.x: Get Key, Unwrap Key). It asks for a token by challenge as the real
 * one does, and knows the three paddings.
 */
export function keyVault(
  vault: string,
  name: string,
  version: string,
  pem: string,
  allowed = true,
): (call: Call) => Reply {
  return (call) => {
    if (call.host !== vault) return failure(404, "NotFound", `no such host ${call.host}`);
    if (!/^(\d+\.\d+|\d{4}-\d\d-\d\d)$/.test(call.query.get("api-version") ?? ""))
      return failure(400, "BadParameter", "api-version");
    if (call.authorization !== "Bearer imitated-token") {
      const challenge = `Bearer authorization="https://login.microsoftonline.com/${randomUUID()}", resource="https://vault.azure.net"`;
      return { ...failure(401, "Unauthorized", "AKV10000"), headers: { "www-authenticate": challenge } };
    }
    const [, kind, key, keyVersion, operation] = call.path.split("/");
    if (kind !== "keys" || key !== name || keyVersion !== version)
      return failure(404, "KeyNotFound", "no such key");
    const kid = `https://${vault}/keys/${name}/${version}`;
    if (call.method === "GET" && operation === undefined) {
      const jwk = createPublicKey(pem).export({ format: "jwk" });
      return {
        status: 200,
        body: { key: { kid, ...jwk, key_ops: ["unwrapKey"] }, attributes: { enabled: true } },
      };
    }
    if (call.method !== "POST" || operation !== "unwrapkey") return failure(405, "BadMethod", call.path);
    if (!allowed) return failure(403, "Forbidden", "no keys/unwrapKey permission");
    const { alg, value } = call.body as { alg: string; value: string };
    if (!/^[A-Za-z0-9_-]+$/.test(value)) return failure(400, "BadParameter", "value is not base64url");
    const opened = unwrapped(pem, alg, Buffer.from(value, "base64url"));
    if (opened === undefined) return failure(400, "BadParameter", "the parameter is incorrect");
    return { status: 200, body: { kid, value: opened.toString("base64url") } };
  };
}

function unwrapped(pem: string, alg: string, wrapped: Buffer): Buffer | undefined {
  try {
    if (alg === "RSA1_5") {
      // Node refuses the padding, so it is taken off by hand (RFC 8017, section 7.2.2).
      const block = privateDecrypt({ key: pem, padding: constants.RSA_NO_PADDING }, wrapped);
      const end = block.indexOf(0, 2);
      return block[0] === 0 && block[1] === 2 && end > 9 ? block.subarray(end + 1) : undefined;
    }
    const oaepHash = alg === "RSA-OAEP" ? "sha1" : alg === "RSA-OAEP-256" ? "sha256" : undefined;
    if (oaepHash === undefined) return undefined;
    return privateDecrypt({ key: pem, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, wrapped);
  } catch {
    return undefined;
  }
}
