import type { Clock } from "./clock";

/** "At most `amount` in any `windowMs` milliseconds." */
export interface Limit {
  readonly name: string;
  readonly amount: number;
  readonly windowMs: number;
}

/** What was used of a limit: when (milliseconds since 1970) and how much. Plain data, kept in a state file. */
export type Usage = readonly (readonly [at: number, amount: number])[];

interface Use {
  /** When it was over; undefined while it is under way, which counts as now. */
  at: number | undefined;
  readonly amount: number;
}

/**
 * One sliding window. A use counts from its end, not from its start: the far side may see a request any time
 * between the two, and from the end of one to the start of another is never longer than between their arrivals.
 */
export class RateLimit {
  private uses: Use[] = [];
  constructor(
    private limit: Limit,
    used: Usage = [],
  ) {
    this.uses = used.map(([at, amount]) => ({ at, amount }));
  }

  get name(): string {
    return this.limit.name;
  }

  /** Takes another limit from now on; what was used so far counts towards it. */
  change(limit: Limit): void {
    this.limit = limit;
  }

  /** Milliseconds until `amount` more fits; 0 means now. Throws a RangeError for more than fits at all. */
  waitFor(amount: number, now: number): number {
    if (amount > this.limit.amount) throw new RangeError(`${this.limit.name}: ${amount} is over the limit.`);
    let used = 0;
    for (let i = this.uses.length - 1; i >= 0; i--) {
      const use = this.uses[i];
      if (use === undefined) continue;
      used += use.amount;
      if (used + amount > this.limit.amount) {
        return Math.max(0, (use.at ?? now) + this.limit.windowMs + 1 - now);
      }
    }
    return 0;
  }

  /** Counts `amount` as under way; call the result when it is over. */
  begin(amount: number, clock: Clock): (counted?: number) => void {
    const use: Use = { at: undefined, amount };
    this.uses.push(use);
    return (counted = amount) => {
      const i = this.uses.indexOf(use);
      if (i >= 0) this.uses[i] = { at: clock.now(), amount: counted };
    };
  }

  /** Uses that still count at `now`; those under way count as over now. */
  usage(now: number): Usage {
    this.uses = this.uses.filter((use) => use.at === undefined || use.at + this.limit.windowMs >= now);
    return this.uses.map((use) => [use.at ?? now, use.amount] as const);
  }
}

/** One thing to be used: an amount of each of several limits at once. */
export type Need = readonly (readonly [limit: RateLimit, amount: number])[];

/** Ends a use; `counted` are the amounts that really count, in the order of the need, if fewer. */
export type EndUse = (counted?: readonly number[]) => void;

/**
 * Waits until all limits have room, then counts the use towards all of them.
 * @param onWait is told what is waited for, before each wait.
 */
export async function enter(
  need: Need,
  clock: Clock,
  signal?: AbortSignal,
  onWait?: (limit: string, ms: number) => void,
): Promise<EndUse> {
  for (;;) {
    const now = clock.now();
    let longest = { name: "", ms: 0 };
    for (const [limit, amount] of need) {
      const ms = limit.waitFor(amount, now);
      if (ms > longest.ms) longest = { name: limit.name, ms };
    }
    if (longest.ms === 0) break;
    onWait?.(longest.name, longest.ms);
    await clock.sleep(longest.ms, signal);
  }
  const ends = need.map(([limit, amount]) => limit.begin(amount, clock));
  return (counted) => {
    ends.forEach((end, i) => {
      end(counted?.[i]);
    });
  };
}
