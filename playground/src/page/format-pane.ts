import type powerbi from "powerbi-visuals-api";
import { h } from "./dom";

type Model = powerbi.visuals.FormattingModel;
type Selector = powerbi.data.Selector | undefined;
type Properties = Readonly<Record<string, unknown>>;

export interface FormatContext {
  change(objectName: string, selector: Selector, properties: Properties): void;
}

// The formatting model as it arrives: plain data, of which the pane reads the parts that it can show.
interface Descriptor {
  readonly objectName: string;
  readonly propertyName: string;
  readonly selector?: powerbi.data.Selector;
}
interface Property {
  readonly descriptor: Descriptor;
  readonly value: unknown;
  readonly items?: readonly { readonly value: string | number; readonly displayName: string }[];
  readonly options?: {
    readonly minValue?: { readonly value: number };
    readonly maxValue?: { readonly value: number };
    readonly unitSymbol?: string;
  };
  readonly placeholder?: string;
  readonly placeholderText?: string;
}
interface Slice {
  readonly uid: string;
  readonly displayName?: string;
  readonly description?: string;
  readonly infoIconText?: string;
  readonly disabled?: boolean;
  readonly disabledReason?: string;
  readonly control: {
    readonly type: string;
    readonly properties: Property | Readonly<Record<string, Property>>;
  };
}
interface Group {
  readonly displayName?: string;
  readonly disabled?: boolean;
  readonly disabledReason?: string;
  readonly topLevelToggle?: Slice;
  readonly slices?: readonly Slice[];
  readonly container?: {
    readonly containerItems: readonly { readonly displayName: string; readonly slices?: readonly Slice[] }[];
  };
}
interface Card extends Group {
  readonly uid: string;
  readonly displayName: string;
  readonly description?: string;
  readonly groups: readonly Group[];
  readonly revertToDefaultDescriptors?: readonly Descriptor[];
}

const open = new Set<string>();

/** Opens a card, by the name under which Power BI knows it. */
export function openCard(card: string): void {
  open.add(card.replace(/^Visual-/, ""));
}

/** The format pane that a formatting model describes. */
export function formatPane(model: Model | null, context: FormatContext): HTMLElement {
  const cards = (model?.cards ?? []) as unknown as readonly Card[];
  if (cards.length === 0) return h("p", { class: "hint" }, "This visual has nothing to format yet.");
  if (open.size === 0 && cards[0]) open.add(cards[0].uid);
  return h("div", { class: "format" }, ...cards.map((card) => cardView(card, context)));
}

function cardView(card: Card, context: FormatContext): HTMLElement {
  const toggle = card.topLevelToggle ? [row({ ...card.topLevelToggle, displayName: "On" }, context)] : [];
  const reset = h(
    "button",
    {
      class: "quiet reset",
      onclick: () => {
        revert(card, context);
      },
    },
    "Reset to default",
  );
  const body = card.groups.flatMap((group) => groupView(group, context, card.groups.length > 1));
  const reason = card.disabledReason ? [h("p", { class: "hint" }, card.disabledReason)] : [];
  const details = h(
    "details",
    { class: "card", open: open.has(card.uid), "data-card": card.displayName, "data-uid": card.uid },
    h("summary", { title: card.description ?? "" }, h("span", {}, card.displayName)),
    ...reason,
    ...toggle,
    ...body,
    reset,
  );
  details.addEventListener("toggle", () => {
    if (details.open) open.add(card.uid);
    else open.delete(card.uid);
  });
  return details;
}

function revert(card: Card, context: FormatContext): void {
  for (const { objectName, propertyName, selector } of card.revertToDefaultDescriptors ?? []) {
    context.change(objectName, selector, { [propertyName]: undefined });
  }
}

function groupView(group: Group, context: FormatContext, titled: boolean): HTMLElement[] {
  const items = group.container?.containerItems ?? [];
  const slices = [...(group.topLevelToggle ? [group.topLevelToggle] : []), ...(group.slices ?? [])];
  const title = titled && group.displayName ? [h("h2", {}, group.displayName)] : [];
  const reason = group.disabledReason ? [h("p", { class: "hint" }, group.disabledReason)] : [];
  const contained = items.flatMap((item) => [
    h("h2", {}, item.displayName),
    ...(item.slices ?? []).map((slice) => row(slice, context)),
  ]);
  return [...title, ...reason, ...slices.map((slice) => row(slice, context)), ...contained];
}

function row(slice: Slice, context: FormatContext): HTMLElement {
  const name = slice.displayName ?? "";
  const help = slice.infoIconText ?? slice.description ?? "";
  const reason =
    slice.disabled === true && slice.disabledReason ? [h("small", {}, slice.disabledReason)] : [];
  return h(
    "label",
    { class: slice.disabled === true ? "slice disabled" : "slice", title: help, "data-slice": name },
    h("span", {}, name),
    control(slice, context),
    ...reason,
  );
}

function control(slice: Slice, context: FormatContext): HTMLElement {
  const { type, properties } = slice.control;
  if (!isSimple(properties)) {
    const parts = Object.entries(properties).map(([name, part]) => {
      const type = partType(name);
      const editor = simple(type, part, slice, context);
      editor.setAttribute("aria-label", `${slice.displayName ?? ""} ${name}`);
      return type === "ToggleSwitch"
        ? h("span", { title: name }, name.charAt(0).toUpperCase(), editor)
        : editor;
    });
    return h("span", { class: "composite" }, ...parts);
  }
  return simple(type, properties, slice, context);
}

function isSimple(properties: Slice["control"]["properties"]): properties is Property {
  return "descriptor" in properties;
}

function partType(name: string): string {
  if (name === "fontFamily") return "FontPicker";
  return ["bold", "italic", "underline"].includes(name) ? "ToggleSwitch" : "NumUpDown";
}

function simple(type: string, property: Property, slice: Slice, context: FormatContext): HTMLElement {
  const { objectName, propertyName, selector } = property.descriptor;
  const set = (value: unknown): void => {
    context.change(objectName, selector, { [propertyName]: value });
  };
  const element = editor(type, property, set);
  if (slice.disabled === true) element.setAttribute("disabled", "");
  element.setAttribute("aria-label", slice.displayName ?? propertyName);
  element.dataset["property"] = `${objectName}.${propertyName}`;
  return element;
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : "";
}

const input = (event: Event): HTMLInputElement => event.target as HTMLInputElement;

function numberInput(type: string, property: Property, set: (value: unknown) => void): HTMLElement {
  const { value, options } = property;
  const bounds = {
    min: textOf(options?.minValue?.value),
    max: textOf(options?.maxValue?.value),
    step: "any",
  };
  const change = (event: Event): void => {
    const entered = input(event).valueAsNumber;
    set(Number.isNaN(entered) ? undefined : entered);
  };
  return h("input", {
    type: type === "Slider" ? "range" : "number",
    value: textOf(value),
    ...bounds,
    onchange: change,
  });
}

function editor(type: string, property: Property, set: (value: unknown) => void): HTMLElement {
  const { value } = property;
  const setText = (event: Event): void => {
    set(input(event).value);
  };
  const setTick = (event: Event): void => {
    set(input(event).checked);
  };
  const setColor = (event: Event): void => {
    set({ solid: { color: input(event).value } });
  };
  switch (type) {
    case "ToggleSwitch":
      return h("input", { type: "checkbox", role: "switch", checked: value === true, onchange: setTick });
    case "NumUpDown":
    case "Slider":
      return numberInput(type, property, set);
    case "Dropdown":
    case "AlignmentGroup":
      return dropdown(property, set);
    case "ColorPicker":
      return h("input", {
        type: "color",
        value: (value as { value?: string } | null)?.value ?? "#000000",
        onchange: setColor,
      });
    case "TextArea":
      return h("textarea", { rows: "2", onchange: setText }, textOf(value));
    case "ReadOnlyText":
      return h("output", {}, textOf(value));
    default: {
      const placeholder = property.placeholder ?? property.placeholderText ?? "";
      return h("input", { type: "text", value: textOf(value), placeholder, onchange: setText });
    }
  }
}

function dropdown(property: Property, set: (value: unknown) => void): HTMLElement {
  const items = property.items ?? ["left", "center", "right"].map((value) => ({ value, displayName: value }));
  const { value } = property;
  const chosen = typeof value === "object" && value !== null ? (value as { value: unknown }).value : value;
  const options = items.map((item) =>
    h("option", { value: String(item.value), selected: item.value === chosen }, item.displayName),
  );
  const change = (event: Event): void => {
    const text = (event.target as HTMLSelectElement).value;
    set(items.find((item) => String(item.value) === text)?.value);
  };
  return h("select", { onchange: change }, ...options);
}
