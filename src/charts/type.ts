import type { AxisText, ChartOptions } from "./options";

type TextAttributes = Readonly<Record<string, string | number | undefined>>;

/** SVG attributes of a text as the author set it. */
export function typeOf(text: AxisText, color: string): TextAttributes {
  return {
    fill: text.color ?? color,
    "font-size": text.fontSize,
    "font-family": text.fontFamily,
    "font-weight": text.bold === true ? 600 : undefined,
    "font-style": text.italic === true ? "italic" : undefined,
    "text-decoration": text.underline === true ? "underline" : undefined,
    "data-part": text.part,
  };
}

/** Digits of one width, so that numbers under each other line up. */
export const TABULAR = { style: "font-variant-numeric: tabular-nums" } as const;

/** So many rows fill a picture, however high it is; fewer are not drawn out as much. */
export const FILLING = 8;

/** Pixels that are kept free for a scroll bar where there is more than can be seen: it would hide digits. */
export function scrollbarFor(pixels: number, seen: number): number {
  return pixels > seen + 0.5 ? 12 : 0;
}

/** What there is room for. Small tiles lose words first, then numbers, and keep the shapes. */
export interface Room {
  readonly note: boolean;
  readonly legend: boolean;
  readonly labels: boolean;
  readonly names: boolean;
  readonly axis: boolean;
}

export function roomIn({ width, height }: Pick<ChartOptions, "width" | "height">): Room {
  return {
    note: width >= 140 && height >= 90,
    legend: width >= 180 && height >= 130,
    labels: width >= 110 && height >= 40,
    names: width >= 80 && height >= 40,
    axis: width >= 120 && height >= 90,
  };
}

/** An edge in the background's colour around a text, so that a line behind it does not run through it. */
export function halo(options: Pick<ChartOptions, "style">, width = 4): TextAttributes {
  return { stroke: options.style.background, "stroke-width": width, "paint-order": "stroke" };
}
