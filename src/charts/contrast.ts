import { channelsOf, light, mixed } from "./lab";

/** Relative luminance (WCAG 2.2) of `#rgb`, `#rrggbb` or `rgb(r, g, b)`; 0 for what cannot be read. */
export function luminance(color: string): number {
  const [r, g, b] = channelsOf(color);
  return 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
}

/** Contrast ratio of two colours, 1 to 21 (WCAG 2.2). */
export function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** CIELAB lightness, 0 to 100. */
export function lightness(color: string): number {
  const y = luminance(color);
  return y <= 216 / 24389 ? (y * 24389) / 27 : 116 * Math.cbrt(y) - 16;
}

/** The colour, moved towards `ink` until a text in it can be read on the background (4.5 : 1 unless said). */
export function readable(color: string, background: string, ink: string, wanted = 4.5): string {
  const towards = mixed(color, ink);
  for (let step = 0; step < 10; step += 1) {
    const candidate = towards(step / 10);
    if (contrast(candidate, background) >= wanted) return step === 0 ? color : candidate;
  }
  return ink;
}
