import type { Policy } from "../../../src/engine";

const SIZES: Readonly<Record<Policy["groupSize"], string>> = {
  band: "as a band",
  rounded: "rounded to 5",
  hidden: "not shown",
  exact: "exact",
};

/** Every setting of a policy as a name and a value, in the words of docs/privacy.md. */
export function policyFacts(policy: Policy): [string, string][] {
  const part = (share: number | null): string => (share === null ? "off" : `${percent(share)} %`);
  const is = (on: boolean, yes: string, no: string): string => (on ? yes : no);
  return [
    ["Minimum group size", String(policy.minGroupSize)],
    ["Dominance: most that the two largest people may make up", part(policy.dominance)],
    ["p %: least that all but the two largest make up, as a part of the largest", part(policy.pPercent)],
    ["Groups in which everybody has the same value", is(policy.homogeneity, "hidden", "may be shown")],
    ["Share of people: fewest people above the limit, and below it", String(policy.shareMinimum)],
    ["Group sizes", SIZES[policy.groupSize]],
    ["Small groups", is(policy.smallGroups === "merge", 'merged into "Other"', "hidden")],
    ["Totals are those of", is(policy.totalOf === "everybody", "everybody", "the groups shown")],
    ["Everybody's total is taken to be known", is(policy.totalsKnown, "yes", "no")],
    ["Decimals of values", policy.decimals === null ? "unrounded" : String(policy.decimals)],
    ["People whose values the attacker knows (insiders)", String(policy.insiders)],
    ["Earlier pictures of the session are remembered", is(policy.session, "yes", "no")],
    [
      "Metrics declared to add up",
      policy.families.length === 0
        ? "none; those found in the data count"
        : policy.families.map((family) => family.join(", ")).join("; "),
    ],
  ];
}

function percent(share: number): number {
  return Number((share * 100).toPrecision(6));
}
