import type { Finding, Severity } from "../finding";
import { SEVERITIES } from "../finding";
import type { Review } from "../review";
import { plural } from "../../shared/plural";

/** Findings as they are read: by page and visual, then those of the report and of the model. */
export interface Group {
  readonly title: string;
  readonly findings: readonly Finding[];
}

/** "Page › visual", with typed-in titles where there are any. */
export function titleOf(review: Review, page: string, visual?: string): string {
  const found = review.report?.pages.find((one) => one.id === page);
  const inPage = visual === undefined ? undefined : found?.visuals.find((one) => one.id === visual);
  const name = inPage && `${inPage.title === undefined ? inPage.id : `"${inPage.title}"`} (${inPage.type})`;
  return [`Page "${found?.title ?? page}"`, name].filter((part) => part !== undefined).join(" › ");
}

/** The groups in the order of the report; none is empty. */
export function groupFindings(review: Review): Group[] {
  const groups = new Map<string, Finding[]>();
  const add = (title: string, finding: Finding): void => {
    groups.set(title, [...(groups.get(title) ?? []), finding]);
  };
  for (const page of review.report?.pages ?? []) {
    const here = review.findings.filter((finding) => finding.place.page === page.id);
    for (const finding of here.filter((one) => one.place.visual === undefined))
      add(titleOf(review, page.id), finding);
    for (const visual of page.visuals) {
      for (const finding of here.filter((one) => one.place.visual === visual.id))
        add(titleOf(review, page.id, visual.id), finding);
    }
  }
  for (const finding of review.findings) {
    if (finding.place.page === undefined)
      add(finding.place.object === undefined ? "Report" : "Model", finding);
  }
  return [...groups].map(([title, findings]) => ({ title, findings }));
}

/** How many findings of each severity there are, without the accepted ones. */
export function countBySeverity(findings: readonly Finding[]): Record<Severity, number> {
  const counts: Record<Severity, number> = { error: 0, warning: 0, note: 0 };
  for (const finding of findings) if (!finding.accepted) counts[finding.severity]++;
  return counts;
}

/** "1 error, 0 warnings, 2 notes". */
export function countsInWords(counts: Readonly<Record<Severity, number>>): string {
  return SEVERITIES.map((severity) => plural(counts[severity], severity)).join(", ");
}

/** The worst severity that is not accepted; undefined where there is none. */
export function worst(findings: readonly Finding[]): Severity | undefined {
  return SEVERITIES.find((severity) =>
    findings.some((finding) => finding.severity === severity && !finding.accepted),
  );
}

/** One sentence on what the review came to. It never says that a report is safe. */
export function summaryOf(review: Review): string {
  const counts = countBySeverity(review.findings);
  const accepted = review.findings.filter((finding) => finding.accepted).length;
  const parts = [countsInWords(counts)];
  if (accepted > 0) parts.push(`${accepted} accepted`);
  return `${parts.join(", ")} in ${plural(review.counts.pages, "page")}, ${plural(review.counts.visuals, "visual")}, ${plural(review.counts.tables, "table")} and ${plural(review.counts.measures, "measure")}.`;
}

/** What is said where no rule found anything. */
export const NO_FINDING =
  "The rules found nothing in what was reviewed. That is no proof: see what was not reviewed and what the file cannot tell.";

/** Place of a finding in one line. */
export function placeOf(finding: Finding): string {
  const { file, line, pointer, object } = finding.place;
  const at = line === undefined ? (pointer ?? "") : `line ${line}`;
  return [object, [file, at].filter(Boolean).join(" ")].filter(Boolean).join(" · ");
}
