import type { Release } from "../privacy/release";
import { hatchDefinition, hatched } from "./hidden";
import type { Mark } from "./mark";
import { wrap } from "./measure-text";
import type { ChartOptions } from "./options";
import type { Band } from "./picture";
import type { Sheet } from "./sheet";
import { roomIn } from "./type";
import { fill } from "./words";

const SIZE = 11;
const LINE = 20;
/** From one line of the note to the next. */
const NEXT = 15;
/** What the shield in the corner takes of the width. */
const SHIELD = 24;
const SWATCH = 12;

/** The quiet statement of the rule under the picture, with the sign of a hidden cell where one is drawn. */
export function noteBand(
  release: Release,
  options: ChartOptions,
  sheet: Sheet,
  drawsHidden = options.hiddenGroups === "muted",
): Band {
  const { style, words } = options;
  if (!options.note || !roomIn(options).note) return { height: 0, marks: [] };
  const minimum = new Intl.NumberFormat(options.locale).format(release.policy.minGroupSize);
  const parts = [fill(options.noteText ?? words.note, minimum)];
  if (nothingShown(release)) parts.push(words.wider);
  if (options.incomplete.length > 0) parts.push(words.incomplete);
  const sign = drawsHidden && release.cells.some((cell) => cell.status === "hidden");
  const start = sign ? SWATCH + 6 : 0;
  const marks: Mark[] = [];
  if (sign) {
    const id = `${options.id}-note-hatch`;
    marks.push(
      hatchDefinition(id, style),
      sheet.rect(0.5, 5.5, SWATCH, SWATCH - 1, { ...hatched(id, style), rx: 1 }),
    );
  }
  const lines = linesOf(parts, options.width - start - SHIELD, nothingShown(release), options);
  const type = { fill: style.muted, "font-size": SIZE, "data-part": "privacy" };
  lines.forEach((line, l) => marks.push(sheet.text(start, 15 + l * NEXT, line, "start", type)));
  return { height: LINE + Math.max(0, lines.length - 1) * NEXT, marks };
}

/** All parts in one line, or each begins one, in a quarter of the height; a picture of nothing has more room. */
function linesOf(
  parts: readonly string[],
  width: number,
  empty: boolean,
  { height, measureText }: ChartOptions,
): readonly string[] {
  const joined = parts.join(" · ");
  if (measureText(joined, SIZE) <= width) return [joined];
  const each = Math.max(1, Math.floor(height / (empty ? 2 : 4) / NEXT / parts.length));
  return parts.flatMap((part) => wrap(part, width, SIZE, measureText, each));
}

function nothingShown({ cells }: Release): boolean {
  return !cells.some((cell) => cell.status === "shown" || cell.status === "clipped");
}

/** The same band, `height` further down, below other marks. */
export function below(top: Band, bottom: Band): Band {
  const moved: Mark = {
    tag: "g",
    attributes: { transform: `translate(0,${String(top.height)})` },
    children: bottom.marks,
  };
  return { height: top.height + bottom.height, marks: [...top.marks, moved] };
}
