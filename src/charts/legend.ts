import { fit } from "./measure-text";
import type { Mark } from "./mark";
import { mark } from "./mark";
import type { ChartOptions } from "./options";
import type { Band } from "./picture";
import type { Sheet } from "./sheet";
import { roomIn, typeOf } from "./type";
import { fill } from "./words";

export interface LegendEntry {
  readonly name: string;
  readonly color: string;
  /** Dashes of its line. */
  readonly dash?: string | undefined;
  /** A line with nothing to show: its name is muted. */
  readonly muted?: boolean;
}

/** Pixels of a piece of a line beside its name: a whole period of every dash. */
export const SAMPLE = 26;

/** A piece of a line with its colour and dashes, beside its name. */
export function lineSample(
  { color, dash }: Pick<LegendEntry, "color" | "dash">,
  x: number,
  y: number,
  sheet: Sheet,
): Mark {
  return sheet.line(x, y, x + SAMPLE, y, {
    stroke: color,
    "stroke-width": 2,
    "stroke-dasharray": dash,
    "stroke-linecap": "round",
    "aria-hidden": "true",
  });
}

/** One line of swatches and names above the chart; what does not fit is counted at the end. */
export function legendBand(entries: readonly LegendEntry[], options: ChartOptions, sheet: Sheet): Band {
  if (!options.legend.show || !roomIn(options).legend || entries.length === 0)
    return { height: 0, marks: [] };
  const size = options.legend.fontSize;
  const dashed = options.style.highContrast && entries.some(({ dash }) => dash !== undefined);
  const thick = Math.round(size * 0.8);
  const swatch = dashed ? SAMPLE : thick;
  const height = Math.round(size * 2.1);
  const baseline = height / 2 + size * 0.35 - 3;
  const marks: Mark[] = [];
  let x = 0;
  for (const [index, entry] of entries.entries()) {
    const name = fit(entry.name, 180, size, options.measureText, options.legend.bold);
    const width = swatch + 6 + options.measureText(name, size, options.legend.bold) + 18;
    const rest = entries.length - index;
    if (x + width > options.width - (rest > 1 ? 60 : 0) && index > 0) {
      const more = fill(options.words.more, rest);
      marks.push(sheet.text(x, baseline, more, "start", typeOf(options.legend, options.style.muted)));
      break;
    }
    const color = entry.muted === true ? options.style.muted : options.style.foreground;
    const shade = entry.muted === true ? options.style.faint : entry.color;
    marks.push(
      dashed && entry.muted !== true
        ? lineSample(entry, x, baseline - thick / 2, sheet)
        : sheet.rect(x, baseline - thick, thick, thick, { fill: shade, rx: 2 }),
      sheet.text(x + swatch + 6, baseline, name, "start", typeOf(options.legend, color)),
    );
    x += width;
  }
  return { height, marks: [mark("g", { "aria-hidden": "true" }, ...marks)] };
}
