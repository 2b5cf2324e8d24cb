import { canonical, fnv1a } from "./hash";

/** How a group's size may be told: a band ("≥10"), rounded to 5, not at all, or exactly. */
export type GroupSizeRule = "band" | "rounded" | "hidden" | "exact";

/**
 * Everything that decides what may be shown: plain data that can be written to a file and read back.
 * Counts are people, shares are between 0 and 1.
 */
export interface Policy {
  /** Minimum group size k: distinct people with a value behind a shown number. */
  readonly minGroupSize: number;
  /** A cell is hidden when its two largest people make up more than this share of it; null: off. */
  readonly dominance: number | null;
  /** A cell is hidden when the others make up less than this share of the largest person; null: off. */
  readonly pPercent: number | null;
  /** Hide a cell in which everybody has the same value other than zero. */
  readonly homogeneity: boolean;
  /** Fewest people above and below the limit of a share. */
  readonly shareMinimum: number;
  readonly groupSize: GroupSizeRule;
  /** What becomes of groups that may not be shown. */
  readonly smallGroups: "hide" | "merge";
  /** Whose total a drawn total is: everybody's, or that of the shown groups alone. */
  readonly totalOf: "everybody" | "shown";
  /** Assume that viewers know the totals of everybody, drawn or not. */
  readonly totalsKnown: boolean;
  /** Decimals of shown values; null: unrounded, which gives group sizes away. */
  readonly decimals: number | null;
  /** People whose values the attacker knows: the minimum has to hold without them. */
  readonly insiders: number;
  /** Remember what was shown in this session. */
  readonly session: boolean;
  /** Metrics that add up to one another, as declared; those found in the data are added. */
  readonly families: readonly (readonly string[])[];
}

/** No policy is weaker than this, whoever asks. */
export const floorOfMinimum = 5;

/** More decimals tell by how many people a value was divided. */
const mostDecimals = 3;

export const defaultPolicy: Policy = {
  minGroupSize: 10,
  dominance: 0.9,
  pPercent: 0.1,
  homogeneity: true,
  shareMinimum: 3,
  groupSize: "band",
  smallGroups: "hide",
  totalOf: "everybody",
  totalsKnown: true,
  decimals: 1,
  insiders: 0,
  session: true,
  families: [],
};

/** A policy that cannot be used; `problems` are sentences for the person who wrote it. */
export class PolicyError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join(" "));
    this.name = "PolicyError";
  }
}

type Check = (value: unknown) => string | null;

function whole(low: number, high: number, why = ""): Check {
  return (v) =>
    typeof v === "number" && Number.isInteger(v) && v >= low && v <= high
      ? null
      : `must be a whole number from ${low} to ${high}${why}`;
}

function share(low: number, high: number): Check {
  return (v) =>
    v === null || (typeof v === "number" && v >= low && v <= high)
      ? null
      : `must be a number from ${low} to ${high}, or null to switch the rule off`;
}

function oneOf(...words: readonly string[]): Check {
  return (v) => (typeof v === "string" && words.includes(v) ? null : `must be one of ${words.join(", ")}`);
}

const truth: Check = (v) => (typeof v === "boolean" ? null : "must be true or false");

const families: Check = (v) =>
  Array.isArray(v) && v.every((f) => Array.isArray(f) && f.every((m) => typeof m === "string"))
    ? null
    : "must be a list of lists of metric names";

const checks: Readonly<Record<keyof Policy, Check>> = {
  minGroupSize: whole(floorOfMinimum, 1_000_000, `: fewer than ${floorOfMinimum} people is never shown`),
  dominance: share(0.5, 1),
  pPercent: share(0, 1),
  homogeneity: truth,
  shareMinimum: whole(3, 1_000_000),
  groupSize: oneOf("band", "rounded", "hidden", "exact"),
  smallGroups: oneOf("hide", "merge"),
  totalOf: oneOf("everybody", "shown"),
  totalsKnown: truth,
  decimals: (v) => (v === null ? null : whole(0, 12)(v)),
  insiders: whole(0, 100),
  session: truth,
  families,
};

function contradictions(policy: Policy): string[] {
  const found: string[] = [];
  if (policy.decimals === null && policy.groupSize !== "exact")
    found.push(
      'Unrounded values give group sizes away: set "decimals" to a number, or "groupSize" to "exact".',
    );
  if (policy.decimals !== null && policy.decimals > mostDecimals && policy.groupSize !== "exact")
    found.push(
      `Many decimals give group sizes away: set "decimals" to ${mostDecimals} or fewer, or "groupSize" to "exact".`,
    );
  return found;
}

/**
 * Reads a policy from plain data, for instance a parsed JSON file; what is left out has its default.
 * @throws PolicyError naming every field that cannot be used, and what it may be.
 */
export function readPolicy(input: unknown): Policy {
  if (typeof input !== "object" || input === null || Array.isArray(input))
    throw new PolicyError(["A policy is an object with named settings."]);
  const problems: string[] = [];
  for (const name of Object.keys(input))
    if (!(name in checks))
      problems.push(`"${name}" is no setting of a policy. Known: ${Object.keys(checks).join(", ")}.`);
  const policy = { ...defaultPolicy, ...input };
  for (const [name, check] of Object.entries(checks)) {
    const wrong = check(policy[name as keyof Policy]);
    if (wrong !== null) problems.push(`"${name}" ${wrong}.`);
  }
  if (problems.length === 0) problems.push(...contradictions(policy));
  if (problems.length > 0) throw new PolicyError(problems);
  return policy;
}

const bySize: readonly GroupSizeRule[] = ["hidden", "band", "rounded", "exact"];

function strictest(a: Policy, b: Policy): Policy {
  const least = (x: number | null, y: number | null): number | null =>
    x === null ? y : y === null ? x : Math.min(x, y);
  const most = (x: number | null, y: number | null): number | null =>
    x === null ? y : y === null ? x : Math.max(x, y);
  const groupSize = bySize[Math.min(bySize.indexOf(a.groupSize), bySize.indexOf(b.groupSize))] ?? "hidden";
  return {
    minGroupSize: Math.max(a.minGroupSize, b.minGroupSize),
    dominance: least(a.dominance, b.dominance),
    pPercent: most(a.pPercent, b.pPercent),
    homogeneity: a.homogeneity || b.homogeneity,
    shareMinimum: Math.max(a.shareMinimum, b.shareMinimum),
    groupSize,
    smallGroups: a.smallGroups === "hide" ? b.smallGroups : a.smallGroups,
    totalOf: a.totalOf === "everybody" ? b.totalOf : a.totalOf,
    totalsKnown: a.totalsKnown || b.totalsKnown,
    decimals: groupSize === "exact" ? least(a.decimals, b.decimals) : (least(a.decimals, b.decimals) ?? 1),
    insiders: Math.max(a.insiders, b.insiders),
    session: a.session || b.session,
    families: [...a.families, ...b.families],
  };
}

/**
 * One policy from several sources (an author's setting, a measure in the model, a policy file): for each rule
 * the stricter of them, so the largest minimum wins.
 */
export function combinePolicies(first: Policy, ...others: readonly Policy[]): Policy {
  return others.reduce(strictest, first);
}

/** The same for equal content, whatever the order of its keys; 16 hexadecimal digits. */
export function policyHash(policy: Policy): string {
  let hash = hashes.get(policy);
  if (hash === undefined) hashes.set(policy, (hash = fnv1a(canonical(policy))));
  return hash;
}

/** Policies are plain data that nobody changes, asked for with every picture. */
const hashes = new WeakMap<Policy, string>();
