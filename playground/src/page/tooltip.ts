import type { TooltipItem } from "../protocol";
import { h, place } from "./dom";

const GAP = 12;

/** Shows a visual's tooltip near a point of the page, or hides it. */
export function showTooltip(items: readonly TooltipItem[] | null, x: number, y: number): void {
  const box = place("tooltip");
  if (items === null || items.length === 0) {
    box.hidden = true;
    return;
  }
  const header = items.find((item) => item.header)?.header;
  const rows = items.map((item) => {
    const mark = h("span", { class: "tooltip-mark" });
    if (item.color) mark.style.background = item.color;
    return h("div", { class: "tooltip-row" }, mark, h("span", {}, item.displayName), h("b", {}, item.value));
  });
  box.replaceChildren(...(header ? [h("div", { class: "tooltip-header" }, header)] : []), ...rows);
  box.hidden = false;
  const { width, height } = box.getBoundingClientRect();
  const left = x + GAP + width > innerWidth ? x - GAP - width : x + GAP;
  const top = y + GAP + height > innerHeight ? y - GAP - height : y + GAP;
  box.style.transform = `translate(${Math.max(0, left)}px, ${Math.max(0, top)}px)`;
}
