import { cellsOf, detectSchema, RowStore, type Rows, type Segment, type View } from "../src/engine";
import {
  arrivingSegments,
  NAMES,
  PERIODS,
  personQuery,
  segmentsOf,
  sortedByPerson,
  type QueryData,
} from "./data";
import { kept, median, once, type Bench, type BytesOf, type Figure } from "./measure";

const SEGMENT = 30_000;

/** Reading rows into columns. */
export function rows(people: number, bytesOf: BytesOf | null): Bench {
  const data = once(() => personQuery(people));
  const all = (): Segment[] => [{ rows: data().rows }];
  const inSegments = once(() => segmentsOf(data(), SEGMENT));
  const byPerson = once(() => sortedByPerson(data()));
  const floorName = "a bare loop that interns the four columns with Maps";
  return {
    title: `Rows, ${(people * PERIODS).toLocaleString("en")}`,
    lines: [
      {
        name: "rows to columns",
        floorName,
        floor: () => internAll(data().rows),
        subject: () => readAll(data(), all()),
        limit: 1.5,
      },
      {
        name: "rows to columns, sorted by person",
        floorName,
        floor: () => internAll(byPerson().rows),
        subject: () => readAll(byPerson(), [byPerson()]),
        limit: 1.5,
      },
      {
        name: "rows to columns, a stricter floor",
        floorName: "interns three columns with Maps, copies the numbers",
        floor: () => internThree(data().rows),
        subject: () => readAll(data(), all()),
      },
      {
        name: "rows to columns in segments of 30,000",
        floorName: "the same at once",
        floor: () => readAll(data(), all()),
        subject: () => readAll(data(), inSegments()),
        limit: 1.2,
      },
    ],
    figures: heldBytes(data, bytesOf),
  };
}

/** What a report waits for while rows arrive. */
export function segments(people: number): Bench {
  return {
    title: `Rows that arrive, ${(people * PERIODS).toLocaleString("en")}`,
    lines: [],
    figures: [
      {
        name: "a segment of 30,000, typical",
        unit: "ms",
        measure: () => median(segmentTimes(people)),
      },
      {
        name: "the longest segment of 30,000 in all runs",
        unit: "ms",
        measure: () => Math.max(...segmentTimes(people)),
        of: "worst",
        limit: 16,
      },
    ],
  };
}

/** Rows in columns into the cells of a bar chart and of a trend; the rows as they came are gone by then. */
export function cells(people: number): Bench {
  const store = once(() => {
    const data = personQuery(people);
    return readAll(data, [{ rows: data.rows }]);
  });
  const floorName = "add one column up by group code";
  const floor = (): unknown => addUp(store());
  return {
    title: `Cells, ${(people * PERIODS).toLocaleString("en")} rows`,
    lines: [
      {
        name: "cells of a bar chart, mean per person",
        floorName,
        floor,
        subject: () => cellsOf(store(), barChart),
        limit: 6,
      },
      {
        name: "cells of a trend, 12 groups × 50 weeks",
        floorName,
        floor,
        subject: () => cellsOf(store(), trend),
        limit: 6,
      },
    ],
  };
}

function heldBytes(data: () => QueryData, bytesOf: BytesOf | null): Figure[] {
  if (bytesOf === null) return [];
  const measure = (): number => {
    const { rows } = data();
    return bytesOf(() => readAll(data(), [{ rows }])) / rows.length;
  };
  return [{ name: "held a row", unit: "bytes", measure, limit: 40 }];
}

const barChart: View = {
  metric: "Collaboration hours",
  measure: { kind: "mean" },
  by: "Organization",
  series: null,
  over: "none",
  filter: {},
  totals: { groups: false, periods: false },
};
const trend: View = { ...barChart, over: "period" };

function newStore(data: QueryData): RowStore {
  return new RowStore(detectSchema(data.names, { rows: data.rows.slice(0, 1000) }).schema);
}

function readAll(data: QueryData, segments: readonly Segment[]): RowStore {
  const store = newStore(data);
  for (const segment of segments) store.append(segment);
  store.finish();
  return store;
}

/** What appending each segment takes, in milliseconds; segments come and go as in a report. */
function segmentTimes(people: number): number[] {
  let store: RowStore | null = null;
  const times: number[] = [];
  for (const segment of arrivingSegments(people, SEGMENT)) {
    store ??= new RowStore(detectSchema(NAMES, segment).schema);
    const start = performance.now();
    store.append(segment);
    times.push(performance.now() - start);
  }
  kept.last = store;
  return times;
}

/** The floor: what a hand-written loop would do with the same four columns, and nothing else. */
function internAll(rows: readonly (readonly unknown[])[]): unknown {
  const { length } = rows;
  const columns = Array.from({ length: 4 }, () => ({
    codes: new Int32Array(length),
    known: new Map<unknown, number>(),
  }));
  const [person, period, group, value] = columns as [Interned, Interned, Interned, Interned];
  for (let row = 0; row < length; row += 1) {
    const cells = rows[row] ?? [];
    person.codes[row] = intern(person.known, cells[0]);
    period.codes[row] = intern(period.known, cells[1]);
    group.codes[row] = intern(group.known, cells[2]);
    value.codes[row] = intern(value.known, cells[3]);
  }
  return columns;
}

interface Interned {
  readonly codes: Int32Array;
  readonly known: Map<unknown, number>;
}

/** A stricter floor, for comparison: numbers are copied, which is what columns of numbers need. */
function internThree(rows: readonly (readonly unknown[])[]): unknown {
  const { length } = rows;
  const [people, periods, groups] = [
    new Map<unknown, number>(),
    new Map<unknown, number>(),
    new Map<unknown, number>(),
  ];
  const [person, period, group] = [new Int32Array(length), new Int32Array(length), new Int32Array(length)];
  const values = new Float64Array(length);
  for (let row = 0; row < length; row += 1) {
    const cells = rows[row] ?? [];
    person[row] = intern(people, cells[0]);
    period[row] = intern(periods, cells[1]);
    group[row] = intern(groups, cells[2]);
    const value = cells[3];
    values[row] = typeof value === "number" ? value : NaN;
  }
  return [person, period, group, values];
}

function intern(map: Map<unknown, number>, value: unknown): number {
  let code = map.get(value);
  if (code === undefined) {
    code = map.size;
    map.set(value, code);
  }
  return code;
}

/** The floor: one column added up by group code, missing values skipped. */
function addUp(rows: Rows): Float64Array {
  const values = rows.metric("Collaboration hours");
  const { codes, values: labels } = rows.attribute("Organization");
  const sums = new Float64Array(labels.length);
  const { length } = rows;
  for (let row = 0; row < length; row += 1) {
    const value = values[row] ?? NaN;
    const code = codes[row] ?? 0;
    if (value === value) sums[code] = (sums[code] ?? 0) + value;
  }
  return sums;
}
