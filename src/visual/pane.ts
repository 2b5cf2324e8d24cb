import { formattingSettings as format } from "powerbi-visuals-utils-formattingmodel";
import type { Answer } from "./answer";
import { minimumInForce } from "./ask";
import type { ModelMinimum } from "./intake";
import { chosen, type Settings } from "./settings";
import type { Texts } from "./texts";

/** More colour pickers than this nobody scrolls through. */
const MOST_COLORS = 40;

/** Shows the settings that matter for what is drawn, and says of the others why they cannot be changed. */
export function arrangePane(
  settings: Settings,
  answers: readonly Answer[],
  minimum: ModelMinimum,
  colors: Readonly<Record<string, string>>,
  texts: Texts,
): void {
  const kinds = new Set(answers.map((answer) => answer.kind));
  const bars = kinds.has("bar") || kinds.has("columns") || kinds.size === 0;
  const trend = kinds.has("trend");
  settings.colors.visible = bars || trend;
  settings.lines.visible = trend;
  settings.heat.visible = kinds.has("heat");
  settings.labels.visible = bars || kinds.has("heat");
  settings.valueAxis.visible = !kinds.has("heat");
  settings.chart.metric.visible = false;
  settings.chart.attribute.visible = false;
  if (!bars) withoutValues(settings.chart.sort);
  const measure = chosen(settings.measure.kind);
  const share = measure.startsWith("share");
  settings.measure.side.visible = share;
  settings.measure.limit.visible = share;
  settings.measure.percentile.visible = measure === "percentile";
  settings.reference.value.visible = chosen(settings.reference.kind) === "target";
  settings.privacy.minimum.value = minimumInForce(settings, minimum);
  disable(
    settings.privacy.minimum,
    minimum.kind !== "unbound",
    minimum.kind === "read"
      ? texts.say("Privacy_minimum_model", texts.count(minimum.value))
      : texts.say("Minimum_title"),
  );
  disable(settings.privacy.noteText, !settings.privacy.note.value, texts.say("Privacy_noteText_disabled"));
  disable(
    settings.periods.over,
    answers.length > 0 &&
      answers.every(({ kind, question }) => (kind === "bar" || kind === "columns") && question.kind !== null),
    texts.say("Periods_over_disabled"),
  );
  addColors(settings, answers, colors);
}

/** Lines and heat maps are in the order of names where bars would be sorted by value. */
function withoutValues(sort: format.ItemDropdown): void {
  const [, name, model] = sort.items;
  if (!name || !model) return;
  if (chosen(sort) === "value") sort.value = name;
  sort.items = [name, model] as format.ItemDropdown["items"];
}

function disable(slice: format.SimpleSlice, disabled: boolean, reason: string): void {
  slice.disabled = disabled;
  if (disabled) slice.disabledReason = reason;
}

/** One picker a group or series, kept by the group's name. */
function addColors(
  settings: Settings,
  answers: readonly Answer[],
  colors: Readonly<Record<string, string>>,
): void {
  const release = answers[0]?.release;
  const names = release ? [...new Set(release.series.length > 0 ? release.series : release.groups)] : [];
  const pickers = names.slice(0, MOST_COLORS).map(
    (name) =>
      new format.ColorPicker({
        name: "fill",
        displayName: name,
        value: { value: colors[name] ?? "" },
        selector: { id: name },
      }),
  );
  settings.colors.slices = [settings.colors.defaultColor, settings.colors.byGroup, ...pickers];
}
