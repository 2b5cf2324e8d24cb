import { colored } from "./colors";
import { mark, round, type Mark } from "./mark";
import { fit } from "./measure-text";
import type { ChartOptions } from "./options";
import { periodTicks } from "./period-ticks";
import type { Sheet } from "./sheet";
import type { TrendLine } from "./trend-lines";
import { TABULAR, typeOf } from "./type";
import { tickCount, type ValueScale } from "./value-scale";

/** One set of axes with lines: the whole of a trend, or one of its small multiples. Logical pixels. */
export interface Panel {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly xs: readonly number[];
  readonly scale: ValueScale;
}

/** Gaps stay gaps: a line is never drawn across a hidden period; a lone value is a dot. */
export function lineMarks(
  line: TrendLine,
  panel: Panel,
  periods: readonly string[],
  options: ChartOptions,
  sheet: Sheet,
): readonly Mark[] {
  const { values } = line;
  const { width, markers } = options.lines;
  const place = (index: number) => [sheet.x(panel.xs[index] ?? 0), panel.scale(values[index] ?? 0)] as const;
  const open = (index: number) => options.incomplete.includes(periods[index] ?? "");
  const indices = values.map((_, index) => index);
  const first = line.cells.find((cell) => cell !== undefined);
  const drawn = (index: number) => (values[index] ?? null) !== null;
  const closed = pathOf(indices.map((index) => (drawn(index) && !open(index) ? place(index) : null)));
  const ending = indices.filter((index) => open(index) && drawn(index) && index > 0 && drawn(index - 1));
  const last = ending.map((index) => pathOf([place(index - 1), place(index)])).join("");
  const stroke = {
    fill: "none",
    stroke: line.color,
    "stroke-width": line.total ? 1.5 : width,
    "stroke-linejoin": "round",
    "stroke-linecap": "round",
    class: "shape",
    ...(first && !line.total ? colored(first) : {}),
  };
  const dots = indices.filter(
    (index) => values[index] !== null && (markers || open(index) || isolated(values, index)),
  );
  return [
    mark("path", { d: closed, ...stroke, "stroke-dasharray": line.dash }),
    ...(last === "" ? [] : [mark("path", { d: last, ...stroke, "stroke-dasharray": "2 4" })]),
    ...dots.map((index) =>
      mark("circle", {
        cx: place(index)[0],
        cy: place(index)[1],
        r: width / 2 + 2,
        fill: open(index) ? options.style.background : line.color,
        stroke: line.color,
        "stroke-width": 1.5,
      }),
    ),
  ];
}

function isolated(values: readonly (number | null)[], index: number): boolean {
  return (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null;
}

/** Straight lines from place to place; null breaks the line. */
function pathOf(places: readonly (readonly [number, number] | null)[]): string {
  return places
    .map((at, index) =>
      at ? `${(places[index - 1] ?? null) ? "L" : "M"}${String(round(at[0]))},${String(round(at[1]))}` : "",
    )
    .join("");
}

/** Value ticks with their grid lines at the left, period names below. */
export function panelAxes(
  panel: Panel,
  periods: readonly string[],
  options: ChartOptions,
  sheet: Sheet,
  names: "all" | "ends" | "none",
): Mark {
  const { style, valueAxis, categoryAxis, format } = options;
  const values =
    names === "none"
      ? []
      : panel.scale.ticks(
          Math.max(2, Math.min(tickCount([panel.top, panel.bottom]) + 1, names === "ends" ? 2 : 6)),
        );
  const grid = values.map((tick) =>
    sheet.line(panel.left, panel.scale(tick), panel.right, panel.scale(tick), {
      stroke: style.faint,
      "stroke-width": 1,
      opacity: valueAxis.gridlines ? undefined : 0,
    }),
  );
  const texts = format.ticks(values);
  const ticks = values.map((tick, t) =>
    sheet.text(panel.left - 6, panel.scale(tick) + valueAxis.fontSize * 0.35, texts[t] ?? "", "end", {
      ...typeOf(valueAxis, style.muted),
      ...TABULAR,
    }),
  );
  const size = names === "ends" ? Math.min(10, categoryAxis.fontSize) : categoryAxis.fontSize - 1;
  const type = { ...typeOf({ ...categoryAxis, fontSize: size }, style.muted), ...TABULAR };
  const end = periods.length - 1;
  const wanted =
    names === "none"
      ? []
      : names === "ends"
        ? end > 0
          ? [0, end]
          : [0]
        : periodTicks(periods, panel.xs, options);
  const below = wanted.map((index) => {
    const anchor = names === "all" ? "middle" : index === 0 ? "start" : "end";
    const text = fit(
      format.periodTick(periods[index] ?? ""),
      panel.right - panel.left,
      size,
      options.measureText,
    );
    const half = names === "all" ? options.measureText(text, size) / 2 : 0;
    const x = Math.min(Math.max(panel.xs[index] ?? 0, half), sheet.width - half);
    return sheet.text(x, panel.bottom + size + (names === "all" ? 8 : 5), text, anchor, type);
  });
  return mark("g", { "aria-hidden": "true" }, ...grid, ...ticks, ...below);
}
