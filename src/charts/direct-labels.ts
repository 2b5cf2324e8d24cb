import { readable } from "./contrast";
import type { Mark } from "./mark";
import { lineSample, SAMPLE } from "./legend";
import { fit } from "./measure-text";
import type { ChartOptions } from "./options";
import type { Sheet } from "./sheet";
import type { TrendLine } from "./trend-lines";
import type { Panel } from "./trend-panel";
import { typeOf } from "./type";

/** Names at the ends of lines, pushed apart until none touches another. Hidden lines are named at the bottom, muted. */
export function directLabels(
  lines: readonly TrendLine[],
  panel: Panel,
  width: number,
  options: ChartOptions,
  sheet: Sheet,
): readonly Mark[] {
  const { fontSize, bold } = options.legend;
  const wanted = lines.map((line) => ({ line, y: endOf(line, panel) }));
  const placed = pushApart(
    wanted.map(({ y }) => y),
    fontSize * 1.3,
    panel.top,
    panel.bottom,
  );
  const sample = sampleWidth(options);
  return wanted.flatMap(({ line }, index) => {
    const rest = restOf(line, options);
    const room = width - 10 - sample - options.measureText(rest, fontSize, bold);
    const text = fit(line.name, room, fontSize, options.measureText, bold) + rest;
    const type = typeOf(options.legend, line.muted ? options.style.muted : nameColor(line, options));
    const y = placed[index] ?? 0;
    const x = panel.right + 8;
    const name = sheet.text(x + sample, y + fontSize * 0.35, text, "start", {
      ...type,
      "aria-hidden": "true",
    });
    return sample === 0 || line.muted ? [name] : [lineSample(line, x, y, sheet), name];
  });
}

/** The width that the names want, at most a third of the picture. */
export function directWidth(lines: readonly TrendLine[], options: ChartOptions): number {
  const { fontSize, bold } = options.legend;
  const longest = Math.max(
    0,
    ...lines.map((line) => options.measureText(line.name + restOf(line, options), fontSize, bold)),
  );
  return Math.min(longest + 14 + sampleWidth(options), options.width / 3);
}

/** Room for a piece of the line before its name: in high contrast no colour of the name tells whose it is. */
function sampleWidth({ style }: ChartOptions): number {
  return style.highContrast ? SAMPLE + 6 : 0;
}

/** A name in its line's colour, as far as that can be read; in high contrast in the foreground. */
function nameColor(line: TrendLine, { style }: ChartOptions): string {
  return style.highContrast ? style.foreground : readable(line.color, style.background, style.foreground);
}

/** What follows the name, which alone is cut: " – Not shown", or with the change " 21.4 (+0.3)". */
function restOf(line: TrendLine, options: ChartOptions): string {
  if (line.muted) return ` – ${options.words.hidden}`;
  const value = line.values.at(-1) ?? null;
  const change = line.changes.at(-1) ?? null;
  if (!options.change || value === null || change === null) return "";
  return ` ${options.format.value(value)} (${options.format.change(change)})`;
}

function endOf(line: TrendLine, panel: Panel): number {
  for (let index = line.values.length - 1; index >= 0; index--) {
    const value = line.values[index] ?? null;
    if (value !== null) return panel.scale(value);
  }
  return panel.bottom;
}

/** Moves places apart to at least `gap`, each as little as one pass down and one back up allow. */
export function pushApart(
  wanted: readonly number[],
  gap: number,
  top: number,
  bottom: number,
): readonly number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const placed = [...wanted];
  let limit = top;
  for (const index of order) {
    placed[index] = Math.max(limit, wanted[index] ?? 0);
    limit = (placed[index] ?? 0) + gap;
  }
  limit = bottom;
  for (const index of order.reverse()) {
    placed[index] = Math.min(limit, placed[index] ?? 0);
    limit = (placed[index] ?? 0) - gap;
  }
  return placed;
}
