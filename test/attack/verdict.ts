import type { Policy } from "../../src/privacy/policy";
import type { Release } from "../../src/privacy/release";
import type { View } from "../../src/cells/view";
import { partsOfTwo } from "./attacker/dominance";
import { smallestIsolation } from "./attacker/rank";
import {
  inCell,
  knownTotals,
  periodOf,
  rowOfCell,
  rowsOfRelease,
  type Contribution,
  type WeightRow,
} from "./attacker/shown-rows";
import { filtered } from "./world";

/** One picture that somebody saw. */
export interface Seen {
  readonly view: View;
  readonly release: Release;
  /** The engine saw the filtered rows alone, as in Power BI: it cannot know of those who are left out. */
  readonly filteredBefore?: boolean;
}

/** The records as a release by group, or by series, tells them. */
function asGrouped(records: readonly Contribution[], view: View): Contribution[] {
  const label = (r: Contribution, name: string | null): string | undefined =>
    name === null ? undefined : name === "Organization" ? r.group : r.series;
  return records.map((r) => {
    const { person, date, value } = r;
    const second = label(r, view.series);
    const grouped = { person, date, value, group: label(r, view.by) ?? "" };
    return second === undefined ? grouped : { ...grouped, series: second };
  });
}

/** Everything that pictures tell, and the totals assumed known of every period in which they show a number. */
export function toldBy(seen: readonly Seen[], records: readonly Contribution[], policy: Policy): WeightRow[] {
  return seen.flatMap(({ view, release, filteredBefore }) => {
    const own = asGrouped(filtered(records, view), view);
    const rows = rowsOfRelease(release, own);
    if (!policy.totalsKnown || rows.length === 0) return rows;
    // A share or a median is taken as if it were a mean per person, its known total as well.
    const perPerson = view.measure.kind !== "row-mean" && view.measure.kind !== "total";
    const label = periodOf(view.over);
    const drawn = new Set(release.cells.filter((c) => c.status === "shown").map((c) => c.period));
    const inDrawn = (rs: readonly Contribution[]): Contribution[] =>
      rs.map((r) => (drawn.has(label(r.date)) ? r : { ...r, value: NaN }));
    const everybody = filtered(records, {
      ...view,
      filter: { ...view.filter, attributes: {}, activeOnly: false },
    });
    return [
      ...rows,
      ...knownTotals(inDrawn(own), view.over, perPerson),
      ...(filteredBefore === true ? [] : knownTotals(inDrawn(everybody), view.over, perPerson)),
    ].filter((row) => row.unknowns.length > 0);
  });
}

/** Hidden cells of at least the minimum of people of whom two make up more than the policy lets them. */
export function dominatedCells(
  { view, release }: Seen,
  records: readonly Contribution[],
  policy: Policy,
): WeightRow[] {
  const own = asGrouped(filtered(records, view), view);
  return release.cells
    .filter(({ status }) => status === "hidden")
    .map((cell) => rowOfCell(release, cell, own))
    .filter((row) => {
      const { people, two } = partsOfTwo(row, records);
      // Single precision, as the engine has it.
      return people >= policy.minGroupSize + policy.insiders && two > (policy.dominance ?? 1) + 1e-5;
    });
}

/** P1: shown cells with fewer than k contributors, counted from the records. */
export function brokenMinimums(seen: readonly Seen[], records: readonly Contribution[], k: number): string[] {
  return seen.flatMap(({ view, release }) => {
    const own = asGrouped(filtered(records, view), view);
    const period = periodOf(view.over);
    return release.cells.flatMap((cell) => {
      if (cell.status !== "shown" || cell.kind === "total-shown") return [];
      const people = new Set(
        own.filter((r) => !Number.isNaN(r.value) && inCell(r, cell, period)).map((r) => r.person),
      );
      return people.size < k ? [`${cell.group ?? "all"} ${cell.period ?? ""}: ${people.size}`] : [];
    });
  });
}

/** What the attacker objects to: null when nothing. */
export function objection(
  seen: readonly Seen[],
  records: readonly Contribution[],
  policy: Policy,
  insiders: ReadonlySet<number> = new Set(),
  most?: number,
): string | null {
  const small = brokenMinimums(seen, records, policy.minGroupSize);
  if (small.length > 0) return `P1: ${small[0] ?? ""}`;
  const found = smallestIsolation(
    toldBy(seen, records, policy),
    (u) => records[u]?.person ?? -1,
    policy.minGroupSize,
    insiders,
    most,
  );
  return found.people < policy.minGroupSize ? `P2: ${found.people} people can be isolated` : null;
}
