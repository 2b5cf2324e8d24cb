import type { Release } from "../privacy/release";
import { barLabel, barPoints, pointMark } from "./bar-points";
import { barRows, type Bar, type BarRow } from "./bar-rows";
import { isShown } from "./cells";
import { colored, colorOf } from "./colors";
import { columnNames, leastStep, MOST_INSET, type ColumnNames } from "./column-names";
import { hatchDefinition, hatched } from "./hidden";
import { legendBand } from "./legend";
import { mark, type Mark } from "./mark";
import { fit } from "./measure-text";
import { noteBand } from "./note";
import type { ChartOptions } from "./options";
import type { Band, Picture, Point } from "./picture";
import { referenceOf, type Reference } from "./reference";
import { Sheet } from "./sheet";
import { summaryOf } from "./summary";
import { halo, roomIn, scrollbarFor, TABULAR, typeOf } from "./type";
import { tickCount, valueScale, type ValueScale } from "./value-scale";

/** Pixels of the stub that stands in for a hidden column: the same for every one. */
const STUB = 18;
/** The part of the way from group to group that columns fill. */
const FILLED = 0.72;
/** Pixels from label to label. */
const APART = 4;

interface Layout {
  readonly sheet: Sheet;
  /** The width that is seen before anybody scrolls. */
  readonly seen: number;
  readonly left: number;
  /** Values that the axis names; none without one. */
  readonly ticks: readonly number[];
  readonly bottom: number;
  readonly step: number;
  readonly thick: number;
  /** The width that a label may have. */
  readonly labelRoom: number;
  readonly names: ColumnNames;
  readonly scale: ValueScale;
  readonly zero: number;
  readonly hatch: string;
}

/**
 * Vertical columns: one place a group along the bottom, one column a series. Where names have no room the body is
 * wider than the picture and scrolls; where values have none an axis stands in for them.
 */
export function columnChart(release: Release, options: ChartOptions): Picture {
  const sheet = new Sheet(options.width, options.rtl);
  const rows = barRows(release, options);
  const points = barPoints(rows, options);
  const reference = referenceOf(release, options);
  const note = noteBand(release, options, sheet);
  const entries = release.series.map((name, index) => ({ name, color: colorOf(name, index, options) }));
  const legend = legendBand(entries, options, sheet);
  const spread = spreadOut(rows, options);
  const scrollbar = scrollbarFor(spread.width, options.width);
  const height = Math.max(1, options.height - legend.height - note.height - scrollbar);
  const layout = layOut(rows, reference, height, spread, options.width);
  return {
    width: options.width,
    head: legend,
    body: { ...bodyBand(rows, points, reference, height, layout, spread), width: spread.width },
    foot: note,
    points,
    summary: summaryOf(release, options),
    style: options.style,
  };
}

/** The options with the width that names need, and with the axis where a value may have no room at its column. */
function spreadOut(rows: readonly BarRow[], options: ChartOptions): ChartOptions {
  const { labels, measureText, valueAxis } = options;
  const bars = rows.flatMap((row) => row.bars).filter(({ cell }) => isShown(cell));
  const widths = bars.map((bar) => measureText(barLabel(bar, options).value, labels.fontSize, labels.bold));
  const least = leastStep(rows, options);
  const forLabels = labels.show ? (Math.max(0, ...widths) + APART) / labelPart(rows) / (1 - MOST_INSET) : 0;
  const scrolls = rows.length * least > options.width;
  const width = scrolls ? Math.ceil(rows.length * Math.max(least, forLabels)) : options.width;
  return {
    ...options,
    width,
    valueAxis: { ...valueAxis, show: valueAxis.show || rows.length * forLabels > width },
  };
}

function columnsPerRow(rows: readonly BarRow[]): number {
  return Math.max(1, ...rows.map((row) => row.bars.length));
}

/** The part of the way from group to group that a label may take: beside others its column's, else all. */
function labelPart(rows: readonly BarRow[]): number {
  const perRow = columnsPerRow(rows);
  return perRow > 1 ? FILLED / perRow : 1;
}

function layOut(
  rows: readonly BarRow[],
  reference: Reference | null,
  height: number,
  options: ChartOptions,
  seen: number,
): Layout {
  const room = roomIn(options);
  const values = rows.flatMap((row) =>
    row.bars.flatMap((bar) => (isShown(bar.cell) ? [bar.cell.value] : [])),
  );
  const all = reference ? [...values, reference.value] : values;
  const axis = axisWidth(all, height, options);
  const count = Math.max(1, rows.length);
  const names = columnNames(rows, (options.width - axis) / count, options);
  const left = Math.max(axis, names.inset);
  const step = (options.width - left) / count;
  const labels = room.labels && options.labels.show ? options.labels.fontSize + 8 : 4;
  const negative = values.some((value) => value < 0);
  const bottom = Math.max(1, height - names.height);
  const range = [bottom - (negative ? labels : 0), Math.min(labels, bottom - 1)] as const;
  const scale = valueScale(all, range, options, true);
  return {
    sheet: new Sheet(options.width, options.rtl),
    seen,
    left,
    ticks: axis > 0 ? scale.ticks(tickCount(scale.range)) : [],
    bottom,
    step,
    thick: Math.max(1, Math.min((step * FILLED) / columnsPerRow(rows), 88)),
    labelRoom: step * labelPart(rows) - APART,
    names,
    scale,
    zero: scale(Math.max(scale.domain[0], 0)),
    hatch: `${options.id}-hatch`,
  };
}

/** What the numbers of the value axis take of the width. */
function axisWidth(values: readonly number[], height: number, options: ChartOptions): number {
  const { valueAxis, format, measureText } = options;
  if (!valueAxis.show || !roomIn(options).axis) return 0;
  const range = [height, 0] as const;
  const ticks = valueScale(values, range, options, true).ticks(tickCount(range));
  return Math.max(0, ...format.ticks(ticks).map((text) => measureText(text, valueAxis.fontSize))) + 10;
}

function bodyBand(
  rows: readonly BarRow[],
  points: readonly Point[],
  reference: Reference | null,
  height: number,
  layout: Layout,
  options: ChartOptions,
): Band {
  const { sheet, step, thick, left, zero } = layout;
  const { style } = options;
  const placed = rows.flatMap((row, index) => {
    const start = left + (index + 0.5) * step - (thick * row.bars.length) / 2;
    return row.bars.map((bar, order) => ({ bar, x: start + order * thick }));
  });
  const columns = points.map((point, index) => {
    const one = placed[index];
    return pointMark(index, point, ...(one ? columnMarks(one.bar, one.x, height, layout, options) : []));
  });
  const names = rows.flatMap((row, index) =>
    layout.names.marks(row, left + (index + 0.5) * step, layout.bottom, sheet),
  );
  const labels = placed.flatMap(({ bar, x }) => labelMarks(bar, x + thick / 2, layout, options));
  const marks = [
    hatchDefinition(layout.hatch, style),
    mark(
      "g",
      { "aria-hidden": "true" },
      ...gridMarks(layout, options),
      sheet.line(left, zero, options.width, zero, {
        stroke: style.highContrast ? style.foreground : style.faint,
      }),
    ),
    ...names,
    ...columns,
    mark(
      "g",
      { "aria-hidden": "true", "pointer-events": "none" },
      ...referenceLine(reference, layout, options),
      ...labels,
      ...referenceLabel(reference, layout, options),
    ),
  ];
  return { height, marks };
}

function gridMarks({ scale, sheet, left, ticks }: Layout, options: ChartOptions): readonly Mark[] {
  const { style, valueAxis, format } = options;
  const texts = format.ticks(ticks);
  return ticks.flatMap((tick, t) => [
    ...(valueAxis.gridlines
      ? [sheet.line(left, scale(tick), options.width, scale(tick), { stroke: style.faint })]
      : []),
    sheet.text(left - 6, scale(tick) + valueAxis.fontSize * 0.35, texts[t] ?? "", "end", {
      ...typeOf(valueAxis, style.muted),
      ...TABULAR,
    }),
  ]);
}

function referenceLine(
  reference: Reference | null,
  { sheet, left, scale }: Layout,
  options: ChartOptions,
): readonly Mark[] {
  if (!reference) return [];
  const y = scale(reference.value);
  const stroke = { stroke: reference.color, "stroke-dasharray": "4 3", "stroke-width": 1.5 };
  return [sheet.line(left, y, options.width, y, stroke)];
}

function referenceLabel(
  reference: Reference | null,
  { sheet, left, seen, scale }: Layout,
  options: ChartOptions,
): readonly Mark[] {
  if (!reference || !roomIn(options).axis) return [];
  const text = fit(reference.label, seen - left, 11, options.measureText);
  const type = { fill: reference.color, "font-size": 11, "data-part": "referenceLine", ...halo(options) };
  return [sheet.text(seen - 2, scale(reference.value) - 4, text, "end", type)];
}

function columnMarks(
  bar: Bar,
  x: number,
  height: number,
  layout: Layout,
  options: ChartOptions,
): readonly Mark[] {
  const { sheet, thick, zero, scale, hatch } = layout;
  const { style } = options;
  const inset = thick > 6 ? 1 : 0;
  const width = thick - 2 * inset;
  const area = sheet.rect(x, 0, thick, height, { fill: "transparent", stroke: "none" });
  if (isShown(bar.cell)) {
    const end = scale(bar.cell.value);
    const shape = sheet.rect(x + inset, Math.min(zero, end), width, Math.max(Math.abs(end - zero), 0.5), {
      fill: style.highContrast ? style.background : bar.color,
      stroke: style.highContrast ? bar.color : undefined,
      rx: Math.min(2, width / 4),
      class: "shape",
      ...colored(bar.cell),
    });
    return [area, shape];
  }
  if (bar.cell.status === "empty") return [area];
  const sign = sheet.rect(x + inset + 0.5, zero - STUB, width - 1, STUB - 0.5, {
    ...hatched(hatch, style),
    rx: Math.min(2, width / 4),
  });
  return [area, sign];
}

/** The value above its column, or below a negative one; left out where it would touch the next. */
function labelMarks(bar: Bar, middle: number, layout: Layout, options: ChartOptions): readonly Mark[] {
  if (!roomIn(options).labels || !options.labels.show || bar.cell.status === "empty") return [];
  const { fontSize, bold } = options.labels;
  const { value, size } = barLabel(bar, options);
  const both = size ? `${value} ${size}` : value;
  const text = [both, value].find((each) => options.measureText(each, fontSize, bold) <= layout.labelRoom);
  if (text === undefined) return [];
  const end = isShown(bar.cell) ? layout.scale(bar.cell.value) : layout.zero - STUB;
  const below = isShown(bar.cell) && bar.cell.value < 0;
  const color = bar.cell.status === "hidden" ? options.style.muted : options.style.foreground;
  const type = { ...typeOf(options.labels, color), ...TABULAR, ...halo(options) };
  return [layout.sheet.text(middle, below ? end + fontSize + 2 : end - 5, text, "middle", type)];
}
