import type { Release, ReleaseCell } from "../../../src/privacy/release";

/** One raw query row as the attacker's test bench knows it: a person in a period. */
export interface Contribution {
  readonly person: number;
  /** ISO date. */
  readonly date: string;
  readonly group: string;
  readonly series?: string;
  /** False where IsActive says so. */
  readonly active?: boolean;
  /** NaN where the metric is missing. */
  readonly value: number;
}

/**
 * A shown number as weights over the unknowns: unknown `unknowns[i]` has weight 1 / `divisors[i]`.
 * `scaled` is the right-hand side: the shown value times what it was divided by.
 */
export interface WeightRow {
  readonly label: string;
  readonly unknowns: readonly number[];
  readonly divisors: readonly number[];
  readonly scaled: number;
}

/** How a record's date becomes the label of its period in a release. */
export type PeriodOf = (date: string) => string | null;

const day = 86_400_000;

/** Period labels by the calendar alone (first day of the period, ISO), independent of the engine. */
export function periodOf(over: Release["view"]["over"], weekStart = 0): PeriodOf {
  return (date) => {
    if (over === "none") return null;
    if (over === "period") return date;
    const at = new Date(`${date}T00:00:00Z`);
    if (over === "week") {
      const back = (at.getUTCDay() - weekStart + 7) % 7;
      return new Date(at.getTime() - back * day).toISOString().slice(0, 10);
    }
    const month =
      over === "month"
        ? at.getUTCMonth()
        : over === "quarter"
          ? at.getUTCMonth() - (at.getUTCMonth() % 3)
          : 0;
    return new Date(Date.UTC(at.getUTCFullYear(), month, 1)).toISOString().slice(0, 10);
  };
}

/** The weights of the mean (or total, or row mean) over the chosen contributions; missing values have none. */
export function weightRow(
  label: string,
  records: readonly Contribution[],
  chosen: (record: Contribution) => boolean,
  perPerson: boolean,
): WeightRow {
  const unknowns: number[] = [];
  const periodsOf = new Map<number, number>();
  records.forEach((record, index) => {
    if (Number.isNaN(record.value) || !chosen(record)) return;
    unknowns.push(index);
    periodsOf.set(record.person, (periodsOf.get(record.person) ?? 0) + 1);
  });
  const divisors = unknowns.map((u) => (perPerson ? (periodsOf.get(records[u]?.person ?? -1) ?? 1) : 1));
  const scaled = unknowns.reduce((sum, u, i) => sum + (records[u]?.value ?? 0) / (divisors[i] ?? 1), 0);
  return { label, unknowns, divisors, scaled };
}

/** Does this record count in that cell, by the axes alone? */
export function inCell(record: Contribution, cell: ReleaseCell, period: PeriodOf): boolean {
  if (cell.group !== null && record.group !== cell.group) return false;
  if (cell.series !== null && record.series !== cell.series) return false;
  return cell.period === null || period(record.date) === cell.period;
}

/**
 * A cell of a release as a weight row over `records` (the rows under the release's filter), whether it is shown or not.
 * "Other" is everything in its period that is on no shown, hidden or empty group's row of the release.
 */
export function rowOfCell(
  { view, groups }: Release,
  cell: ReleaseCell,
  records: readonly Contribution[],
  weekStart = 0,
): WeightRow {
  const { kind } = view.measure;
  const perPerson = kind !== "row-mean" && kind !== "total";
  const period = periodOf(view.over, weekStart);
  const own = new Set(groups);
  const chosen =
    cell.kind === "other"
      ? (record: Contribution) => !own.has(record.group) && inCell(record, { ...cell, group: null }, period)
      : (record: Contribution) => inCell(record, cell, period);
  const label = [cell.kind, cell.group, cell.series, cell.period].join("|");
  return weightRow(label, records, chosen, perPerson);
}

/**
 * Every number that a release tells, as weight rows over `records` (the rows under the release's filter).
 * A coarse step counts as a number. A total of the shown groups is a combination of the others and adds no row.
 */
export function rowsOfRelease(
  release: Release,
  records: readonly Contribution[],
  weekStart = 0,
): WeightRow[] {
  return release.cells
    .filter(({ status, kind }) => (status === "shown" || status === "clipped") && kind !== "total-shown")
    .map((cell) => rowOfCell(release, cell, records, weekStart));
}

/** The totals of everybody that people know from elsewhere: one a period, or one in all. */
export function knownTotals(
  records: readonly Contribution[],
  over: Release["view"]["over"],
  perPerson: boolean,
  weekStart = 0,
): WeightRow[] {
  const period = periodOf(over, weekStart);
  const labels = new Set(records.map((record) => period(record.date)));
  return [...labels].map((label) =>
    weightRow(`known total|${label ?? "all"}`, records, (record) => period(record.date) === label, perPerson),
  );
}
