import { basename } from "node:path";
import { forHtml } from "../../shared/escape";
import { htmlPage } from "../../shared/html-page";
import type { Finding } from "../finding";
import type { Page } from "../report/report";
import type { Review } from "../review";
import { RULES } from "../rules/all";
import {
  countBySeverity,
  countsInWords,
  groupFindings,
  NO_FINDING,
  placeOf,
  summaryOf,
  titleOf,
} from "./grouped";
import { anchorOf, findingsOf, SIGN, sketchOf } from "./sketch";
import { STYLE } from "./style";

/** The review as one self-contained page that prints on A4: to read, and to attach to an approval. */
export function toHtml(review: Review, today = new Date()): string {
  const title = `Review of ${basename(review.path)}`;
  const pages = review.report?.pages ?? [];
  const elsewhere = groupFindings(review).filter(
    (group) => group.title === "Report" || group.title === "Model",
  );
  const body = `<header>
<h1>${forHtml(title)}</h1>
<p>${today.toISOString().slice(0, 10)} · minimum group size ${review.minGroupSize} · what was read: <code>${review.digest.slice(0, 16)}</code></p>
<p class="summary">${forHtml(summaryOf(review))}</p>
${review.notReviewed.length > 0 ? '<p class="incomplete">This review is incomplete: <a href="#not-reviewed">see what was not reviewed</a>.</p>' : ""}
${review.findings.length === 0 ? `<p>${forHtml(NO_FINDING)}</p>` : ""}
${legend()}
</header>
<main>
${pages.map((page) => pageSection(review, page)).join("\n")}
${elsewhere.map((group) => `<section><h2>${forHtml(group.title)}</h2>${list(review, group.findings)}</section>`).join("\n")}
${plainList(
  "not-reviewed",
  "Not reviewed",
  review.notReviewed.map((gap) => `${gap.what} · ${gap.where}: ${gap.why}`),
)}
${plainList("cannot-know", "What the file cannot tell", review.cannotKnow)}
${rulesSection(review)}
</main>
<footer>
<p>Facts can be looked up at their place. Judgements are what a rule concludes and may be wrong. A review that finds nothing proves nothing.</p>
<table class="sign"><tr><th>Decision</th><td></td></tr><tr><th>Name</th><td></td></tr><tr><th>Date</th><td></td></tr></table>
</footer>`;
  return htmlPage({ title, style: STYLE, body });
}

function legend(): string {
  const items = (["error", "warning", "note"] as const).map(
    (severity) => `<li class="${severity}"><span>${SIGN[severity]}</span> ${severity}</li>`,
  );
  return `<ul class="legend" aria-label="Colours of the sketches">${items.join("")}<li class="none"><span></span> no finding</li></ul>`;
}

function pageSection(review: Review, page: Page): string {
  const here = review.findings.filter((finding) => finding.place.page === page.id);
  const onPage = here.filter((finding) => finding.place.visual === undefined);
  const visuals = page.visuals
    .map((visual) => ({ visual, findings: findingsOf(review, page, visual) }))
    .filter(({ findings }) => findings.length > 0);
  const hidden = page.hidden ? ' <span class="tag">hidden</span>' : "";
  const counts = countBySeverity([...new Set([...onPage, ...visuals.flatMap((one) => one.findings)])]);
  const sections = visuals.map(({ visual, findings }) => {
    const own = findings.filter(
      (finding) => finding.place.visual === visual.id && finding.place.page === page.id,
    );
    const shown = findings.filter((finding) => !own.includes(finding));
    const type = visual.title === undefined ? "" : ` <small>${forHtml(visual.type)}</small>`;
    return `<div class="visual" id="${anchorOf(page, visual)}"><h3>${forHtml(visual.title ?? visual.type)}${type}</h3>${list(review, own)}${references(shown)}</div>`;
  });
  return `<section class="page"><h2>Page "${forHtml(page.title)}"${hidden}</h2>
<p>${countsInWords(counts)}</p>
${sketchOf(review, page)}
${list(review, onPage)}${sections.join("\n")}</section>`;
}

function list(review: Review, findings: readonly Finding[]): string {
  if (findings.length === 0) return "";
  return `<ul class="findings">${findings.map((finding) => item(review, finding)).join("\n")}</ul>`;
}

function item(review: Review, finding: Finding): string {
  const shown = finding.shownIn.map(({ page, visual }) => forHtml(titleOf(review, page, visual)));
  const more = shown.length > 5 ? ` and ${shown.length - 5} more` : "";
  const accepted = finding.accepted
    ? `<br><em>Accepted ${forHtml(finding.accepted.date)}: ${forHtml(finding.accepted.reason)}</em>`
    : "";
  return `<li class="${finding.accepted ? "accepted" : finding.severity}" id="f-${finding.fingerprint}"><b>${finding.severity}</b> <code>${finding.rule}</code> <small>${finding.kind}</small><br>${forHtml(finding.message)}${shown.length > 0 ? `<br>Shown in ${shown.slice(0, 5).join("; ")}${more}.` : ""}${accepted}<br><small class="place">${forHtml(placeOf(finding))}</small></li>`;
}

/** Measures are told once, under the model; a visual that shows them points there. */
function references(findings: readonly Finding[]): string {
  if (findings.length === 0) return "";
  const links = findings.map((finding) => {
    const name = finding.place.object ?? finding.rule;
    return `<a href="#f-${finding.fingerprint}">${forHtml(name)}: ${finding.rule}</a>`;
  });
  return `<p class="references">Shows ${links.join(", ")}</p>`;
}

function plainList(id: string, title: string, items: readonly string[]): string {
  if (items.length === 0) return "";
  return `<section id="${id}"><h2>${title}</h2><ul>${items.map((text) => `<li>${forHtml(text)}</li>`).join("")}</ul></section>`;
}

function rulesSection(review: Review): string {
  const met = RULES.filter((rule) => review.findings.some((finding) => finding.rule === rule.id));
  if (met.length === 0) return "";
  const rows = met.map(
    (rule) =>
      `<tr><td><code>${rule.id}</code></td><td>${rule.kind}</td><td>${forHtml(rule.title)}</td><td>${review.findings.filter((finding) => finding.rule === rule.id).length}</td></tr>`,
  );
  return `<section><h2>Rules that found something</h2><table><thead><tr><th>Rule</th><th>Kind</th><th>What it says</th><th>Findings</th></tr></thead><tbody>${rows.join("")}</tbody></table><p>Each rule is explained, with its attack and its mend, in docs/review-rules.md.</p></section>`;
}
