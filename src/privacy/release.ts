import type { Measure, Over } from "../cells/view";

/** Number of people behind a shown value, as far as the policy gives it: a band ("≥10"), rounded or exact. */
export type GroupSize = string | number;

/** Where a cell stands; null means all groups, all series or all periods. */
export interface CellKey {
  readonly kind: "group" | "other" | "total-everybody" | "total-shown";
  readonly group: string | null;
  readonly series: string | null;
  /** ISO date of the period's first day. */
  readonly period: string | null;
}

export type ShownCell = CellKey & {
  readonly status: "shown";
  readonly value: number;
  readonly people?: GroupSize;
};
export type ClippedCell = CellKey & { readonly status: "clipped"; readonly step: string };
/** Hidden and empty cells have no value and no people field: there is nothing to leak. */
export type HiddenCell = CellKey & { readonly status: "hidden" };
export type EmptyCell = CellKey & { readonly status: "empty" };
export type ReleaseCell = ShownCell | ClippedCell | HiddenCell | EmptyCell;

/** The view as far as it may be told: names and choices, never rows. */
export interface ReleaseView {
  readonly metric: string;
  readonly measure: Measure;
  readonly by: string | null;
  readonly series: string | null;
  readonly over: Over;
  readonly totals: { readonly groups: boolean; readonly periods: boolean };
}

/** What a viewer may know of the policy in force. */
export interface ReleasePolicy {
  readonly minGroupSize: number;
  /** Stable hash of the whole policy, to match a picture with its audit. */
  readonly hash: string;
}

/**
 * The protected result: the only thing that a chart, a file or a report ever sees.
 * Axes are in the model's order; every combination of them has exactly one cell.
 */
export interface Release {
  readonly quorum: "release/1";
  readonly view: ReleaseView;
  readonly policy: ReleasePolicy;
  readonly groups: readonly string[];
  readonly series: readonly string[];
  readonly periods: readonly string[];
  readonly cells: readonly ReleaseCell[];
}
