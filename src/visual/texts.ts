import type powerbi from "powerbi-visuals-api";

/** The strings of stringResources in the viewer's language; `{0}`, `{1}` … are filled in. */
export class Texts {
  constructor(
    private readonly manager: powerbi.extensibility.ILocalizationManager,
    readonly locale: string,
  ) {}

  say(key: string, ...values: readonly (string | number)[]): string {
    return this.manager
      .getDisplayName(key)
      .replace(/\{(\d)\}/g, (whole, index: string) => String(values[Number(index)] ?? whole));
  }
}
