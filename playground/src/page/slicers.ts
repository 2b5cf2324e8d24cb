import type { FieldInfo, ModelFilter } from "../protocol";
import { h } from "./dom";
import type { Model } from "./model";

const DAY = 86_400_000;
type Value = string | number | boolean | null;

export interface SlicerState {
  readonly field: string;
  /** Values that are kept; empty keeps all. */
  readonly values: readonly Value[];
  readonly from: number | null;
  readonly to: number | null;
}

const isoOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);
const labelOf = (value: Value, kind: FieldInfo["kind"]): string => {
  if (value === null) return "(Blank)";
  return kind === "date" ? isoOf(Number(value)) : String(value);
};

/** What a slicer means to the model. */
export function slicerFilters(slicers: readonly SlicerState[]): ModelFilter[] {
  return slicers.flatMap((slicer): ModelFilter[] => {
    const { field, values, from, to } = slicer;
    if (from !== null || to !== null)
      return [{ kind: "range", field, from: from ?? -Infinity, to: to ?? Infinity }];
    return values.length > 0 ? [{ kind: "values", field, values }] : [];
  });
}

export interface SlicerContext {
  readonly model: Model;
  change(slicer: SlicerState): void;
  remove(field: string): void;
}

/** A slicer over a field: a list with ticks, or a range of dates. */
export async function slicerView(
  field: FieldInfo,
  state: SlicerState,
  context: SlicerContext,
): Promise<HTMLElement> {
  const values = await context.model.values(field.name);
  const remove = h(
    "button",
    {
      class: "quiet",
      "aria-label": `Remove the slicer ${field.name}`,
      onclick: () => {
        context.remove(field.name);
      },
    },
    "×",
  );
  const inner =
    field.kind === "date" ? dateRange(values, state, context) : tickList(values, field, state, context);
  return h(
    "fieldset",
    { class: "slicer", "data-field": field.name },
    h("legend", {}, field.name, remove),
    inner,
  );
}

function dateRange(values: readonly Value[], state: SlicerState, context: SlicerContext): HTMLElement {
  const days = values.filter((value) => typeof value === "number").sort((a, b) => a - b);
  const bounds = { min: isoOf(days[0] ?? 0), max: isoOf(days.at(-1) ?? 0) };
  const input = (label: string, value: number | null, key: "from" | "to"): HTMLElement =>
    h("input", {
      type: "date",
      "aria-label": label,
      value: value === null ? "" : isoOf(value),
      ...bounds,
      onchange: (event) => {
        const milliseconds = (event.target as HTMLInputElement).valueAsNumber;
        state = { ...state, [key]: Number.isNaN(milliseconds) ? null : milliseconds / DAY };
        context.change(state);
      },
    });
  return h("div", { class: "range" }, input("From", state.from, "from"), "–", input("To", state.to, "to"));
}

function tickList(
  values: readonly Value[],
  field: FieldInfo,
  state: SlicerState,
  context: SlicerContext,
): HTMLElement {
  const sorted = [...values].sort((a, b) =>
    labelOf(a, field.kind).localeCompare(labelOf(b, field.kind), "en", { numeric: true }),
  );
  const items = sorted.slice(0, 300).map((value) => {
    const box = h("input", {
      type: "checkbox",
      checked: state.values.includes(value),
      onchange: (event) => {
        const on = (event.target as HTMLInputElement).checked;
        const others = state.values.filter((other) => other !== value);
        state = { ...state, values: on ? [...others, value] : others };
        context.change(state);
      },
    });
    return h("label", {}, box, labelOf(value, field.kind));
  });
  return h("div", { class: "ticks" }, ...items);
}
