import type { CellAxes } from "./frame";

/**
 * The sufficient statistics of a layer's cells, one entry a cell in the order of `CellAxes`. With a person's
 * *part* = the sum of that person's contributions in the cell, and *mean* = part / number of contributions.
 * Of an empty cell every number is 0 and `value` NaN.
 */
export interface CellTable extends CellAxes {
  /** Distinct people with a row. */
  readonly people: Int32Array;
  /** Distinct people with a value: only they count towards a minimum. */
  readonly contributors: Int32Array;
  /** Person-periods with a value. */
  readonly contributions: Int32Array;
  /** Sum of the contributions, exactly rounded whatever the order of rows. */
  readonly sum: Float64Array;
  /** Sum of the contributors' means, exactly rounded. */
  readonly meanSum: Float64Array;
  /** Sum of the parts' absolute values: `sum` where nothing is negative. */
  readonly absoluteSum: Float64Array;
  /** Largest and second-largest absolute part; 0 where there are fewer people. */
  readonly largest: Float64Array;
  readonly second: Float64Array;
  /** The same three over the people's means. */
  readonly absoluteMeanSum: Float64Array;
  readonly largestMean: Float64Array;
  readonly secondMean: Float64Array;
  /**
   * For a deviation: the largest and the second-largest square of a mean's distance from the mean of the cell, of which
   * the deviation's square is made. 0 for other measures.
   */
  readonly farthest: Float64Array;
  readonly secondFarthest: Float64Array;
  /** 1 where all contributors' means are one and the same value, also 0, also a single contributor's. */
  readonly identical: Uint8Array;
  /**
   * For the two shares: contributors who meet the limit, and who do not. "share-people" asks a person's mean,
   * "share-rows" whether any contribution meets it and whether any does not. 0 for other measures.
   */
  readonly beyond: Int32Array;
  readonly within: Int32Array;
  /** The measure; NaN where it has none. */
  readonly value: Float64Array;
  /**
   * True where rows came already aggregated: `people` and `contributors` are what the input says, and nothing
   * is known of single people (largest, second, identical and beyond are 0).
   */
  readonly counted: boolean;
  /** False while rows are still arriving: such a table may be drawn as incomplete, never as the result. */
  readonly complete: boolean;
}
