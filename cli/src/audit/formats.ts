import { forHtml, forMarkdown } from "../shared/escape";
import { htmlPage } from "../shared/html-page";
import { FOR_REVIEWERS, sectionsOf, titleOf, type AuditReport } from "./report";

/** The report as Markdown. */
export function auditMarkdown(report: AuditReport): string {
  const sections = sectionsOf(report).map(({ title, text, facts }) => {
    const table = [
      "| | |",
      "| --- | --- |",
      ...facts.map(([name, value]) => `| ${forMarkdown(name)} | ${forMarkdown(value)} |`),
    ];
    const parts = [`## ${forMarkdown(title)}`, ...text.map((line) => `- ${forMarkdown(line)}`)];
    return [...parts, ...(facts.length > 0 ? ["", ...table] : [])].join("\n");
  });
  return (
    [`# ${forMarkdown(titleOf(report))}`, `**${FOR_REVIEWERS}**`, ...sections, SIGN.join("\n")].join("\n\n") +
    "\n"
  );
}

const SIGN = [
  "Reviewed by: ________________________",
  "",
  "Date: ____________  Decision: ________________________",
];

const STYLE = `
@page { size: A4; margin: 18mm; }
body { max-width: 720px; margin: 32px auto; padding: 0 24px; color: #252423; background: #ffffff;
  font: 14px/1.5 "Segoe UI", "Noto Sans", helvetica, arial, sans-serif; }
h1 { font-size: 22px; line-height: 1.25; margin: 0 0 12px; overflow-wrap: anywhere; }
h2 { font-size: 16px; margin: 24px 0 6px; break-after: avoid; }
.only { border: 2px solid #a4262c; color: #a4262c; padding: 8px 12px; font-weight: 600; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; font-weight: normal; padding: 4px 12px 4px 0;
  border-bottom: 1px solid #d2d0ce; overflow-wrap: anywhere; }
th { width: 62%; }
tr { break-inside: avoid; }
ul { margin: 0; padding-left: 20px; }
.sign { margin-top: 36px; break-inside: avoid; white-space: pre-line; }
@media print { body { margin: 0; max-width: none; padding: 0; font-size: 11pt; } }
`;

/** The report as a page that prints on A4. */
export function auditHtml(report: AuditReport): string {
  const sections = sectionsOf(report).map(({ title, text, facts }) => {
    const list =
      text.length > 0 ? `<ul>${text.map((line) => `<li>${forHtml(line)}</li>`).join("")}</ul>` : "";
    const rows = facts.map(
      ([name, value]) => `<tr><th scope="row">${forHtml(name)}</th><td>${forHtml(value)}</td></tr>`,
    );
    const table = rows.length > 0 ? `<table><tbody>${rows.join("")}</tbody></table>` : "";
    return `<section><h2>${forHtml(title)}</h2>${list}${table}</section>`;
  });
  const body = `<p class="only">${forHtml(FOR_REVIEWERS)}</p>
<h1>${forHtml(titleOf(report))}</h1>
${sections.join("\n")}
<p class="sign">${forHtml(SIGN.join("\n"))}</p>`;
  return htmlPage({ title: titleOf(report), style: STYLE, body });
}
