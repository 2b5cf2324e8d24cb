import type { BarRow } from "./bar-rows";
import type { Mark } from "./mark";
import { fit, wrap } from "./measure-text";
import type { ChartOptions } from "./options";
import type { Sheet } from "./sheet";
import { roomIn, typeOf } from "./type";

/** How names stand below columns: in up to two lines, else slanting. */
export interface ColumnNames {
  readonly height: number;
  /** What the first names need before the first column. */
  readonly inset: number;
  /** The marks of one name, its column's middle at `middle` and its foot at `bottom`. */
  marks(row: BarRow, middle: number, bottom: number, sheet: Sheet): readonly Mark[];
}

const none: ColumnNames = { height: 2, inset: 0, marks: () => [] };
const ANGLE = 40;
const [DOWN, ALONG] = [Math.sin((ANGLE * Math.PI) / 180), Math.cos((ANGLE * Math.PI) / 180)];
/** Slanting names take at most this part of the picture's height, and nothing of one that is lower than this. */
const MOST = 0.3;
const LOWEST = 220;
/** Pixels between names that stand beside one another. */
const BESIDE = 6;
/** Before the first column they take at most this part of its width. */
export const MOST_INSET = 0.12;

/** Pixels from one column's middle to the next that names need: slanting, or a piece of each in one line. */
export function leastStep(rows: readonly BarRow[], options: ChartOptions): number {
  const { show, fontSize } = options.categoryAxis;
  if (!roomIn(options).names || !show) return 0;
  return options.height >= LOWEST
    ? Math.max(16, fontSize * 1.55)
    : Math.min(fontSize * 5, longestOf(rows, options) + BESIDE);
}

function longestOf(rows: readonly BarRow[], { categoryAxis, measureText }: ChartOptions): number {
  const { fontSize, bold } = categoryAxis;
  return Math.max(...rows.map(({ name }) => measureText(name, fontSize, bold)));
}

/** @param step pixels from one column's middle to the next */
export function columnNames(rows: readonly BarRow[], step: number, options: ChartOptions): ColumnNames {
  const { categoryAxis, measureText, height } = options;
  const { fontSize, bold } = categoryAxis;
  const width = step - BESIDE;
  if (!roomIn(options).names || !categoryAxis.show) return none;
  const slants = height >= LOWEST;
  const linesOf = (name: string): readonly string[] =>
    wrap(name, width, fontSize, measureText, slants ? 2 : 1, bold);
  const lines = new Map(rows.map(({ name }) => [name, linesOf(name)]));
  const length = slants ? Math.min(longestOf(rows, options), (height * MOST) / DOWN) : 0;
  const whole = [...lines.values()].flat().every((line) => line !== "" && !line.endsWith("…"));
  // Wide columns show more of a long name in two lines than it has room for on a slant.
  const wide = 2 * width >= 1.2 * length && width >= fontSize * 3;
  return whole || wide || !slants ? straight(lines, options) : slanting(rows, length, options);
}

function straight(lines: ReadonlyMap<string, readonly string[]>, options: ChartOptions): ColumnNames {
  const { fontSize } = options.categoryAxis;
  const next = fontSize * 1.25;
  const most = Math.max(1, ...[...lines.values()].map((own) => own.length));
  return {
    height: fontSize + 12 + (most - 1) * next,
    inset: 0,
    marks: (row, middle, bottom, sheet) =>
      (lines.get(row.name) ?? []).map((line, l) =>
        sheet.text(middle, bottom + fontSize + 6 + l * next, line, "middle", typeFor(row, options)),
      ),
  };
}

/** Up to the right, each name ending below its column; the first ones may not begin before the picture. */
function slanting(rows: readonly BarRow[], length: number, options: ChartOptions): ColumnNames {
  const { categoryAxis, measureText, rtl, width } = options;
  const { fontSize, bold } = categoryAxis;
  const insets = rows.map(({ name }, index) => {
    const part = (index + 0.5) / rows.length;
    const wanted = Math.min(length, measureText(name, fontSize, bold)) * ALONG;
    return (wanted - part * width) / (1 - part);
  });
  return {
    height: length * DOWN + fontSize + 10,
    inset: Math.min(width * MOST_INSET, Math.max(0, ...insets)),
    marks: (row, middle, bottom, sheet) => {
      const x = middle + fontSize * 0.3;
      const y = bottom + fontSize * 0.8 + 4;
      const name = fit(row.name, Math.min(length, x / ALONG), fontSize, measureText, bold);
      const turn = `rotate(${String(rtl ? ANGLE : -ANGLE)} ${String(sheet.x(x))} ${String(y)})`;
      return [sheet.text(x, y, name, "end", { ...typeFor(row, options), transform: turn })];
    },
  };
}

function typeFor(row: BarRow, options: ChartOptions) {
  const color = row.muted ? options.style.muted : options.style.foreground;
  return { ...typeOf(options.categoryAxis, color), "aria-hidden": "true" };
}
