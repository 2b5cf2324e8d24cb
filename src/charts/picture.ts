import type { ReleaseCell } from "../privacy/release";
import type { Mark } from "./mark";
import type { ChartStyle } from "./style";

/** A line of a tooltip. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly color?: string;
}

/** Something that a person can point at, focus or select: one cell, or one period of all lines. */
export interface Point {
  readonly cell: ReleaseCell;
  /** False: what is there is not shown, and nothing may be handed out for it. */
  readonly shown: boolean;
  /** The full name, also where the picture shortens it. */
  readonly title: string;
  readonly facts: readonly Fact[];
  /** Where arrow keys go: points of one row are neighbours sideways, rows are neighbours up and down. */
  readonly row: number;
  readonly column: number;
}

/** A band of the picture; only the body scrolls. */
export interface Band {
  readonly height: number;
  /** Of a body that is wider than its picture: it scrolls sideways. */
  readonly width?: number;
  readonly marks: readonly Mark[];
}

/** Where a pointer reads all lines of a period at once. */
export interface Crosshair {
  /** One a panel, in pixels of the body. */
  readonly panels: readonly {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
    /** One x a period. */
    readonly xs: readonly number[];
  }[];
  /** One a period: its name, and every line's value there. */
  readonly periods: readonly { readonly title: string; readonly facts: readonly Fact[] }[];
}

/** A drawn release. Elements with `data-point="i"` stand for `points[i]`. */
export interface Picture {
  readonly width: number;
  readonly head: Band;
  readonly body: Band;
  readonly foot: Band;
  readonly points: readonly Point[];
  readonly crosshair?: Crosshair;
  /** One or two sentences for who cannot see the picture. */
  readonly summary: string;
  readonly style: ChartStyle;
}
