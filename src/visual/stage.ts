import { paint } from "../charts/paint";
import type { Picture, Point } from "../charts/picture";
import { element } from "./page";
import { SVG } from "../charts/mark";

/** A picture in the page: its three bands, of which the middle one scrolls. */
export interface Shown {
  readonly picture: Picture;
  readonly title: string;
}

/** One picture's elements. They stay when the picture changes, so that focus and scrolling survive. */
export class Frame {
  readonly element: HTMLElement;
  private readonly caption = element("figcaption");
  private readonly head = band("head");
  private readonly body = band("body");
  private readonly foot = band("foot");
  private readonly scroll = element("div", { class: "scroll" }, this.body);
  private current: Picture | null = null;

  constructor() {
    this.element = element("figure", { class: "picture" }, this.caption, this.head, this.scroll, this.foot);
    this.body.setAttribute("role", "listbox");
    this.body.setAttribute("aria-multiselectable", "true");
  }

  get picture(): Picture | null {
    return this.current;
  }

  show({ picture, title }: Shown, isSelected: (point: Point) => boolean | null): void {
    this.current = picture;
    this.caption.textContent = title;
    this.caption.hidden = title === "";
    this.element.style.width = `${String(picture.width)}px`;
    this.element.style.fontFamily = picture.style.fontFamily;
    for (const [svg, part] of [
      [this.head, picture.head],
      [this.body, picture.body],
      [this.foot, picture.foot],
    ] as const) {
      svg.setAttribute("width", String(part.width ?? picture.width));
      svg.setAttribute("height", String(part.height));
      paint(svg, part.marks);
    }
    this.scroll.classList.toggle("wide", (picture.body.width ?? 0) > picture.width);
    this.body.setAttribute("aria-label", picture.summary);
    this.markPoints(isSelected);
  }

  /** Roles, names and selection of the points. `null` means that nothing at all is selected. */
  markPoints(isSelected: (point: Point) => boolean | null): void {
    let focusable = this.body.querySelector("[data-point][tabindex='0']");
    for (const each of this.points()) {
      const point = this.pointOf(each);
      const selected = point ? isSelected(point) : null;
      focusable ??= each;
      put(each, "role", "option");
      put(each, "tabindex", each === focusable ? "0" : "-1");
      put(each, "aria-selected", String(selected === true));
      put(each, "class", selected === false ? "point dimmed" : "point");
    }
  }

  points(): readonly SVGGElement[] {
    return Array.from(this.body.querySelectorAll<SVGGElement>("[data-point]"));
  }

  pointOf(target: Element | null): Point | null {
    const number = target?.closest("[data-point]")?.getAttribute("data-point");
    return number === null || number === undefined ? null : (this.current?.points[Number(number)] ?? null);
  }

  /** Moves the one tab stop, and the focus with it. */
  focus(target: SVGGElement): void {
    for (const each of this.points()) each.setAttribute("tabindex", each === target ? "0" : "-1");
    target.focus();
  }

  /** A place on the screen in pixels of the body, scrolled or not. */
  inBody(clientX: number, clientY: number): { readonly x: number; readonly y: number } {
    const box = this.body.getBoundingClientRect();
    const scale = box.width === 0 ? 1 : Number(this.body.getAttribute("width")) / box.width;
    return { x: (clientX - box.left) * scale, y: (clientY - box.top) * scale };
  }

  /** The line of the crosshair; null takes it away. */
  crosshair(line: { readonly x: number; readonly top: number; readonly bottom: number } | null): void {
    const existing = this.body.querySelector(".crosshair");
    if (!line) {
      existing?.remove();
      return;
    }
    const drawn = existing ?? this.body.appendChild(document.createElementNS(SVG, "line"));
    const attributes = {
      class: "crosshair",
      x1: line.x,
      x2: line.x,
      y1: line.top,
      y2: line.bottom,
      "aria-hidden": "true",
    };
    for (const [name, value] of Object.entries(attributes)) drawn.setAttribute(name, String(value));
  }
}

/** Sets an attribute where it is another: also the same value set again is work for the browser. */
function put(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

function band(name: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", name);
  return svg;
}
