import type { Release } from "../privacy/release";

/** The theme's colours by group or series: what has one keeps it while the visual lives, whatever a filter takes away. */
export class ThemeColors {
  private readonly places = new Map<string, number>();

  of({ groups, series }: Release, palette: readonly string[]): Readonly<Record<string, string>> {
    const names = series.length > 0 ? series : groups;
    const colors = names.map((name) => {
      const place = this.places.get(name) ?? this.places.size;
      this.places.set(name, place);
      return [name, palette[place % palette.length] ?? ""] as const;
    });
    return Object.fromEntries(palette.length > 0 ? colors : []);
  }
}
