import { SVG, type Mark } from "./mark";

/** Makes the children of `parent` equal to `marks`, reusing what is there so that focus and scrolling survive. */
export function paint(parent: Element, marks: readonly Mark[]): void {
  let existing = parent.firstElementChild;
  for (const wanted of marks) {
    const reused = existing?.tagName === wanted.tag ? existing : null;
    const painted = reused ?? document.createElementNS(SVG, wanted.tag);
    if (!reused) {
      if (existing) existing.replaceWith(painted);
      else parent.append(painted);
    }
    existing = painted.nextElementSibling;
    paintOne(painted, wanted);
  }
  while (existing) {
    const next = existing.nextElementSibling;
    existing.remove();
    existing = next;
  }
}

function paintOne(element: Element, wanted: Mark): void {
  for (const { name } of Array.from(element.attributes)) {
    if (!(name in wanted.attributes)) element.removeAttribute(name);
  }
  for (const [name, value] of Object.entries(wanted.attributes)) {
    const text = String(value);
    if (element.getAttribute(name) !== text) element.setAttribute(name, text);
  }
  if (wanted.text !== undefined) {
    if (element.textContent !== wanted.text) element.textContent = wanted.text;
    return;
  }
  if (element.firstChild && !element.firstElementChild) element.textContent = "";
  paint(element, wanted.children);
}
