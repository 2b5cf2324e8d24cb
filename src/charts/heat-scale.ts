import { contrast, lightness } from "./contrast";
import { mixed } from "./lab";
import type { HeatScale } from "./options";
import type { ChartStyle } from "./style";

/** From pale to dark in even steps of lightness (CIELAB), told apart in every common form of colour blindness. */
const RAMPS: Readonly<Record<HeatScale, readonly string[]>> = {
  blue: ["#e8f1f5", "#4f95bf", "#0b3c53"],
  orange: ["#fbeee0", "#d47d38", "#6b2c05"],
  diverging: ["#0b5d7a", "#f4f1ec", "#a8500c"],
};

/** A colour for a place between 0 and 1. On a dark background high values are the light ones. */
export function heatColor(scale: HeatScale, style: ChartStyle): (place: number) => string {
  const ramp = RAMPS[scale];
  const dark = lightness(style.background) < 50;
  const ordered = dark && scale !== "diverging" ? [...ramp].reverse() : ramp;
  return along(ordered);
}

/** Even steps of lightness from stop to stop. */
function along(stops: readonly string[]): (place: number) => string {
  const pieces = stops.slice(1).map((stop, index) => mixed(stops[index] ?? stop, stop));
  return (place) => {
    const at = Math.min(pieces.length - 1, Math.max(0, Math.floor(place * pieces.length)));
    return pieces[at]?.(place * pieces.length - at) ?? "";
  };
}

const DARK_INK = "#000000";

/** Black or white, whichever is easier to read on a colour. */
export function textOn(color: string): string {
  return contrast(color, DARK_INK) >= contrast(color, "#ffffff") ? DARK_INK : "#ffffff";
}
