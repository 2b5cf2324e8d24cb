import { mark, SVG, type Mark } from "./mark";
import type { Picture } from "./picture";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  // Control characters are not allowed in XML at all.
  const clean = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");
  return clean.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

function markup(wanted: Mark): string {
  const attributes = Object.entries(wanted.attributes)
    .map(([name, value]) => ` ${name}="${escape(String(value))}"`)
    .join("");
  const inner = wanted.text === undefined ? wanted.children.map(markup).join("") : escape(wanted.text);
  return inner === ""
    ? `<${wanted.tag}${attributes}/>`
    : `<${wanted.tag}${attributes}>${inner}</${wanted.tag}>`;
}

/** The whole picture as the text of an SVG file. It stands alone: no style sheet, no font, no script. */
export function svgText(picture: Picture): string {
  const { head, body, foot, style } = picture;
  const width = Math.max(picture.width, body.width ?? 0);
  const height = head.height + body.height + foot.height;
  const at = (y: number, marks: readonly Mark[]) => mark("g", { transform: `translate(0,${y})` }, ...marks);
  const svg = mark(
    "svg",
    {
      xmlns: SVG,
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "img",
      "aria-label": picture.summary,
      "font-family": style.fontFamily,
    },
    { ...mark("title"), text: picture.summary },
    mark("rect", { width, height, fill: style.background }),
    at(0, head.marks),
    at(head.height, body.marks),
    at(head.height + body.height, foot.marks),
  );
  return markup(svg) + "\n";
}
