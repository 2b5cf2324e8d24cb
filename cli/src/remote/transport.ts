import type { Clock } from "./clock";
import { ServiceDown, ServiceError, UncertainOutcome } from "./errors";
import { enter, type Need, type RateLimit } from "./rate-limit";

/** Gives access tokens. */
export interface TokenSource {
  token(): Promise<string>;
  /** Forgets the token that was refused, so that the next one is new. */
  forget(): void;
}

export interface TransportOptions {
  readonly clock: Clock;
  readonly tokens: TokenSource;
  /** How the token is sent: Bearer unless given. */
  readonly scheme?: "Bearer" | "Basic";
  /** Every request counts one towards each of these. */
  readonly limits: readonly RateLimit[];
  readonly signal?: AbortSignal;
  /** Told before every wait, for the person at the terminal. */
  readonly onWait?: (why: string, ms: number) => void;
  /** Between 0 and 1; Math.random unless given. */
  readonly random?: () => number;
  /** Failing for this long without one success ends the command (the circuit opens). */
  readonly giveUpAfterMs?: number;
  /** The longest that pauses asked for by the service (HTTP 429) are obeyed in a row. */
  readonly longestWaitMs?: number;
  /** One request may take so long. */
  readonly timeoutMs?: number;
  /** Told of every answer, for services that slow clients down by their headers. */
  readonly onAnswer?: (answer: Response) => Promise<void>;
}

export interface SendOptions {
  /** Whether sending twice is the same as sending once. Reads, DELETE, PUT and PATCH unless told otherwise. */
  readonly idempotent?: boolean;
  /** Leaves the body to be read by the caller, for files. */
  readonly stream?: boolean;
  /** What each attempt uses of further limits. */
  readonly need?: Need;
  /** What an attempt that the service refused (401, 429) used of them, in the same order. */
  readonly needIfRefused?: readonly number[];
}

const FIRST_BACKOFF_MS = 1000;
const LONGEST_BACKOFF_MS = 60_000;
/** Errors that come before the first byte is sent: the service cannot have acted. */
const NEVER_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

type Verdict =
  | { readonly kind: "answer"; readonly answer: Response }
  | { readonly kind: "renew-token"; readonly answer: Response }
  | { readonly kind: "wait"; readonly why: string; readonly ms: number | undefined }
  | { readonly kind: "uncertain"; readonly why: string };

/**
 * Sends requests so that limits are kept, refusals waited for, and nothing that may not be repeated is repeated.
 * A library such as p-retry waits by the machine's clock only, which would make its hour-long waits untestable.
 */
export class Transport {
  /** When the present run of failures, or of pauses asked for, began. */
  private since: { failing?: number; throttled?: number } = {};
  constructor(private readonly options: TransportOptions) {}

  /**
   * Sends a request until there is an answer that is not "later".
   * @throws UncertainOutcome when a request that may not be repeated may have been carried out.
   * @throws ServiceDown when the service has failed for too long.
   */
  async send(request: Request, how: SendOptions = {}): Promise<Response> {
    const idempotent = how.idempotent ?? request.method !== "POST";
    let renewed = false;
    for (let attempt = 0; ; attempt++) {
      const verdict = await this.once(request, how, idempotent);
      if (verdict.kind === "answer") return this.succeeded(verdict.answer);
      if (verdict.kind === "renew-token") {
        if (renewed) return verdict.answer;
        renewed = true;
        this.options.tokens.forget();
        continue;
      }
      if (verdict.kind === "uncertain") {
        throw new UncertainOutcome(`The connection broke during ${nameOf(request)} (${verdict.why}).`);
      }
      await this.pause(verdict.why, verdict.ms ?? this.backoff(attempt), request);
    }
  }

  /** As fetch, for the typed client. */
  fetcher(how: SendOptions = {}): (request: Request) => Promise<Response> {
    return (request) => this.send(request, how);
  }

  private async once(request: Request, how: SendOptions, idempotent: boolean): Promise<Verdict> {
    const { clock, limits, signal, onWait, tokens } = this.options;
    const token = await tokens.token();
    const need: Need = [...(how.need ?? []), ...limits.map((limit) => [limit, 1] as const)];
    const done = await enter(need, clock, signal, onWait);
    let refused = false;
    try {
      const verdict = judge(
        await this.exchange(request, token, how.stream ?? false),
        idempotent,
        clock.now(),
      );
      refused = verdict.kind === "renew-token" || (verdict.kind === "wait" && verdict.why === THROTTLED);
      return verdict;
    } catch (error) {
      signal?.throwIfAborted();
      const why = causeOf(error);
      if (idempotent || NEVER_SENT.has(why)) return { kind: "wait", why, ms: undefined };
      return { kind: "uncertain", why };
    } finally {
      done(refused ? how.needIfRefused : undefined);
    }
  }

  private async exchange(request: Request, token: string, stream: boolean): Promise<Response> {
    const copy = request.clone();
    copy.headers.set("authorization", `${this.options.scheme ?? "Bearer"} ${token}`);
    const timeout = AbortSignal.timeout(this.options.timeoutMs ?? 100_000);
    const signal = this.options.signal ? AbortSignal.any([timeout, this.options.signal]) : timeout;
    // A redirect could carry the token to another host.
    const answer = await fetch(copy, { signal, redirect: "error" });
    await this.options.onAnswer?.(answer);
    if (stream && answer.ok) return answer;
    // Read whole here, so that a connection that breaks within the answer is handled like any other.
    const body = await answer.arrayBuffer();
    const empty = body.byteLength === 0;
    return new Response(empty ? null : body, { status: answer.status, headers: answer.headers });
  }

  private backoff(attempt: number): number {
    const ceiling = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** attempt);
    // "Equal jitter": at least half, so that a service in trouble is left alone for a while.
    return ceiling / 2 + ((this.options.random ?? Math.random)() * ceiling) / 2;
  }

  private async pause(why: string, ms: number, request: Request): Promise<void> {
    const { clock, signal, onWait } = this.options;
    const throttled = why === THROTTLED;
    const bound = throttled
      ? (this.options.longestWaitMs ?? 3_900_000)
      : (this.options.giveUpAfterMs ?? 600_000);
    const kind = throttled ? "throttled" : "failing";
    const since = (this.since[kind] ??= clock.now());
    if (clock.now() + ms - since > bound) {
      const what = throttled
        ? `The service asks to wait ${minutes(ms)} more minutes`
        : `No success for ${minutes(bound)} minutes (${why})`;
      throw new ServiceDown(
        `${what}: stopped at ${nameOf(request)}. Run the command again later; what was done is kept.`,
      );
    }
    onWait?.(why, ms);
    await clock.sleep(ms, signal);
  }

  private succeeded(answer: Response): Response {
    this.since = {};
    return answer;
  }
}

function minutes(ms: number): string {
  return String(Math.ceil(ms / 60_000));
}

const THROTTLED = "the service asks for a pause";

function judge(answer: Response, idempotent: boolean, now: number): Verdict {
  const { status } = answer;
  if (status === 401) return { kind: "renew-token", answer };
  const retryAfter = retryAfterMs(answer.headers.get("retry-after"), now);
  // 429: refused before anything was done, so every request may be sent again.
  if (status === 429) return { kind: "wait", why: THROTTLED, ms: retryAfter };
  if (status === 408 || status >= 500) {
    const why = `HTTP ${String(status)}`;
    return idempotent ? { kind: "wait", why, ms: retryAfter } : { kind: "uncertain", why };
  }
  return { kind: "answer", answer };
}

/** Retry-After in milliseconds: seconds or an HTTP date (RFC 9110, 10.2.3). Undefined without a usable one. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null || header.trim() === "") return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return seconds >= 0 ? seconds * 1000 : undefined;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function nameOf(request: Request): string {
  return `${request.method} ${new URL(request.url).pathname.split("/").at(-1) ?? ""}`;
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ServiceError) throw error;
  const cause = error.cause as { code?: string; message?: string } | undefined;
  return cause?.code ?? cause?.message ?? error.message;
}
