import {
  defaultPolicy,
  detectSchema,
  Ledger,
  memorySource,
  protect,
  RowStore,
  type MemorySource,
  type Rows,
  type View,
} from "../src/engine";
import { generator, PERIODS, personQuery } from "./data";
import { once, type Bench, type BytesOf, type Figure, type Line } from "./measure";

const METRIC = "Collaboration hours";
const STATES = 200;
const [LEVELS, SITES] = [8, 6];

const trend: View = {
  metric: METRIC,
  measure: { kind: "mean" },
  by: "Organization",
  series: null,
  over: "period",
  filter: {},
  totals: { groups: false, periods: false },
};
const bar: View = { ...trend, over: "none" };
const cross: View = { ...bar, series: "Level", totals: { groups: true, periods: false } };

/** Protection from cells on, as multiples of reading the four columns of the same rows once. */
export function privacy(people: number, bytesOf: BytesOf | null): Bench {
  const store = once(() => withAttributes(people));
  const source = once(() => memorySource(store()));
  const floor = (): number => barePass(store());
  const floorName = "read the four columns once";
  const large = people >= 20_000;
  const ledger = nextState(source);
  const tables: Line[] = large
    ? [
        {
          name: "protect 50 × 13 with margins",
          floorName,
          floor,
          subject: crossTable(50, 13, 8_000),
          limit: 10,
        },
        {
          name: "protect 200 × 52 with margins",
          floorName,
          floor,
          subject: crossTable(200, 52, 120_000),
          limit: 200,
        },
      ]
    : [];
  return {
    title: `Protection, ${(people * PERIODS).toLocaleString("en")} person-periods`,
    lines: [
      {
        name: "protect a 12 × 50 trend",
        floorName,
        floor,
        subject: () => protect(source(), trend, defaultPolicy),
        ...(large ? { limit: 1 } : {}),
      },
      ...tables,
      {
        name: `the ledger, a filter state of ${STATES} in a session`,
        floorName,
        floor,
        prepare: ledger.prepare,
        subject: ledger.run,
        runs: STATES,
        limit: large ? 15 : 30,
      },
    ],
    figures: sessionFigures(source, bytesOf),
  };
}

/** The query of the other benches with two attributes to filter on. */
function withAttributes(people: number): RowStore {
  const { names, rows } = personQuery(people);
  const random = generator(11);
  const own = new Map<unknown, readonly [string, string]>();
  const wide = rows.map((row) => {
    let labels = own.get(row[0]);
    if (labels === undefined) {
      labels = [`Level ${Math.floor(LEVELS * random())}`, `Site ${Math.floor(SITES * random())}`];
      own.set(row[0], labels);
    }
    return [...row, ...labels];
  });
  return read([...names, "Level", "Site"], wide);
}

function read(names: readonly string[], rows: readonly (readonly unknown[])[]): RowStore {
  const store = new RowStore(detectSchema(names, { rows: rows.slice(0, 1000) }).schema);
  store.append({ rows });
  store.finish();
  return store;
}

/** People, each in one cell of a table in which most cells are small or empty. */
function crossTable(groups: number, series: number, people: number): () => unknown {
  const source = once(() => crossSource(groups, series, people));
  return () => protect(source(), cross, defaultPolicy);
}

function crossSource(groups: number, series: number, people: number): MemorySource {
  const random = generator(5);
  const rows = Array.from({ length: people }, (_, p) => [
    `p${p}`,
    "2024-01-07",
    `G${Math.floor(groups * random() ** 1.5)}`,
    `S${Math.floor(series * random() ** 1.5)}`,
    5 + 30 * random(),
  ]);
  return memorySource(read(["PersonId", "MetricDate", "Organization", "Level", METRIC], rows));
}

/** The floor: every entry of the four columns is read once. */
function barePass(rows: Rows): number {
  const { person, period, length } = rows;
  const { codes } = rows.attribute("Organization");
  const values = rows.metric(METRIC);
  let sum = 0;
  for (let row = 0; row < length; row++)
    sum += (person[row] ?? 0) + (period[row] ?? 0) + (codes[row] ?? 0) + (values[row] ?? 0);
  return sum;
}

function stateOf(state: number): View {
  const random = generator(state + 1);
  const some = (name: string, n: number): string[] =>
    Array.from({ length: n }, (_, i) => `${name} ${i}`).filter(() => random() < 0.5);
  return { ...bar, filter: { attributes: { Level: some("Level", LEVELS), Site: some("Site", SITES) } } };
}

/**
 * One more filter state of a session, which the warm-up begins: all of protection, the ledger included, from cells on.
 * The cells of the next state are made between the runs.
 */
function nextState(source: () => MemorySource): { prepare: () => void; run: () => unknown } {
  let state = 0;
  let ledger = new Ledger();
  return {
    prepare: () => {
      if (state % STATES === 0) ledger = new Ledger();
      const view = stateOf(state % STATES);
      const everybody = { by: null, series: null, over: view.over };
      const wider: View = { ...view, by: null, filter: { attributes: {} } };
      source().cells(wider);
      source().cells(view, everybody);
      source().cells(view);
    },
    run: () => protect(source(), stateOf(state++ % STATES), defaultPolicy, ledger),
  };
}

function sessionFigures(source: () => MemorySource, bytesOf: BytesOf | null): Figure[] {
  if (bytesOf === null) return [];
  let held: number | undefined;
  const session = (): Ledger => {
    const ledger = new Ledger();
    for (let state = 0; state < STATES; state++) protect(source(), stateOf(state), defaultPolicy, ledger);
    return ledger;
  };
  return [
    {
      name: `a session of ${STATES} filter states holds`,
      unit: "MB",
      // Long, and the same every time: measured once.
      measure: () => {
        // What the rows themselves keep is there before.
        protect(source(), stateOf(0), defaultPolicy, new Ledger());
        return (held ??= bytesOf(session) / 2 ** 20);
      },
      limit: 64,
    },
  ];
}
