// What the page, the model (a worker) and the sandboxed frame of a visual tell each other.
import type powerbi from "powerbi-visuals-api";
import type { Audit } from "../../src/engine";

export type Kind = "text" | "number" | "date" | "boolean";

/** How a field stands in a query: as it is, as the levels of a date hierarchy, or summarised. */
export type Summary =
  "none" | "hierarchy" | "sum" | "average" | "minimum" | "maximum" | "count" | "distinct" | "first";

/** A field in one of the visual's wells. */
export interface Binding {
  readonly role: string;
  readonly field: string;
  readonly summary: Summary;
}

/** The one measure of the model: the smallest group that may be shown. */
export const MINIMUM_FIELD = "Minimum group size";

export interface FieldInfo {
  readonly name: string;
  readonly kind: Kind;
  /** True for a measure of the model, which has no rows of its own. */
  readonly measure: boolean;
}

/** Rows are kept when their field holds one of the values; null is an empty field. */
export interface ValuesFilter {
  readonly kind: "values";
  readonly field: string;
  readonly values: readonly (string | number | boolean | null)[];
}
/** Days since 1970-01-01, both included. */
export interface RangeFilter {
  readonly kind: "range";
  readonly field: string;
  readonly from: number;
  readonly to: number;
}
/** A selection of table rows: each alternative names the values of its columns. */
export interface RowsFilter {
  readonly kind: "rows";
  readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
}
export type ModelFilter = ValuesFilter | RangeFilter | RowsFilter;

/** A column of one window of rows: numbers (NaN: empty), or codes into the window's own values (-1: empty). */
export type WindowColumn =
  | { readonly kind: "number"; readonly numbers: Float64Array }
  | {
      readonly kind: "coded";
      readonly values: readonly (string | number | boolean)[];
      readonly codes: Int32Array;
      readonly date: boolean;
    };

export interface QueryColumn {
  readonly displayName: string;
  readonly queryName: string;
  readonly field: string;
  readonly kind: Kind;
  readonly roles: readonly string[];
  readonly measure: boolean;
  readonly format?: string;
  /** Power BI's number of the function that summarises the field: 0 sum, 1 average, 2 distinct count, … */
  readonly function?: number;
}

/** A visual without fields has no query: what came before is to be forgotten. */
export interface NoRows {
  readonly kind: "none";
}

/** One window of a query's rows, straight from the model to the frame. */
export interface RowWindow {
  readonly kind: "window";
  /** Number of the query, which the request for the next window has to name. */
  readonly query: number;
  readonly columns: readonly QueryColumn[];
  readonly data: readonly WindowColumn[];
  readonly length: number;
  readonly first: boolean;
  /** Whether the query has rows beyond this window. */
  readonly more: boolean;
  readonly filtered: boolean;
}

export type Source =
  | { readonly kind: "url"; readonly url: string; readonly name: string }
  | { readonly kind: "file"; readonly file: File }
  | { readonly kind: "text"; readonly name: string; readonly text: string }
  | { readonly kind: "large"; readonly people: number; readonly weeks: number };

export interface DataSetInfo {
  readonly name: string;
  readonly length: number;
  readonly fields: readonly FieldInfo[];
}

/** Page to model. */
export type ToModel =
  | AuditRequest
  | { readonly kind: "load"; readonly request: number; readonly source: Source }
  | { readonly kind: "values"; readonly request: number; readonly field: string }
  | { readonly kind: "minimum"; readonly value: number }
  | { readonly kind: "connect"; readonly tile: string; readonly port: MessagePort }
  | { readonly kind: "disconnect"; readonly tile: string }
  | {
      readonly kind: "query";
      readonly tile: string;
      readonly bindings: readonly Binding[];
      readonly filters: readonly ModelFilter[];
      /** Roles by which the visual wants its rows sorted. */
      readonly sort: readonly string[];
    };

/** What a visual drew: its fields, what filtered them, the roles that sorted the rows, and its settings. */
export interface Drawn {
  readonly bindings: readonly Binding[];
  readonly filters: readonly ModelFilter[];
  readonly sort: readonly string[];
  readonly objects: Objects;
}

/** Page to model: what a reviewer may know of a visual. */
export interface AuditRequest {
  readonly kind: "audit";
  readonly request: number;
  readonly tile: string;
  /** What it drew since it began; the last is what it shows. */
  readonly history: readonly Drawn[];
}

/** Model to page. */
export type FromModel =
  | { readonly kind: "audit"; readonly request: number; readonly audits: readonly Audit[] }
  | { readonly kind: "progress"; readonly request: number; readonly rows: number }
  | { readonly kind: "loaded"; readonly request: number; readonly data: DataSetInfo }
  | {
      readonly kind: "values";
      readonly request: number;
      readonly values: readonly (string | number | boolean | null)[];
    }
  | { readonly kind: "failed"; readonly request: number; readonly reason: string };

export type Objects = powerbi.DataViewObjects;

/** What the visual sees of the report around it. */
export interface Surroundings {
  readonly viewport: { readonly width: number; readonly height: number };
  readonly objects: Objects;
  readonly jsonFilters: readonly powerbi.IFilter[];
  readonly palette: Palette;
  readonly editing: boolean;
  /** Format mode: a click on a part of a visual is about its format. */
  readonly formatMode: boolean;
  readonly subSelections: readonly powerbi.visuals.CustomVisualSubSelection[];
  readonly focus: boolean;
}

/** A report theme, as far as a visual can see it. */
export interface Palette {
  readonly highContrast: boolean;
  readonly data: readonly string[];
  readonly foreground: string;
  readonly foregroundSecondary: string;
  readonly background: string;
  readonly backgroundSecondary: string;
  readonly selected: string;
  readonly hyperlink: string;
}

/** Page to frame. */
export type ToFrame =
  | {
      readonly kind: "create";
      readonly guid: string;
      readonly locale: string;
      readonly strings: Readonly<Record<string, string>>;
      readonly allowInteractions: boolean;
      readonly surroundings: Surroundings;
    }
  | { readonly kind: "surroundings"; readonly type: number; readonly surroundings: Surroundings }
  | { readonly kind: "empty" }
  | { readonly kind: "select"; readonly rows: RowsFilter["rows"] };

export interface TooltipItem {
  readonly displayName: string;
  readonly value: string;
  readonly header?: string;
  readonly color?: string;
}

/** Frame to page. */
export type FromFrame =
  | { readonly kind: "ready" }
  | { readonly kind: "event"; readonly name: string; readonly detail: string }
  | { readonly kind: "formatting"; readonly model: powerbi.visuals.FormattingModel | null }
  | {
      readonly kind: "tooltip";
      readonly x: number;
      readonly y: number;
      readonly items: readonly TooltipItem[] | null;
    }
  | { readonly kind: "menu"; readonly x: number; readonly y: number; readonly rows: RowsFilter["rows"] }
  | { readonly kind: "selection"; readonly rows: RowsFilter["rows"] }
  | { readonly kind: "filter"; readonly filters: readonly powerbi.IFilter[] }
  | { readonly kind: "persist"; readonly changes: powerbi.VisualObjectInstancesToPersist }
  | {
      readonly kind: "subselect";
      readonly chosen: powerbi.visuals.CustomVisualSubSelection | null;
      /** Card of the format pane that belongs to it. */
      readonly card: string | null;
    }
  | { readonly kind: "outlines"; readonly outlines: readonly powerbi.visuals.SubSelectionRegionOutline[] }
  | { readonly kind: "warning"; readonly hover: string; readonly detail: string }
  | { readonly kind: "console"; readonly level: "error" | "warn"; readonly text: string };
