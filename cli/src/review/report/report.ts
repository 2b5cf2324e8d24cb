import type { Json } from "../source/json";
import type { Place } from "../place";
import type { Field, StoredValues } from "./fields";

/** What a field does in a report. */
export type Use = "role" | "filter" | "drillthrough" | "format";

/** One field at one place of a report. */
export interface Binding {
  readonly use: Use;
  /** The visual's own name of the bucket ("Category", "Values", "Tooltips"), or what is filtered or formatted. */
  readonly role: string;
  readonly field: Field;
  readonly place: Place;
}

/** Values of a field that the file keeps. */
export type Selection = StoredValues & {
  readonly place: Place;
  readonly by: "filter" | "visual" | "bookmark";
};

/** Rectangle in the page's pixels. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Visual {
  readonly id: string;
  readonly type: string;
  /** Its title where one is typed in. */
  readonly title?: string;
  readonly rectangle: Rectangle;
  readonly hidden: boolean;
  readonly bindings: readonly Binding[];
  readonly selections: readonly Selection[];
  /** Formatting objects of the visual and of its container, as stored. */
  readonly objects: Json | undefined;
  readonly containerObjects: Json | undefined;
  readonly place: Place;
}

export interface Page {
  readonly id: string;
  readonly title: string;
  readonly hidden: boolean;
  readonly width: number;
  readonly height: number;
  readonly visuals: readonly Visual[];
  /** Filters of the page and its drillthrough fields. */
  readonly bindings: readonly Binding[];
  readonly selections: readonly Selection[];
  readonly objects: Json | undefined;
  readonly isCrossReport: boolean;
  readonly place: Place;
}

/** A custom visual whose code lies in the file. */
export interface EmbeddedVisual {
  readonly name: string;
  /** Addresses that its capabilities ask to reach; empty when it asks for none. */
  readonly webAccess: readonly string[];
  readonly place: Place;
}

/** A measure that the report itself defines on top of the model. */
export interface ReportMeasure {
  readonly table: string;
  readonly name: string;
  readonly expression: string;
  readonly place: Place;
}

export interface Report {
  readonly format: "pbir" | "legacy";
  readonly pages: readonly Page[];
  readonly bindings: readonly Binding[];
  readonly selections: readonly Selection[];
  /** The report's settings and their place; undefined when it has none. */
  readonly settings: Json | undefined;
  readonly settingsPlace: Place;
  readonly measures: readonly ReportMeasure[];
  readonly embedded: readonly EmbeddedVisual[];
  /** Visuals from AppSource or the organisation's store: their code is not in the file. */
  readonly stored: readonly string[];
}
