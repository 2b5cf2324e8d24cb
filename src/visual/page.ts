import { mark, SVG, type Mark } from "../charts/mark";
import { paint } from "../charts/paint";

type Attributes = Readonly<Record<string, string>>;

/** Builds an element without markup text: names, attributes, children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function svgElement(attributes: Attributes, ...marks: readonly Mark[]): SVGSVGElement {
  const made = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  paint(made, marks);
  return made;
}

/** The shield: a rule protects what is not shown. */
export function shieldIcon(): SVGSVGElement {
  const shape = mark("path", {
    d: "M8 1 14 3.2V8c0 3.4-2.4 5.8-6 7-3.6-1.2-6-3.6-6-7V3.2Z",
    fill: "none",
    stroke: "currentColor",
    "stroke-width": 1.3,
  });
  const bars = mark("path", {
    d: "M5.4 10V8M8 10.6V5.2M10.6 10V7",
    stroke: "currentColor",
    "stroke-width": 1.5,
    "stroke-linecap": "round",
  });
  return svgElement({ viewBox: "0 0 16 16", width: "16", height: "16", "aria-hidden": "true" }, shape, bars);
}
