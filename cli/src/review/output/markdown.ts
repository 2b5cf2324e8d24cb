import { basename } from "node:path";
import { forMarkdown } from "../../shared/escape";
import type { Finding } from "../finding";
import type { Review } from "../review";
import { groupFindings, NO_FINDING, placeOf, summaryOf, titleOf } from "./grouped";

/** The review as Markdown, for a pull request or a wiki. */
export function toMarkdown(review: Review): string {
  const lines = [
    `# Review of ${forMarkdown(basename(review.path))}`,
    "",
    `Minimum group size ${review.minGroupSize}. ${summaryOf(review)}`,
    ...(review.notReviewed.length > 0 ? ["", "**This review is incomplete:** see *Not reviewed*."] : []),
    "",
    ...(review.findings.length === 0 ? [NO_FINDING, ""] : []),
    ...groupFindings(review).flatMap((group) => [
      `## ${forMarkdown(group.title)}`,
      "",
      ...group.findings.flatMap((finding) => itemOf(review, finding)),
      "",
    ]),
    ...list(
      "Not reviewed",
      review.notReviewed.map((gap) => `${gap.what} ${gap.where}: ${gap.why}`),
    ),
    ...list("What the file cannot tell", review.cannotKnow),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function itemOf(review: Review, finding: Finding): string[] {
  const shown = finding.shownIn.map(({ page, visual }) => titleOf(review, page, visual));
  const accepted = finding.accepted && `Accepted ${finding.accepted.date}: ${finding.accepted.reason}`;
  return [
    `- **${finding.severity}** \`${finding.rule}\` (${finding.kind}) ${forMarkdown(finding.message)}`,
    ...(shown.length > 0
      ? [
          `  <br>Shown in ${forMarkdown(shown.slice(0, 5).join("; "))}${shown.length > 5 ? ` and ${shown.length - 5} more` : ""}.`,
        ]
      : []),
    ...(accepted === undefined ? [] : [`  <br>${forMarkdown(accepted)}`]),
    `  <br>${forMarkdown(placeOf(finding))} · ${finding.fingerprint}`,
  ];
}

function list(title: string, items: readonly string[]): string[] {
  if (items.length === 0) return [];
  return [`## ${title}`, "", ...items.map((item) => `- ${forMarkdown(item)}`), ""];
}
