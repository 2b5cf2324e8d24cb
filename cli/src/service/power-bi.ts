import createClient, { type Client } from "openapi-fetch";
import type { Clock } from "../remote/clock";
import { errorOf, UncertainOutcome } from "../remote/errors";
import { RateLimit, type Usage } from "../remote/rate-limit";
import { Transport, type SendOptions, type TokenSource } from "../remote/transport";
import type { components, paths } from "./generated/power-bi";

export type Schemas = components["schemas"];

/** What a connection of the Power BI connector may do: 100 calls in 60 seconds. */
const CONNECTION = { name: "100 calls a minute", amount: 100, windowMs: 60_000 };
/** executeQueries: 120 a minute and user. */
const QUERIES = { name: "120 queries a minute", amount: 120, windowMs: 60_000 };

export interface PowerBiOptions {
  readonly endpoint: string;
  readonly tokens: TokenSource;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  readonly onWait?: (why: string, ms: number) => void;
  readonly random?: () => number;
  readonly giveUpAfterMs?: number;
  readonly timeoutMs?: number;
}

/** The service as the commands use it: a typed client whose every request keeps the limits. */
export class PowerBi {
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  readonly api: Client<paths>;
  private readonly connection: RateLimit;
  private readonly queries = new RateLimit(QUERIES);
  private readonly transport: Transport;

  constructor(options: PowerBiOptions, usedConnection: Usage = []) {
    this.clock = options.clock;
    this.signal = options.signal;
    this.connection = new RateLimit(CONNECTION, usedConnection);
    this.transport = new Transport({ ...options, limits: [this.connection] });
    this.api = createClient<paths>({ baseUrl: options.endpoint, fetch: this.transport.fetcher() });
  }

  /** Calls of the last minute, to be kept over a restart. */
  usage(): Usage {
    return this.connection.usage(this.clock.now());
  }

  /** Counts calls of an earlier run of the command. */
  remember(usage: Usage): void {
    for (const [at, amount] of usage) this.connection.begin(amount, { ...this.clock, now: () => at })();
  }

  /** A way of sending for one call: `client.POST(path, { …, fetch: service.sending({ … }) })`. */
  sending(how: SendOptions): (request: Request) => Promise<Response> {
    return this.transport.fetcher(how);
  }

  /** How executeQueries is sent: it only reads, and has a limit of its own. */
  get querying(): (request: Request) => Promise<Response> {
    return this.sending({ idempotent: true, need: [[this.queries, 1]] });
  }
}

/**
 * The data of an answer.
 * @throws ServiceError when the service answered with an error.
 */
export function dataOf<T>(what: string, answer: { data?: T; error?: unknown; response: Response }): T {
  if (!answer.response.ok) throw errorOf(what, answer.response.status, answer.error);
  return answer.data as T;
}

/** How long a request whose connection broke may still be worked on by the service. */
export const SETTLE_MS = 30_000;

/**
 * Creates something once, although the request that does it may not be repeated: when the connection breaks,
 * waits and looks whether it is there before asking again.
 */
export async function createOnce<T>(
  service: PowerBi,
  create: () => Promise<T>,
  find: () => Promise<T | undefined>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await create();
    } catch (error) {
      if (!(error instanceof UncertainOutcome)) throw error;
      await service.clock.sleep(SETTLE_MS, service.signal);
      const found = await find();
      if (found !== undefined) return found;
      if (attempt === 4) throw error;
    }
  }
}
