import type { Clock } from "../remote/clock";
import { retryAfterMs } from "../remote/transport";

/** The longest that one answer can make the client wait. */
const LONGEST_MS = 300_000;

/**
 * How long to wait after an answer, by the headers of Azure DevOps (learn.microsoft.com, "Rate and usage
 * limits"): Retry-After also comes with answers that succeeded; without it, a delayed answer asks for as long
 * again, and an answer that used up what there is asks to wait until it is filled again.
 */
export function pauseAfter(headers: Headers, now: number): number {
  const asked = retryAfterMs(headers.get("retry-after"), now);
  if (asked !== undefined) return Math.min(asked, LONGEST_MS);
  const delayed = Number(headers.get("x-ratelimit-delay") ?? 0) * 1000;
  const remaining = headers.get("x-ratelimit-remaining");
  const reset = Number(headers.get("x-ratelimit-reset") ?? 0) * 1000;
  const empty = remaining !== null && Number(remaining) <= 0 && reset > now ? reset - now : 0;
  const pause = Math.max(delayed, empty);
  return Number.isFinite(pause) ? Math.min(pause, LONGEST_MS) : 0;
}

/** For the transport: waits after an answer that asks for it. Refusals (429) are the transport's own. */
export function slowDown(
  clock: Clock,
  onWait: (why: string, ms: number) => void,
  signal?: AbortSignal,
): (answer: Response) => Promise<void> {
  return async (answer) => {
    const pause = answer.ok ? pauseAfter(answer.headers, clock.now()) : 0;
    if (pause === 0) return;
    onWait("the service slows this account down", pause);
    await clock.sleep(pause, signal);
  };
}
