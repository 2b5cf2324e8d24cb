import type { Place } from "../place";

/** A semantic model as far as the rules need it. Names are looked up without regard to case, as DAX does. */
export interface Model {
  readonly tables: readonly Table[];
  readonly relationships: readonly Relationship[];
  readonly roles: readonly Role[];
  /** Shared Power Query expressions and parameters, and changes that were not applied yet. */
  readonly queries: readonly Query[];
  /** User-defined DAX functions. */
  readonly functions: readonly Formula[];
}

export interface Table {
  readonly name: string;
  readonly hidden: boolean;
  readonly columns: readonly Column[];
  readonly measures: readonly Measure[];
  readonly hierarchies: readonly Hierarchy[];
  readonly calculationItems: readonly Formula[];
  readonly partitions: readonly Partition[];
  readonly place: Place;
}

export interface Column {
  readonly name: string;
  readonly hidden: boolean;
  /** Data type as stored ("string", "int64", "double", "dateTime", …); empty when not said. */
  readonly type: string;
  readonly isKey: boolean;
  readonly isNullable: boolean;
  readonly sourceColumn?: string;
  /** DAX of a calculated column. */
  readonly expression?: string;
  /** Kind of a field parameter's column (extended property ParameterMetadata), if it is one. */
  readonly isFieldParameter: boolean;
  readonly place: Place;
}

export interface Formula {
  readonly name: string;
  readonly expression: string;
  readonly place: Place;
}

export interface Measure extends Formula {
  readonly table: string;
  readonly hidden: boolean;
}

export interface Hierarchy {
  readonly name: string;
  readonly levels: readonly { readonly name: string; readonly column: string }[];
}

export interface Partition {
  readonly kind: "m" | "calculated" | "other";
  readonly expression: string;
  readonly place: Place;
}

export interface Query extends Formula {
  readonly unapplied: boolean;
}

export interface ColumnName {
  readonly table: string;
  readonly column: string;
}

export interface Relationship {
  readonly from: ColumnName;
  readonly to: ColumnName;
  readonly bothDirections: boolean;
  /** Inactive ones filter only inside a measure that calls on them. */
  readonly isActive: boolean;
  /** Whether each value comes once only on that side. */
  readonly fromIsOne: boolean;
  readonly toIsOne: boolean;
  readonly place: Place;
}

export interface Role {
  readonly name: string;
  readonly filters: readonly { readonly table: string; readonly expression: string }[];
  /** What object-level security takes away: a whole table, or one column. */
  readonly hides: readonly { readonly table: string; readonly column?: string; readonly place: Place }[];
  readonly place: Place;
}

/** A column as DAX names it: `'A table'[A column]`. */
export function columnName(table: string, column: string): string {
  return `'${table.replace(/'/g, "''")}'[${column.replace(/\]/g, "]]")}]`;
}
