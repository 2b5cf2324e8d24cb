/** Style of the page; the policy of the page allows it by its hash, and no style attribute. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #252423; --muted: #605e5c; --paper: #ffffff; --line: #d2d0ce; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #f3f2f1; --muted: #b3b0ad; --paper: #1b1a19; --line: #4a4846; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.5 "Segoe UI", "Noto Sans", helvetica, arial, sans-serif; }
main { max-width: 860px; margin: 0 auto; padding: 32px 24px 48px; }
main.several { max-width: 1480px; }
h1 { font-size: 24px; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 17px; line-height: 1.3; margin: 12px 0 4px; overflow-wrap: anywhere; }
.charts { display: grid; gap: 16px 32px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 560px), 1fr)); }
.charts section { min-width: 0; }
.about, footer { color: var(--muted); margin: 0 0 16px; }
footer { margin-top: 24px; font-size: 13px; }
figure { margin: 0; overflow-x: auto; }
figure text { font-variant-numeric: tabular-nums; }
figure svg { display: block; max-width: 100%; min-width: 640px; height: auto; }
.several figure svg { min-width: 480px; }
figure.dark { display: none; }
@media (prefers-color-scheme: dark) { figure.light { display: none; } figure.dark { display: block; } }
[data-point] { cursor: default; }
[data-point]:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
#tip { position: fixed; left: 0; top: 0; max-width: 280px; padding: 8px 12px; pointer-events: none;
  background: var(--ink); color: var(--paper); border-radius: 4px; font-size: 13px; }
#tip[hidden] { display: none; }
#tip b { display: block; }
#tip span { display: block; }
details { margin-top: 20px; }
summary { cursor: pointer; }
table { border-collapse: collapse; margin-top: 8px; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 4px 16px 4px 0; border-bottom: 1px solid var(--line); }
td:nth-last-child(-n + 2) { text-align: right; }
tbody th { font-weight: normal; overflow-wrap: anywhere; }
tr.hidden td, tr.empty td { color: var(--muted); }
@media (forced-colors: active) { #tip { border: 1px solid; } }
@media print { main { max-width: none; padding: 0; } figure.dark { display: none; } figure.light { display: block; }
  details::details-content { content-visibility: visible; } }
`;

/**
 * Script of the page, plain JavaScript as it goes into the page: a tooltip for what is pointed at or focused, and
 * arrow keys from point to point. It reads the released points only.
 */
export const PAGE_SCRIPT = `
"use strict";
const charts = JSON.parse(document.getElementById("points").textContent);
const tip = document.getElementById("tip");
const elements = [...document.querySelectorAll("[data-point]")];
const pointOf = (element) =>
  charts[Number(element.closest("figure").dataset.chart)][Number(element.dataset.point)];

function show(element, x, y) {
  const point = pointOf(element);
  if (!point) return;
  const title = document.createElement("b");
  title.textContent = point.title;
  const facts = point.facts.map(([name, value]) => {
    const line = document.createElement("span");
    line.textContent = name + ": " + value;
    return line;
  });
  tip.replaceChildren(title, ...facts);
  tip.hidden = false;
  const left = Math.max(8, Math.min(x + 14, innerWidth - tip.offsetWidth - 8));
  const below = y + 18 + tip.offsetHeight < innerHeight;
  tip.style.left = left + "px";
  tip.style.top = (below ? y + 18 : Math.max(8, y - tip.offsetHeight - 10)) + "px";
}

function hide() {
  tip.hidden = true;
}

function showFocused(element) {
  const box = element.getBoundingClientRect();
  show(element, box.left + box.width / 2, box.top + box.height / 2);
}

function move(element, dx, dy) {
  const from = pointOf(element);
  const own = elements.filter((other) => other.closest("figure") === element.closest("figure"));
  const next = own
    .map((other) => ({ other, to: pointOf(other) }))
    .filter(({ to }) => to && (dx ? to.row === from.row && (to.column - from.column) * dx > 0
      : (to.row - from.row) * dy > 0))
    .sort((a, b) => dx ? Math.abs(a.to.column - from.column) - Math.abs(b.to.column - from.column)
      : Math.abs(a.to.row - from.row) - Math.abs(b.to.row - from.row) ||
        Math.abs(a.to.column - from.column) - Math.abs(b.to.column - from.column))[0];
  if (!next) return;
  element.tabIndex = -1;
  next.other.tabIndex = 0;
  next.other.focus();
}

const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
for (const figure of document.querySelectorAll("figure")) {
  const own = [...figure.querySelectorAll("[data-point]")];
  own.forEach((element, i) => {
    const point = pointOf(element);
    element.tabIndex = i === 0 ? 0 : -1;
    if (!element.hasAttribute("role")) element.setAttribute("role", "img");
    if (point && !element.hasAttribute("aria-label")) {
      element.setAttribute("aria-label", [point.title, ...point.facts.map((fact) => fact.join(": "))].join(", "));
    }
    element.addEventListener("pointermove", (event) => show(element, event.clientX, event.clientY));
    element.addEventListener("pointerleave", hide);
    element.addEventListener("focus", () => showFocused(element));
    element.addEventListener("blur", hide);
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") hide();
      const arrow = arrows[event.key];
      if (!arrow) return;
      event.preventDefault();
      move(element, arrow[0], arrow[1]);
    });
  });
}
`;
