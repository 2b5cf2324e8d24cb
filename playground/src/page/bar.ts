import { MINIMUM_FIELD } from "../protocol";
import { h } from "./dom";
import { PRESETS } from "./presets";
import type { Report } from "./report";
import type { ThemeName } from "./themes";

export interface BarContext {
  notice(text: string): void;
  slicers(): Promise<void>;
  open(action: Promise<void>): Promise<void>;
}

const THEME_NAMES: Readonly<Record<ThemeName, string>> = {
  light: "Light",
  dark: "Dark",
  contrast: "High contrast",
};
const chosen = (event: Event): string => (event.target as HTMLSelectElement).value;

function labelled(label: string, control: HTMLElement): HTMLElement {
  return h("label", { class: "tool" }, h("span", {}, label), control);
}

function fileButton(report: Report, context: BarContext): HTMLElement {
  const input = h("input", {
    type: "file",
    accept: ".csv,.txt,.tsv",
    id: "file",
    class: "visually-hidden",
    onchange: (event) => {
      const file = (event.target as HTMLInputElement).files?.[0];
      if (file) void context.open(report.openData({ kind: "file", file }));
    },
  });
  return h("label", { class: "button", for: "file" }, "Open CSV …", input);
}

function presetPicker(report: Report, context: BarContext): HTMLElement {
  const change = (event: Event): void => {
    const preset = PRESETS.find((candidate) => candidate.name === chosen(event));
    if (preset) void context.open(report.open(preset));
  };
  const names = PRESETS.map((preset) => h("option", {}, preset.name));
  return h("select", { id: "preset", onchange: change }, h("option", { value: "" }, "Choose …"), ...names);
}

function themePicker(report: Report): HTMLElement {
  const options = Object.entries(THEME_NAMES).map(([value, name]) =>
    h("option", { value, selected: value === report.theme }, name),
  );
  return h(
    "select",
    {
      id: "theme",
      onchange: (event) => {
        report.setTheme(chosen(event) as ThemeName);
      },
    },
    ...options,
  );
}

function localePicker(report: Report): HTMLElement {
  const options = report.visual.locales.map((locale) =>
    h("option", { selected: locale === report.locale }, locale),
  );
  return h(
    "select",
    {
      id: "locale",
      onchange: (event) => {
        report.setLocale(chosen(event));
      },
    },
    ...options,
  );
}

function slicerPicker(report: Report, context: BarContext): HTMLElement {
  const change = (event: Event): void => {
    const field = chosen(event);
    (event.target as HTMLSelectElement).value = "";
    if (field === "" || report.slicers.some((slicer) => slicer.field === field)) return;
    report.setSlicers([...report.slicers, { field, values: [], from: null, to: null }]);
    void context.slicers();
  };
  const fields = report.data.fields.filter(
    (field) => !field.measure && field.kind !== "number" && field.name !== "PersonId",
  );
  return h(
    "select",
    { id: "slicer", onchange: change },
    h("option", { value: "" }, "Add …"),
    ...fields.map((field) => h("option", {}, field.name)),
  );
}

function bookmarkPicker(report: Report, context: BarContext): HTMLElement {
  const options = (): HTMLElement[] => [
    h("option", { value: "" }, "Go to …"),
    ...report.bookmarks.map((bookmark, index) => h("option", { value: String(index) }, bookmark.name)),
    h("option", { value: "save" }, "Save this state"),
  ];
  const select = h("select", { id: "bookmark" }, ...options());
  select.addEventListener("change", () => {
    const { value } = select;
    const bookmark = report.bookmarks[Number(value)];
    if (value === "save") report.saveBookmark();
    else if (value !== "" && bookmark) report.applyBookmark(bookmark);
    select.replaceChildren(...options());
    select.value = "";
    void context.slicers();
  });
  return select;
}

function minimumInput(report: Report): HTMLElement {
  const change = (event: Event): void => {
    const value = (event.target as HTMLInputElement).valueAsNumber;
    if (Number.isFinite(value)) report.setMinimum(value);
  };
  return h("input", {
    id: "minimum",
    type: "number",
    value: "10",
    step: "1",
    title: `Value of the model's measure “${MINIMUM_FIELD}”`,
    onchange: change,
  });
}

function asksForMinimum(report: Report): boolean {
  return report.tiles.some((tile) => tile.state.bindings.some((binding) => binding.field === MINIMUM_FIELD));
}

/** The bar above the report page. */
export function barView(report: Report, context: BarContext): HTMLElement[] {
  const { visual, data } = report;
  return [
    h("h1", {}, visual.name, h("small", {}, visual.version)),
    h(
      "span",
      { class: "data-name", id: "data-name", title: data.name },
      `${data.name} · ${data.length.toLocaleString("en-US")} rows`,
    ),
    fileButton(report, context),
    labelled("Preset", presetPicker(report, context)),
    h(
      "button",
      {
        class: "button",
        id: "add",
        onclick: () => {
          report.addEmpty();
        },
      },
      "Add visual",
    ),
    labelled("Slicer", slicerPicker(report, context)),
    labelled("Bookmark", bookmarkPicker(report, context)),
    h("span", { class: "grow" }),
    ...(asksForMinimum(report) ? [labelled("Minimum", minimumInput(report))] : []),
    labelled("Theme", themePicker(report)),
    labelled("Language", localePicker(report)),
  ];
}
