import { DARK, LIGHT, svgText, type ChartStyle, type Picture } from "../../../src/pictures";
import { forHtml, forScript } from "../shared/escape";
import { htmlPage } from "../shared/html-page";
import type { ReleaseDocument, Shown } from "./document";
import { PAGE_SCRIPT, PAGE_STYLE } from "./page";
import { drawRelease } from "./picture";
import {
  assurance,
  groupName,
  madeUnder,
  measureName,
  readable,
  subtitle,
  titleOf,
  valueText,
} from "./words";

/**
 * The release as one page that needs nothing else: a chart for each metric in light and dark, with tooltips for pointer and
 * keyboard, and the same numbers as a table.
 */
export function releaseHtml(shown: readonly [Shown, ...Shown[]]): string {
  const { view, policy } = shown[0].document;
  const title = titleOf(shown.map(({ document }) => document.view));
  const drawn = shown.map(({ document, release }, i) => {
    const picture = (style: ChartStyle, name: string): Picture =>
      drawRelease(release, policy.decimals, { style, name: `${name}${i}` });
    return { document, light: picture(LIGHT, "light"), dark: picture(DARK, "dark") };
  });
  const several = shown.length > 1;
  const head = ({ document }: { document: ReleaseDocument }): string =>
    several ? `<h2>${forHtml(readable(document.view.metric))}</h2>\n` : "";
  const charts = drawn.map(
    (one, i) => `<section>
${head(one)}<figure class="light" data-chart="${i}">${inPage(one.light)}</figure>
<figure class="dark" data-chart="${i}">${inPage(one.dark)}</figure>
</section>`,
  );
  const body = `<main${several ? ' class="several"' : ""}>
<h1>${forHtml(title)}</h1>
<p class="about">${forHtml(subtitle(view))}</p>
<div class="charts">
${charts.join("\n")}
</div>
<div id="tip" role="status" aria-live="polite" hidden></div>
<details><summary>The same as a table</summary>
${drawn.map((one) => head(one) + tableHtml(one.document)).join("\n")}
</details>
<footer>${assurance(drawn.map(({ document }) => document))}
${forHtml(madeUnder(shown[0].document))}.</footer>
</main>
<script type="application/json" id="points">${forScript(drawn.map(({ light }) => pointsOf(light)))}</script>`;
  return htmlPage({ title, style: PAGE_STYLE, script: PAGE_SCRIPT, body });
}

/** The page's policy allows no style attribute; its own style sheet says the same. */
function inPage(picture: Picture): string {
  return svgText(picture).replace(/ style="[^"]*"/g, "");
}

/** What the tooltips of a chart say, by the number that its elements carry. */
function pointsOf({ points }: Picture): unknown {
  return points.map(({ title, facts, row, column }) => ({
    title,
    facts: facts.map((f) => [f.name, f.value]),
    row,
    column,
  }));
}

function tableHtml({ view, policy, cells }: ReleaseDocument): string {
  const columns = [
    readable(view.by ?? "Group"),
    ...(view.series === null ? [] : [readable(view.series)]),
    ...(view.over === "none" ? [] : ["Period"]),
    measureName(view.measure),
    "People",
  ];
  const rows = cells.map((cell) => {
    const value =
      cell.status === "shown"
        ? valueText(cell.value, view.measure, policy.decimals)
        : cell.status === "clipped"
          ? cell.step
          : cell.status;
    const places = [
      ...(view.series === null ? [] : [cell.series ?? "all"]),
      ...(view.over === "none" ? [] : [cell.period ?? "all"]),
    ];
    const people = cell.status === "shown" ? String(cell.people ?? "") : "";
    const fields = [...places, value, people].map((text) => `<td>${forHtml(text)}</td>`);
    return `<tr class="${cell.status}"><th scope="row">${forHtml(groupName(cell))}</th>${fields.join("")}</tr>`;
  });
  const head = columns.map((name) => `<th scope="col">${forHtml(name)}</th>`).join("");
  return `<table><thead><tr>${head}</tr></thead><tbody>\n${rows.join("\n")}\n</tbody></table>`;
}
