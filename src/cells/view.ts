/** How periods are rolled up; "period" keeps them as they come, "none" takes all of them together. */
export type Over = "none" | "period" | "week" | "month" | "quarter" | "year";

/**
 * How a cell's contributions become one number. A contribution is a person-period with a value x; a
 * person's mean is the mean of that person's contributions in the cell. n = contributors.
 *
 * - "mean": Σ persons' means / n (mean per person; `create_bar` of vivainsights).
 * - "row-mean": Σ x / contributions (mean per person-period; `create_line` of vivainsights).
 * - "total": Σ x.
 * - "share-people": share of contributors whose mean is at or above ("above") or at or below ("below") a limit.
 * - "share-rows": each person's share of contributions at or beyond the limit, then the mean over people
 *   (`create_inc` of vivainsights).
 * - "percentile": quantile q (0 to 1) of persons' means, Hyndman and Fan's type 7 (R's and NumPy's default);
 *   q = 0.5 is the median.
 * - "deviation": sample standard deviation (n − 1) of persons' means; NaN for one person.
 * - "headcount": distinct people with a row. It reads no metric: whoever has a row contributes.
 */
export type Measure =
  | { readonly kind: "mean" }
  | { readonly kind: "row-mean" }
  | { readonly kind: "total" }
  | { readonly kind: "share-people"; readonly side: "above" | "below"; readonly limit: number }
  | { readonly kind: "share-rows"; readonly side: "above" | "below"; readonly limit: number }
  | { readonly kind: "percentile"; readonly q: number }
  | { readonly kind: "deviation" }
  | { readonly kind: "headcount" };

/** Which person-periods a view takes in. */
export interface Filter {
  /** Attribute → labels kept ("(Blank)" for a missing one). */
  readonly attributes?: Readonly<Record<string, readonly string[]>>;
  /** ISO dates, both inclusive. */
  readonly from?: string;
  readonly to?: string;
  /** Only rows whose IsActive is true, yes or 1. Without such a column it takes in everybody. */
  readonly activeOnly?: boolean;
}

/** Which margins are drawn beside the groups. */
export interface Totals {
  readonly groups: boolean;
  readonly periods: boolean;
}

/** What is asked to be seen: one metric by up to two attributes over periods. */
export interface View {
  readonly metric: string;
  readonly measure: Measure;
  /** Attribute of the groups; null for everybody together. */
  readonly by: string | null;
  /** Second attribute, crossed with the first. */
  readonly series: string | null;
  readonly over: Over;
  /** First day of a week, 0 = Sunday. */
  readonly weekStart?: 0 | 1 | 2 | 3 | 4 | 5 | 6;
  readonly filter: Filter;
  readonly totals: Totals;
}

/** The label of a group whose attribute is missing. */
export const BLANK = "(Blank)";
