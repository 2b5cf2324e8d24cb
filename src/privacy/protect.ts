import type { CellSource } from "../cells/cell-source";
import type { View } from "../cells/view";
import { auditOf, newFindings, type Audit, type Findings } from "./audit";
import { clearPicture, widerView } from "./clear-picture";
import type { Ledger } from "./ledger";
import { Mask, type Decision } from "./mask";
import { completeOneDimension } from "./one-dimension";
import { pictureOf, type Cell, type PictureCells } from "./picture";
import { policyHash, readPolicy, type Policy } from "./policy";
import type { Release, ReleaseCell, ReleaseView } from "./release";
import { brokenRule, unionOf, type Statistics } from "./rules";
import { completeTwoDimensions } from "./two-dimensions";
import { releaseCell, totalOfShown } from "./values";

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
  const picture = pictureOf(source, view, policy.totalsKnown);
  const mask = new Mask(picture, (cell) => primary(cell, picture, policy));
  const findings = complete(source, mask, policy, policy.session ? ledger : null);
  const told = releaseView(view);
  return {
    release: {
      quorum: "release/1",
      view: told,
      policy: { minGroupSize: policy.minGroupSize, hash: policyHash(policy) },
      groups: picture.inner.groups,
      series: picture.inner.series,
      periods: picture.inner.periods,
      cells: releaseCells(mask, policy),
    },
    audit: auditOf(mask, told, policy, findings),
  };
}

function releaseView({ metric, measure, by, series, over, totals }: View): ReleaseView {
  return { metric, measure, by, series, over, totals: { groups: totals.groups, periods: totals.periods } };
}

/** The cell by itself. A total that is only assumed known is not ours to hide. */
function primary(cell: Cell, picture: PictureCells, policy: Policy): Decision {
  if (cell.statistics.contributors === 0) return { kind: "empty" };
  if (!cell.drawn) return { kind: "shown" };
  const rule = brokenRule(cell.statistics, picture.view.measure, policy, picture.counted);
  return rule === null ? { kind: "shown" } : { kind: "primary", rule };
}

/** Hides what would give hidden cells away, block by block, then checks the whole where blocks do not prove it. */
function complete(source: CellSource, mask: Mask, policy: Policy, ledger: Ledger | null): Findings {
  const { picture } = mask;
  const filtered = widerView(picture.view, policy) !== null;
  const byAtoms = !picture.counted && (filtered || picture.disjoint.some((d) => !d));
  const findings = newFindings(picture.counted ? "counts" : byAtoms ? "atoms" : "structure");
  for (const block of blocksOf(picture)) completeBlock(source, mask, block, policy, findings);
  if (byAtoms || (ledger !== null && !picture.counted))
    clearPicture(source, mask, policy, findings, ledger?.space(source, picture.view, policy) ?? null);
  return findings;
}

function blocksOf({ cells, disjoint }: PictureCells): number[][] {
  const blocks = disjoint.map((): number[] => []);
  cells.forEach((cell, c) => blocks[cell.block]?.push(c));
  return blocks;
}

/** Is this total a number that the attacker has? */
function isKnown(cell: Cell, policy: Policy): boolean {
  return policy.totalsKnown || (cell.drawn && policy.totalOf === "everybody");
}

function completeBlock(
  source: CellSource,
  mask: Mask,
  own: readonly number[],
  policy: Policy,
  findings: Findings,
): void {
  const { cells, view } = mask.picture;
  if (view.by !== null && view.series !== null) {
    const { smallestUnion } = completeTwoDimensions(mask, own, policy, policy.totalsKnown);
    findings.smallestUnion = Math.min(findings.smallestUnion, smallestUnion);
    return;
  }
  const parts = own.filter((c) => cells[c]?.margin === "none");
  const whole = own.find((c) => cells[c]?.margin === "groups");
  if (whole === undefined || !isKnown(cells[whole] as Cell, policy)) return;
  const residual = residualOf(source, mask, whole, parts);
  const breaks = (s: Statistics): boolean =>
    brokenRule(s, view.measure, policy, mask.picture.counted) !== null;
  completeOneDimension(mask, parts, residual, breaks);
  const left = residual(parts.filter((c) => !mask.isShown(c)));
  if (left.contributors > 0 && breaks(left)) mask.hide(whole, "complementary");
  else if (left.contributors > 0)
    findings.smallestUnion = Math.min(findings.smallestUnion, left.contributors);
}

/** What is left of a whole when its shown parts are taken away. */
function residualOf(
  source: CellSource,
  mask: Mask,
  whole: number,
  parts: readonly number[],
): (hidden: readonly number[]) => Statistics {
  const { cells, view, disjoint, counted } = mask.picture;
  const all = cells[whole] as Cell;
  const union = (hidden: readonly number[]): Statistics =>
    unionOf(hidden.map((c) => (cells[c] as Cell).statistics));
  if (disjoint[all.block] === true || counted) return union;
  return (hidden) => {
    const shown = parts.filter((c) => !hidden.includes(c));
    const combined = source.combine(view, [
      { row: all.row, factor: 1 },
      ...shown.map((c) => ({ row: (cells[c] as Cell).row, factor: -1 })),
    ]);
    return { ...union(hidden), uniform: false, ...combined };
  };
}

function releaseCells(mask: Mask, policy: Policy): ReleaseCell[] {
  const { cells, view } = mask.picture;
  const drawn = cells.map((_, c) => c).filter((c) => (cells[c] as Cell).drawn);
  const perPeriod = drawn.map((c) => {
    const { margin, key } = cells[c] as Cell;
    if (margin === "none" || policy.totalOf === "everybody") return releaseCell(mask, c, policy);
    return totalOfShown(mask, key, lineOf(mask, c), policy, isApart(mask, c));
  });
  return view.totals.periods && view.over !== "none"
    ? [...perPeriod, ...overPeriods(mask, drawn, policy)]
    : perPeriod;
}

function isApart(mask: Mask, c: number): boolean {
  return mask.picture.disjoint[(mask.picture.cells[c] as Cell).block] === true;
}

/** Inner cells that a margin is made of. */
function lineOf(mask: Mask, margin: number): number[] {
  const { cells } = mask.picture;
  const { key, block } = cells[margin] as Cell;
  return cells
    .map((_, c) => c)
    .filter((c) => {
      const cell = cells[c] as Cell;
      return (
        cell.margin === "none" &&
        cell.block === block &&
        (key.group === null || cell.key.group === key.group) &&
        (key.series === null || cell.key.series === key.series)
      );
    });
}

/** All-period values beside their periods come from shown cells alone: the periods repeat the same people. */
function overPeriods(mask: Mask, drawn: readonly number[], policy: Policy): ReleaseCell[] {
  const { cells } = mask.picture;
  const lines = new Map<string, number[]>();
  for (const c of drawn) {
    const { key, margin } = cells[c] as Cell;
    const own = margin === "none" || policy.totalOf === "everybody" ? [c] : lineOf(mask, c);
    const id = JSON.stringify([key.group, key.series]);
    lines.set(id, [...(lines.get(id) ?? []), ...own]);
  }
  return [...lines].map(([id, line]) => {
    const [group, series] = JSON.parse(id) as [string | null, string | null];
    return totalOfShown(mask, { group, series, period: null }, line, policy, false);
  });
}
