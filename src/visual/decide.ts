import type { FieldReading, Fields, Refusal } from "./fields";

/** What an update asks for. */
export type Step =
  | { readonly kind: "landing" }
  | { readonly kind: "refuse"; readonly refusals: readonly Refusal[] }
  | { readonly kind: "no-rows" }
  | { readonly kind: "fetch-more"; readonly fields: Fields }
  | { readonly kind: "draw"; readonly fields: Fields };

/** What is known when an update comes in. */
export interface Situation {
  readonly reading: FieldReading;
  /** Rows of the query so far, those of this update included. */
  readonly rows: number;
  /** Power BI says that this is a part of the data. */
  readonly more: boolean;
}

export function nextStep({ reading, rows, more }: Situation): Step {
  if (reading.kind === "empty") return { kind: "landing" };
  if (reading.kind === "refused") return { kind: "refuse", refusals: reading.refusals };
  if (more) return { kind: "fetch-more", fields: reading.fields };
  return rows === 0 ? { kind: "no-rows" } : { kind: "draw", fields: reading.fields };
}
