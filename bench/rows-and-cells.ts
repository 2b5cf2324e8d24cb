import { cellsOf, detectSchema, RowStore, type Rows, type Segment, type View } from "../src/engine";
import { personQuery, segmentsOf, sortedByPerson, type QueryData } from "./data";
import { kept, type Bench, type BytesOf, type Figure } from "./measure";

const SEGMENT = 30_000;

/** Reading rows into columns, and rows into the cells of a bar chart and of a trend. */
export function rowsAndCells(people: number, bytesOf: BytesOf | null): Bench {
  const data = personQuery(people);
  const all: Segment = { rows: data.rows };
  const segments = segmentsOf(data, SEGMENT);
  const store = readAll(data, [all]);
  const byPerson = sortedByPerson(data);
  const title = `Rows and cells, ${store.length.toLocaleString("en")} rows`;
  return {
    title,
    lines: [
      {
        name: "rows to columns",
        floorName: "intern three columns with Maps, copy the fourth",
        floor: () => internAll(data.rows),
        subject: () => readAll(data, [all]),
        limit: 1.5,
      },
      {
        name: "rows to columns, sorted by person",
        floorName: "the same floor over these rows",
        floor: () => internAll(byPerson.rows),
        subject: () => readAll(byPerson, [byPerson]),
        limit: 1.5,
      },
      {
        name: "rows to columns in segments of 30,000",
        floorName: "the same at once",
        floor: () => readAll(data, [all]),
        subject: () => readAll(data, segments),
        limit: 1.2,
      },
      {
        name: "cells of a bar chart, mean per person",
        floorName: "add one column up by group code",
        floor: () => addUp(store),
        subject: () => cellsOf(store, barChart),
        limit: 6,
      },
      {
        name: "cells of a trend, 12 groups × 50 weeks",
        floorName: "add one column up by group code",
        floor: () => addUp(store),
        subject: () => cellsOf(store, trend),
        limit: 6,
      },
    ],
    figures: [
      {
        name: "longest segment of 30,000",
        unit: "ms",
        measure: () => longestSegment(data, segments),
        limit: 16,
      },
      ...heldBytes(data, bytesOf),
    ],
  };
}

function heldBytes(data: QueryData, bytesOf: BytesOf | null): Figure[] {
  if (bytesOf === null) return [];
  const measure = (): number => bytesOf(() => readAll(data, [{ rows: data.rows }])) / data.rows.length;
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

function longestSegment(data: QueryData, segments: readonly Segment[]): number {
  const store = newStore(data);
  let longest = 0;
  for (const segment of segments) {
    const start = performance.now();
    store.append(segment);
    longest = Math.max(longest, performance.now() - start);
  }
  kept.last = store;
  return longest;
}

/** The floor: what a hand-written loop would do with the same four columns, and nothing else. */
function internAll(rows: readonly (readonly unknown[])[]): unknown {
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
