import { barLabel, pointMark } from "./bar-points";
import type { Bar, BarRow } from "./bar-rows";
import { isShown } from "./cells";
import { colored } from "./colors";
import { hatchDefinition, hatched } from "./hidden";
import { mark, type Mark } from "./mark";
import { fit } from "./measure-text";
import type { ChartOptions } from "./options";
import type { Band, Point } from "./picture";
import type { Reference } from "./reference";
import type { Sheet } from "./sheet";
import { halo, TABULAR, typeOf, type Room } from "./type";
import { tickCount, type ValueScale } from "./value-scale";

/** Pixels of the stub that stands in for a hidden bar: the same for every one. */
export const STUB = 26;
/** Pixels between a name and its bar. */
export const GAP = 8;

/** Where the parts of a bar chart are. Pixels. */
export interface Layout {
  readonly sheet: Sheet;
  readonly room: Room;
  readonly nameWidth: number;
  readonly labelWidth: number;
  /** Whether group sizes fit beside the values. */
  readonly sizes: boolean;
  /** Of the body; few rows do not fill it. */
  readonly height: number;
  readonly rowHeight: number;
  readonly barHeight: number;
  readonly scale: ValueScale;
  readonly zero: number;
  readonly hatch: string;
}

/** A bar with its upper edge, and where its label begins. */
interface PlacedBar {
  readonly bar: Bar;
  readonly y: number;
  readonly end: number;
  /** Whether its row has no other bar. */
  readonly alone: boolean;
}

/** Bars in the order of the points. */
function placeBars(rows: readonly BarRow[], layout: Layout): readonly PlacedBar[] {
  const { rowHeight, barHeight, scale, zero } = layout;
  return rows.flatMap((row, index) => {
    const first = index * rowHeight + (rowHeight - barHeight * row.bars.length) / 2;
    return row.bars.map((bar, order) => {
      const stub = bar.cell.status === "empty" ? 0 : STUB;
      const end = isShown(bar.cell) ? scale(bar.cell.value) : zero + stub;
      return { bar, y: first + order * barHeight, end, alone: row.bars.length === 1 };
    });
  });
}

export function bodyBand(
  rows: readonly BarRow[],
  points: readonly Point[],
  reference: Reference | null,
  layout: Layout,
  options: ChartOptions,
): Band {
  const { height } = layout;
  // An axis is read by lines that reach it; without one they end with the bars.
  const end = options.valueAxis.show ? height : layout.rowHeight * rows.length;
  const placed = placeBars(rows, layout);
  const names = rows.flatMap((row, index) =>
    nameMarks(row, (index + 0.5) * layout.rowHeight, layout, options),
  );
  const bars = points.map((point, index) => {
    const one = placed[index];
    return pointMark(index, point, ...(one ? barMarks(one, layout, options) : []));
  });
  const labels = placed.flatMap((one) => labelMarks(one, layout, options));
  const quiet = (...marks: readonly Mark[]) =>
    mark("g", { "aria-hidden": "true", "pointer-events": "none" }, ...marks);
  const marks = [
    hatchDefinition(layout.hatch, options.style),
    quiet(...lineMarks(end, layout, options), ...names),
    ...bars,
    quiet(...referenceMarks(reference, end, layout), ...labels),
  ];
  return { height, marks };
}

/** Grid lines and the line that bars start from. */
function lineMarks(
  height: number,
  { sheet, scale, zero, room }: Layout,
  options: ChartOptions,
): readonly Mark[] {
  const { style, valueAxis } = options;
  const ticks = valueAxis.show && valueAxis.gridlines && room.axis ? ticksOf(scale) : [];
  const grid = ticks.map((tick) => sheet.line(scale(tick), 0, scale(tick), height, { stroke: style.faint }));
  const color = style.highContrast ? style.foreground : style.faint;
  return [...grid, sheet.line(zero, 0, zero, height, { stroke: color })];
}

function referenceMarks(
  reference: Reference | null,
  height: number,
  { sheet, scale }: Layout,
): readonly Mark[] {
  if (!reference) return [];
  const x = scale(reference.value);
  return [
    sheet.line(x, 0, x, height, { stroke: reference.color, "stroke-dasharray": "4 3", "stroke-width": 1.5 }),
  ];
}

function nameMarks(row: BarRow, middle: number, layout: Layout, options: ChartOptions): readonly Mark[] {
  if (layout.nameWidth === 0) return [];
  const { fontSize, bold } = options.categoryAxis;
  const name = fit(row.name, layout.nameWidth - GAP, fontSize, options.measureText, bold);
  const color = row.muted ? options.style.muted : options.style.foreground;
  return [
    layout.sheet.text(
      layout.nameWidth - GAP,
      middle + fontSize * 0.35,
      name,
      "end",
      typeOf(options.categoryAxis, color),
    ),
  ];
}

/** A bar, or the sign in its place, with a transparent area to point at. */
function barMarks({ bar, y, end }: PlacedBar, layout: Layout, options: ChartOptions): readonly Mark[] {
  const { sheet, barHeight, zero } = layout;
  const { style } = options;
  const area = sheet.rect(0, y, sheet.width, barHeight, { fill: "transparent", stroke: "none" });
  const inset = barHeight > 6 ? 1 : 0;
  const thick = barHeight - 2 * inset;
  const rx = Math.min(2, thick / 4);
  if (isShown(bar.cell)) {
    const color = style.highContrast ? { fill: style.background, stroke: bar.color } : { fill: bar.color };
    const length = Math.max(Math.abs(end - zero), 0.5);
    return [
      area,
      sheet.rect(Math.min(zero, end), y + inset, length, thick, {
        ...color,
        ...colored(bar.cell),
        rx,
        class: "shape",
      }),
    ];
  }
  if (bar.cell.status === "empty") return [area];
  const width = Math.min(STUB, sheet.width - zero) - 1;
  return [
    area,
    sheet.rect(zero + 0.5, y + inset + 0.5, width, thick - 1, { ...hatched(layout.hatch, style), rx }),
  ];
}

function labelMarks(
  { bar, y, end, alone }: PlacedBar,
  layout: Layout,
  options: ChartOptions,
): readonly Mark[] {
  if (layout.labelWidth === 0 || layout.barHeight < 9) return [];
  const { sheet } = layout;
  const { fontSize, bold } = options.labels;
  const shown = bar.cell.status === "shown" || bar.cell.status === "clipped";
  const { value, size } = barLabel(bar, options);
  const color = shown ? options.style.foreground : options.style.muted;
  const baseline = y + layout.barHeight / 2 + fontSize * 0.35;
  const left = isShown(bar.cell) && bar.cell.value < 0;
  const width = isShown(bar.cell) ? layout.labelWidth - GAP : sheet.width - end - GAP;
  const text = fit(value, width, fontSize, options.measureText, bold);
  // Beside bars of other series the edge ends where they begin.
  const edge = halo(options, alone ? 4 : Math.min(4, Math.max(0, layout.barHeight + 2 - fontSize)));
  const type = { ...typeOf(options.labels, color), ...TABULAR, ...edge };
  if (left) return [sheet.text(end - 6, baseline, text, "end", type)];
  const after = end + 6 + options.measureText(text, fontSize, bold) + 6;
  const small = {
    ...typeOf({ ...options.labels, fontSize: fontSize - 1, bold: false }, options.style.muted),
    ...TABULAR,
    ...edge,
  };
  return [
    sheet.text(end + 6, baseline, text, "start", type),
    ...(layout.sizes && size ? [sheet.text(after, baseline, size, "start", small)] : []),
  ];
}

export function ticksOf(scale: ValueScale): readonly number[] {
  return scale.ticks(tickCount(scale.range));
}
