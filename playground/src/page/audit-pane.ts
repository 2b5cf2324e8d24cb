import { ruleNames, type Audit } from "../../../src/engine";
import { h } from "./dom";

const CHECKS: Readonly<Record<Audit["checkedBy"], string>> = {
  structure: "differences of cells and totals",
  atoms: "person by person, period by period",
  counts: "counts of people",
};

const MEASURES: Readonly<Record<Audit["view"]["measure"]["kind"], string>> = {
  mean: "mean per person",
  "row-mean": "mean per person and period",
  total: "total",
  "share-people": "share of people",
  "share-rows": "share of people's periods",
  percentile: "percentile of people",
  deviation: "standard deviation",
  headcount: "number of people",
};

const OVERLAP = "does not apply: people may be in several groups or periods";

function viewText({ metric, measure, by, over }: Audit["view"]): string {
  const periods = over === "none" ? "all periods together" : `for each ${over}`;
  return [metric, MEASURES[measure.kind], by ?? "everybody", periods].join(" · ");
}

function rangeText({ narrowestInterval: interval, decided, checkedBy }: Audit): string {
  if (interval !== null) return `${interval.low} to ${interval.high} people`;
  if (Object.keys(decided.primary).length === 0) return "does not apply: no cell was hidden by a rule";
  return checkedBy === "atoms" ? OVERLAP : "no upper limit follows";
}

function linesOf(audit: Audit): (readonly [string, string])[] {
  const { decided, policy, view } = audit;
  const primary = Object.entries(ruleNames).flatMap(([rule, name]) => {
    const count = decided.primary[rule as keyof typeof ruleNames];
    return count === undefined ? [] : [[`Hidden by the rule "${name}"`, String(count)] as const];
  });
  return [
    ["Policy number", audit.policyHash],
    ["Engine", audit.engine],
    ["Minimum group size", String(policy.minGroupSize)],
    ["View", viewText(view)],
    ["Shown", String(decided.shown)],
    ...primary,
    ["Hidden to protect others", String(decided.complementary)],
    ["Hidden by what was shown before", String(decided.session)],
    ["Empty", String(decided.empty)],
    ["Person-periods in hidden cells", `${(100 * audit.hiddenContributions).toFixed(1)} %`],
    [
      "Fewest people in what is left of a total after its shown groups",
      audit.smallestUnion === null ? "nothing left, or no total known" : `${audit.smallestUnion} people`,
    ],
    ["Narrowest range for the people of a hidden cell", rangeText(audit)],
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
