import type { CellSource } from "../cells/cell-source";
import type { View } from "../cells/view";
import { releaseOf, releaseView } from "./assemble";
import { auditOf, type Audit } from "./audit";
import { decide, type Decided } from "./decide";
import { Ledger, familyOf } from "./ledger";
import type { Mask } from "./mask";
import { mergedLabel, type Cell } from "./picture";
import { readPolicy, type Policy } from "./policy";
import type { Release } from "./release";

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
  const session = policy.session ? ledger : null;
  const { mask, findings } = decideMerged(source, view, policy, session);
  return {
    release: releaseOf(mask, policy),
    audit: auditOf(mask, releaseView(view), policy, findings),
  };
}

/** Where small groups are merged, first finds those that would never be shown, then decides with them as one. */
function decideMerged(source: CellSource, view: View, policy: Policy, ledger: Ledger | null): Decided {
  if (policy.smallGroups === "hide" || view.by === null) return decide(source, view, policy, ledger);
  const hidden = neverShown(decide(source, view, policy, null).mask);
  if (hidden.size < 2) return decide(source, view, policy, ledger);
  return decide(
    source.merged(view.by, hidden, mergedLabel),
    withMerged(view, view.by, hidden),
    policy,
    ledger,
  );
}

/** A filter on the groups themselves keeps the merged ones under their new label. */
function withMerged(view: View, by: string, hidden: ReadonlySet<string>): View {
  const kept = view.filter.attributes?.[by];
  if (kept === undefined) return view;
  const labels = [...kept.filter((label) => !hidden.has(label)), mergedLabel];
  return { ...view, filter: { ...view.filter, attributes: { ...view.filter.attributes, [by]: labels } } };
}

/** Groups with values of which no cell is shown. */
function neverShown(mask: Mask): Set<string> {
  const { cells } = mask.picture;
  const hidden = new Set<string>();
  const shown = new Set<string>();
  cells.forEach(({ place, margin }, c) => {
    if (margin !== "none" || place.group === null) return;
    if (mask.isShown(c)) shown.add(place.group);
    else if (mask.decisions[c]?.kind !== "empty") hidden.add(place.group);
  });
  return new Set([...hidden].filter((group) => !shown.has(group)));
}

/**
 * Several views of the same people, such as metrics side by side: what is told by all of them together isolates
 * nobody. Metrics that add up to one another have one mask: a cell hidden in one is hidden in all.
 *
 * @throws as `protect` does
 */
export function protectTogether(
  source: CellSource,
  views: readonly View[],
  policy: Policy,
  ledger: Ledger | null = null,
): Protected[] {
  readPolicy(policy);
  if (!source.complete) throw new IncompleteError();
  const session = (policy.session ? ledger : null) ?? new Ledger();
  const decided = views.map((view) => decide(source, view, policy, session));
  decided.forEach(({ mask }, i) => {
    const family = familyOf(source, views[i] as View, policy);
    decided.forEach((other, j) => {
      if (family.includes((views[j] as View).metric)) shareMask(mask, other.mask);
    });
  });
  return decided.map(({ mask, findings }, i) => ({
    release: releaseOf(mask, policy),
    audit: auditOf(mask, releaseView(views[i] as View), policy, findings),
  }));
}

/** Hides in `mask` what is hidden in the other at the same place. */
function shareMask(mask: Mask, other: Mask): void {
  const key = ({ place, margin }: Cell): string => JSON.stringify([place, margin]);
  const hidden = new Set(
    other.picture.cells.filter((_, c) => !other.isShown(c) && other.decisions[c]?.kind !== "empty").map(key),
  );
  mask.picture.cells.forEach((cell, c) => {
    if (hidden.has(key(cell))) mask.hide(c, "complementary");
  });
}
