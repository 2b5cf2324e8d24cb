/**
 * A cell of a table with margins as an arc between the two equations that it stands in (a row and a column;
 * a margin joins a line to the equation of the margins). Inner cells go from their row to their column.
 */
export interface NetworkArc {
  readonly from: number;
  readonly to: number;
  /** Contributors. */
  readonly people: number;
  /** Margins hold people who are counted in inner cells already. */
  readonly margin: boolean;
  /** primary: hidden by a rule; shown: may be hidden; known: cannot be hidden; absent: not drawn, not known. */
  readonly state: "primary" | "shown" | "known" | "absent";
  /** People needed beside a primary cell in whatever can be derived; k less its own unless said. */
  readonly beside?: number;
  /** Further requirements on what a primary cell is hidden among. */
  readonly needs?: readonly Need[];
}

/** At least `amount` of the named quantity has to lie in the other hidden cells of whatever can be derived. */
export interface Need {
  readonly quantity: number;
  readonly amount: number;
}

/** A table as a graph: equations are nodes, cells are arcs. */
export interface Network {
  readonly nodes: number;
  readonly arcs: readonly NetworkArc[];
  /** Further quantities of each arc beside its people: `quantities[q][arc]`. */
  readonly quantities: readonly Float64Array[];
}
