import type { CellKey, ReleaseCell } from "../privacy/release";
import type { ChartOptions } from "./options";
import type { Fact } from "./picture";
import { fill } from "./words";

/** The full name of where a cell stands: group, series and period, as far as it has them. */
export function placeName(cell: CellKey, options: ChartOptions): string {
  const parts = [groupName(cell, options)];
  if (cell.series !== null) parts.push(cell.series);
  if (cell.period !== null) parts.push(options.format.period(cell.period));
  return parts.join(" · ");
}

export function groupName(cell: CellKey, options: ChartOptions): string {
  if (cell.kind === "other") return options.words.other;
  if (cell.kind === "total-shown") return options.words.shownGroups;
  return cell.group ?? options.words.everybody;
}

/** What a cell says of itself: its value, or the same words for every hidden one. */
export function cellText(cell: ReleaseCell | undefined, options: ChartOptions): string {
  if (!cell || cell.status === "empty") return options.words.noData;
  if (cell.status === "hidden") return options.words.hidden;
  return cell.status === "clipped" ? stepText(cell.step, options) : options.format.value(cell.value);
}

/** A coarse step such as "under 10 %" in the viewer's language. */
function stepText(step: string, { words, locale }: ChartOptions): string {
  const parts = /^(under|over) (\d+) %$/.exec(step);
  if (!parts) return step;
  const limit = new Intl.NumberFormat(locale, { style: "percent" }).format(Number(parts[2]) / 100);
  return fill(parts[1] === "under" ? words.under : words.over, limit);
}

/** Tooltip lines of a cell. */
export function cellFacts(cell: ReleaseCell | undefined, options: ChartOptions): readonly Fact[] {
  const facts: Fact[] = [{ name: options.title, value: cellText(cell, options) }];
  const people = sizeText(cell);
  if (people !== null) facts.push({ name: options.words.people, value: people });
  return facts;
}

export function sizeText(cell: ReleaseCell | undefined): string | null {
  return cell?.status === "shown" && cell.people !== undefined ? String(cell.people) : null;
}

/** Keeps the signs of a number in their order inside right-to-left text (an isolate, U+2066 to U+2069). */
export function isolated(text: string, rtl: boolean): string {
  return rtl ? `\u2066${text}\u2069` : text;
}
