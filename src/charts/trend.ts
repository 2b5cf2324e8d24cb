import type { Release, ReleaseCell } from "../privacy/release";
import { pointMark } from "./bar-points";
import { colored } from "./colors";
import { directLabels, directWidth } from "./direct-labels";
import { cellFacts, cellText, placeName } from "./facts";
import { hatchDefinition, hatched } from "./hidden";
import { legendBand } from "./legend";
import { mark, type Mark } from "./mark";
import { fit } from "./measure-text";
import { noteBand } from "./note";
import type { ChartOptions } from "./options";
import { dayOf } from "./period-ticks";
import type { Crosshair, Fact, Picture, Point } from "./picture";
import { Sheet } from "./sheet";
import { summaryOf } from "./summary";
import { trendLines, type TrendLine } from "./trend-lines";
import { lineMarks, panelAxes, type Panel } from "./trend-panel";
import { halo, roomIn, typeOf, type Room } from "./type";
import { valueScale, type ValueScale } from "./value-scale";
import { fill } from "./words";

/** More lines than this make a tooltip that nobody reads. */
const FACTS = 14;

interface Scene {
  readonly release: Release;
  readonly lines: readonly TrendLine[];
  readonly points: readonly Point[];
  readonly sheet: Sheet;
  readonly room: Room;
  readonly options: ChartOptions;
}

/** Lines over periods: together with names at their ends or a legend, or one small chart a line when there are many. */
export function trendChart(release: Release, options: ChartOptions): Picture {
  const sheet = new Sheet(options.width, options.rtl);
  const lines = trendLines(release, options);
  const room = roomIn(options);
  const scene: Scene = { release, lines, points: linePoints(lines, options), sheet, room, options };
  const apart = lines.filter((line) => !line.total).length > options.lines.multiplesFrom && room.legend;
  const isMuted = ({ muted }: TrendLine): boolean => muted;
  const note = noteBand(release, options, sheet, apart ? lines.some(isMuted) : lines.every(isMuted));
  const direct = !apart && wantsDirect(lines, options.height - note.height, options);
  // Where there is no room for all names, those of lines that are drawn come first.
  const named = [...lines.filter(({ muted }) => !muted), ...lines.filter(isMuted)];
  const legend =
    apart || direct ? { height: 0, marks: [] } : legendBand(named.length > 1 ? named : [], options, sheet);
  const height = Math.max(1, options.height - note.height - legend.height);
  const body = apart ? multiples(scene, height) : together(scene, height, direct);
  return {
    width: options.width,
    head: legend,
    body: { height: body.height, marks: body.marks },
    foot: note,
    points: scene.points,
    crosshair: { panels: body.panels.map((panel) => onScreen(panel, sheet)), periods: periodFacts(scene) },
    summary: summaryOf(release, options),
    style: options.style,
  };
}

interface Body {
  readonly height: number;
  readonly marks: readonly Mark[];
  readonly panels: readonly Panel[];
}

function wantsDirect(lines: readonly TrendLine[], height: number, options: ChartOptions): boolean {
  const fits = lines.length * options.legend.fontSize * 1.35 < height - 30 && options.width >= 320;
  return options.legend.show && fits && lines.length > 1 && options.legend.position !== "top";
}

function linePoints(lines: readonly TrendLine[], options: ChartOptions): readonly Point[] {
  return lines.flatMap((line, row) =>
    line.total
      ? []
      : line.cells.flatMap((cell, column) => {
          if (!cell) return [];
          const shown = cell.status === "shown" || cell.status === "clipped";
          const change = line.changes[column] ?? null;
          const extra =
            options.change && change !== null
              ? [{ name: options.words.change, value: options.format.change(change) }]
              : [];
          return [
            {
              cell,
              shown,
              title: placeName(cell, options),
              facts: [...cellFacts(cell, options), ...extra],
              row,
              column,
            },
          ];
        }),
  );
}

function together(scene: Scene, height: number, direct: boolean): Body {
  const { options, room, lines, sheet } = scene;
  const bottom = height - (room.axis && options.categoryAxis.show ? options.categoryAxis.fontSize + 12 : 4);
  const scale = scaleFor(scene, [bottom, 8]);
  const left = room.axis ? axisWidth(scale, options) : 4;
  const right = options.width - (direct ? directWidth(lines, options) : 10);
  const panel = panelAt(scene, { left, right, top: 8, bottom, scale });
  const labels = direct ? directLabels(lines, panel, options.width - right, options, sheet) : [];
  const focus = focusMarks(lines, () => panel, scene);
  if (lines.every(({ muted }) => muted)) {
    const sign = nothingMarks(panel, direct, scene);
    return { height, marks: [...sign, ...labels, ...focus], panels: [panel] };
  }
  const marks = [
    ...(room.axis ? [panelAxes(panel, scene.release.periods, options, sheet, "all")] : []),
    ...targetMarks(panel, scene),
    ...lines.map((line) =>
      mark("g", { "aria-hidden": "true" }, ...lineMarks(line, panel, scene.release.periods, options, sheet)),
    ),
    ...labels,
    ...focus,
  ];
  return { height, marks, panels: [panel] };
}

/** In place of axes that would measure nothing: the sign of what is hidden, and its words where no line is named. */
function nothingMarks(panel: Panel, named: boolean, { release, options, sheet }: Scene): readonly Mark[] {
  const hidden = release.cells.some(({ status }) => status !== "empty");
  const { fontSize } = options.labels;
  const word = hidden ? options.words.hidden : options.words.noData;
  const x = (panel.left + panel.right) / 2;
  const type = { ...typeOf(options.labels, options.style.muted), ...halo(options), "aria-hidden": "true" };
  return [
    ...(hidden
      ? [hatchDefinition(`${options.id}-hatch`, options.style), hiddenSign(panel, options, sheet)]
      : []),
    ...(named ? [] : [sheet.text(x, (panel.top + panel.bottom) / 2 + fontSize * 0.35, word, "middle", type)]),
  ];
}

function hiddenSign(panel: Panel, options: ChartOptions, sheet: Sheet): Mark {
  const sign = { ...hatched(`${options.id}-hatch`, options.style), opacity: 0.75, "aria-hidden": "true" };
  return sheet.rect(panel.left, panel.top, panel.right - panel.left, panel.bottom - panel.top, sign);
}

/** Small multiples: same scales, one line each, so that they can be compared by eye. */
function multiples(scene: Scene, height: number): Body {
  const small = { ...scene.options, valueAxis: { ...scene.options.valueAxis, fontSize: 10 } };
  const lines = scene.lines.filter((line) => !line.total);
  const across = acrossFor(lines.length, small.width, height);
  const down = Math.ceil(lines.length / across);
  const panelHeight = Math.max(PANEL_HEIGHT, height / down);
  const panelWidth = small.width / across;
  const scale = scaleFor(scene, [panelHeight - 20, 26]);
  const gutter = axisWidth(scale, small);
  const panels = lines.map((_, index) => {
    const left = (index % across) * panelWidth + gutter;
    const above = Math.floor(index / across) * panelHeight;
    const [top, bottom] = [above + 26, above + panelHeight - 20];
    const own = scale.onto([bottom, top]);
    return panelAt(scene, { left, right: left - gutter + panelWidth - 14, top, bottom, scale: own });
  });
  const marks = lines.flatMap((line, index) => {
    const panel = panels[index];
    return panel ? panelMarks(line, panel, { ...scene, options: small }) : [];
  });
  const focus = focusMarks(lines, (row) => panels[row], scene);
  const hatch = hatchDefinition(`${small.id}-hatch`, small.style);
  return { height: down * panelHeight, marks: [hatch, ...marks, ...focus], panels };
}

/** Least width of a small multiple, and the ratio of its sides that reads best. Pixels. */
const PANEL_WIDTH = 170;
const PANEL_HEIGHT = 92;
const PANEL_SHAPE = 1.6;

/** How many small multiples stand side by side, so that each is as near to its best shape as can be. */
function acrossFor(count: number, width: number, height: number): number {
  const most = Math.max(1, Math.min(count, Math.floor(width / PANEL_WIDTH)));
  const offness = (across: number): number => {
    const panel = Math.max(PANEL_HEIGHT, height / Math.ceil(count / across));
    return Math.abs(Math.log(width / across / panel / PANEL_SHAPE));
  };
  const choices = Array.from({ length: most }, (_, index) => index + 1);
  return choices.reduce((best, across) => (offness(across) < offness(best) ? across : best));
}

/** One small multiple: its name, and its line with the total behind it, or the sign of a hidden group. */
function panelMarks(line: TrendLine, panel: Panel, scene: Scene): readonly Mark[] {
  const { options, sheet, release, room } = scene;
  const width = panel.right - panel.left;
  const color = line.muted ? options.style.muted : options.style.foreground;
  const title = fit(line.name, width, options.legend.fontSize, options.measureText, true);
  const name = sheet.text(panel.left, panel.top - 10, title, "start", {
    ...typeOf({ ...options.legend, bold: true }, color),
    "aria-hidden": "true",
  });
  if (line.muted) return [name, hiddenSign(panel, options, sheet)];
  const total = scene.lines.find((other) => other.total);
  const periods = release.periods;
  const drawn = [
    panelAxes(panel, periods, options, sheet, room.axis ? "ends" : "none"),
    ...targetMarks(panel, scene),
    ...(total ? lineMarks(total, panel, periods, options, sheet) : []),
    ...lineMarks({ ...line, color: ownColor(line, options) }, panel, periods, options, sheet),
  ];
  return [name, mark("g", { "aria-hidden": "true" }, ...drawn)];
}

/** In a panel of its own a line needs no colour to be told apart. */
function ownColor(line: TrendLine, options: ChartOptions): string {
  return options.colorByGroup || Object.values(options.colors).includes(line.color)
    ? line.color
    : options.style.accent;
}

function scaleFor({ lines, options }: Scene, range: readonly [number, number]): ValueScale {
  const values = lines.flatMap((line) => line.values.filter((value) => value !== null));
  const target = options.reference?.kind === "target" ? options.reference.value : undefined;
  const shown = { ...options, valueAxis: { ...options.valueAxis, show: true } };
  return valueScale(target === undefined ? values : [...values, target], range, shown, false);
}

function axisWidth(scale: ValueScale, options: ChartOptions): number {
  const widths = options.format
    .ticks(scale.ticks(5))
    .map((text) => options.measureText(text, options.valueAxis.fontSize));
  return Math.ceil(Math.max(0, ...widths)) + 8;
}

function panelAt(scene: Scene, place: Omit<Panel, "xs">): Panel {
  const days = scene.release.periods.map(dayOf);
  const first = days[0] ?? 0;
  const span = (days.at(-1) ?? first) - first;
  const width = Math.max(1, place.right - place.left - 8);
  const xs = days.map((day) => place.left + 4 + (span === 0 ? width / 2 : ((day - first) / span) * width));
  return { ...place, xs };
}

function targetMarks(panel: Panel, { options, sheet }: Scene): readonly Mark[] {
  const { reference, words, style } = options;
  if (reference?.kind !== "target" || reference.value === undefined) return [];
  const y = panel.scale(reference.value);
  const color = reference.color ?? style.foreground;
  const name = reference.label !== undefined && reference.label !== "" ? reference.label : words.target;
  const text = fit(
    `${name} ${options.format.value(reference.value)}`,
    panel.right - panel.left,
    11,
    options.measureText,
  );
  return [
    sheet.line(panel.left, y, panel.right, y, {
      stroke: color,
      "stroke-dasharray": "4 3",
      "stroke-width": 1.5,
    }),
    sheet.text(panel.right - 2, y - 4, text, "end", {
      fill: color,
      "font-size": 11,
      "data-part": "referenceLine",
    }),
  ];
}

/** What a keyboard or a screen reader stops at: one place a value, on the bottom line where it is not shown. */
function focusMarks(
  lines: readonly TrendLine[],
  panelOf: (row: number) => Panel | undefined,
  scene: Scene,
): readonly Mark[] {
  return scene.points.map((point, index) => {
    const panel = panelOf(point.row);
    const value = lines[point.row]?.values[point.column] ?? null;
    const place = value === null ? {} : colored(point.cell);
    const x = panel?.xs[point.column] ?? 0;
    const y = panel ? (value === null ? panel.bottom : panel.scale(value)) : 0;
    return pointMark(index, point, scene.sheet.circle(x, y, 5, { fill: "transparent", ...place }));
  });
}

function periodFacts({ release, lines, options }: Scene): Crosshair["periods"] {
  return release.periods.map((period, index) => {
    const known = lines.map((line) => ({ line, value: line.values[index] ?? null, cell: line.cells[index] }));
    const ordered = known.sort((a, b) => (b.value ?? -Infinity) - (a.value ?? -Infinity));
    const facts: Fact[] = ordered.slice(0, FACTS).map(({ line, value, cell }) => ({
      name: line.name,
      value:
        value === null
          ? unsaid(cell, options)
          : options.format.value(value) + changeText(line, index, options),
      color: line.color,
    }));
    if (ordered.length > FACTS)
      facts.push({ name: "", value: fill(options.words.more, ordered.length - FACTS) });
    return { title: options.format.period(period), facts };
  });
}

/** What a line says where nothing is drawn: a mean of shown values may want for some of them. */
function unsaid(cell: ReleaseCell | undefined, options: ChartOptions): string {
  return cell?.status === "shown" ? "–" : cellText(cell, options);
}

function changeText(line: TrendLine, index: number, options: ChartOptions): string {
  const change = line.changes[index] ?? null;
  return options.change && change !== null ? ` (${options.format.change(change)})` : "";
}

function onScreen(panel: Panel, sheet: Sheet): Crosshair["panels"][number] {
  const [a, b] = [sheet.x(panel.left), sheet.x(panel.right)];
  return {
    left: Math.min(a, b),
    right: Math.max(a, b),
    top: panel.top,
    bottom: panel.bottom,
    xs: panel.xs.map((x) => sheet.x(x)),
  };
}
