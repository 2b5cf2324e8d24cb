/** A column of labels in dictionary code: `codes[row]` points into `values`. */
export interface LabelColumn {
  /** One code a row; -1 where the label is missing. */
  readonly codes: Int32Array;
  readonly values: readonly string[];
  /** True where it is known that every value stands in a row and every row has a value. */
  readonly allOccur?: boolean;
}

/** What is known of a metric's values, for exact sums: all of them are finite or NaN. */
export interface MetricRange {
  /** Smallest absolute value other than 0; Infinity where there is none. */
  readonly smallest: number;
  /** Largest absolute value; 0 where there is none. */
  readonly largest: number;
  /** Whether any value is below 0. */
  readonly negative: boolean;
}

/**
 * What a query result is once it has been read: one entry per person and period, in columns. No person has two
 * entries of one period (cells rely on it); without dates a person may have several, all of period -1.
 * People, periods and labels keep their codes for the life of the store, also when rows are added.
 */
export interface Rows {
  /** Number of person-periods. Typed arrays below may be longer: read only this many entries. */
  readonly length: number;
  /** Person code a row, dense from 0 to `peopleCount - 1`; -1 throughout where rows are already aggregated. */
  readonly person: Int32Array;
  readonly peopleCount: number;
  /**
   * Id of each person code, by which a session knows people again in another store of the same query (a
   * slicer in Power BI sends other rows). Where it is missing the codes themselves are taken as ids.
   */
  readonly personIds?: readonly string[];
  /**
   * Where rows are already aggregated, the number of people behind each; null where a row is one person
   * in one period.
   */
  readonly people: Float64Array | null;
  /** Period code a row: points into `periods`; -1 where the query has no date. */
  readonly period: Int32Array;
  /** Days since 1970-01-01 (UTC) of each period code, in order of first appearance. */
  readonly periods: readonly number[];
  /** True where it is known that every period stands in a row and every row has a period. */
  readonly allPeriodsOccur?: boolean;
  readonly metrics: readonly string[];
  readonly attributes: readonly string[];
  /** Name of the attribute that says whether a row is active; null where there is none. */
  readonly active: string | null;
  /**
   * One value a row; NaN where there is none. The name may differ in case, spaces and punctuation.
   * Throws a RangeError for an unknown name.
   */
  metric(name: string): Float64Array;
  /** Throws a RangeError for an unknown name. */
  metricRange(name: string): MetricRange;
  /** Throws a RangeError for an unknown name. */
  attribute(name: string): LabelColumn;
  /** False while segments are still arriving: what is computed then may never be handed on as complete. */
  readonly complete: boolean;
}
