import type { Binding, FieldInfo, Summary } from "../protocol";
import { h } from "./dom";
import { bound, limitOf, roleNamed, SUMMARIES, summariesFor } from "./fields";
import type { Capabilities, PackagedVisual } from "./package-file";

type Role = Capabilities["dataRoles"][number];

export interface WellsContext {
  readonly visual: PackagedVisual;
  readonly fields: readonly FieldInfo[];
  readonly bindings: readonly Binding[];
  readonly strings: Readonly<Record<string, string>>;
  change(bindings: readonly Binding[]): void;
}

const ICONS: Readonly<Record<FieldInfo["kind"], string>> = {
  text: "Abc",
  number: "∑",
  date: "▦",
  boolean: "✓",
};

/** The field wells of the visual, read from its capabilities, and the data pane to fill them from. */
export function wellsPane(context: WellsContext): HTMLElement {
  const wells = context.visual.capabilities.dataRoles.map((role) => well(context, role));
  const fields = context.fields.map((field) => fieldItem(context, field));
  return h(
    "div",
    { class: "wells" },
    h("div", { class: "wells-roles" }, ...wells),
    h("h2", {}, "Data"),
    h("ul", { class: "fields", "aria-label": "Fields of the data" }, ...fields),
  );
}

function add(context: WellsContext, role: Role, name: string): void {
  const field = context.fields.find((candidate) => candidate.name === name);
  if (field) context.change(bound(context.visual.capabilities, context.bindings, role, field));
}

function well(context: WellsContext, role: Role): HTMLElement {
  const { strings } = context;
  const title = strings[role.displayNameKey ?? ""] ?? role.displayName;
  const help = strings[role.descriptionKey ?? ""] ?? role.description ?? "";
  const own = context.bindings.filter((binding) => binding.role === role.name);
  const picker = h(
    "select",
    {
      class: "add",
      "aria-label": `Add a field to ${title}`,
      onchange: (event) => {
        add(context, role, (event.target as HTMLSelectElement).value);
      },
    },
    h(
      "option",
      { value: "" },
      own.length > 0 && limitOf(context.visual.capabilities, role.name) === 1 ? "Replace …" : "Add data …",
    ),
    ...context.fields.map((field) => h("option", { value: field.name }, field.name)),
  );
  const box = h("div", { class: "well-box" }, ...own.map((binding) => chip(context, role, binding)), picker);
  const group = h(
    "fieldset",
    { class: "well", "data-role": role.name },
    h("legend", { title: help }, title),
    box,
  );
  group.addEventListener("dragover", (event) => {
    event.preventDefault();
  });
  group.addEventListener("drop", (event) => {
    event.preventDefault();
    add(context, role, event.dataTransfer?.getData("text/field") ?? "");
  });
  return group;
}

function chip(context: WellsContext, role: Role, binding: Binding): HTMLElement {
  const field = context.fields.find((candidate) => candidate.name === binding.field);
  const others = (): readonly Binding[] => context.bindings.filter((other) => other !== binding);
  const take = h(
    "button",
    {
      class: "quiet",
      "aria-label": `Remove ${binding.field}`,
      onclick: () => {
        context.change(others());
      },
    },
    "×",
  );
  const ways = field ? summariesFor(role, field) : [];
  const choice = h(
    "select",
    {
      "aria-label": `How to take ${binding.field}`,
      onchange: (event) => {
        const summary = (event.target as HTMLSelectElement).value as Summary;
        context.change(
          context.bindings.map((other) => (other === binding ? { ...binding, summary } : other)),
        );
      },
    },
    ...ways.map((way) => h("option", { value: way, selected: way === binding.summary }, SUMMARIES[way])),
  );
  const name = h("span", { class: "chip-name", title: binding.field }, binding.field);
  return h("div", { class: "chip" }, name, ...(ways.length > 1 ? [choice] : []), take);
}

/** Ticking a field puts it where Power BI would: numbers into the metric, dates into the period, text into the group. */
function usualRole(context: WellsContext, field: FieldInfo): Role | undefined {
  const usual = { number: "metric", date: "period", text: "group", boolean: "group" }[field.kind];
  return roleNamed(context.visual.capabilities, field.measure ? "minimum" : usual);
}

function fieldItem(context: WellsContext, field: FieldInfo): HTMLElement {
  const used = context.bindings.some((binding) => binding.field === field.name);
  const box = h("input", {
    type: "checkbox",
    checked: used,
    onchange: () => {
      const role = usualRole(context, field);
      if (used) context.change(context.bindings.filter((binding) => binding.field !== field.name));
      else if (role) context.change(bound(context.visual.capabilities, context.bindings, role, field));
    },
  });
  const kind = h("span", { class: "kind", "aria-hidden": "true" }, field.measure ? "fx" : ICONS[field.kind]);
  const item = h(
    "li",
    { draggable: "true" },
    h("label", {}, box, kind, h("span", { title: field.name }, field.name)),
  );
  item.addEventListener("dragstart", (event) => {
    event.dataTransfer?.setData("text/field", field.name);
  });
  return item;
}
