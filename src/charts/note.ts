import type { Release } from "../privacy/release";
import { hatchDefinition, hatched } from "./hidden";
import type { Mark } from "./mark";
import { fit } from "./measure-text";
import type { ChartOptions } from "./options";
import type { Band } from "./picture";
import type { Sheet } from "./sheet";
import { roomIn } from "./type";
import { fill } from "./words";

const SIZE = 11;
const LINE = 20;
const SWATCH = 12;

/** The quiet statement of the rule under the picture, with the sign of a hidden cell where one is drawn. */
export function noteBand(release: Release, options: ChartOptions, sheet: Sheet): Band {
  const { style, words } = options;
  if (!options.note || !roomIn(options).note) return { height: 0, marks: [] };
  const parts = [fill(options.noteText ?? words.note, release.policy.minGroupSize)];
  if (nothingShown(release)) parts.push(words.wider);
  if (options.incomplete.length > 0) parts.push(words.incomplete);
  const sign = signDrawn(release, options);
  const start = sign ? SWATCH + 6 : 0;
  const marks: Mark[] = [];
  if (sign) {
    const id = `${options.id}-note-hatch`;
    marks.push(
      hatchDefinition(id, style),
      sheet.rect(0.5, 5.5, SWATCH, SWATCH - 1, { ...hatched(id, style), rx: 1 }),
    );
  }
  const text = fit(parts.join(" · "), options.width - start - 24, SIZE, options.measureText);
  const type = { fill: style.muted, "font-size": SIZE, "data-part": "privacy" };
  marks.push(sheet.text(start, 15, text, "start", type));
  return { height: LINE, marks };
}

function signDrawn(release: Release, options: ChartOptions): boolean {
  const drawn = options.hiddenGroups === "muted" || options.kind === "heat";
  return drawn && options.kind !== "trend" && release.cells.some((cell) => cell.status === "hidden");
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
