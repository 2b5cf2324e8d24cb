import type { Batch, Table, Value } from "../input/table";
import type { DropRows } from "./drop-rows";
import { loadDrop, type DropOptions, type NeededColumns } from "./load-drop";
import { ALL_METRICS } from "./plan";

const ROWS = 10_000;
const DAY = 86_400_000;

/**
 * A drop as a table of rows, for what works on rows: the join with a partner's table, a safe base, an inspection.
 * A view of a drop alone does without (`loadDrop`), which is faster.
 * @param needed everything that the drop has, unless given.
 */
export async function openDropTable(
  place: string,
  options: DropOptions,
  needed: NeededColumns | undefined,
  say: (note: string) => void,
): Promise<Table> {
  const { rows, notes } = await loadDrop(place, options, needed ?? ALL_METRICS);
  notes.forEach(say);
  // An export calls the person PersonId, whichever name the drop has for it.
  const columns = ["PersonId", "MetricDate", ...rows.attributes, ...rows.metrics];
  return { name: place, columns, batches: () => batches(rows, place) };
}

// eslint-disable-next-line @typescript-eslint/require-await -- a Table gives its rows asynchronously
async function* batches(rows: DropRows, file: string): AsyncGenerator<Batch> {
  const people = rows.identities();
  const periods = rows.periods.map((day) => new Date(day * DAY).toISOString().slice(0, 10));
  const labels = rows.attributes.map((name) => rows.attribute(name));
  const metrics = rows.metrics.map((name) => rows.metric(name));
  for (let from = 0; from < rows.length; from += ROWS) {
    const numbers = Array.from({ length: Math.min(ROWS, rows.length - from) }, (_, i) => from + i);
    yield {
      rows: numbers.map((row): Value[] => [
        people[rows.person[row] ?? -1] ?? null,
        periods[rows.period[row] ?? -1] ?? null,
        ...labels.map(({ codes, values }) => values[codes[row] ?? -1] ?? null),
        ...metrics.map((values) => present(values[row])),
      ]),
      lines: numbers.map((row) => row + 1),
      file,
    };
  }
}

function present(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
