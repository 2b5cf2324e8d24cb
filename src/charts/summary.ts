import type { Release, ShownCell } from "../privacy/release";
import { shownCells } from "./cells";
import { groupName } from "./facts";
import type { ChartOptions } from "./options";
import { fill } from "./words";

/** One to three sentences for who cannot see the picture. They hold what is shown, and nothing else. */
export function summaryOf(release: Release, options: ChartOptions): string {
  const { words, format } = options;
  const title = options.groupTitle === "" ? options.title : fill(words.by, options.title, options.groupTitle);
  const cells = shownCells(release).filter((cell) => cell.kind === "group");
  const sentences = [`${title}.`];
  const first = release.periods[0];
  const last = release.periods.at(-1);
  if (first !== undefined && last !== undefined && release.periods.length > 1) {
    sentences.push(fill(words.summaryPeriods, format.period(first), format.period(last)));
  }
  if (release.groups.length > 0) {
    const shown = new Set(cells.map((cell) => cell.group)).size;
    sentences.push(shown === 0 ? words.nothingShown : fill(words.summaryShown, shown));
  }
  const high = furthest(cells, 1);
  const low = furthest(cells, -1);
  if (high && low && high !== low) {
    const name = (cell: typeof high) =>
      [groupName(cell, options), cell.series, cell.period === null ? null : format.period(cell.period)]
        .filter((part) => part !== null)
        .join(" · ");
    sentences.push(
      fill(words.summaryRange, name(high), format.value(high.value), name(low), format.value(low.value)),
    );
  } else if (high) {
    sentences.push(`${groupName(high, options)}: ${format.value(high.value)}.`);
  }
  return sentences.join(" ");
}

/** The first cell with the highest value, or with the lowest. */
function furthest(cells: readonly ShownCell[], sign: 1 | -1): ShownCell | undefined {
  const [first] = cells;
  return first && cells.reduce((best, cell) => (sign * (cell.value - best.value) > 0 ? cell : best), first);
}
