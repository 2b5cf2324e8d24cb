import { createHash } from "node:crypto";
import { forHtml } from "./escape";

/** What a page is made of. */
export interface HtmlPage {
  readonly title: string;
  readonly style: string;
  /** Left out for a page that needs none. */
  readonly script?: string;
  /** HTML in which all text from the data is escaped. */
  readonly body: string;
}

/**
 * A page that needs nothing else. Its content security policy lets nothing be fetched and nothing be sent, and blocks
 * every style and script but its own, style attributes included.
 */
export function htmlPage({ title, style, script, body }: HtmlPage): string {
  const policy = [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    ...(script === undefined ? [] : [`script-src ${hashOf(script)}`]),
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy.join("; ")}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${forHtml(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
${script === undefined ? "" : `<script>${script}</script>\n`}</body>
</html>
`;
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
