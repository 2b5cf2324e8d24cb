// A stateful imitation of the Power BI service on loopback. Every request and every answer is checked against
// Microsoft's description; what is wrong is kept in `violations`, which every test looks at when it ends.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestClock } from "../../remote/test-clock";
import { datasetHandlers, type PushTable, type DatasetEntry } from "./datasets";
import { Description, type Match } from "./description";
import { LimitWatch } from "./limit-watch";
import { reportHandlers, type ExportJob } from "./reports";
import { scorecardHandlers, type ScorecardEntry } from "./scorecards";

export type Fault =
  | {
      readonly kind: "status";
      readonly status: number;
      readonly retryAfter?: string;
      readonly applied?: boolean;
    }
  /** The connection breaks before anything is done, after it was done, or long before it is done. */
  | { readonly kind: "drop"; readonly applied: "never" | "at-once" | "late" }
  /** The answer breaks off in its middle. */
  | { readonly kind: "truncate" }
  /** The process of the client is gone: before the request is carried out, or after. */
  | { readonly kind: "kill"; readonly applied: boolean; readonly kill: () => void };

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes of a file instead of a body. */
  readonly file?: Buffer;
}
export interface Call {
  readonly match: Match;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly world: World;
}
export type Handler = (call: Call) => Answer;

/** Everything that the imitation remembers. */
export class World {
  readonly datasets: DatasetEntry[] = [];
  readonly exports = new Map<string, ExportJob>();
  readonly scorecards: ScorecardEntry[] = [];
  /** Answers to DAX queries other than the push's own. */
  readonly queries = new Map<string, () => unknown>();
  readonly violations: string[] = [];
  readonly watch: LimitWatch;
  /** Where the imitation listens, for the links in its answers. */
  address = "";
  private lastId = 0;
  constructor(readonly clock: TestClock) {
    this.watch = new LimitWatch(clock, this.violations);
  }
  id(): string {
    return `00000000-0000-4000-8000-${String(++this.lastId).padStart(12, "0")}`;
  }
  table(dataset: string, name: string): PushTable | undefined {
    return this.datasets.find((entry) => entry.id === dataset)?.tables.find((entry) => entry.name === name);
  }
  nowText(): string {
    return new Date(this.clock.now()).toISOString();
  }
}

const handlers: Readonly<Record<string, Handler>> = {
  ...datasetHandlers,
  ...reportHandlers,
  ...scorecardHandlers,
};

export class Imitation {
  readonly world: World;
  /** Requests in order: operation and status (0 for a broken connection). */
  readonly log: { readonly operation: string; status: number }[] = [];
  /** Which fault the next request of an operation meets; undefined for none. */
  faults: (operation: string, number: number) => Fault | undefined = () => undefined;
  /** Milliseconds that a request takes on the test's clock. */
  latencyMs = 150;
  /** Tokens that are good, until when. */
  readonly tokens = new Map<string, number>();
  private readonly late: { readonly at: number; readonly act: () => void }[] = [];
  private readonly server = createServer((request, answer) => void this.serve(request, answer));
  private count = 0;

  constructor(
    readonly clock: TestClock,
    private readonly description = new Description(),
  ) {
    this.world = new World(clock);
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.world.address = `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
    return this.world.address;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** A token source that the imitation accepts; each token is good for `lifeMs`. */
  newToken(lifeMs = 3_600_000): { token: string; expiresAt: number } {
    const token = `token-${String(this.tokens.size + 1)}`;
    const expiresAt = this.clock.now() + lifeMs;
    this.tokens.set(token, expiresAt);
    return { token, expiresAt };
  }

  private async serve(request: IncomingMessage, answer: ServerResponse): Promise<void> {
    const text = await bodyOf(request);
    this.clock.advance(this.latencyMs);
    this.runLate();
    const url = new URL(request.url ?? "/", "http://imitation");
    const match = this.description.match(request.method ?? "", url.pathname);
    if (match === undefined) {
      this.world.violations.push(`not described: ${request.method ?? ""} ${url.pathname}`);
      reply(answer, { status: 404, body: { error: { code: "NotFound" } } });
      return;
    }
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    const operation = match.operation.id;
    for (const error of this.description.requestErrors(match, url.searchParams, body)) {
      this.world.violations.push(`request ${operation}: ${error}`);
    }
    this.world.watch.call();
    const entry = { operation, status: 0 };
    this.log.push(entry);
    if (!this.signedIn(request)) {
      entry.status = 401;
      reply(answer, { status: 401, body: { error: { code: "TokenExpired" } } });
      return;
    }
    this.carryOut({ match, query: url.searchParams, body, world: this.world }, answer, entry);
  }

  private carryOut(call: Call, answer: ServerResponse, entry: { status: number }): void {
    const fault = this.faults(call.match.operation.id, this.count++);
    switch (fault?.kind) {
      case undefined:
        entry.status = this.finish(call, answer);
        return;
      case "status": {
        if (fault.applied) this.act(call);
        const headers: Record<string, string> = {};
        if (fault.retryAfter !== undefined) headers["retry-after"] = fault.retryAfter;
        entry.status = fault.status;
        reply(answer, { status: fault.status, headers, body: { error: { code: "Fault", message: "made" } } });
        return;
      }
      case "drop":
        if (fault.applied === "at-once") this.act(call);
        if (fault.applied === "late")
          this.late.push({ at: this.clock.now() + 20_000, act: () => this.act(call) });
        answer.destroy();
        return;
      case "truncate": {
        this.act(call);
        answer.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
        answer.write('{"value":[');
        setImmediate(() => answer.destroy());
        return;
      }
      case "kill":
        if (fault.applied) this.act(call);
        fault.kill();
        answer.destroy();
    }
  }

  private finish(call: Call, answer: ServerResponse): number {
    const result = this.act(call);
    reply(answer, result);
    return result.status;
  }

  private act(call: Call): Answer {
    const { operation } = call.match;
    const handler = handlers[operation.id];
    if (handler === undefined) {
      this.world.violations.push(`not imitated: ${operation.id}`);
      return { status: 501 };
    }
    const result = handler(call);
    if (result.status < 400 && result.file === undefined) {
      for (const error of this.description.answerErrors(operation, result.status, result.body)) {
        this.world.violations.push(`answer ${operation.id}: ${error}`);
      }
    }
    return result;
  }

  private runLate(): void {
    for (const entry of this.late.splice(0)) {
      if (entry.at <= this.clock.now()) entry.act();
      else this.late.push(entry);
    }
  }

  private signedIn(request: IncomingMessage): boolean {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
    return token !== undefined && (this.tokens.get(token) ?? 0) > this.clock.now();
  }
}

function reply(answer: ServerResponse, result: Answer): void {
  if (result.file !== undefined) {
    answer.writeHead(result.status, { "content-type": "application/octet-stream", ...result.headers });
    answer.end(result.file);
    return;
  }
  answer.writeHead(result.status, { "content-type": "application/json", ...result.headers });
  answer.end(result.body === undefined ? "" : JSON.stringify(result.body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}
