import type { Review } from "../review";
import { RULES } from "../rules/all";
import { countBySeverity } from "./grouped";

/** The review for machines; its form is fixed as "review/1". */
export function toJson(review: Review): string {
  const rules = new Set(review.findings.map((finding) => finding.rule));
  const json = {
    quorum: "review/1",
    path: review.path,
    kind: review.kind,
    digest: review.digest,
    minGroupSize: review.minGroupSize,
    complete: review.notReviewed.length === 0,
    counts: { ...review.counts, findings: countBySeverity(review.findings) },
    rules: RULES.filter((rule) => rules.has(rule.id)).map(({ id, kind, severity, title }) => ({
      id,
      kind,
      severity,
      title,
    })),
    findings: review.findings,
    notReviewed: review.notReviewed,
    cannotKnow: review.cannotKnow,
  };
  return `${JSON.stringify(json, undefined, 2)}\n`;
}
