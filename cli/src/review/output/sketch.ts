import { forHtml } from "../../shared/escape";
import { plural } from "../../shared/plural";
import { SEVERITIES, type Finding, type Severity } from "../finding";
import type { Page, Visual } from "../report/report";
import type { Review } from "../review";
import { countBySeverity, countsInWords, worst } from "./grouped";

/** Findings about a visual: at it, or at something that it shows. */
export function findingsOf(review: Review, page: Page, visual: Visual): Finding[] {
  return review.findings.filter(
    ({ place, shownIn }) =>
      (place.page === page.id && place.visual === visual.id) ||
      shownIn.some((one) => one.page === page.id && one.visual === visual.id),
  );
}

/** Decoration: drawn faintly, so that the page is recognised. */
const DECORATION = /^(group|shape|basicShape|image|textbox|actionButton|pageNavigator|bookmarkNavigator)$/;

/** A sketch of a page: each visual's rectangle, coloured and marked by its worst finding. */
export function sketchOf(review: Review, page: Page): string {
  const drawn = page.visuals.filter(
    ({ type, hidden, rectangle }) =>
      type !== "group" && !hidden && rectangle.width > 0 && rectangle.height > 0,
  );
  const width = Math.max(page.width, 1);
  const height = Math.max(page.height, 1);
  // Decoration first: it lies behind.
  const ordered = [...drawn].sort(
    (a, b) => Number(DECORATION.test(b.type)) - Number(DECORATION.test(a.type)),
  );
  const marks = ordered.map((visual) => markOf(review, page, visual));
  const label = `Sketch of page "${page.title}": ${plural(drawn.length, "visual")}, coloured by their worst finding`;
  return [
    `<svg class="sketch" viewBox="0 0 ${round(width)} ${round(height)}" role="group" aria-label="${forHtml(label)}">`,
    `<rect class="page" width="${round(width)}" height="${round(height)}"/>`,
    ...marks,
    "</svg>",
  ].join("\n");
}

function markOf(review: Review, page: Page, visual: Visual): string {
  const { x, y, width, height } = visual.rectangle;
  const findings = findingsOf(review, page, visual);
  const severity = worst(findings);
  const style = severity ?? (DECORATION.test(visual.type) ? "decoration" : "none");
  const counts = countBySeverity(findings);
  const title = `${visual.title ?? visual.type}: ${countsInWords(counts)}`;
  const size = Math.max(14, Math.min(26, height / 2.5));
  const shape = `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="4"><title>${forHtml(title)}</title></rect>`;
  if (severity === undefined) return `<g class="${style}">${shape}</g>`;
  const text = `<text x="${round(x + width / 2)}" y="${round(y + height / 2)}" font-size="${round(size)}">${signs(counts)}</text>`;
  return `<a href="#${anchorOf(page, visual)}" aria-label="${forHtml(title)}"><g class="${style}">${shape}${text}</g></a>`;
}

/** Marks that say the same as the colours; letters, since every font has them. */
export const SIGN: Readonly<Record<Severity, string>> = { error: "E", warning: "W", note: "N" };

function signs(counts: Readonly<Record<Severity, number>>): string {
  const severity = SEVERITIES.find((one) => counts[one] > 0);
  return severity === undefined ? "" : `${SIGN[severity]} ${counts[severity]}`;
}

/** Identifier of a visual's section in the document. */
export function anchorOf(page: Page, visual: Visual): string {
  return `v-${encodeURIComponent(`${page.id}.${visual.id}`).replace(/[^\w.-]/g, "_")}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
