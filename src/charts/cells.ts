import type { CellKey, Release, ReleaseCell, ShownCell } from "../privacy/release";

/** Cells of a release by where they stand. */
export interface CellIndex {
  /** The cell of a group, series and period; null for the whole of that axis. */
  at(group: string | null, series: string | null, period: string | null): ReleaseCell | undefined;
  total(
    kind: "total-everybody" | "total-shown",
    series: string | null,
    period: string | null,
  ): ReleaseCell | undefined;
  other(series: string | null, period: string | null): ReleaseCell | undefined;
}

export function indexCells(release: Release): CellIndex {
  const byPlace = new Map(release.cells.map((cell) => [place(cell), cell]));
  const find = (
    kind: CellKey["kind"],
    group: string | null,
    series: string | null,
    period: string | null,
  ): ReleaseCell | undefined => byPlace.get(place({ kind, group, series, period }));
  return {
    at: (group, series, period) => find("group", group, series, period),
    total: (kind, series, period) => find(kind, null, series, period),
    other: (series, period) => find("other", null, series, period),
  };
}

/** A key of text: control characters stand where no name can hold them, and null differs from every name. */
function place({ kind, group, series, period }: CellKey): string {
  return `${kind}\u0001${group ?? "\u0002"}\u0001${series ?? "\u0002"}\u0001${period ?? "\u0002"}`;
}

export function isShown(cell: ReleaseCell | undefined): cell is ShownCell {
  return cell?.status === "shown";
}

export function shownCells(release: Release): readonly ShownCell[] {
  return release.cells.filter(isShown);
}
