import { formattingSettings as format } from "powerbi-visuals-utils-formattingmodel";

/** The smallest minimum group size that anybody may set. */
export const FLOOR = 5;

/** Texts of a setting are `<Card>_<name>` in the string resources, those of a choice `<Card>_<name>_<value>`. */
const key = (card: string, name: string): string => `${card}_${name}`;

function toggle(card: string, name: string, value: boolean): format.ToggleSwitch {
  return new format.ToggleSwitch({ name, displayNameKey: key(card, name), value });
}

function number(card: string, name: string, value: number, least: number, most: number): format.NumUpDown {
  const options = { minValue: { type: 0, value: least }, maxValue: { type: 1, value: most } };
  return new format.NumUpDown({ name, displayNameKey: key(card, name), value, options });
}

/** A number that may be left empty, which means "chosen for you". */
function optional(card: string, name: string): format.NumUpDown {
  return new format.NumUpDown({ name, displayNameKey: key(card, name), value: null as unknown as number });
}

function choice(card: string, name: string, values: readonly string[]): format.ItemDropdown {
  const items = values.map((value) => ({ value, displayNameKey: `${key(card, name)}_${value}` }));
  const [value = { value: "", displayNameKey: "" }] = items;
  return new format.ItemDropdown({ name, displayNameKey: key(card, name), items, value });
}

function text(card: string, name: string): format.TextInput {
  return new format.TextInput({ name, displayNameKey: key(card, name), value: "", placeholder: "" });
}

function color(name: string): format.ColorPicker {
  return new format.ColorPicker({ name, displayNameKey: key("Text", name), value: { value: "" } });
}

/** Power BI's own font control: family, size, bold, italic, underline. */
function font(size: number): format.FontControl {
  const part = (name: string): format.ToggleSwitch => new format.ToggleSwitch({ name, value: false });
  return new format.FontControl({
    name: "font",
    displayNameKey: "Text_font",
    fontFamily: new format.FontPicker({
      name: "fontFamily",
      value: "Segoe UI, wf_segoe-ui_normal, helvetica, arial, sans-serif",
    }),
    fontSize: new format.NumUpDown({
      name: "fontSize",
      value: size,
      options: { minValue: { type: 0, value: 7 }, maxValue: { type: 1, value: 40 } },
    }),
    bold: part("bold"),
    italic: part("italic"),
    underline: part("underline"),
  });
}

export class PrivacyCard extends format.SimpleCard {
  override name = "privacy";
  override displayNameKey = "Card_privacy";
  minimum = number("Privacy", "minimum", 10, FLOOR, 1_000_000);
  /** Whether the author set it, which its value does not tell where that is the default. */
  isMinimumSet = false;
  hiddenGroups = choice("Privacy", "hiddenGroups", ["muted", "omit"]);
  merge = toggle("Privacy", "merge", false);
  groupSize = choice("Privacy", "groupSize", ["band", "rounded", "exact", "hidden"]);
  totalsKnown = toggle("Privacy", "totalsKnown", true);
  session = toggle("Privacy", "session", true);
  note = toggle("Privacy", "note", true);
  noteText = text("Privacy", "noteText");
  override slices = [
    this.minimum,
    this.hiddenGroups,
    this.merge,
    this.groupSize,
    this.totalsKnown,
    this.session,
    this.note,
    this.noteText,
  ];
}

export class ChartCard extends format.SimpleCard {
  override name = "chart";
  override displayNameKey = "Card_chart";
  kind = choice("Chart", "kind", ["auto", "bar", "columns", "trend", "heat"]);
  sort = choice("Chart", "sort", ["value", "name", "model"]);
  /** Automatic: large values first, names from A on, the model's order as it is. */
  direction = choice("Chart", "direction", ["auto", "ascending", "descending"]);
  metrics = choice("Chart", "metrics", ["switch", "side"]);
  /** The metric and attribute that the viewer switched to; not in the pane. */
  metric = text("Chart", "metric");
  attribute = text("Chart", "attribute");
  override slices = [this.kind, this.sort, this.direction, this.metrics, this.metric, this.attribute];
}

export class MeasureCard extends format.SimpleCard {
  override name = "measure";
  override displayNameKey = "Card_measure";
  kind = choice("Measure", "kind", [
    "mean",
    "row-mean",
    "total",
    "share-people",
    "share-rows",
    "median",
    "percentile",
    "headcount",
  ]);
  side = choice("Measure", "side", ["above", "below"]);
  limit = number("Measure", "limit", 20, -1e12, 1e12);
  percentile = number("Measure", "percentile", 75, 1, 99);
  override slices = [this.kind, this.side, this.limit, this.percentile];
}

export class PeriodsCard extends format.SimpleCard {
  override name = "periods";
  override displayNameKey = "Card_periods";
  over = choice("Periods", "over", ["auto", "none", "period", "week", "month", "quarter", "year"]);
  weekStart = choice("Periods", "weekStart", ["0", "1", "6"]);
  override slices = [this.over, this.weekStart];
}

class TextCard extends format.SimpleCard {
  show = toggle("Text", "show", true);
  font = font(12);
  labelColor = color("labelColor");
  override topLevelSlice = this.show;
}

export class CategoryAxisCard extends TextCard {
  override name = "categoryAxis";
  override displayNameKey = "Card_categoryAxis";
  maxWidth = number("Axis", "maxWidth", 40, 10, 80);
  override slices = [this.font, this.labelColor, this.maxWidth];
}

export class ValueAxisCard extends TextCard {
  override name = "valueAxis";
  override displayNameKey = "Card_valueAxis";
  override show = toggle("Text", "show", false);
  override topLevelSlice = this.show;
  override font = font(11);
  start = optional("Axis", "start");
  end = optional("Axis", "end");
  gridlines = toggle("Axis", "gridlines", true);
  override slices = [this.font, this.labelColor, this.start, this.end, this.gridlines];
}

export class LegendCard extends TextCard {
  override name = "legend";
  override displayNameKey = "Card_legend";
  position = choice("Legend", "position", ["auto", "direct", "top"]);
  override slices = [this.position, this.font, this.labelColor];
}

export class ColorsCard extends format.SimpleCard {
  override name = "dataPoint";
  override displayNameKey = "Card_dataPoint";
  defaultColor = new format.ColorPicker({
    name: "defaultColor",
    displayNameKey: "Colors_defaultColor",
    value: { value: "" },
  });
  byGroup = toggle("Colors", "byGroup", false);
  override slices: format.Slice[] = [this.defaultColor, this.byGroup];
}

export class LinesCard extends format.SimpleCard {
  override name = "lines";
  override displayNameKey = "Card_lines";
  width = number("Lines", "width", 2, 1, 10);
  markers = toggle("Lines", "markers", false);
  multiplesFrom = number("Lines", "multiplesFrom", 6, 1, 50);
  trailing = number("Lines", "trailing", 1, 1, 52);
  change = toggle("Lines", "change", false);
  incomplete = toggle("Lines", "incomplete", true);
  override slices = [
    this.width,
    this.markers,
    this.multiplesFrom,
    this.trailing,
    this.change,
    this.incomplete,
  ];
}

export class HeatCard extends format.SimpleCard {
  override name = "heat";
  override displayNameKey = "Card_heat";
  scale = choice("Heat", "scale", ["blue", "orange", "diverging"]);
  values = toggle("Heat", "values", true);
  override slices = [this.scale, this.values];
}

export class LabelsCard extends format.SimpleCard {
  override name = "labels";
  override displayNameKey = "Card_labels";
  show = toggle("Text", "show", true);
  override topLevelSlice = this.show;
  font = font(12);
  color = color("color");
  decimals = optional("Labels", "decimals");
  sizes = toggle("Labels", "sizes", true);
  override slices = [this.font, this.color, this.decimals, this.sizes];
}

export class ReferenceCard extends format.SimpleCard {
  override name = "referenceLine";
  override displayNameKey = "Card_referenceLine";
  kind = choice("Reference", "kind", ["none", "shown", "everybody", "target"]);
  value = optional("Reference", "value");
  label = text("Reference", "label");
  color = color("color");
  override slices = [this.kind, this.value, this.label, this.color];
}

/** The formatting pane: Privacy first, then Power BI's own names in Power BI's order. */
export class Settings extends format.Model {
  privacy = new PrivacyCard();
  chart = new ChartCard();
  measure = new MeasureCard();
  periods = new PeriodsCard();
  categoryAxis = new CategoryAxisCard();
  valueAxis = new ValueAxisCard();
  legend = new LegendCard();
  colors = new ColorsCard();
  lines = new LinesCard();
  heat = new HeatCard();
  labels = new LabelsCard();
  reference = new ReferenceCard();
  override cards: format.SimpleCard[] = [
    this.privacy,
    this.chart,
    this.measure,
    this.periods,
    this.categoryAxis,
    this.valueAxis,
    this.legend,
    this.colors,
    this.lines,
    this.heat,
    this.labels,
    this.reference,
  ];
}

/** The value of a choice, as its type of words. */
export function chosen(item: format.ItemDropdown): string {
  const value: unknown = (item.value as { value?: unknown } | undefined)?.value ?? item.items[0]?.value;
  return String(value);
}

/** An optional number: null where it was left empty. */
export function given(slice: format.NumUpDown): number | null {
  const value: unknown = slice.value;
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
