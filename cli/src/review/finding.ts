import { createHash } from "node:crypto";
import type { Place } from "./place";

export type Severity = "error" | "warning" | "note";

/** The worst first. */
export const SEVERITIES: readonly Severity[] = ["error", "warning", "note"];

/** A rule as it is told to readers; its page is in docs/review-rules.md under its id. */
export interface RuleInfo {
  readonly id: string;
  /** A fact can be looked up at its place. A judgement is what the rule concludes; it may be wrong. */
  readonly kind: "fact" | "judgement";
  /** Worst severity that it gives. */
  readonly severity: Severity;
  readonly title: string;
}

/** What a rule says about one place. */
export interface Remark {
  readonly severity?: Severity;
  readonly message: string;
  readonly place: Place;
  /** What tells it from other remarks of the same rule at the same page, visual and object. */
  readonly about?: string;
  /** Visuals that show what the remark is about, where that stands elsewhere (in the model). */
  readonly shownIn?: readonly Shown[];
}

export interface Shown {
  readonly page: string;
  readonly visual: string;
}

export interface Finding {
  readonly rule: string;
  readonly kind: RuleInfo["kind"];
  readonly severity: Severity;
  readonly message: string;
  readonly place: Place;
  readonly shownIn: readonly Shown[];
  /** Stays the same when lines move; what a baseline names. */
  readonly fingerprint: string;
  /** Set where the baseline accepts it. */
  readonly accepted?: { readonly reason: string; readonly date: string };
}

/** Findings of one rule's remarks. Two remarks that say the same of the same thing are one. */
export function toFindings(rule: RuleInfo, remarks: readonly Remark[]): Finding[] {
  const seen = new Map<string, Finding>();
  for (const remark of remarks) {
    const { page, visual, object, file } = remark.place;
    const parts = [
      rule.id,
      page,
      visual,
      object,
      remark.about,
      page === undefined && object === undefined ? file : "",
    ];
    const fingerprint = createHash("sha256")
      .update(JSON.stringify(parts.map((part) => part ?? "")))
      .digest("hex")
      .slice(0, 16);
    if (seen.has(fingerprint)) continue;
    seen.set(fingerprint, {
      rule: rule.id,
      kind: rule.kind,
      severity: remark.severity ?? rule.severity,
      message: remark.message,
      place: remark.place,
      shownIn: remark.shownIn ?? [],
      fingerprint,
    });
  }
  return [...seen.values()];
}
