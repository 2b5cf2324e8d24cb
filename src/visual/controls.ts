import { element } from "./page";

/** One list to choose from: the metric, or the attribute of an unpivoted query. */
export interface Switch {
  readonly label: string;
  readonly names: readonly string[];
  readonly current: string;
  readonly onChange: (name: string) => void;
}

/** Lists above the picture, for what the viewer may switch. A list with one name is left out. */
export function controls(switches: readonly Switch[]): HTMLElement {
  const bar = element("div", { class: "controls" });
  for (const { label, names, current, onChange } of switches) {
    if (names.length < 2) continue;
    const list = element(
      "select",
      { "aria-label": label },
      ...names.map((name) => element("option", { value: name }, name)),
    );
    list.value = current;
    list.addEventListener("change", () => {
      onChange(list.value);
    });
    bar.append(list);
  }
  return bar;
}
