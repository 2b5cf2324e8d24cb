import { interpolateLab, piecewise } from "d3-interpolate";
import type { HeatScale } from "./options";
import type { ChartStyle } from "./style";

/** From pale to dark in even steps of lightness (CIELAB), told apart in every common form of colour blindness. */
const RAMPS: Readonly<Record<HeatScale, readonly string[]>> = {
  blue: ["#e8f1f5", "#0b3c53"],
  orange: ["#fbeee0", "#6b2c05"],
  diverging: ["#0b5d7a", "#f4f1ec", "#a8500c"],
};

/** A colour for a place between 0 and 1. On a dark background high values are the light ones. */
export function heatColor(scale: HeatScale, style: ChartStyle): (place: number) => string {
  const ramp = RAMPS[scale];
  const dark = lightness(style.background) < 50;
  const ordered = dark && scale !== "diverging" ? [...ramp].reverse() : ramp;
  return piecewise(interpolateLab, [...ordered]);
}

/** Black or white, whichever is easier to read on a colour. */
export function textOn(color: string): string {
  return lightness(color) > 55 ? "#1b1a19" : "#ffffff";
}

/** CIELAB lightness (0 to 100) of `#rrggbb` or `rgb(r, g, b)`. */
export function lightness(color: string): number {
  const channels = color.startsWith("#")
    ? [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16))
    : (color.match(/\d+(\.\d+)?/g) ?? []).slice(0, 3).map(Number);
  const [r = 0, g = 0, b = 0] = channels.map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return y <= 216 / 24389 ? (y * 24389) / 27 : 116 * Math.cbrt(y) - 16;
}
