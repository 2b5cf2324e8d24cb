import type { Release } from "../privacy/release";
import { bodyBand, GAP, ticksOf, type Layout } from "./bar-body";
import { barLabel, barPoints } from "./bar-points";
import { barRows, type Bar, type BarRow } from "./bar-rows";
import { isShown } from "./cells";
import { colorOf } from "./colors";
import { legendBand } from "./legend";
import { mark } from "./mark";
import { fit } from "./measure-text";
import { below, noteBand } from "./note";
import type { ChartOptions } from "./options";
import type { Band, Picture } from "./picture";
import { referenceOf, type Reference } from "./reference";
import { Sheet } from "./sheet";
import { summaryOf } from "./summary";
import { FILLING, roomIn, scrollbarFor, TABULAR, typeOf } from "./type";
import { valueScale } from "./value-scale";

/** A horizontal bar chart of a release: one row a group, one bar a series. */
export function barChart(release: Release, options: ChartOptions): Picture {
  const sheet = new Sheet(options.width, options.rtl);
  const rows = barRows(release, options);
  const points = barPoints(rows, options);
  const reference = referenceOf(release, options);
  const note = noteBand(release, options, sheet);
  const legend = legendBand(
    release.series.map((name, index) => ({ name, color: colorOf(name, index, options) })),
    options,
    sheet,
  );
  const head = below(legend, { height: reference && roomIn(options).axis ? 18 : 0, marks: [] });
  const axisHeight = roomIn(options).axis && options.valueAxis.show ? options.valueAxis.fontSize + 12 : 0;
  const bodyHeight = Math.max(1, options.height - head.height - note.height - axisHeight);
  const layout = layOut(rows, reference, bodyHeight, options, sheet);
  const body = bodyBand(rows, points, reference, layout, options);
  return {
    width: options.width,
    head: reference && head.height > legend.height ? withLabel(head, reference, layout, options) : head,
    body,
    foot: below(axisBand(axisHeight, layout, options), note),
    points,
    summary: summaryOf(release, options),
    style: options.style,
  };
}

function layOut(
  rows: readonly BarRow[],
  reference: Reference | null,
  height: number,
  options: ChartOptions,
  sheet: Sheet,
): Layout {
  const room = roomIn(options);
  const { measureText } = options;
  const bars = rows.flatMap((row) => row.bars);
  const perRow = Math.max(1, ...rows.map((row) => row.bars.length));
  const least = room.names
    ? Math.max(16, options.categoryAxis.fontSize * 1.55) * (perRow > 1 ? perRow * 0.85 : 1)
    : 2;
  const most = Math.max(40 * perRow + 24, height / FILLING);
  const rowHeight = Math.min(Math.max(height / Math.max(1, rows.length), least), most);
  const width = options.width - scrollbarFor(rowHeight * rows.length, height);
  const names = room.names && options.categoryAxis.show;
  const longest = Math.max(
    0,
    ...rows.map((row) => measureText(row.name, options.categoryAxis.fontSize, options.categoryAxis.bold)),
  );
  const nameWidth = names ? Math.min(longest + GAP, width * options.categoryAxis.maxWidth) : 0;
  const labels = room.labels && options.labels.show && width - nameWidth > 60;
  const sizes = widest(bars, options, true) < (width - nameWidth) * 0.45;
  const labelWidth = labels ? Math.min(widest(bars, options, sizes), (width - nameWidth) * 0.55) : 0;
  const values = bars.flatMap((bar) => (isShown(bar.cell) ? [bar.cell.value] : []));
  const all = reference ? [...values, reference.value] : values;
  const negative = values.some((value) => value < 0);
  const range = [nameWidth + (negative ? labelWidth : 1), width - labelWidth - 2] as const;
  const scale = valueScale(all, [range[0], Math.max(range[0] + 1, range[1])], options, true);
  const barHeight = Math.max(1, (rowHeight * (rowHeight < 8 ? 0.9 : perRow > 1 ? 0.8 : 0.68)) / perRow);
  const zero = scale(Math.max(scale.domain[0], 0));
  return {
    sheet,
    room,
    nameWidth,
    labelWidth,
    sizes,
    height: Math.max(height, rowHeight * rows.length),
    rowHeight,
    barHeight,
    scale,
    zero,
    hatch: `${options.id}-hatch`,
  };
}

/** The widest label at the end of a bar. What stands beside a stub has the whole length of a bar for itself. */
function widest(bars: readonly Bar[], options: ChartOptions, sizes: boolean): number {
  const { fontSize, bold } = options.labels;
  const widths = bars
    .filter(({ cell }) => isShown(cell))
    .map((bar) => {
      const { value, size } = barLabel(bar, options);
      const own = options.measureText(value, fontSize, bold);
      return own + (sizes && size ? options.measureText(size, fontSize - 1) + 6 : 0);
    });
  return Math.max(0, ...widths) + GAP;
}

function axisBand(height: number, layout: Layout, options: ChartOptions): Band {
  if (height === 0) return { height: 0, marks: [] };
  const { sheet, scale } = layout;
  const type = { ...typeOf(options.valueAxis, options.style.muted), ...TABULAR };
  const ticks = ticksOf(scale);
  const texts = options.format.ticks(ticks);
  const marks = ticks.map((tick, t) =>
    sheet.text(scale(tick), options.valueAxis.fontSize + 4, texts[t] ?? "", "middle", type),
  );
  return { height, marks: [mark("g", { "aria-hidden": "true" }, ...marks)] };
}

/** The reference line's words, above the bars where nothing can be in their way. */
function withLabel(head: Band, reference: Reference, layout: Layout, options: ChartOptions): Band {
  const size = 11;
  const text = fit(reference.label, options.width, size, options.measureText);
  const half = options.measureText(text, size) / 2;
  const x = Math.min(Math.max(layout.scale(reference.value), half), options.width - half);
  const label = layout.sheet.text(x, head.height - 5, text, "middle", {
    fill: reference.color,
    "font-size": size,
    "data-part": "referenceLine",
  });
  return { height: head.height, marks: [...head.marks, label] };
}
