import type { ChartOptions } from "./options";

/** A colour by name: the author's own, or the theme's, which stays with the name, or the palette's in order. */
export function colorOf(name: string | null, index: number, options: ChartOptions): string {
  const own = name === null ? undefined : (options.colors[name] ?? options.themeColors[name]);
  const { palette, accent } = options.style;
  return own ?? palette[index % Math.max(1, palette.length)] ?? accent;
}

/** A bar's colour: one for all, unless the author set one for this group or asked for many. */
export function barColor(name: string | null, index: number, options: ChartOptions): string {
  const own = name === null ? undefined : options.colors[name];
  return own ?? (options.colorByGroup ? colorOf(name, index, options) : options.style.accent);
}
