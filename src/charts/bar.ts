import type { Release } from "../privacy/release";
import { barLabel, barPoints, pointMark } from "./bar-points";
import { barRows, type Bar, type BarRow } from "./bar-rows";
import { isShown } from "./cells";
import { colorOf } from "./colors";
import { hatchDefinition, hatched } from "./hidden";
import { legendBand } from "./legend";
import { mark, type Mark } from "./mark";
import { fit } from "./measure-text";
import { below, noteBand } from "./note";
import type { ChartOptions } from "./options";
import type { Band, Picture, Point } from "./picture";
import { referenceOf, type Reference } from "./reference";
import { Sheet } from "./sheet";
import { summaryOf } from "./summary";
import { roomIn, TABULAR, typeOf, type Room } from "./type";
import { tickCount, valueScale, type ValueScale } from "./value-scale";

/** Pixels of the stub that stands in for a hidden bar: the same for every one. */
const STUB = 26;
const GAP = 8;

interface Layout {
  readonly sheet: Sheet;
  readonly room: Room;
  readonly nameWidth: number;
  readonly labelWidth: number;
  readonly rowHeight: number;
  readonly barHeight: number;
  readonly scale: ValueScale;
  readonly zero: number;
  readonly hatch: string;
}

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
  const { measureText, width } = options;
  const bars = rows.flatMap((row) => row.bars);
  const perRow = Math.max(1, ...rows.map((row) => row.bars.length));
  const names = room.names && options.categoryAxis.show;
  const longest = Math.max(
    0,
    ...rows.map((row) => measureText(row.name, options.categoryAxis.fontSize, options.categoryAxis.bold)),
  );
  const nameWidth = names ? Math.min(longest + GAP, width * options.categoryAxis.maxWidth) : 0;
  const labels = room.labels && options.labels.show && width - nameWidth > 60;
  const labelWidth = labels ? Math.min(widest(bars, options), (width - nameWidth) * 0.5) : 0;
  const least = room.names
    ? Math.max(16, options.categoryAxis.fontSize * 1.7) * (perRow > 1 ? perRow * 0.85 : 1)
    : 2;
  const rowHeight = Math.min(Math.max(height / Math.max(1, rows.length), least), 34 * perRow + 10);
  const values = bars.flatMap((bar) => (isShown(bar.cell) ? [bar.cell.value] : []));
  const all = reference ? [...values, reference.value] : values;
  const negative = values.some((value) => value < 0);
  const range = [nameWidth + (negative ? labelWidth : 1), width - labelWidth - 2] as const;
  const scale = valueScale(all, [range[0], Math.max(range[0] + 1, range[1])], options, true);
  const barHeight = Math.max(1, (rowHeight * (rowHeight < 8 ? 0.9 : perRow > 1 ? 0.8 : 0.68)) / perRow);
  const zero = scale(Math.max(scale.domain()[0] ?? 0, 0));
  return {
    sheet,
    room,
    nameWidth,
    labelWidth,
    rowHeight,
    barHeight,
    scale,
    zero,
    hatch: `${options.id}-hatch`,
  };
}

function widest(bars: readonly Bar[], options: ChartOptions): number {
  const { fontSize, bold } = options.labels;
  const widths = bars.map((bar) => {
    const { value, size } = barLabel(bar, options);
    const stub = bar.cell.status === "shown" ? 0 : STUB;
    return (
      options.measureText(value, fontSize, bold) +
      (size ? options.measureText(size, fontSize - 1) + 6 : 0) +
      stub
    );
  });
  return Math.max(0, ...widths) + GAP;
}

function bodyBand(
  rows: readonly BarRow[],
  points: readonly Point[],
  reference: Reference | null,
  layout: Layout,
  options: ChartOptions,
): Band {
  const { rowHeight, sheet, scale, zero } = layout;
  const height = rowHeight * rows.length;
  const { style } = options;
  let next = 0;
  const drawn = rows.map((row, index) => {
    const top = index * rowHeight;
    const first = (rowHeight - layout.barHeight * row.bars.length) / 2;
    const bars = row.bars.map((bar, order) => {
      const point = points[next];
      const y = top + first + order * layout.barHeight;
      return point ? pointMark(next++, point, ...barMarks(bar, y, layout, options)) : mark("g");
    });
    return mark("g", {}, ...nameMarks(row, top + rowHeight / 2, layout, options), ...bars);
  });
  const grid =
    options.valueAxis.show && options.valueAxis.gridlines && layout.room.axis
      ? ticksOf(scale).map((tick) =>
          sheet.line(scale(tick), 0, scale(tick), height, { stroke: style.faint, "stroke-width": 1 }),
        )
      : [];
  const base = sheet.line(zero, 0, zero, height, {
    stroke: style.highContrast ? style.foreground : style.faint,
  });
  const across = reference
    ? [
        sheet.line(scale(reference.value), 0, scale(reference.value), height, {
          stroke: reference.color,
          "stroke-dasharray": "4 3",
          "stroke-width": 1.5,
        }),
      ]
    : [];
  const marks = [
    hatchDefinition(layout.hatch, style),
    mark("g", { "aria-hidden": "true" }, ...grid, base),
    ...drawn,
    mark("g", { "aria-hidden": "true", "pointer-events": "none" }, ...across),
  ];
  return { height, marks };
}

function nameMarks(row: BarRow, middle: number, layout: Layout, options: ChartOptions): readonly Mark[] {
  if (layout.nameWidth === 0) return [];
  const { fontSize, bold } = options.categoryAxis;
  const name = fit(row.name, layout.nameWidth - GAP, fontSize, options.measureText, bold);
  const color = row.muted ? options.style.muted : options.style.foreground;
  return [
    layout.sheet.text(layout.nameWidth - GAP, middle + fontSize * 0.35, name, "end", {
      ...typeOf(options.categoryAxis, color),
      "aria-hidden": "true",
    }),
  ];
}

/** A bar, or the sign in its place, with a transparent area to point at and the label at its end. */
function barMarks(bar: Bar, y: number, layout: Layout, options: ChartOptions): readonly Mark[] {
  const { sheet, barHeight, zero, scale } = layout;
  const area = sheet.rect(0, y, sheet.width, barHeight, { fill: "transparent", stroke: "none" });
  const { style } = options;
  const inset = barHeight > 6 ? 1 : 0;
  const thick = barHeight - 2 * inset;
  if (isShown(bar.cell)) {
    const end = scale(bar.cell.value);
    const shape = sheet.rect(Math.min(zero, end), y + inset, Math.max(Math.abs(end - zero), 0.5), thick, {
      fill: style.highContrast ? style.background : bar.color,
      stroke: style.highContrast ? bar.color : undefined,
      rx: Math.min(2, thick / 4),
      class: "shape",
    });
    return [area, shape, ...labelMarks(bar, end, y + barHeight / 2, layout, options)];
  }
  const sign =
    bar.cell.status === "empty"
      ? []
      : [
          sheet.rect(zero + 0.5, y + inset + 0.5, Math.min(STUB, sheet.width - zero) - 1, thick - 1, {
            ...hatched(layout.hatch, style),
            rx: Math.min(2, thick / 4),
          }),
        ];
  const end = bar.cell.status === "empty" ? zero : zero + STUB;
  return [area, ...sign, ...labelMarks(bar, end, y + barHeight / 2, layout, options)];
}

function labelMarks(
  bar: Bar,
  end: number,
  middle: number,
  layout: Layout,
  options: ChartOptions,
): readonly Mark[] {
  if (layout.labelWidth === 0 || layout.barHeight < 9) return [];
  const { sheet } = layout;
  const { fontSize, bold } = options.labels;
  const shown = bar.cell.status === "shown" || bar.cell.status === "clipped";
  const { value, size } = barLabel(bar, options);
  const color = shown ? options.style.foreground : options.style.muted;
  const baseline = middle + fontSize * 0.35;
  const left = isShown(bar.cell) && bar.cell.value < 0;
  const text = fit(value, layout.labelWidth - GAP, fontSize, options.measureText, bold);
  const type = { ...typeOf(options.labels, color), ...TABULAR };
  if (left) return [sheet.text(end - 6, baseline, text, "end", type)];
  const after = end + 6 + options.measureText(text, fontSize, bold) + 6;
  const small = {
    ...typeOf({ ...options.labels, fontSize: fontSize - 1, bold: false }, options.style.muted),
    ...TABULAR,
  };
  return [
    sheet.text(end + 6, baseline, text, "start", type),
    ...(size ? [sheet.text(after, baseline, size, "start", small)] : []),
  ];
}

function ticksOf(scale: ValueScale): readonly number[] {
  const [from = 0, to = 1] = scale.range();
  return scale.ticks(tickCount([from, to]));
}

function axisBand(height: number, layout: Layout, options: ChartOptions): Band {
  if (height === 0) return { height: 0, marks: [] };
  const { sheet, scale } = layout;
  const type = { ...typeOf(options.valueAxis, options.style.muted), ...TABULAR };
  const marks = ticksOf(scale).map((tick) =>
    sheet.text(scale(tick), options.valueAxis.fontSize + 4, options.format.tick(tick), "middle", type),
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
  });
  return { height: head.height, marks: [...head.marks, label] };
}
