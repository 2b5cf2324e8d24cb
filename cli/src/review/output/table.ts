import { forTerminal } from "../../shared/escape";
import type { Finding } from "../finding";
import type { Review } from "../review";
import { groupFindings, NO_FINDING, placeOf, summaryOf, titleOf } from "./grouped";

const WIDTH = 100;

/** The review for a terminal: grouped by page and visual, then what was not reviewed and cannot be known. */
export function toTable(review: Review): string {
  const groups = groupFindings(review).flatMap((group) => [
    forTerminal(group.title),
    ...group.findings.flatMap((finding) => linesOf(review, finding)),
    "",
  ]);
  const lines = [
    `Review of ${forTerminal(review.path)} (minimum group size ${review.minGroupSize})`,
    "",
    ...(review.findings.length === 0 ? [NO_FINDING, ""] : groups),
    ...section(
      "Not reviewed",
      review.notReviewed.map((gap) => `${gap.what} · ${gap.where}: ${gap.why}`),
    ),
    ...section("What the file cannot tell", review.cannotKnow),
    summaryOf(review),
    ...(review.notReviewed.length > 0 ? ['This review is incomplete: see "Not reviewed".'] : []),
  ];
  return `${lines.join("\n")}\n`;
}

function linesOf(review: Review, finding: Finding): string[] {
  const sign = { error: "✖ error  ", warning: "▲ warning", note: "· note   " }[finding.severity];
  const head = `  ${sign}  ${finding.rule} (${finding.kind})${finding.accepted ? " · accepted" : ""}`;
  const shown = finding.shownIn.slice(0, 3).map(({ page, visual }) => titleOf(review, page, visual));
  const more = finding.shownIn.length > 3 ? ` and ${finding.shownIn.length - 3} more` : "";
  const details = [
    finding.message,
    ...(shown.length > 0 ? [`Shown in ${shown.join("; ")}${more}.`] : []),
    ...(finding.accepted ? [`Accepted ${finding.accepted.date}: ${finding.accepted.reason}`] : []),
    `at ${placeOf(finding)} [${finding.fingerprint}]`,
  ];
  return [head, ...details.flatMap((detail) => wrap(forTerminal(detail), "             "))];
}

function section(title: string, items: readonly string[]): string[] {
  if (items.length === 0) return [];
  return [title, ...items.flatMap((item) => wrap(`- ${forTerminal(item)}`, "  ")), ""];
}

function wrap(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && indent.length + line.length + word.length + 1 > WIDTH) {
      lines.push(indent + line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, indent + line];
}
