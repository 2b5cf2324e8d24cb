import type powerbi from "powerbi-visuals-api";
import type { Palette } from "../protocol";

type ExtendedPalette = powerbi.extensibility.ISandboxExtendedColorPalette;

/** The report's theme as a visual asks for it: series colours by key, in order of first asking. */
export class ReportPalette implements ExtendedPalette {
  readonly #given = new Map<string, number>();

  constructor(private theme: Palette) {}

  /** Takes another theme; keys keep their places. */
  change(theme: Palette): void {
    this.theme = theme;
  }

  getColor(key: string): powerbi.IColorInfo {
    const place = this.#given.get(key) ?? this.#given.size;
    this.#given.set(key, place);
    return { value: this.theme.data[place % this.theme.data.length] ?? this.theme.foreground };
  }

  reset(): this {
    this.#given.clear();
    return this;
  }

  get isHighContrast(): boolean {
    return this.theme.highContrast;
  }

  #foreground = (): powerbi.IColorInfo => ({ value: this.theme.foreground });
  #secondary = (): powerbi.IColorInfo => ({ value: this.theme.foregroundSecondary });
  #background = (): powerbi.IColorInfo => ({ value: this.theme.background });
  #surface = (): powerbi.IColorInfo => ({ value: this.theme.backgroundSecondary });
  #link = (): powerbi.IColorInfo => ({ value: this.theme.hyperlink });

  get foreground(): powerbi.IColorInfo {
    return this.#foreground();
  }
  get foregroundDark(): powerbi.IColorInfo {
    return this.#foreground();
  }
  get foregroundNeutralDark(): powerbi.IColorInfo {
    return this.#foreground();
  }
  get foregroundButton(): powerbi.IColorInfo {
    return this.#foreground();
  }
  get foregroundLight(): powerbi.IColorInfo {
    return this.#secondary();
  }
  get foregroundNeutralLight(): powerbi.IColorInfo {
    return this.#secondary();
  }
  get foregroundNeutralSecondary(): powerbi.IColorInfo {
    return this.#secondary();
  }
  get foregroundNeutralSecondaryAlt(): powerbi.IColorInfo {
    return this.#secondary();
  }
  get foregroundNeutralSecondaryAlt2(): powerbi.IColorInfo {
    return this.#secondary();
  }
  get foregroundNeutralTertiary(): powerbi.IColorInfo {
    return this.#secondary();
  }
  get foregroundNeutralTertiaryAlt(): powerbi.IColorInfo {
    return this.#secondary();
  }
  get foregroundSelected(): powerbi.IColorInfo {
    return { value: this.theme.selected };
  }
  get background(): powerbi.IColorInfo {
    return this.#background();
  }
  get backgroundLight(): powerbi.IColorInfo {
    return this.#surface();
  }
  get backgroundNeutral(): powerbi.IColorInfo {
    return this.#surface();
  }
  get backgroundDark(): powerbi.IColorInfo {
    return this.#surface();
  }
  get hyperlink(): powerbi.IColorInfo {
    return this.#link();
  }
  get visitedHyperlink(): powerbi.IColorInfo {
    return this.#link();
  }
  get mapPushpin(): powerbi.IColorInfo {
    return this.#foreground();
  }
  get shapeStroke(): powerbi.IColorInfo {
    return this.#secondary();
  }
}
