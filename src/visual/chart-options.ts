import type powerbi from "powerbi-visuals-api";
import type {
  AxisText,
  ChartFormat,
  ChartKind,
  ChartOptions,
  HeatScale,
  ReferenceLine,
} from "../charts/options";
import type { MeasureText } from "../charts/measure-text";
import type { ChartStyle } from "../charts/style";
import type { ChartWords } from "../charts/words";
import type { formattingSettings as format } from "powerbi-visuals-utils-formattingmodel";
import type { Question } from "./ask";
import { periodNames } from "./date-format";
import { memo } from "../charts/memo";
import { tickWriter } from "../charts/tick-writer";
import { numberWriter } from "./number-format";
import { chosen, given, type Settings } from "./settings";
import type { Texts } from "./texts";

/** What a picture needs besides its release. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly id: string;
  readonly kind: ChartKind;
  readonly style: ChartStyle;
  readonly words: ChartWords;
  readonly colors: Readonly<Record<string, string>>;
  readonly themeColors: Readonly<Record<string, string>>;
  readonly incomplete: readonly string[];
  readonly rtl: boolean;
  readonly locale: string;
  readonly measureText: MeasureText;
  readonly dateFormat: string | undefined;
}

/** The author's settings as options of a picture. */
export function chartOptions(question: Question, settings: Settings, frame: Frame): ChartOptions {
  const { chart, categoryAxis, valueAxis, labels, legend, lines, heat, privacy } = settings;
  return {
    ...frame,
    title: question.title,
    groupTitle: question.groupTitle,
    sort: chosen(chart.sort) === "value" ? "value" : "release",
    descending: chosen(chart.direction) !== "ascending",
    hiddenGroups: chosen(privacy.hiddenGroups) === "omit" ? "omit" : "muted",
    categoryAxis: {
      ...textOf(categoryAxis, categoryAxis.labelColor),
      maxWidth: categoryAxis.maxWidth.value / 100,
    },
    valueAxis: {
      ...textOf(valueAxis, valueAxis.labelColor),
      gridlines: valueAxis.gridlines.value,
      start: given(valueAxis.start),
      end: given(valueAxis.end),
    },
    labels: { ...textOf(labels, labels.color), sizes: labels.sizes.value },
    legend: {
      ...textOf(legend, legend.labelColor),
      position: chosen(legend.position) as "auto" | "direct" | "top",
    },
    reference: referenceFrom(settings),
    colorByGroup: settings.colors.byGroup.value,
    lines: {
      width: lines.width.value,
      markers: lines.markers.value,
      multiplesFrom: lines.multiplesFrom.value,
    },
    trailing: lines.trailing.value,
    change: lines.change.value,
    heat: { scale: chosen(heat.scale) as HeatScale, values: heat.values.value },
    note: privacy.note.value,
    ...(privacy.noteText.value === "" ? {} : { noteText: privacy.noteText.value }),
    format: formatOf(question, frame),
  };
}

interface TextCard {
  readonly name: string;
  readonly show: format.ToggleSwitch;
  readonly font: format.FontControl;
}

function textOf({ name, show, font }: TextCard, color: format.ColorPicker): AxisText {
  return {
    part: name,
    show: show.value,
    title: false,
    fontSize: font.fontSize.value,
    fontFamily: font.fontFamily.value,
    bold: font.bold?.value ?? false,
    italic: font.italic?.value ?? false,
    underline: font.underline?.value ?? false,
    ...(color.value.value === "" ? {} : { color: color.value.value }),
  };
}

function referenceFrom({ reference }: Settings): ReferenceLine | null {
  const kind = chosen(reference.kind);
  if (kind !== "shown" && kind !== "everybody" && kind !== "target") return null;
  const value = given(reference.value);
  const color = reference.color.value.value;
  return {
    kind,
    label: reference.label.value,
    ...(value === null ? {} : { value }),
    ...(color === "" ? {} : { color }),
  };
}

function formatOf({ pattern, decimals, view }: Question, { locale, dateFormat }: Frame): ChartFormat {
  const names = periodNames(view.over, dateFormat, locale);
  const value = numberWriter(pattern, decimals, locale);
  const percent = { style: pattern.percent ? "percent" : "decimal" } as const;
  const change = new Intl.NumberFormat(locale, {
    ...percent,
    signDisplay: "exceptZero",
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return {
    value: memo(value),
    ticks: tickWriter(locale, percent),
    change: (number) => change.format(number),
    period: memo(names.full),
    periodTick: memo(names.short),
  };
}

/**
 * The words of a picture in the viewer's language.
 * @param advice what may show more than nothing, where it is known
 */
export function wordsFrom(texts: Texts, advice: string | null): ChartWords {
  const say = (key: string): string => texts.pattern(`Chart_word_${key}`);
  return {
    note: say("note"),
    hidden: say("hidden"),
    noData: say("noData"),
    under: say("under"),
    over: say("over"),
    everybody: say("everybody"),
    shownGroups: say("shownGroups"),
    other: say("other"),
    target: say("target"),
    people: say("people"),
    change: say("change"),
    incomplete: say("incomplete"),
    by: say("by"),
    summaryShown: say("summaryShown"),
    summaryRange: say("summaryRange"),
    summaryPeriods: say("summaryPeriods"),
    nothingShown: say("nothingShown"),
    wider: advice ?? say("wider"),
    more: say("more"),
  };
}

/** Colours that the author gave to single groups, kept under `dataPoint` with the group's name as selector. */
export function groupColors(objects: powerbi.DataViewObjects | undefined): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const take = (name: string, object: powerbi.DataViewObject | undefined): void => {
    const fill = object?.["fill"] as powerbi.Fill | undefined;
    if (fill?.solid?.color !== undefined) found[name] = fill.solid.color;
  };
  const held: unknown = objects?.["dataPoint"];
  if (Array.isArray(held))
    for (const { id, object } of held as powerbi.DataViewObjectWithId[]) take(id, object);
  const instances = (held as powerbi.DataViewObject | undefined)?.$instances;
  for (const [name, object] of Object.entries(instances ?? {})) take(name, object);
  return found;
}
