import type { Release, ReleaseCell } from "../privacy/release";
import { pointMark } from "./bar-points";
import { indexCells, isShown } from "./cells";
import { cellFacts, cellText, groupName, placeName } from "./facts";
import { heatColor, textOn } from "./heat-scale";
import { hatchDefinition, hatched } from "./hidden";
import { mark, type Mark } from "./mark";
import { fit } from "./measure-text";
import { below, noteBand } from "./note";
import type { ChartOptions } from "./options";
import { periodTicks } from "./period-ticks";
import type { Band, Picture, Point } from "./picture";
import { Sheet } from "./sheet";
import { summaryOf } from "./summary";
import { FILLING, roomIn, scrollbarFor, TABULAR, typeOf } from "./type";

interface HeatRow {
  readonly name: string;
  readonly muted: boolean;
  readonly cells: readonly (ReleaseCell | undefined)[];
}

interface Layout {
  readonly sheet: Sheet;
  readonly nameWidth: number;
  readonly cellWidth: number;
  /** Of the body; few rows do not fill it. */
  readonly height: number;
  readonly rowHeight: number;
  /** Where a value stands between the lowest and the highest, 0 to 1. */
  readonly place: (value: number) => number;
  readonly color: (value: number) => string;
  readonly low: number;
  readonly high: number;
  readonly hatch: string;
}

/** Groups down, periods across (or series, where no period is asked for); one colour a value, one hatch for hidden. */
export function heatMap(release: Release, options: ChartOptions): Picture {
  const sheet = new Sheet(options.width, options.rtl);
  const rows = heatRows(release, options);
  const columns = columnNames(release, options);
  const hasSign = rows.some(({ cells }) => cells.some((cell) => cell?.status === "hidden"));
  const note = noteBand(release, options, sheet, hasSign);
  const room = roomIn(options);
  const headHeight = room.axis && options.categoryAxis.show ? options.categoryAxis.fontSize + 10 : 0;
  const keyed = release.cells.some((cell) => isShown(cell)) && !options.style.highContrast;
  const keyHeight = keyed && room.legend && options.legend.show ? 24 : 0;
  const height = Math.max(1, options.height - headHeight - keyHeight - note.height);
  const layout = layOut(rows, columns.length, height, options, sheet);
  const points = heatPoints(rows, options);
  return {
    width: options.width,
    head: below(
      keyBand(keyHeight, layout, options),
      columnBand(release, columns, headHeight, layout, options),
    ),
    body: bodyBand(rows, points, layout, options),
    foot: note,
    points,
    summary: summaryOf(release, options),
    style: options.style,
  };
}

function heatRows(release: Release, options: ChartOptions): readonly HeatRow[] {
  const cells = indexCells(release);
  const groups = release.groups.length > 0 ? release.groups : [null];
  const lines = release.periods.length > 0 ? (release.series.length > 0 ? release.series : [null]) : [null];
  const across = (
    find: (series: string | null, period: string | null) => ReleaseCell | undefined,
    line: string | null,
  ) =>
    release.periods.length > 0
      ? release.periods.map((period) => find(line, period))
      : (release.series.length > 0 ? release.series : [null]).map((series) => find(series, null));
  const finders = [
    ...groups.map(
      (group) => (series: string | null, period: string | null) => cells.at(group, series, period),
    ),
    (series: string | null, period: string | null) => cells.other(series, period),
  ];
  const rows = finders.flatMap((find) =>
    lines.flatMap((line) => {
      const found = across(find, line);
      const first = found.find((cell) => cell !== undefined);
      if (!first) return [];
      const name = line === null ? groupName(first, options) : `${groupName(first, options)} · ${line}`;
      return [
        { name, muted: !found.some((cell) => isShown(cell) || cell?.status === "clipped"), cells: found },
      ];
    }),
  );
  return options.hiddenGroups === "omit" ? rows.filter((row) => !row.muted) : rows;
}

function columnNames(release: Release, options: ChartOptions): readonly string[] {
  return release.periods.length > 0
    ? release.periods.map((period) => options.format.periodTick(period))
    : release.series.length > 0
      ? release.series
      : [""];
}

function layOut(
  rows: readonly HeatRow[],
  columns: number,
  height: number,
  options: ChartOptions,
  sheet: Sheet,
): Layout {
  const room = roomIn(options);
  const { fontSize, bold, maxWidth } = options.categoryAxis;
  const longest = Math.max(0, ...rows.map((row) => options.measureText(row.name, fontSize, bold)));
  const nameWidth =
    room.names && options.categoryAxis.show ? Math.min(longest + 10, options.width * maxWidth) : 0;
  const values = rows.flatMap((row) => row.cells.flatMap((cell) => (isShown(cell) ? [cell.value] : [])));
  const low = values.length > 0 ? Math.min(...values) : 0;
  const high = values.length > 0 ? Math.max(...values) : 1;
  const least = room.names ? Math.max(14, fontSize * 1.4) : 2;
  const rowHeight = Math.min(
    Math.max(height / Math.max(1, rows.length), least),
    Math.max(64, height / FILLING),
  );
  const width = options.width - nameWidth - scrollbarFor(rowHeight * rows.length, height);
  const ramp = heatColor(options.heat.scale, options.style);
  const place = (value: number): number => (high === low ? 0.5 : (value - low) / (high - low));
  return {
    sheet,
    nameWidth,
    cellWidth: Math.max(1, width / Math.max(1, columns)),
    height,
    rowHeight,
    place,
    color: (value) => ramp(place(value)),
    low,
    high,
    hatch: `${options.id}-hatch`,
  };
}

function heatPoints(rows: readonly HeatRow[], options: ChartOptions): readonly Point[] {
  return rows.flatMap((each, row) =>
    each.cells.flatMap((cell, column) =>
      cell
        ? [
            {
              cell,
              shown: cell.status === "shown" || cell.status === "clipped",
              title: placeName(cell, options),
              facts: cellFacts(cell, options),
              row,
              column,
            },
          ]
        : [],
    ),
  );
}

function bodyBand(
  rows: readonly HeatRow[],
  points: readonly Point[],
  layout: Layout,
  options: ChartOptions,
): Band {
  const { sheet, nameWidth, rowHeight } = layout;
  const { fontSize, bold } = options.categoryAxis;
  const names = rows.map((row, index) => {
    const name = fit(row.name, nameWidth - 10, fontSize, options.measureText, bold);
    const color = row.muted ? options.style.muted : options.style.foreground;
    const y = (index + 0.5) * rowHeight + fontSize * 0.35;
    return sheet.text(nameWidth - 10, y, name, "end", typeOf(options.categoryAxis, color));
  });
  const cells = points.map((point, index) => pointMark(index, point, ...cellMarks(point, layout, options)));
  const marks = [
    hatchDefinition(layout.hatch, options.style),
    mark("g", { "aria-hidden": "true" }, ...(nameWidth > 0 ? names : [])),
    mark("g", { "data-part": "heat" }, ...cells),
  ];
  return { height: Math.max(layout.height, rowHeight * rows.length), marks };
}

function cellMarks(point: Point, layout: Layout, options: ChartOptions): readonly Mark[] {
  const { sheet, nameWidth, cellWidth, rowHeight } = layout;
  const { style } = options;
  const gap = cellWidth > 5 && rowHeight > 5 ? 1 : 0;
  const x = nameWidth + point.column * cellWidth;
  const y = point.row * rowHeight;
  const box = (attributes: Record<string, string | number | undefined>) =>
    sheet.rect(x + gap, y + gap, cellWidth - 2 * gap, rowHeight - 2 * gap, { class: "shape", ...attributes });
  const { cell } = point;
  if (cell.status === "empty")
    return [box({ fill: style.background, stroke: style.faint, "stroke-width": 0.5, class: "empty" })];
  if (cell.status !== "shown") return [box({ ...hatched(layout.hatch, style), "stroke-width": 0.5 })];
  const color = style.highContrast ? style.background : layout.color(cell.value);
  const text = cellText(cell, options);
  const size = Math.min(options.labels.fontSize, 11);
  const fits =
    options.heat.values && options.measureText(text, size) < cellWidth - 6 && rowHeight >= size + 4;
  const ink = style.highContrast ? style.foreground : textOn(color);
  const label = sheet.text(x + cellWidth / 2, y + rowHeight / 2 + size * 0.35, text, "middle", {
    fill: ink,
    "font-size": size,
    "aria-hidden": "true",
    ...TABULAR,
  });
  const shape = box({ fill: color, stroke: style.highContrast ? style.foreground : undefined });
  if (fits) return [shape, label];
  return style.highContrast ? [shape, level(x, y, layout.place(cell.value), layout, options)] : [shape];
}

/** Without colours a value is told by how far its cell is filled, from the bottom; the lowest just so. */
function level(x: number, y: number, place: number, layout: Layout, { style }: ChartOptions): Mark {
  const { sheet, cellWidth, rowHeight } = layout;
  const inset = cellWidth > 8 && rowHeight > 8 ? 3 : 0;
  const height = (rowHeight - 2 * inset) * (0.1 + 0.9 * place);
  return sheet.rect(x + inset, y + rowHeight - inset - height, cellWidth - 2 * inset, height, {
    fill: style.foreground,
    "pointer-events": "none",
  });
}

function columnBand(
  release: Release,
  names: readonly string[],
  height: number,
  layout: Layout,
  options: ChartOptions,
): Band {
  if (height === 0) return { height, marks: [] };
  const { sheet, nameWidth, cellWidth } = layout;
  const xs = names.map((_, index) => nameWidth + (index + 0.5) * cellWidth);
  const wanted =
    release.periods.length > 0 ? periodTicks(release.periods, xs, options) : xs.map((_, index) => index);
  const size = options.categoryAxis.fontSize - 1;
  const type = { ...typeOf({ ...options.categoryAxis, fontSize: size }, options.style.muted), ...TABULAR };
  const room = release.periods.length > 0 ? Infinity : cellWidth - 4;
  const marks = wanted.map((index) => {
    const text = fit(names[index] ?? "", room, size, options.measureText);
    const half = options.measureText(text, size) / 2;
    const x = Math.min(Math.max(xs[index] ?? 0, nameWidth + half - cellWidth / 2), options.width - half);
    return sheet.text(x, size + 2, text, "middle", type);
  });
  return { height, marks: [mark("g", { "aria-hidden": "true" }, ...marks)] };
}

/** The colour scale with the lowest and highest shown value at its ends. */
function keyBand(height: number, layout: Layout, options: ChartOptions): Band {
  if (height === 0) return { height: 0, marks: [] };
  const { sheet, nameWidth, low, high } = layout;
  const size = 11;
  const type = { fill: options.style.muted, "font-size": size, ...TABULAR };
  const from = options.format.value(low);
  const steps = 24;
  const width = Math.min(160, (options.width - nameWidth) / 2);
  const start = nameWidth + options.measureText(from, size) + 8;
  const cells = Array.from({ length: steps }, (_, index) => {
    const color = layout.color(low + ((high - low) * (index + 0.5)) / steps);
    return sheet.rect(start + (index * width) / steps, 8, width / steps + 0.5, 9, { fill: color });
  });
  const marks = [
    sheet.text(start - 6, 16, from, "end", type),
    ...cells,
    sheet.text(start + width + 6, 16, options.format.value(high), "start", type),
  ];
  return { height, marks: [mark("g", { "aria-hidden": "true" }, ...marks)] };
}
