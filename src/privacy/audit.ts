import { Fingerprint } from "./hash";
import { narrower, type Interval } from "./interval";
import type { Mask } from "./mask";
import type { Policy } from "./policy";
import { policyHash } from "./policy";
import type { Release, ReleaseView } from "./release";
import type { Rule } from "./rules";

/** Raised with every change that can change a decision. */
export const engineVersion = "0.1.0";

/** Everything that happened to one release, for reviewers only: counts of hidden cells must not reach viewers. */
export interface Audit {
  readonly engine: string;
  readonly policy: Policy;
  readonly policyHash: string;
  readonly view: ReleaseView;
  /**
   * Of the data behind the picture: over people and person-periods of every cell, and over what is told of it. Equal
   * for equal data in any order of rows, and whether rows in memory or DuckDB made the cells. What is hidden has no
   * part in it: few numbers are left open beside a release, and they could be tried out.
   */
  readonly data: string;
  /** Cells by decision; "known" are totals assumed known that are not drawn. */
  readonly decided: {
    readonly shown: number;
    readonly empty: number;
    readonly primary: Readonly<Partial<Record<Rule, number>>>;
    readonly complementary: number;
    readonly session: number;
  };
  /** Share of the drawn cells' contributions that hidden cells hold, 0 to 1: the information lost. */
  readonly hiddenContributions: number;
  /**
   * How the whole was checked: "structure" where people add up over cells (one period, everybody in one cell),
   * "atoms" by the rank test over person-periods, "counts" for aggregated input (by the same test over its rows).
   */
  readonly checkedBy: "structure" | "atoms" | "counts";
  /**
   * Fewest people in what is left of a total when its shown groups are taken away, in a cross table of any
   * differences of totals too. People who changed groups leave a trace there and count as well, so that it may be
   * more people than the hidden groups have. It says nothing of the shown groups themselves. Null when nothing is
   * left, or no total is known.
   */
  readonly smallestUnion: number | null;
  /**
   * The narrowest interval of counts in which somebody who knows all shown counts can place a cell that a rule hid,
   * where people add up over cells; null where no such cell is limited from above. What was hidden later on, for
   * the session, makes it wider.
   */
  readonly narrowestInterval: Interval | null;
  /** Blocks (periods) of which nothing is shown, because the totals assumed known isolate somebody by themselves. */
  readonly refusedBlocks: number;
  /** Some cells were hidden because the search would have taken too long, not because a group was found. */
  readonly cautious: boolean;
  /** The session's memory is used up: nothing is shown any more. */
  readonly memoryFull: boolean;
  /** Values that the session has met have changed: nothing is shown of such rows any more. */
  readonly dataChanged: boolean;
  readonly attacker: readonly string[];
  readonly notCovered: readonly string[];
}

/** Findings of the steps that complete a mask. */
export interface Findings {
  checkedBy: Audit["checkedBy"];
  smallestUnion: number;
  narrowestInterval: Interval | null;
  refusedBlocks: number;
  cautious: boolean;
  memoryFull: boolean;
  dataChanged: boolean;
}

/** Takes in what one block gives away. */
export function noteBlock(findings: Findings, smallestUnion: number, interval: Interval | null): void {
  findings.smallestUnion = Math.min(findings.smallestUnion, smallestUnion);
  findings.narrowestInterval = narrower(findings.narrowestInterval, interval);
}

export function newFindings(checkedBy: Audit["checkedBy"]): Findings {
  return {
    checkedBy,
    smallestUnion: Infinity,
    narrowestInterval: null,
    refusedBlocks: 0,
    cautious: false,
    memoryFull: false,
    dataChanged: false,
  };
}

/** The reviewer's account of a mask and of what is told of it. */
export function auditOf(mask: Mask, release: Release, policy: Policy, findings: Findings): Audit {
  const { smallestUnion, ...rest } = findings;
  return {
    engine: engineVersion,
    policy,
    policyHash: policyHash(policy),
    view: release.view,
    data: fingerprintOf(mask, release),
    decided: countDecisions(mask),
    hiddenContributions: hiddenShare(mask),
    ...rest,
    smallestUnion: Number.isFinite(smallestUnion) ? smallestUnion : null,
    attacker: attackerOf(policy),
    notCovered: findings.checkedBy === "counts" ? [...outside, ...unseenByCounts] : outside,
  };
}

function fingerprintOf({ picture }: Mask, release: Release): string {
  const print = new Fingerprint();
  for (const { place, table, at } of picture.cells) {
    print.text([place.group, place.series, place.period].join("|"));
    for (const column of [table.people, table.contributors, table.contributions])
      print.number(column[at] ?? 0);
  }
  for (const cell of release.cells)
    if (cell.status === "shown") print.number(cell.value);
    else print.text(cell.status === "clipped" ? cell.step : cell.status);
  return print.toString();
}

function countDecisions(mask: Mask): Audit["decided"] {
  const primary: Partial<Record<Rule, number>> = {};
  const count = { shown: 0, empty: 0, complementary: 0, session: 0 };
  mask.decisions.forEach((decision, c) => {
    if (mask.picture.cells[c]?.drawn !== true) return;
    if (decision.kind === "primary") primary[decision.rule] = (primary[decision.rule] ?? 0) + 1;
    else count[decision.kind]++;
  });
  return { ...count, primary };
}

function hiddenShare(mask: Mask): number {
  let all = 0;
  let hidden = 0;
  mask.picture.cells.forEach((cell, c) => {
    if (cell.margin !== "none") return;
    const contributions = cell.table.contributions[cell.at] ?? 0;
    all += contributions;
    if (!mask.isShown(c)) hidden += contributions;
  });
  return all === 0 ? 0 : hidden / all;
}

function attackerOf(policy: Policy): string[] {
  const who = [
    "adds, subtracts and weighs all shown numbers in any way",
    "knows the size of every group and the periods in which each person was there",
  ];
  if (policy.totalsKnown) who.push("knows the totals of everybody, drawn or not");
  if (policy.insiders > 0) who.push(`knows the values of ${policy.insiders} people`);
  if (policy.session) who.push("remembers everything that this session has shown");
  return who;
}

const outside: readonly string[] = [
  "somebody who holds the rows: developer tools, Show as a table, export, Build permission, another visual",
  "several viewers, visuals or sessions who put their pictures together",
  "what people know from elsewhere, beside the totals named above",
  "inference that is not arithmetic, such as narrow intervals",
  "dominance in combinations of three or more pictures that give no hidden cell, of several metrics, or with uneven weights: only people are counted there",
  "how few people lie between a percentile and the limit of a share",
  "a metric that hardly changes from period to period: whoever comes or goes is told by the difference of two",
  "people who are known to have zero, since a group of which 0 is shown has 0 for everybody",
];

const unseenByCounts: readonly string[] = [
  "aggregated input: dominance by one person, people who are in several rows of a period, members who are exchanged, rows grouped by other attributes",
];
