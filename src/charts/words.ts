/** The words of a picture. `{0}`, `{1}` … are filled in. */
export interface ChartWords {
  /** "Shown only for groups of {0} or more" */
  readonly note: string;
  /** What a hidden cell says to everybody, whatever hid it. */
  readonly hidden: string;
  readonly noData: string;
  /** "under {0}" and "over {0}": the coarse steps of a share. */
  readonly under: string;
  readonly over: string;
  readonly everybody: string;
  readonly shownGroups: string;
  readonly other: string;
  readonly target: string;
  readonly people: string;
  readonly change: string;
  readonly incomplete: string;
  /** "{0} by {1}" */
  readonly by: string;
  /** "{0} groups are shown."; never of how many */
  readonly summaryShown: string;
  /** "Highest: {0}, {1}. Lowest: {2}, {3}." */
  readonly summaryRange: string;
  /** "From {0} to {1}." */
  readonly summaryPeriods: string;
  readonly nothingShown: string;
  /** What may help where nothing can be shown. */
  readonly wider: string;
  /** "{0} more" */
  readonly more: string;
}

export const ENGLISH: ChartWords = {
  note: "Shown only for groups of {0} or more",
  hidden: "Not shown",
  noData: "No data",
  under: "under {0}",
  over: "over {0}",
  everybody: "Everybody",
  shownGroups: "Groups shown",
  other: "Other",
  target: "Target",
  people: "People",
  change: "Change",
  incomplete: "The last period is incomplete",
  by: "{0} by {1}",
  summaryShown: "{0} groups are shown.",
  summaryRange: "Highest: {0}, {1}. Lowest: {2}, {3}.",
  summaryPeriods: "From {0} to {1}.",
  nothingShown: "No group can be shown.",
  wider: "A wider filter or longer periods may help",
  more: "{0} more",
};

export function fill(pattern: string, ...values: readonly (string | number)[]): string {
  return pattern.replace(/\{(\d)\}/g, (whole, index: string) => String(values[Number(index)] ?? whole));
}
