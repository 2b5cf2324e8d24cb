/** One line of the table: something of ours beside the floor that it is judged by. */
export interface Line {
  readonly name: string;
  /** What the floor is, in words. */
  readonly floorName: string;
  /** The bare work that cannot be avoided, or the peer. What it returns is kept from being optimised away. */
  readonly floor: () => unknown;
  readonly subject: () => unknown;
  /** What has to be there before the subject runs, not timed. */
  readonly prepare?: () => void;
  /** Most times the floor that the subject may take; absent where nothing is promised. */
  readonly limit?: number;
}

/** A number that stands for itself: bytes a row, the longest pause. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly measure: () => number;
  readonly limit?: number;
}

/** Bytes that what `make` returns holds on to; there is no way to ask a browser. */
export type BytesOf = (make: () => unknown) => number;

/** A folder's measurements: made anew for each data size. */
export interface Bench {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly figures?: readonly Figure[];
}

export interface Result {
  readonly bench: string;
  readonly name: string;
  readonly floorName: string;
  /** Medians in milliseconds; the value itself for a figure. */
  readonly subject: number;
  readonly floor: number | null;
  readonly unit: string;
  /** Subject's median over floor's median; null for a figure. */
  readonly ratio: number | null;
  readonly limit: number | null;
  readonly holds: boolean;
}

/** Kept so that no measured work can be optimised away. */
export const kept: { last: unknown } = { last: undefined };

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}

/** Times one run from a clean heap, so that nobody pays for the garbage of the run before. */
function time(work: () => unknown): number {
  kept.last = undefined;
  globalThis.gc?.();
  const start = performance.now();
  kept.last = work();
  return performance.now() - start;
}

/** Runs floor and subject in turn, `rounds` times after two warm-ups, and compares their medians. */
export function measure(bench: Bench, rounds: number): Result[] {
  const results = bench.lines.map((line): Result => {
    const [floors, subjects]: [number[], number[]] = [[], []];
    for (let round = -2; round < rounds; round += 1) {
      const floor = time(line.floor);
      line.prepare?.();
      const subject = time(line.subject);
      if (round < 0) continue;
      floors.push(floor);
      subjects.push(subject);
    }
    const [floor, subject] = [median(floors), median(subjects)];
    return result(bench.title, line.name, line.floorName, subject, floor, "ms", subject / floor, line.limit);
  });
  const figures = (bench.figures ?? []).map((figure): Result => {
    const value = median(
      Array.from({ length: rounds }, () => {
        kept.last = undefined;
        globalThis.gc?.();
        return figure.measure();
      }),
    );
    return result(bench.title, figure.name, "", value, null, figure.unit, null, figure.limit);
  });
  return [...results, ...figures];
}

function result(
  bench: string,
  name: string,
  floorName: string,
  subject: number,
  floor: number | null,
  unit: string,
  ratio: number | null,
  limit: number | undefined,
): Result {
  const holds = limit === undefined || (ratio ?? subject) <= limit;
  return { bench, name, floorName, subject, floor, unit, ratio, limit: limit ?? null, holds };
}
