import { h } from "./dom";

export interface HostEvent {
  readonly at: number;
  readonly tile: string;
  readonly name: string;
  readonly detail: string;
}

/** Entries that the page shows; the rest are counted. */
const SHOWN = 200;

/** The host's diary: what each visual was told and what it asked for. */
export class EventLog {
  readonly element: HTMLElement;
  readonly entries: HostEvent[] = [];
  readonly #list = h("ol", { class: "log-list", "aria-label": "Host events" });
  readonly #count = h("span", { class: "log-count" });
  readonly #started = performance.now();

  constructor() {
    const clear = h(
      "button",
      {
        class: "quiet",
        onclick: (event) => {
          event.preventDefault();
          this.clear();
        },
      },
      "Clear",
    );
    const summary = h("summary", {}, "Host events ", this.#count);
    this.element = h("details", { class: "log-details" }, summary, clear, this.#list);
    this.#showCount();
  }

  add(tile: string, name: string, detail: string): void {
    const entry = { at: Math.round(performance.now() - this.#started), tile, name, detail };
    this.entries.push(entry);
    const bad =
      name === "renderingFailed" ||
      name.startsWith("console") ||
      name === "blocked" ||
      name === "asked for a service";
    const line = h(
      "li",
      { "data-event": name, "data-tile": tile, class: bad ? "bad" : "" },
      h("time", {}, `${(entry.at / 1000).toFixed(2)} s`),
      h("b", {}, name),
      h("span", {}, detail),
      h("i", {}, tile),
    );
    this.#list.prepend(line);
    if (this.#list.childElementCount > SHOWN) this.#list.lastElementChild?.remove();
    this.#showCount();
  }

  clear(): void {
    this.entries.length = 0;
    this.#list.replaceChildren();
    this.#showCount();
  }

  #showCount(): void {
    this.#count.textContent = String(this.entries.length);
  }
}
