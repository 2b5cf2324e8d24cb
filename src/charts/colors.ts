import type { CellKey } from "../privacy/release";
import type { ChartOptions } from "./options";

/** A colour by name: the author's own, or the theme's, which stays with the name, or the palette's in order. */
export function colorOf(name: string | null, index: number, options: ChartOptions): string {
  const own = name === null ? undefined : (options.colors[name] ?? options.themeColors[name]);
  const { palette, accent } = options.style;
  return own ?? palette[index % Math.max(1, palette.length)] ?? accent;
}

/** What an author's click on a shape finds again: its colour is kept by its series, or its group. */
export function colored({ group, series }: CellKey): Readonly<Record<string, string>> {
  const name = series ?? group;
  return { "data-part": "dataPoint", ...(name === null ? {} : { "data-name": name }) };
}

/** A bar's colour: one for all, unless the author set one for this group or asked for many. */
export function barColor(name: string | null, index: number, options: ChartOptions): string {
  const own = name === null ? undefined : options.colors[name];
  return own ?? (options.colorByGroup ? colorOf(name, index, options) : options.style.accent);
}
