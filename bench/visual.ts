import type { Frame } from "playwright-core";
import { pivoted, Playground, type Binding } from "../test/e2e/harness";
import { median, single, type Result, type Wanted } from "./measure";

const TITLE = "The packaged visual on the report page";
const NAMES = {
  picture: "1,000,000 rows: last segment to picture",
  frame: "1,000,000 rows: longest wait in the visual's frame",
  page: "1,000,000 rows: longest wait on the page",
  slicer: "100,000 rows: slicer to picture",
  slicerOwn: "100,000 rows: of that in the visual's updates",
  bars: "resize of 50 bars",
  trend: "resize of a 12 × 52 trend",
} as const;
/** Input is answered and a slicer redraws within this, the picture after the last segment, one frame of a screen; ms. */
const [ANSWER, PICTURE, FRAME] = [100, 500, 16];

/** The packaged visual in its host, in Chromium. */
export const drawing = {
  place: "chromium",
  title: TITLE,
  names: Object.values(NAMES),
  run: measured,
} as const;

interface Tile {
  readonly title: string;
  readonly bindings: readonly Binding[];
  readonly objects: object;
}
type Source =
  | { readonly kind: "large"; readonly people: number; readonly weeks: number }
  | { readonly kind: "text"; readonly name: string; readonly text: string };
interface Exposed {
  quorum: { report: { open(preset: object): Promise<void>; setSlicers(slicers: readonly object[]): void } };
  waits: { longest: number };
}

const tile = (kind: string): Tile => ({
  title: "Collaboration hours",
  bindings: pivoted("Organization", "Collaboration_hours"),
  objects: { chart: { kind } },
});

async function measured({ rounds }: Wanted): Promise<Result[]> {
  const playground = await Playground.open({ preset: "All groups hidden" });
  try {
    await playground.page.addInitScript(watchWaits);
    return [
      ...(await millionRows(playground)),
      ...(await slicer(playground, rounds)),
      await resize(playground, NAMES.bars, { kind: "text", name: "bars.csv", text: fiftyGroups() }, "bar"),
      await resize(playground, NAMES.trend, { kind: "large", people: 480, weeks: 52 }, "trend"),
    ];
  } finally {
    await playground.close();
  }
}

/** Measures in a page or frame how long a task waits that is due: the wait of a click. No named function inside. */
function watchWaits(): void {
  const waits = { longest: 0, last: performance.now() };
  Object.assign(window, { waits });
  setInterval(() => {
    const now = performance.now();
    waits.longest = Math.max(waits.longest, now - waits.last - 5);
    waits.last = now;
  }, 5);
}

async function open(playground: Playground, source: Source, kind: string): Promise<Frame> {
  await playground.page.evaluate((preset) => (window as unknown as Exposed).quorum.report.open(preset), {
    name: "bench",
    source,
    tiles: [tile(kind)],
  });
  await playground.settled();
  return playground.frame();
}

/** Everything from the first segment on, in one go as a viewer meets it: nothing is warm. */
async function millionRows(playground: Playground): Promise<Result[]> {
  await playground.page.evaluate(watchWaits);
  const frame = await open(playground, { kind: "large", people: 20_000, weeks: 50 }, "bar");
  const marks = await marksOf(frame);
  const [last] = marks.filter(({ detail }) => detail === "type 2, operation 2").slice(-1);
  const done = marks.find(({ name, at }) => name === "renderingFinished" && at >= (last?.at ?? Infinity));
  const waits = [frame, playground.page.mainFrame()].map((place) =>
    place.evaluate(() => (window as unknown as Exposed).waits.longest),
  );
  const [inFrame = NaN, onPage = NaN] = await Promise.all(waits);
  const floor = await barePass(frame, 1_000_000);
  return [
    single(TITLE, NAMES.picture, "ms", (done?.at ?? NaN) - (last?.at ?? NaN), PICTURE, floor),
    single(TITLE, NAMES.frame, "ms", inFrame, ANSWER, floor),
    single(TITLE, NAMES.page, "ms", onPage, ANSWER, floor),
  ];
}

/**
 * From the change of a slicer until the rest of the rows has come in segments and is drawn. The page's own query,
 * which stands for Power BI's, is in between: the visual's part is what passes while its updates are under way.
 */
async function slicer(playground: Playground, rounds: number): Promise<Result[]> {
  const frame = await open(playground, { kind: "large", people: 2_000, weeks: 50 }, "bar");
  const times: number[] = [];
  const own: number[] = [];
  for (let round = -2; round < rounds; round += 1) {
    const kept = Array.from({ length: 12 }, (_, g) => `Group ${String.fromCharCode(65 + g)}`).filter(
      (_, g) => g !== (round + 12) % 12,
    );
    const start = await playground.page.evaluate((values) => {
      const now = performance.timeOrigin + performance.now();
      const state = { field: "Organization", values, from: null, to: null };
      (window as unknown as Exposed).quorum.report.setSlicers([state]);
      return now;
    }, kept);
    await playground.settled();
    const marks = (await marksOf(frame)).filter(({ at }) => at > start);
    if (round < 0) continue;
    times.push((marks.filter(({ name }) => name === "renderingFinished").at(-1)?.at ?? NaN) - start);
    own.push(updateTimes(marks).reduce((sum, time) => sum + time, 0));
  }
  const floor = await barePass(frame, 100_000);
  return [
    single(TITLE, NAMES.slicer, "ms", median(times), ANSWER, floor),
    single(TITLE, NAMES.slicerOwn, "ms", median(own), null, floor),
  ];
}

/** Of each update the time from its beginning to its picture. */
function updateTimes(marks: readonly Mark[]): number[] {
  const ends = marks.filter(({ name }) => name === "renderingFinished");
  return marks
    .filter(({ name }) => name === "renderingStarted")
    .map(({ at }, i) => (ends[i]?.at ?? NaN) - at);
}

/** Script time of the updates that a change of the page's width brings. */
async function resize(playground: Playground, name: string, source: Source, kind: string): Promise<Result> {
  const frame = await open(playground, source, kind);
  const from = Math.max(...(await marksOf(frame)).map(({ at }) => at));
  for (let step = 0; step < 12; step += 1) {
    await playground.page.setViewportSize({ width: 1366 - 10 * (step % 6), height: 768 });
    await playground.settled();
  }
  const times = updateTimes((await marksOf(frame)).filter(({ at }) => at > from));
  const rows = kind === "bar" ? 50 * PEOPLE * WEEKS : 480 * 52;
  return single(TITLE, name, "ms", median(times), FRAME, await barePass(frame, rows));
}

const [PEOPLE, WEEKS] = [12, 4];

/** Fifty groups of people over a few weeks, as a file. */
function fiftyGroups(): string {
  const rows = Array.from({ length: 50 * PEOPLE * WEEKS }, (_, row) => {
    const person = row % (50 * PEOPLE);
    const date = new Date(Date.UTC(2026, 0, 4 + 7 * Math.floor(row / (50 * PEOPLE))));
    const hours = 10 + ((person * 7919 + row) % 1000) / 50;
    return `p${person},${date.toISOString().slice(0, 10)},Group ${1 + (person % 50)},${hours}`;
  });
  return ["PersonId,MetricDate,Organization,Collaboration_hours", ...rows].join("\n");
}

interface Mark {
  readonly name: string;
  readonly detail: unknown;
  /** Milliseconds since 1970, so that page and frame can be compared. */
  readonly at: number;
}

/** What the host wrote down of the visual's life, in order. */
function marksOf(frame: Frame): Promise<Mark[]> {
  return frame.evaluate(() =>
    performance.getEntriesByType("mark").map((mark) => ({
      name: mark.name,
      detail: (mark as PerformanceMark).detail as unknown,
      at: performance.timeOrigin + mark.startTime,
    })),
  );
}

/** The floor: so many entries of four columns are read once, in the same frame. */
async function barePass(frame: Frame, rows: number): Promise<{ name: string; value: number }> {
  const value = await frame.evaluate((length) => {
    const columns = Array.from({ length: 4 }, () => new Float64Array(length).fill(1));
    const [a, b, c, d] = columns as [Float64Array, Float64Array, Float64Array, Float64Array];
    // Few rows are passed over many times: the clock is too coarse for one.
    const passes = Math.ceil(3_000_000 / length);
    const times = Array.from({ length: 9 }, () => {
      const start = performance.now();
      let sum = 0;
      for (let pass = 0; pass < passes; pass += 1)
        for (let row = 0; row < length; row += 1)
          sum += (a[row] ?? 0) + (b[row] ?? 0) + (c[row] ?? 0) + (d[row] ?? 0);
      // The sum is used, so that the loop is not optimised away.
      return sum > 0 ? (performance.now() - start) / passes : NaN;
    }).sort((x, y) => x - y);
    return times[4] ?? NaN;
  }, rows);
  return { name: `a bare pass over ${rows.toLocaleString("en")} rows`, value };
}
