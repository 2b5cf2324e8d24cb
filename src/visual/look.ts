import type powerbi from "powerbi-visuals-api";
import { readable } from "../charts/contrast";
import { mixed } from "../charts/lab";
import type { MeasureText } from "../charts/measure-text";
import { FONT, type ChartStyle } from "../charts/style";

type Palette = powerbi.extensibility.ISandboxExtendedColorPalette;

/** Colours of the report's theme; in high contrast only those that the viewer's system gives. */
export function styleFrom(palette: Palette, accent: string): ChartStyle {
  const foreground = palette.foreground.value;
  const background = palette.background.value;
  if (palette.isHighContrast) {
    return {
      foreground,
      muted: foreground,
      faint: foreground,
      background,
      accent: foreground,
      palette: [foreground, palette.hyperlink.value, palette.foregroundSelected.value],
      fontFamily: FONT,
      fontSize: 12,
      highContrast: true,
    };
  }
  const between = mixed(foreground, background);
  const theme = Array.from({ length: 8 }, (_, index) => palette.getColor(`quorum-${String(index)}`).value);
  return {
    foreground,
    muted: readable(between(0.35), background, foreground),
    faint: between(0.82),
    background,
    accent: accent === "" ? (theme[0] ?? foreground) : accent,
    palette: theme,
    fontFamily: FONT,
    fontSize: 12,
    highContrast: false,
  };
}

/** Measures with the browser's own font. Widths are kept: one picture asks for the same words many times. */
export function browserMeasure(fontFamily: string): MeasureText {
  const context = document.createElement("canvas").getContext("2d");
  const known = new Map<string, number>();
  return (text, fontSize, bold = false) => {
    if (!context) return text.length * fontSize * 0.6;
    const key = `${String(fontSize)} ${String(bold)} ${text}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const font = `${bold ? "600 " : ""}${String(fontSize)}px ${fontFamily}`;
    if (context.font !== font) context.font = font;
    const { width } = context.measureText(text);
    if (known.size > 20_000) known.clear();
    known.set(key, width);
    return width;
  };
}
