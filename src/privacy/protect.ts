import type { CellSource } from "../cells/cell-source";
import type { View } from "../cells/view";
import { releaseOf } from "./assemble";
import { auditOf, type Audit } from "./audit";
import { decide, type Decided } from "./decide";
import { Ledger, familyOf } from "./ledger";
import type { Mask } from "./mask";
import { mergedLabel, type Cell } from "./picture";
import { readPolicy, type Policy } from "./policy";
import { isSum } from "./rules";
import type { Release } from "./release";
import { atOnce, type Steps } from "./steps";

/** What may be seen, and the reviewer's account of it. */
export interface Protected {
  readonly release: Release;
  readonly audit: Audit;
}

/** Protection was asked for rows that are still arriving. */
export class IncompleteError extends Error {
  constructor() {
    super("The rows are not complete yet: partial cells are never protected as if they were whole.");
    this.name = "IncompleteError";
  }
}

/**
 * The protected result of one view: every shown number rests on at least k contributors (P1), and no linear
 * combination of the shown numbers, and of the totals that are assumed known, weighs on 1 to k − 1 people (P2).
 *
 * @throws PolicyError for a policy that is weaker than the floor or contradicts itself.
 * @throws IncompleteError while rows are still arriving.
 * @throws RangeError for a metric or attribute that the source does not have.
 */
export function protect(
  source: CellSource,
  view: View,
  policy: Policy,
  ledger: Ledger | null = null,
): Protected {
  readPolicy(policy);
  return protectAsAsked(source, view, policy, ledger);
}

/** The same without the floor of policies, for published cases that have a lower minimum. Not for products. */
export function protectAsAsked(
  source: CellSource,
  view: View,
  policy: Policy,
  ledger: Ledger | null = null,
): Protected {
  if (!source.complete) throw new IncompleteError();
  const [decided] = atOnce(decideMerged(source, [view], policy, policy.session ? ledger : null));
  return protectedOf({ ...(decided as Decided), policy });
}

/** What may be told of a decision. */
function protectedOf({ mask, findings, policy }: Ruled): Protected {
  const release = releaseOf(mask, policy);
  return { release, audit: auditOf(mask, release, policy, findings) };
}

/**
 * Several metrics of one view, side by side, under one mask and one ledger: a cell hidden for one of them is hidden
 * for all, and what is told by all of them together isolates nobody.
 *
 * @param views the same but for their metrics
 * @param decimals of each view, where they are not the policy's; each release then has a policy of its own
 * @throws as `protect` does
 */
export function protectTogether(
  source: CellSource,
  views: readonly View[],
  policy: Policy,
  ledger: Ledger | null = null,
  decimals: readonly (number | null)[] = [],
): Protected[] {
  return atOnce(decideInSteps(source, views, policy, ledger, decimals)).map(protectedOf);
}

/** What is hidden in a view, and the policy that its release is written by. */
export interface Ruled extends Decided {
  readonly policy: Policy;
}

/**
 * The decisions of `protectTogether`, a step at a time. The ledger is written to on the way: work that may be given up
 * before its end has to be done on a copy of it. For viewers, who see no audit: it does not have to be with them.
 */
export function* decideInSteps(
  source: CellSource,
  views: readonly View[],
  policy: Policy,
  ledger: Ledger | null = null,
  decimals: readonly (number | null)[] = [],
): Steps<Ruled[]> {
  const policies = views.map((_, v): Policy => {
    const own = decimals[v];
    return own === undefined ? policy : { ...policy, decimals: own };
  });
  for (const each of [policy, ...policies]) readPolicy(each);
  if (!source.complete) throw new IncompleteError();
  const session = policy.session ? ledger : null;
  // Metrics that add up to one another are tested as one, which takes a memory of what was told.
  const own = session ?? (areRelated(source, views, policy) ? new Ledger() : null);
  const decided = yield* decideMerged(source, views, policy, own);
  yield;
  return decided.map((one, v) => ({ ...one, policy: policies[v] ?? policy }));
}

function areRelated(source: CellSource, views: readonly View[], policy: Policy): boolean {
  return views.some((view) => {
    const family = familyOf(source, view, policy);
    return views.some((other) => other.metric !== view.metric && family.includes(other.metric));
  });
}

/** Where small groups are merged, first finds those that would never be shown, then decides with them as one. */
function* decideMerged(
  source: CellSource,
  views: readonly View[],
  policy: Policy,
  ledger: Ledger | null,
): Steps<Decided[]> {
  const by = views[0]?.by ?? null;
  if (policy.smallGroups === "hide" || by === null)
    return yield* decideTogether(source, views, policy, ledger);
  const hidden = neverShown(yield* decideTogether(source, views, policy, null));
  if (hidden.size < 2) return yield* decideTogether(source, views, policy, ledger);
  return yield* decideTogether(
    source.merged(by, hidden, mergedLabel),
    views.map((view) => withMerged(view, by, hidden)),
    policy,
    ledger,
  );
}

/** Each view by itself, then one mask for all: hiding more gives nothing away. */
function* decideTogether(
  source: CellSource,
  views: readonly View[],
  policy: Policy,
  ledger: Ledger | null,
): Steps<Decided[]> {
  const following = viewsThatFollow(source, views, policy);
  const metrics = [...views, ...following].map(({ metric }) => metric);
  const decided: Decided[] = [];
  for (const view of views) decided.push(yield* decide(source, view, policy, ledger, metrics));
  // Those have not been told: where their values are of other rows, a session would take the difference for told.
  for (const view of following) decided.push(yield* decide(source, view, policy, null, metrics));
  for (const { mask } of decided) for (const other of decided) shareMask(mask, other.mask);
  return decided.slice(0, views.length);
}

/** The same of metrics that add up with those asked for: they follow from what is told of several, now or later. */
function viewsThatFollow(source: CellSource, views: readonly View[], policy: Policy): View[] {
  const asked = views.map(({ metric }) => metric);
  const sums = views.filter(({ measure }) => isSum(measure));
  const members = new Set(sums.flatMap((view) => familyOf(source, view, policy)));
  return [...members]
    .filter((metric) => !asked.includes(metric) && source.metrics.includes(metric))
    .map((metric) => ({ ...(sums[0] as View), metric }));
}

/** Hides in `mask` what is hidden in the other at the same place. */
function shareMask(mask: Mask, other: Mask): void {
  if (mask === other) return;
  const key = ({ place, margin }: Cell): string => JSON.stringify([place, margin]);
  const hidden = new Set(
    other.picture.cells.filter((_, c) => !other.tells(c) && other.decisions[c]?.kind !== "empty").map(key),
  );
  mask.picture.cells.forEach((cell, c) => {
    if (hidden.has(key(cell))) mask.hide(c, "complementary");
  });
}

/** A filter on the groups themselves keeps the merged ones under their new label. */
function withMerged(view: View, by: string, hidden: ReadonlySet<string>): View {
  const kept = view.filter.attributes?.[by];
  if (kept === undefined) return view;
  const labels = [...kept.filter((label) => !hidden.has(label)), mergedLabel];
  return { ...view, filter: { ...view.filter, attributes: { ...view.filter.attributes, [by]: labels } } };
}

/** Groups with values of which no cell of any metric is shown. */
function neverShown(decided: readonly Decided[]): Set<string> {
  const hidden = new Set<string>();
  const shown = new Set<string>();
  for (const { mask } of decided)
    mask.picture.cells.forEach(({ place, margin }, c) => {
      if (margin !== "none" || place.group === null) return;
      if (mask.isShown(c)) shown.add(place.group);
      else if (mask.decisions[c]?.kind !== "empty") hidden.add(place.group);
    });
  return new Set([...hidden].filter((group) => !shown.has(group)));
}
