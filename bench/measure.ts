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
  /** Runs that count whatever is asked for, where the subject is another one each time. */
  readonly runs?: number;
  /** Most times the floor that the subject may take; absent where nothing is promised. */
  readonly limit?: number;
}

/** A number that stands for itself: bytes a row, the longest pause. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly measure: () => number;
  /**
   * How the rounds make one number: their median unless said, or the worst of them. For the worst nothing is
   * collected between the rounds: garbage is then collected when it is in life.
   */
  readonly of?: "median" | "worst";
  readonly limit?: number;
}

/** Bytes that what `make` returns holds on to; there is no way to ask a browser. */
export type BytesOf = (make: () => unknown) => number;

/**
 * A folder's measurements: made anew for each data size. Nothing is built before a line asks for it (`once`), so
 * that a single line can be measured by itself.
 */
export interface Bench {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly figures?: readonly Figure[];
}

/** What the caller asks for. */
export interface Wanted {
  /** Runs that count; fewer where a line is slow (`ENOUGH`). */
  readonly rounds: number;
  /** Texts of which a line's title and name hold one, whatever the case; empty for all lines. */
  readonly only: readonly string[];
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
  /** What the limit is for. */
  readonly limitOf: "ratio" | "subject";
  readonly holds: boolean;
}

/** A line is not repeated beyond `LEAST_ROUNDS` when it has taken this long, in milliseconds. */
const ENOUGH = 6000;
const LEAST_ROUNDS = 3;
/** Runs before those that count, so that the code is compiled: more of them where they are quick. */
const WARM_UPS = { least: 2, most: 40, enough: 1000 };

/** Kept so that no measured work can be optimised away. */
export const kept: { last: unknown } = { last: undefined };

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}

/** What is made once, when it is asked for first. */
export function once<T>(make: () => T): () => T {
  let made: { readonly it: T } | undefined;
  return () => (made ??= { it: make() }).it;
}

export function isWanted({ only }: Pick<Wanted, "only">, title: string, name: string): boolean {
  const full = `${title}: ${name}`.toLowerCase();
  return only.length === 0 || only.some((text) => full.includes(text.toLowerCase()));
}

/** Starts from a clean heap, so that nobody pays for what was measured before. */
function clean(): void {
  kept.last = undefined;
  globalThis.gc?.();
}

function time(work: () => unknown): number {
  const start = performance.now();
  kept.last = work();
  return performance.now() - start;
}

/** Runs each wanted line's floor and subject in turn and compares their medians, line by line as they are done. */
export function* measure(bench: Bench, wanted: Wanted): Generator<Result> {
  for (const line of bench.lines)
    if (isWanted(wanted, bench.title, line.name)) yield lineOf(bench, line, wanted);
  for (const figure of bench.figures ?? [])
    if (isWanted(wanted, bench.title, figure.name)) yield figureOf(bench, figure, wanted);
}

function warmUp(work: () => unknown): void {
  const start = performance.now();
  for (let run = 0; run < WARM_UPS.most; run += 1) {
    if (run >= WARM_UPS.least && performance.now() - start > WARM_UPS.enough) break;
    kept.last = work();
  }
}

function lineOf({ title }: Bench, { name, floorName, limit, ...line }: Line, wanted: Wanted): Result {
  const rounds = line.runs ?? wanted.rounds;
  const [floors, subjects]: [number[], number[]] = [[], []];
  const start = performance.now();
  // Before the warm-up: the collector's own threads go on for a while, and it throws compiled code away.
  clean();
  warmUp(line.floor);
  warmUp(() => {
    line.prepare?.();
    return line.subject();
  });
  while (floors.length < rounds) {
    floors.push(time(line.floor));
    line.prepare?.();
    subjects.push(time(line.subject));
    if (line.runs === undefined && floors.length >= LEAST_ROUNDS && performance.now() - start > ENOUGH) break;
  }
  kept.last = undefined;
  const [floor, subject] = [median(floors), median(subjects)];
  return beside(title, name, floorName, "ms", subject, floor, limit ?? null);
}

function figureOf({ title }: Bench, { name, unit, limit, ...figure }: Figure, { rounds }: Wanted): Result {
  const values: number[] = [];
  // Once for nothing, so that the code is compiled.
  if (figure.of === "worst") figure.measure();
  const start = performance.now();
  for (let round = 0; round < rounds; round += 1) {
    if (figure.of !== "worst") clean();
    values.push(figure.measure());
    if (performance.now() - start > ENOUGH) break;
  }
  kept.last = undefined;
  return single(
    title,
    name,
    unit,
    figure.of === "worst" ? Math.max(...values) : median(values),
    limit ?? null,
  );
}

/** A time or a size beside its floor, both measured in the same run. */
export function beside(
  bench: string,
  name: string,
  floorName: string,
  unit: string,
  subject: number,
  floor: number,
  limit: number | null,
): Result {
  const ratio = subject / floor;
  const holds = limit === null || ratio <= limit;
  return { bench, name, floorName, subject, floor, unit, ratio, limit, limitOf: "ratio", holds };
}

/** A number that stands for itself; a floor beside it only says how much work there is. */
export function single(
  bench: string,
  name: string,
  unit: string,
  subject: number,
  limit: number | null,
  floor: { readonly name: string; readonly value: number } | null = null,
): Result {
  const holds = limit === null || subject <= limit;
  const ratio = floor === null ? null : subject / floor.value;
  const floorName = floor?.name ?? "";
  return {
    bench,
    name,
    floorName,
    subject,
    floor: floor?.value ?? null,
    unit,
    ratio,
    limit,
    limitOf: "subject",
    holds,
  };
}
