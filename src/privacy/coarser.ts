import type { CellSource } from "../cells/cell-source";
import type { Measure, Over, View } from "../cells/view";
import { releaseOf } from "./assemble";
import type { Ledger } from "./ledger";
import type { Policy } from "./policy";
import { decideInSteps, type Ruled } from "./protect";
import type { Release } from "./release";
import { atOnce } from "./steps";

/** A view that is coarser in one respect, and how much of it would be shown. */
export interface CoarserView {
  readonly view: View;
  /** What was made coarser: the periods, the series left out, the groups left out, or a filter taken away. */
  readonly change: "period" | "series" | "groups" | "filter";
  /** Share of the cells with people that may be shown, above 0 and at most 1. */
  readonly shown: number;
}

/**
 * What to show instead of a view that is hidden in part or as a whole: coarser views of which a larger share of
 * cells may be shown, against the same memory. Who has a value where decides alone, never the values: rules about
 * values can hide more of a coarser view. Nothing is committed: only `protect` tells something. Each step
 * works out one view as `protect` does, so that others can act in between and a first answer is there early; steps
 * without an answer give null.
 *
 * @throws as `protect` does
 */
export function* coarserViews(
  source: CellSource,
  view: View,
  policy: Policy,
  ledger: Ledger | null = null,
): Generator<CoarserView | null> {
  const byPeople = { ...policy, dominance: null, pPercent: null, homogeneity: false };
  const shareOf = (tried: View): number => {
    const counted = { ...tried, measure: byPeopleAlone(tried.measure) };
    const [decided] = atOnce(decideInSteps(source, [counted], byPeople, ledger?.copy() ?? null));
    return shareShown(releaseOf((decided as Ruled).mask, byPeople));
  };
  const now = shareOf(view);
  yield null;
  if (now === 1) return;
  for (const candidate of candidatesOf(view)) {
    const shown = shareOf(candidate.view);
    yield shown > now ? { ...candidate, shown } : null;
  }
}

/** A measure that is protected by who counts alone: a percentile as it is, others as a deviation, which has no parts. */
function byPeopleAlone(measure: Measure): Measure {
  return measure.kind === "headcount" || measure.kind === "percentile" ? measure : { kind: "deviation" };
}

/** Whether there is something to see, and nothing of it is shown. */
export function isAllHidden({ cells }: Release): boolean {
  return (
    cells.some(({ status }) => status === "hidden") &&
    cells.every(({ status }) => status === "hidden" || status === "empty")
  );
}

/** Share of the cells with people that are shown; 1 where there is none. */
function shareShown({ cells }: Release): number {
  const withPeople = cells.filter(({ status }) => status !== "empty");
  const shown = withPeople.filter(({ status }) => status !== "hidden");
  return withPeople.length === 0 ? 1 : shown.length / withPeople.length;
}

const overs: readonly Over[] = ["period", "week", "month", "quarter", "year", "none"];

/** One step coarser in each respect, then further; least is lost by the first. */
function candidatesOf(view: View): Omit<CoarserView, "shown">[] {
  const { attributes = {}, ...rest } = view.filter;
  const without = (left: string): View => ({
    ...view,
    filter: {
      ...rest,
      attributes: Object.fromEntries(Object.entries(attributes).filter(([name]) => name !== left)),
    },
  });
  const coarser = overs.slice(overs.indexOf(view.over) + 1);
  return [
    ...coarser.map((over) => ({ view: { ...view, over }, change: "period" as const })),
    ...(view.series === null ? [] : [{ view: { ...view, series: null }, change: "series" as const }]),
    ...Object.keys(attributes).map((name) => ({ view: without(name), change: "filter" as const })),
    ...(view.by === null || view.series !== null
      ? []
      : [{ view: { ...view, by: null }, change: "groups" as const }]),
  ];
}
