import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  cellPlace,
  cellsOf,
  detectSchema,
  RowStore,
  type CellTable,
  type Measure,
  type Segment,
  type View,
} from "../../src/engine";
import { naiveCells, type PlainCell, type PlainRow } from "./naive";

/** More with QUORUM_RUNS=5000. */
const numRuns = Number(process.env.QUORUM_RUNS ?? 300);
const NAMES = ["PersonId", "MetricDate", "Organization", "Level", "IsActive", "Email hours"];
const MAPPING = { metrics: ["Email hours"], attributes: ["Organization", "Level", "IsActive"] };

const people = fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h");
const dates = fc.constantFrom(
  "2023-12-31",
  "2024-01-01",
  "2024-01-07",
  "2024-01-08",
  "2024-02-29",
  "2024-04-01",
  "2024-07-14",
  "2024-12-29",
);
const values = fc.oneof(
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 2, arbitrary: fc.integer({ min: -3, max: 40 }) },
  { weight: 4, arbitrary: fc.double({ min: 0, max: 60, noNaN: true }) },
);
const row: fc.Arbitrary<PlainRow> = fc.record({
  person: people,
  date: dates,
  labels: fc.record({
    Organization: fc.constantFrom("IT", "HR", "Finance", null),
    Level: fc.constantFrom("Level 2", "Level 10", null),
    IsActive: fc.constantFrom("true", "false", null),
  }),
  value: values,
});
/** Gaps, people who change groups, and each person at most once a period. */
const rows = fc.uniqueArray(row, {
  minLength: 1,
  maxLength: 60,
  selector: (one) => `${one.person} ${one.date}`,
});

const limit = fc.record({
  side: fc.constantFrom("above" as const, "below" as const),
  limit: fc.integer({ max: 30, min: 0 }),
});
const measures: fc.Arbitrary<Measure> = fc.oneof(
  fc.constantFrom<Measure>(
    { kind: "mean" },
    { kind: "row-mean" },
    { kind: "total" },
    { kind: "deviation" },
    { kind: "headcount" },
  ),
  limit.map((one) => ({ kind: "share-people" as const, ...one })),
  limit.map((one) => ({ kind: "share-rows" as const, ...one })),
  fc.constantFrom(0, 0.1, 0.25, 0.5, 0.75, 1).map((q) => ({ kind: "percentile" as const, q })),
);
const filter = fc.record(
  {
    attributes: fc.record(
      { Organization: fc.subarray(["IT", "HR", "Finance", "(Blank)", "Nobody"]) },
      { requiredKeys: [] },
    ),
    from: dates,
    to: dates,
    activeOnly: fc.boolean(),
  },
  { requiredKeys: [] },
);
const views: fc.Arbitrary<View> = fc.record({
  metric: fc.constantFrom("Email hours", "email_hours", "EmailHours"),
  measure: measures,
  by: fc.constantFrom("Organization", "Level", null),
  series: fc.constantFrom("Level", "IsActive", null, null),
  over: fc.constantFrom("none", "period", "week", "month", "quarter", "year"),
  weekStart: fc.constantFrom(0, 1, 3, 6),
  filter,
  totals: fc.constant({ groups: false, periods: false }),
});

function table(rowsOf: readonly PlainRow[]): unknown[][] {
  return rowsOf.map(({ person, date, labels, value }) => [
    person,
    date,
    labels.Organization,
    labels.Level,
    labels.IsActive,
    value,
  ]);
}

function unpivoted(rowsOf: readonly PlainRow[]): unknown[][] {
  return rowsOf.flatMap(({ person, date, labels, value }) =>
    Object.entries(labels).map(([name, label]) => [person, date, name, label, value]),
  );
}

function storeOf(names: readonly string[], segments: readonly Segment[], metrics = MAPPING): RowStore {
  const store = new RowStore(detectSchema(names, segments[0] ?? { rows: [] }, metrics).schema);
  for (const segment of segments) store.append(segment);
  store.finish();
  return store;
}

function close(a: number, b: number): boolean {
  return Object.is(a, b) || Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
}

function checkCells(ours: CellTable, theirs: ReadonlyMap<string, PlainCell>): void {
  const seen = new Set<string>();
  for (let cell = 0; cell < ours.size; cell += 1) {
    const { group, series, period } = cellPlace(ours, cell);
    const key = [group ?? "", series ?? "", period ?? ""].join("|");
    const plain = theirs.get(key);
    assert.equal(ours.people[cell], plain?.people ?? 0, key);
    if (plain === undefined) continue;
    seen.add(key);
    assert.equal(ours.contributors[cell], plain.contributors, key);
    assert.equal(ours.contributions[cell], plain.contributions, key);
    assert.equal(ours.identical[cell] === 1, plain.identical, `${key} identical`);
    for (const name of ["sum", "largest", "second", "value"] as const) {
      assert.ok(
        close(ours[name][cell] ?? NaN, plain[name]),
        `${key} ${name}: ${ours[name][cell]}, naive ${plain[name]}`,
      );
    }
  }
  assert.equal(seen.size, theirs.size);
}

describe("cells of random queries", () => {
  it("are those of a naive reference, for every measure, filter, grouping and roll-up", () => {
    fc.assert(
      fc.property(rows, views, (given, view) => {
        checkCells(cellsOf(storeOf(NAMES, [{ rows: table(given) }]), view), naiveCells(given, view));
      }),
      { numRuns },
    );
  });

  it("are the same to the last bit whatever the order of rows and the size of segments, repeats included", () => {
    const order = fc.array(fc.nat(), { minLength: 60, maxLength: 60 });
    const cuts = fc.array(fc.nat({ max: 70 }), { maxLength: 5 });
    fc.assert(
      fc.property(rows, views, cuts, order, (given, view, at, places) => {
        const shuffled = given.map((one, i) => ({ one, by: places[i] ?? 0 })).sort((a, b) => a.by - b.by);
        const all = table(shuffled.map(({ one }) => one));
        // Segments overlap: each starts with the last rows of the one before.
        const ends = [...at.map((cut) => Math.min(cut, all.length)).sort((a, b) => a - b), all.length];
        const segments = ends.map((end, i) => ({
          rows: all.slice(Math.max(0, (ends[i - 1] ?? 0) - 2), end),
        }));
        const ours = cellsOf(storeOf(NAMES, segments), view);
        assert.deepEqual(ours, cellsOf(storeOf(NAMES, [{ rows: table(given) }]), view));
      }),
      { numRuns },
    );
  });

  it("are the same from columns as from row arrays, and from unpivoted rows as from pivoted ones", () => {
    const names = ["PersonId", "MetricDate", "AttributeName", "AttributeValue", "Email hours"];
    const mapping = { metrics: ["Email hours"], attributes: [] };
    fc.assert(
      fc.property(rows, views, (given, view) => {
        const all = table(given);
        const pivoted = cellsOf(storeOf(NAMES, [{ rows: all }]), view);
        const columns = NAMES.map((_, column) => all.map((one) => one[column]));
        assert.deepEqual(cellsOf(storeOf(NAMES, [{ columns, length: all.length }]), view), pivoted);
        assert.deepEqual(cellsOf(storeOf(names, [{ rows: unpivoted(given) }], mapping), view), pivoted);
      }),
      { numRuns },
    );
  });

  it("are found under any spelling and order of columns, among others, with values as text", () => {
    const spellings = fc.tuple(
      fc.constantFrom("PersonId", "person_id", "PERSON ID"),
      fc.constantFrom("MetricDate", "Metric date", "metric-date"),
      fc.constantFrom("Organization", "organization", "ORGANIZATION "),
      fc.constantFrom("Level", "level"),
      fc.constantFrom("IsActive", "Is Active", "is_active"),
      fc.constantFrom("Email hours", "Email_hours", "EMAIL, HOURS"),
      fc.constantFrom("Chat hours", "Chats sent"),
    );
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6], { minLength: 7 });
    fc.assert(
      fc.property(rows, views, spellings, order, fc.boolean(), (given, view, names, columns, asText) => {
        const all = table(given).map((one, i) => [...one, i]);
        const moved = all.map((one) =>
          columns.map((column) =>
            asText && one[column] !== null ? String(one[column] as string | number) : one[column],
          ),
        );
        const { schema } = detectSchema(
          columns.map((column) => names[column] ?? ""),
          { rows: moved },
          { attributes: ["organization", "level", "is active"] },
        );
        const store = new RowStore(schema);
        store.append({ rows: moved });
        store.finish();
        // Found by content, or by the name where a column has no value.
        assert.equal(store.metrics.length, 2);
        checkCells(cellsOf(store, view), naiveCells(given, view));
      }),
      { numRuns },
    );
  });

  it("keep their first value where a person and period come again, and say so", () => {
    fc.assert(
      fc.property(rows, fc.array(row, { minLength: 1, maxLength: 10 }), (given, more) => {
        const store = storeOf(NAMES, [{ rows: table(given) }, { rows: table(more) }]);
        const kept = new Map([...given, ...more].reverse().map((one) => [`${one.person} ${one.date}`, one]));
        const view: View = {
          metric: "Email hours",
          measure: { kind: "total" },
          by: "Organization",
          series: null,
          over: "period",
          filter: {},
          totals: { groups: false, periods: false },
        };
        checkCells(cellsOf(store, view), naiveCells([...kept.values()], view));
        const said = store.problems.reduce((sum, { count }) => sum + count, 0);
        assert.equal(store.length + said, given.length + more.length);
      }),
      { numRuns },
    );
  });
});
