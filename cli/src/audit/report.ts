import { ruleNames, type Audit } from "../../../src/engine";
import type { Attack } from "../attack/attack";
import { attackJson } from "../attack/report";
import { viewName } from "../release/words";
import { policyFacts } from "./words";

/** Everything that a reviewer is told of the metrics that were released side by side. */
export interface AuditReport {
  readonly metrics: readonly [AuditedMetric, ...AuditedMetric[]];
  readonly source: AuditSource;
  /** The releases that were published before and replayed over the rows. */
  readonly after: readonly EarlierRelease[];
}

/** A release published before: its file's name, and the hash of the policy that it was made under. */
export interface EarlierRelease {
  readonly name: string;
  readonly policyHash: string;
}

/** What is told of one metric. */
export interface AuditedMetric {
  readonly audit: Audit;
  /** The attack of `quorum attack`, on the release as it would be published. */
  readonly attack: Attack;
  /** Cells shown when one person's values are known to the attacker, under the same policy otherwise. */
  readonly shownWithInsider: number;
}

/** The data behind a release. */
export interface AuditSource {
  /** Name without folder, and SHA-256 of the bytes; null for standard input. */
  readonly files: readonly { readonly name: string; readonly sha256: string | null }[];
  readonly notes: readonly string[];
}

/** Stands first in every format. */
export const FOR_REVIEWERS =
  "For privacy reviewers only. It says how many cells are hidden and why, which viewers of the release must not know.";

/** The report as data. */
export function auditJson({ metrics, source, after }: AuditReport): string {
  const audits = metrics.map(({ audit, attack, shownWithInsider }) => ({
    quorum: "audit/1",
    audience: FOR_REVIEWERS,
    audit,
    insider: { shown: shownWithInsider },
    attack: attackJson(attack),
    narrowestRange: narrowestRanges(attack),
    source,
    after,
  }));
  const report = audits.length === 1 ? audits[0] : { quorum: "audits/1", audience: FOR_REVIEWERS, audits };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** The narrowest range that a release leaves for a hidden number of one kind: its width by its middle. */
export interface NarrowestRange {
  readonly quantity: string;
  /** Null where no hidden number is limited on both sides. */
  readonly relative: number | null;
}

/** Per kind only, never per cell. Numbers that surely rest on enough people are left out. */
function narrowestRanges({ findings }: Attack): NarrowestRange[] {
  return findings
    .filter(({ hidden }) => hidden.length > 0)
    .map(({ quantity, hidden }) => {
      const widths = hidden.flatMap(({ bounds, enough }) =>
        bounds === undefined || enough || !Number.isFinite(bounds.hi) || bounds.hi + bounds.lo <= 0
          ? []
          : [(2 * (bounds.hi - bounds.lo)) / (bounds.hi + bounds.lo)],
      );
      return { quantity, relative: widths.length === 0 ? null : Math.min(...widths) };
    });
}

/** A part of the report: a heading, sentences, and a table of names and values. */
export interface Section {
  readonly title: string;
  readonly text: readonly string[];
  readonly facts: readonly (readonly [string, string])[];
}

/** The report in words, the same for every format. */
export function sectionsOf(report: AuditReport): Section[] {
  const { metrics } = report;
  const several = metrics.length > 1;
  const named = ({ audit }: AuditedMetric, section: Section): Section =>
    several ? { ...section, title: `${audit.view.metric}: ${section.title}` } : section;
  return [
    ...metrics.flatMap((one) => [named(one, decisions(one)), named(one, attacks(one))]),
    before(report),
    attacker(metrics[0]),
    policySection(metrics[0]),
    sourceSection(report),
  ];
}

/** "Audit: Email hours and Meeting hours, mean per person, by Organization". */
export function titleOf({ metrics }: AuditReport): string {
  const names = metrics.map(({ audit }) => audit.view.metric);
  return `Audit: ${viewName({ ...metrics[0].audit.view, metric: new Intl.ListFormat("en").format(names) })}`;
}

function decisions({ audit }: AuditedMetric): Section {
  const { shown, empty, primary, complementary, session } = audit.decided;
  const rules = Object.entries(ruleNames).flatMap(([rule, name]): [string, string][] => {
    const n = primary[rule as keyof typeof ruleNames];
    return n === undefined ? [] : [[`Hidden by the rule "${name}"`, String(n)]];
  });
  return {
    title: "What was decided",
    text: [],
    facts: [
      ["Cells shown", String(shown)],
      ...rules,
      ["Hidden because they would give a hidden cell away", String(complementary)],
      ["Hidden because of what was published before", String(session)],
      ["Empty", String(empty)],
      [
        "Share of the person-periods that hidden cells hold",
        `${(audit.hiddenContributions * 100).toFixed(1)} %`,
      ],
      ["Periods of which nothing is shown", String(audit.refusedBlocks)],
    ],
  };
}

function attacks({ audit, attack, shownWithInsider }: AuditedMetric): Section {
  const how = {
    structure:
      "Everybody is in one group and period: every way of subtracting cells from totals was searched",
    atoms: "Person by person and period by period: what all shown numbers together tell of few people",
    counts: "By counts of people alone: the input was aggregated before",
  }[audit.checkedBy];
  const apart = audit.checkedBy !== "atoms";
  const exact = attack.findings.flatMap(({ hidden }) => hidden.filter((h) => h.exact && !h.enough)).length;
  const small = attack.findings.flatMap(({ smallGroups }) => smallGroups).length;
  const published = (found: number): string => (apart ? String(found) : OVERLAP);
  return {
    title: "Attacks tried, and their result",
    text: audit.cautious
      ? ["Some cells were hidden because a search would have taken too long, not because a group was found."]
      : [],
    facts: [
      ["How the whole was checked", how],
      [
        "Fewest people in what is left of a total after its shown groups, people who changed groups included",
        audit.smallestUnion === null ? "nothing is left, or no total is known" : String(audit.smallestUnion),
      ],
      ["Number of people of a hidden cell: the narrowest range in which it can be placed", interval(audit)],
      ["Arithmetic on the release as it is published: hidden numbers that follow", published(exact)],
      ["The same: groups under the minimum whose numbers follow", published(small)],
      ...narrowestRanges(attack).map(({ quantity, relative }): [string, string] => [
        `The same: narrowest range of a hidden number (${quantity}), its width as a part of its middle`,
        !apart
          ? published(0)
          : relative === null
            ? "not limited on both sides"
            : `${(100 * relative).toFixed(0)} %`,
      ]),
      [
        "Cells still shown when the attacker knows one person's values",
        `${shownWithInsider} of ${audit.decided.shown}`,
      ],
    ],
  };
}

/** Where people overlap a difference of numbers is nobody's number; there the check weighs people instead. */
const OVERLAP =
  "does not apply: people may be in several groups or periods, so a difference is no group's number";

function interval({ narrowestInterval, decided, checkedBy }: Audit): string {
  if (narrowestInterval !== null) {
    const { people, low, high } = narrowestInterval;
    return `from ${low} to ${high}; it has ${people}`;
  }
  if (Object.keys(decided.primary).length === 0) return "does not apply: no cell was hidden by a rule";
  return checkedBy === "atoms" ? OVERLAP : "no upper limit follows";
}

function before({ after }: AuditReport): Section {
  return {
    title: "What was published before",
    text: [
      after.length === 0
        ? "Nothing was named (--after): what differs from an earlier publication by a few people was not looked for."
        : "Replayed over these rows: they give the same cells again, and what differs from them by too few people is hidden.",
    ],
    facts: after.map(({ name, policyHash }) => [name, `policy ${policyHash}`]),
  };
}

function attacker({ audit }: AuditedMetric): Section {
  return {
    title: "The attacker assumed, and residual risks",
    text: [
      ...audit.attacker.map((what) => `The attacker ${what}.`),
      ...audit.notCovered.map((what) => `Not covered: ${what}.`),
    ],
    facts: [],
  };
}

function policySection({ audit }: AuditedMetric): Section {
  return {
    title: "Policy",
    text: [],
    facts: [
      ...policyFacts(audit.policy),
      ["Policy number: the same for the same rules, whatever the data", audit.policyHash],
      ["Version of the engine", audit.engine],
    ],
  };
}

function sourceSection({ metrics, source }: AuditReport): Section {
  return {
    title: "Data",
    text: source.notes,
    facts: [
      ...source.files.map(({ name, sha256 }): [string, string] => [
        name,
        sha256 === null ? "no fingerprint" : `SHA-256 ${sha256}`,
      ]),
      ...metrics.map(({ audit }): [string, string] => [
        `Fingerprint of the cells of ${audit.view.metric}, the same for the same data in any order of rows`,
        audit.data,
      ]),
    ],
  };
}
