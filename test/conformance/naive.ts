import { BLANK, type Measure, type View } from "../../src/engine";

/** A person-period as plain as can be. */
export interface PlainRow {
  readonly person: string;
  /** yyyy-mm-dd. */
  readonly date: string;
  readonly labels: Readonly<Record<string, string | null>>;
  readonly value: number | null;
}

/** A cell worked out with objects and loops. */
export interface PlainCell {
  readonly people: number;
  readonly contributors: number;
  readonly contributions: number;
  readonly sum: number;
  readonly largest: number;
  readonly second: number;
  readonly identical: boolean;
  readonly value: number;
}

/** The cells of a view by "group|series|period", computed by the definitions and nothing else. */
export function naiveCells(rows: readonly PlainRow[], view: View): Map<string, PlainCell> {
  const cells = new Map<string, Map<string, number[]>>();
  for (const row of rows.filter((one) => isKept(one, view))) {
    const label = (name: string | null): string => (name === null ? "" : (row.labels[name] ?? BLANK));
    const key = [label(view.by), label(view.series), periodOf(row.date, view)].join("|");
    const people = cells.get(key) ?? new Map<string, number[]>();
    cells.set(key, people);
    const values = people.get(row.person) ?? [];
    people.set(row.person, values);
    const value = view.measure.kind === "headcount" ? 1 : row.value;
    if (value !== null) values.push(value);
  }
  return new Map([...cells].map(([key, people]) => [key, cellOf([...people.values()], view.measure)]));
}

function isKept({ date, labels }: PlainRow, { filter }: View): boolean {
  if (filter.from !== undefined && date < filter.from) return false;
  if (filter.to !== undefined && date > filter.to) return false;
  if (filter.activeOnly === true && labels.IsActive !== "true") return false;
  return Object.entries(filter.attributes ?? {}).every(([name, kept]) =>
    kept.includes(labels[name] ?? BLANK),
  );
}

function periodOf(date: string, { over, weekStart = 0 }: View): string {
  const day = new Date(date);
  switch (over) {
    case "none":
      return "";
    case "period":
      return date;
    case "week":
      while (day.getUTCDay() !== weekStart) day.setUTCDate(day.getUTCDate() - 1);
      return day.toISOString().slice(0, 10);
    case "month":
      return `${date.slice(0, 7)}-01`;
    case "quarter": {
      const first = { "01": "01", "02": "01", "03": "01", "04": "04", "05": "04", "06": "04" }[
        date.slice(5, 7)
      ];
      return `${date.slice(0, 4)}-${first ?? (date.slice(5, 7) < "10" ? "07" : "10")}-01`;
    }
    case "year":
      return `${date.slice(0, 4)}-01-01`;
  }
}

function cellOf(people: readonly number[][], measure: Measure): PlainCell {
  const contributing = people.filter((values) => values.length > 0);
  const parts = contributing.map(total);
  const means = contributing.map(mean);
  const sizes = parts.map(Math.abs).sort((a, b) => b - a);
  return {
    people: people.length,
    contributors: contributing.length,
    contributions: contributing.flat().length,
    sum: total(parts),
    largest: sizes[0] ?? 0,
    second: sizes[1] ?? 0,
    identical: means.length > 0 && new Set(means).size === 1,
    value:
      contributing.length === 0 && measure.kind !== "headcount" ? NaN : valueOf(contributing, means, measure),
  };
}

function valueOf(people: readonly number[][], means: readonly number[], measure: Measure): number {
  switch (measure.kind) {
    case "mean":
      return mean(means);
    case "row-mean":
      return mean(people.flat());
    case "total":
      return total(people.flat());
    case "share-people":
      return mean(means.map((x) => beyond(x, measure)));
    case "share-rows":
      return mean(people.map((values) => mean(values.map((x) => beyond(x, measure)))));
    case "percentile": {
      const sorted = [...means].sort((a, b) => a - b);
      const at = (sorted.length - 1) * measure.q;
      const [low = NaN, high = NaN] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
      return low * (1 - (at % 1)) + high * (at % 1);
    }
    case "deviation": {
      const middle = mean(means);
      return means.length < 2
        ? NaN
        : Math.sqrt(total(means.map((x) => (x - middle) ** 2)) / (means.length - 1));
    }
    case "headcount":
      return people.length;
  }
}

function beyond(
  x: number,
  { side, limit }: { readonly side: "above" | "below"; readonly limit: number },
): number {
  return (side === "above" ? x >= limit : x <= limit) ? 1 : 0;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0);
}

function mean(values: readonly number[]): number {
  return total(values) / values.length;
}
