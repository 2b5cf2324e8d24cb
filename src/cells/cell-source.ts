import type { Layer } from "./frame";
import type { MetValues } from "./met-values";
import type { Lists } from "./lists";
import type { PeoplePlaces, PersonParts } from "./people-places";
import type { CellTable } from "./table";
import type { View } from "./view";

/**
 * One number as weights over person-periods: those with a value in a set of inner cells of a view. Each has
 * weight 1 (a total, a mean per person-period), or 1 / (the person's own person-periods in the set) when
 * `perPerson` (a mean per person). What the number was divided by is taken as known and left out.
 */
export interface WeightRow {
  /** Inner cells of the view, numbered as in `CellAxes`. */
  readonly cells: Int32Array;
  readonly perPerson: boolean;
}

/** The rows of one view. */
export interface Picture {
  readonly view: View;
  readonly rows: readonly WeightRow[];
}

/** A row of a view with a factor, as a term of a linear combination. */
export interface Term {
  readonly view: View;
  readonly row: WeightRow;
  readonly factor: number;
}

/** Who has weight in a linear combination, and how much of it is whose: `parts` as in `CellTable`. */
export interface Combined {
  /** Distinct people with weight. */
  readonly contributors: number;
  /** Sum of the absolute parts; the largest and the second-largest of them. */
  readonly absolute: number;
  readonly largest: number;
  readonly second: number;
}

/**
 * Sets of person-periods to which every row gives the same weight, or for which all rows' weights are multiplied
 * by the same number (what cancels is the same), in compressed form. Person-periods without weight in any row are
 * in no atom.
 */
export interface Atoms {
  readonly count: number;
  /** Distinct people of each atom, counted up to the limit asked for: the most of any crowd. */
  readonly people: Int32Array;
  /** Who is in each atom, up to the limit. */
  readonly members: Lists;
  /**
   * Ways to count people, none of which counts anybody twice: of the c-th, those with numbers from `crowds[c]` to
   * `crowds[c + 1] − 1` count. Of rows of people there is one. Of aggregated rows there is one a period, since
   * the people of two periods may be the same.
   */
  readonly crowds: Int32Array;
  /** Rows with weight on atom a: entries `start[a]` to `start[a + 1] − 1` of `row`, `times` and `divisor`. */
  readonly start: Int32Array;
  readonly row: Int32Array;
  /** The weight is times / divisor. */
  readonly times: Int32Array;
  readonly divisor: Int32Array;
}

/** Everybody counts. */
export const oneCrowd = Int32Array.of(0, 2 ** 31 - 1);

/** What new pictures cut the committed atoms into, before it is decided what is shown of them. */
export interface Proposal {
  /** No atom has fewer people than the limit: no combination can weigh on fewer. */
  readonly allLarge: boolean;
  /** The pieces, and what the new rows weigh on them: numbered from 0 on, the pictures' in their order. */
  readonly atoms: Atoms;
  /** The committed atom of which each piece is a part; −1 for none. */
  readonly before: Int32Array;
  /**
   * Keeps the atoms as the new rows cut them for which `shown` is 1, and returns the number that each piece has
   * among them from now on; −1 for a piece on which nothing weighs. At most once, and not after another proposal
   * was committed.
   */
  commit(shown: Uint8Array): Int32Array;
}

/** What a session has drawn, as atoms of person-periods that people keep from picture to picture. */
export interface AtomStore {
  /** Bytes held. */
  readonly bytes: number;
  /** The same atoms; what is committed to the copy is not committed here. */
  copy(): AtomStore;
  propose(pictures: readonly Picture[], limit: number): Proposal;
}

/**
 * What protection asks of whatever computes cells: statistics of cells, distinct people with weight in a
 * combination of them, and atoms. Rows in memory answer by marking (`memorySource`), SQL by counting.
 */
export interface CellSource {
  readonly complete: boolean;
  /** Names of the metrics. */
  readonly metrics: readonly string[];
  /** Statistics of the cells of a layer, by default the view's own. */
  cells(view: View, layer?: Layer): CellTable;
  /** Distinct people with weight in Σ factor · row, and their parts of it. All views are of one metric. */
  combine(terms: readonly Term[]): Combined;
  /** What single people bring to numbers of one view. Headcounts have no values: nobody brings anything. */
  parts(view: View, rows: readonly WeightRow[], places: PeoplePlaces): readonly PersonParts[];
  /** Whether any value is another than the one met before; if not, all of these metrics are met now. */
  differs(metrics: readonly string[], met: MetValues): boolean;
  /** Atoms of the rows of several pictures, numbered on from one picture to the next. */
  atoms(pictures: readonly Picture[], limit: number): Atoms;
  /** The atoms of a session, continued over this source. Throws a TypeError where the source cannot. */
  session(before: AtomStore | null): AtomStore;
  /** The same cells with these labels of an attribute put together under one label. */
  merged(attribute: string, labels: ReadonlySet<string>, as: string): CellSource;
  /** Sets of metrics of which each is a weighted sum of the others in the data. */
  families(): readonly (readonly string[])[];
}
