import { InputError } from "../shared/errors";
import { addNote, keepCheckIn, type CheckInFields, type GoalPlace } from "./goals";
import type { PowerBi, Schemas } from "./power-bi";
import type { ReleaseFile } from "./release-file";

type Cell = ReleaseFile["cells"][number];
type Field = "kind" | "group" | "series" | "period";

const KINDS: readonly string[] = ["group", "other", "total-everybody", "total-shown"];
const FIELDS: readonly string[] = ["kind", "group", "series", "period"];

/**
 * The one cell that a selector such as `group=Finance,period=2024-04-28` names. A comma within a name is written
 * `\,`. Fields that are left out match every cell.
 * @throws InputError when it names no cell or several.
 */
export function selectCell(release: ReleaseFile, selector: string): Cell {
  const wanted = parseSelector(selector);
  const matches = release.cells.filter((cell) =>
    wanted.every(([field, value]) => (cell[field] ?? "") === value),
  );
  const [cell] = matches;
  if (cell !== undefined && matches.length === 1) return cell;
  const remedy = "Name kind, group, series and period as the release has them.";
  throw new InputError(
    cell === undefined
      ? `No cell of the release is "${selector}".`
      : `${String(matches.length)} cells of the release are "${selector}".`,
    remedy,
  );
}

function parseSelector(selector: string): readonly (readonly [Field, string])[] {
  const parts = selector.match(/(?:\\.|[^,\\])+/g) ?? [];
  return parts.map((part) => {
    const at = part.indexOf("=");
    const field = part.slice(0, at).trim();
    const value = part.slice(at + 1).replace(/\\(.)/g, "$1");
    if (at < 1 || !FIELDS.includes(field) || (field === "kind" && !KINDS.includes(value))) {
      throw new InputError(
        `"${part}" names no cell.`,
        'Write for example "group=Finance,period=2024-04-28".',
      );
    }
    return [field as Field, value] as const;
  });
}

export interface KeptCell {
  readonly checkIn: Schemas["GoalValue"];
  /** What was written instead of a value; undefined where a value was. */
  readonly note: string | undefined;
}

/**
 * Keeps a cell as the check-in of a day. A shown cell gives its value; any other gives a note and no value, so
 * that a hidden cell leaves no number behind.
 */
export async function keepCell(
  service: PowerBi,
  place: GoalPlace,
  date: string,
  cell: Cell,
  minGroupSize: number,
  more: Pick<CheckInFields, "target" | "status">,
): Promise<KeptCell> {
  if (cell.status === "shown") {
    return {
      checkIn: await keepCheckIn(service, place, date, { ...more, value: cell.value }),
      note: undefined,
    };
  }
  const checkIn = await keepCheckIn(service, place, date, more);
  const note = noteFor(cell, minGroupSize);
  await addNote(service, place, date, note);
  return { checkIn, note };
}

function noteFor(cell: Exclude<Cell, { status: "shown" }>, minGroupSize: number): string {
  switch (cell.status) {
    case "hidden":
      return `No value: hidden to protect people (minimum group size ${String(minGroupSize)}).`;
    case "clipped":
      return `Shown only as: ${cell.step}.`;
    case "empty":
      return "No value: nobody has one.";
  }
}
