import type { MeasureText } from "./measure-text";
import type { ChartStyle } from "./style";
import type { ChartWords } from "./words";

export type ChartKind = "bar" | "columns" | "trend" | "heat";
export type HeatScale = "blue" | "orange" | "diverging";

/** How numbers and dates are written. */
export interface ChartFormat {
  /** A value with its unit and decimals. */
  value(value: number): string;
  /** Values of an axis, short and alike. */
  ticks(values: readonly number[]): readonly string[];
  /** A difference, with its sign. */
  change(value: number): string;
  /** An ISO date as the name of its period, in full. */
  period(iso: string): string;
  /** The same, short, for axes. */
  periodTick(iso: string): string;
}

export interface ReferenceLine {
  readonly kind: "shown" | "everybody" | "target";
  /** For a target. */
  readonly value?: number;
  readonly label?: string;
  readonly color?: string;
}

export interface AxisText {
  /** Name that its texts carry as `data-part`, by which an author's click finds them again. */
  readonly part?: string;
  readonly show: boolean;
  readonly title: boolean;
  readonly fontSize: number;
  readonly color?: string;
  readonly fontFamily?: string;
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly underline?: boolean;
}

/** Everything that may differ between two pictures of one release. `chartDefaults` documents the defaults. */
export interface ChartOptions {
  /** Pixels. A bar chart or heat map with many rows gets taller than `height` and scrolls; columns get wider. */
  readonly width: number;
  readonly height: number;
  readonly kind: ChartKind;
  /** Starts the ids in the picture; two pictures on one page need two. */
  readonly id: string;
  /** The metric's name as a person reads it. */
  readonly title: string;
  /** Names of the attributes as a person reads them. */
  readonly groupTitle: string;
  /** Bars by value, or as the release has its groups. Lines and heat maps are as the release has them. */
  readonly sort: "value" | "release";
  /** By value: the largest first. */
  readonly descending: boolean;
  readonly hiddenGroups: "muted" | "omit";
  readonly categoryAxis: AxisText & { readonly maxWidth: number };
  readonly valueAxis: AxisText & {
    readonly gridlines: boolean;
    readonly start: number | null;
    readonly end: number | null;
  };
  readonly labels: AxisText & { readonly sizes: boolean };
  readonly legend: AxisText & { readonly position: "auto" | "direct" | "top" };
  readonly reference: ReferenceLine | null;
  /** Colour of single groups or series, by name. */
  readonly colors: Readonly<Record<string, string>>;
  /** Colour of the palette for groups or series that have none of their own, by name. */
  readonly themeColors: Readonly<Record<string, string>>;
  /** True: every group has its own colour of the palette. */
  readonly colorByGroup: boolean;
  readonly lines: { readonly width: number; readonly markers: boolean; readonly multiplesFrom: number };
  /** Periods in a trailing mean; 1 draws the values themselves. */
  readonly trailing: number;
  /** Whether the change against the previous period is given. */
  readonly change: boolean;
  /** ISO dates of periods that are not over yet. */
  readonly incomplete: readonly string[];
  readonly heat: { readonly scale: HeatScale; readonly values: boolean };
  readonly note: boolean;
  /** Replaces the note's words; `{0}` is the minimum group size. */
  readonly noteText?: string;
  readonly rtl: boolean;
  readonly locale: string;
  readonly format: ChartFormat;
  readonly style: ChartStyle;
  readonly words: ChartWords;
  readonly measureText: MeasureText;
}
