import { SVG, type Mark } from "./mark";

/** Makes the children of `parent` equal to `marks`, reusing what is there so that focus and scrolling survive. */
export function paint(parent: Element, marks: readonly Mark[]): void {
  let existing = parent.firstElementChild;
  for (const wanted of marks) {
    const reused = existing !== null && fits(existing, wanted) ? existing : null;
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

/** Only what was painted here is used again, and a point, which others give a state, only for a point. */
function fits(element: Element, { tag, attributes }: Mark): boolean {
  const before = painted.get(element);
  return before?.tag === tag && "data-point" in before.attributes === "data-point" in attributes;
}

/** What was painted last: comparing with it is far quicker than asking the page. */
const painted = new WeakMap<Element, Mark>();

/** Attributes that others have set, such as the state of a point, are left alone. */
function paintOne(element: Element, wanted: Mark): void {
  const before = painted.get(element);
  painted.set(element, wanted);
  const old = before?.attributes ?? {};
  for (const name in old) if (!(name in wanted.attributes)) element.removeAttribute(name);
  for (const name in wanted.attributes) {
    const value = wanted.attributes[name];
    if (old[name] !== value) element.setAttribute(name, String(value));
  }
  if (wanted.text !== undefined) {
    if (before?.text !== wanted.text) element.textContent = wanted.text;
    return;
  }
  if (before?.text !== undefined) element.textContent = "";
  paint(element, wanted.children);
}
