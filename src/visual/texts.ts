import type powerbi from "powerbi-visuals-api";
import { fill } from "../charts/words";

/** The strings of stringResources in the viewer's language; `{0}`, `{1}` … are filled in. */
export class Texts {
  constructor(
    private readonly manager: powerbi.extensibility.ILocalizationManager,
    readonly locale: string,
  ) {}

  say(key: string, ...values: readonly (string | number)[]): string {
    return fill(this.pattern(key), ...values);
  }

  /** The string with its places still open. */
  pattern(key: string): string {
    return this.manager.getDisplayName(key);
  }

  count(value: number): string {
    return new Intl.NumberFormat(this.locale).format(value);
  }
}
