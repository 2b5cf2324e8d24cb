/** Red, green and blue from 0 to 255. */
export type Channels = readonly [number, number, number];

/** The channels of `#rgb`, `#rrggbb` or `rgb(r, g, b)`; black for what cannot be read. */
export function channelsOf(color: string): Channels {
  const hex = /^#([0-9a-f]{6}|[0-9a-f]{3})/i.exec(color)?.[1];
  const wide = hex?.length === 3 ? hex.replace(/./g, "$&$&") : hex;
  const found =
    wide === undefined
      ? (color.match(/\d+(\.\d+)?/g) ?? []).slice(0, 3).map(Number)
      : [0, 2, 4].map((at) => parseInt(wide.slice(at, at + 2), 16));
  const [red = 0, green = 0, blue = 0] = found;
  return [red, green, blue];
}

/** A channel as an amount of light from 0 to 1 (sRGB, IEC 61966-2-1). */
export function light(channel: number): number {
  const part = channel / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

function channel(amount: number): number {
  const part = amount <= 0.0031308 ? 12.92 * amount : 1.055 * amount ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.min(1, Math.max(0, part)));
}

/** The white of daylight D50, and the bend of CIELAB's curve. */
const WHITE = [0.96422, 1, 0.82521] as const;
const BEND = 6 / 29;

const curve = (t: number): number => (t > BEND ** 3 ? Math.cbrt(t) : t / (3 * BEND ** 2) + 4 / 29);
const uncurve = (t: number): number => (t > BEND ? t ** 3 : 3 * BEND ** 2 * (t - 4 / 29));

/** CIELAB's three curves (CIE 15; matrices of sRGB under D50), whose mixture is one of lightness, a and b. */
function curvesOf(color: string): Channels {
  const [r, g, b] = channelsOf(color).map(light) as unknown as Channels;
  return [
    curve((0.4360747 * r + 0.3850649 * g + 0.1430804 * b) / WHITE[0]),
    curve(0.2225045 * r + 0.7168786 * g + 0.0606169 * b),
    curve((0.0139322 * r + 0.0971045 * g + 0.7141733 * b) / WHITE[2]),
  ];
}

/** Colours between two, in even steps to the eye (CIELAB): at 0 the one, at 1 the other, as `rgb(r, g, b)`. */
export function mixed(one: string, other: string): (place: number) => string {
  const [from, to] = [curvesOf(one), curvesOf(other)];
  return (place) => {
    const [x, y, z] = from.map((start, i) =>
      uncurve(start + ((to[i] ?? start) - start) * place),
    ) as unknown as Channels;
    const [wx, wz] = [x * WHITE[0], z * WHITE[2]];
    const red = channel(3.1338561 * wx - 1.6168667 * y - 0.4906146 * wz);
    const green = channel(-0.9787684 * wx + 1.9161415 * y + 0.033454 * wz);
    const blue = channel(0.0719453 * wx - 0.2289914 * y + 1.4052427 * wz);
    return `rgb(${String(red)}, ${String(green)}, ${String(blue)})`;
  };
}
