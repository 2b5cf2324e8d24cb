import {
  coarserViews,
  isAllHidden,
  type CellSource,
  type CoarserView,
  type Ledger,
  type Policy,
  type Release,
  type View,
} from "../../../src/engine";

/** Where every cell of every metric is hidden: what to ask instead, as notes for the person at the terminal. */
export function coarserNotes(
  source: CellSource,
  views: readonly View[],
  policy: Policy,
  ledger: Ledger | null,
  releases: readonly Release[],
): string[] {
  const [view] = views;
  if (view === undefined || !releases.every(isAllHidden)) return [];
  const options = new Map<string, string>();
  for (const found of coarserViews(source, view, policy, ledger)) {
    if (found === null) continue;
    const option = optionOf(view, found);
    // The first of each kind is the least coarse.
    const kind = found.change === "filter" ? option : found.change;
    if (!options.has(kind)) options.set(kind, option);
  }
  const nothing = "Every value is hidden.";
  if (options.size === 0) return [nothing];
  return [`${nothing} More may be shown ${[...options.values()].join(", or ")}.`];
}

/** What to change in the command. */
function optionOf(view: View, { view: coarser, change }: CoarserView): string {
  switch (change) {
    case "period":
      return `with --over ${coarser.over}`;
    case "series":
      return "without --series";
    case "groups":
      return "without --by";
    case "filter": {
      const left = Object.keys(view.filter.attributes ?? {}).find(
        (name) => coarser.filter.attributes?.[name] === undefined,
      );
      return `without --where ${left ?? ""}=…`;
    }
  }
}
