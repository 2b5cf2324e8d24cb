import type { Audit } from "../../../src/engine";
import { h } from "./dom";

const CHECKS: Readonly<Record<Audit["checkedBy"], string>> = {
  structure: "sums over cells",
  atoms: "ranks over person-periods",
  counts: "counts of people",
};

function linesOf(audit: Audit): (readonly [string, string])[] {
  const { decided, narrowestInterval: interval, policy, view } = audit;
  const primary = Object.entries(decided.primary).map(
    ([rule, count]) => [`Hidden by ${rule}`, String(count)] as const,
  );
  return [
    ["Policy", audit.policyHash],
    ["Engine", audit.engine],
    ["Minimum group size", String(policy.minGroupSize)],
    ["View", [view.metric, view.measure.kind, view.by ?? "everybody", view.over].join(" · ")],
    ["Shown", String(decided.shown)],
    ...primary,
    ["Hidden to protect others", String(decided.complementary)],
    ["Hidden by what was shown before", String(decided.session)],
    ["Empty", String(decided.empty)],
    ["Contributions hidden", `${(100 * audit.hiddenContributions).toFixed(1)} %`],
    ["Smallest derivable union", audit.smallestUnion === null ? "none" : `${audit.smallestUnion} people`],
    [
      "Narrowest range of a hidden cell",
      interval === null ? "none" : `${interval.low} to ${interval.high} people`,
    ],
    ["Checked by", CHECKS[audit.checkedBy]],
  ];
}

/** The audits of a visual's releases, one a metric, or the reason why there is none. */
export async function auditPane(asked: Promise<readonly Audit[]>): Promise<HTMLElement> {
  try {
    const lists = (await asked).map((audit) =>
      h("dl", {}, ...linesOf(audit).flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
    );
    const warning = "For reviewers. How many cells are hidden, and why, must not reach the report's viewers.";
    return h("div", { class: "audit" }, h("p", { class: "hint" }, warning), ...lists);
  } catch (error) {
    return h("p", { class: "hint" }, error instanceof Error ? error.message : String(error));
  }
}
