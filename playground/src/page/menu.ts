import { h } from "./dom";

/** The context menu at a point of the page; without a choice it says that there is none here. */
export function showMenu(x: number, y: number, choose: (() => void) | null): void {
  document.querySelector(".menu")?.remove();
  const close = (): void => {
    menu.remove();
    document.removeEventListener("pointerdown", outside, true);
  };
  const outside = (event: Event): void => {
    if (!menu.contains(event.target as Node)) close();
  };
  const act = (): void => {
    choose?.();
    close();
  };
  const item = h(
    "button",
    { role: "menuitem", disabled: choose === null, onclick: act },
    "Filter the other visuals to this",
  );
  const menu = h("div", { class: "menu", role: "menu" }, item);
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  menu.style.left = `${x}px`;
  menu.style.top = `${y}px`;
  document.body.append(menu);
  document.addEventListener("pointerdown", outside, true);
  item.focus();
}
