import type { TestClock } from "../../remote/test-clock";

const MINUTE = 60_000;
const HOUR = 3_600_000;

interface Post {
  readonly at: number;
  readonly rows: number;
  readonly large: boolean;
}

/**
 * Looks at the limits from the service's side, by the documented numbers and with code of its own: the sum over
 * every window that ends at a request.
 */
export class LimitWatch {
  private readonly calls: number[] = [];
  private readonly posts: Post[] = [];
  /** The fullest windows seen, to be printed. */
  readonly fullest = { calls: 0, postsAMinute: 0, postsAnHour: 0, rowsAnHour: 0 };

  constructor(
    private readonly clock: TestClock,
    private readonly violations: string[],
  ) {}

  call(): void {
    const now = this.clock.now();
    this.calls.push(now);
    const inWindow = this.calls.filter((at) => at > now - MINUTE).length;
    this.note("calls", inWindow, 100);
  }

  /** A POST of rows that arrived; `large` when the table then has 250,000 rows or more. */
  post(rows: number, large: boolean): void {
    const now = this.clock.now();
    this.posts.push({ at: now, rows, large });
    const minute = this.posts.filter((post) => post.at > now - MINUTE);
    const hour = this.posts.filter((post) => post.at > now - HOUR);
    this.note("postsAMinute", minute.length, 120);
    this.note(
      "rowsAnHour",
      hour.reduce((sum, post) => sum + post.rows, 0),
      1_000_000,
    );
    if (large) this.note("postsAnHour", hour.length, 120);
  }

  private note(kind: keyof LimitWatch["fullest"], used: number, limit: number): void {
    this.fullest[kind] = Math.max(this.fullest[kind], used);
    if (used > limit) this.violations.push(`limit ${kind}: ${String(used)} in a window`);
  }
}
