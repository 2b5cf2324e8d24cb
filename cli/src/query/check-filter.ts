import { BLANK, type Rows, type View } from "../../../src/engine";
import { InputError } from "../shared/errors";
import { nearText } from "../shared/near";

/**
 * A filter that no row can fit is a typing error, not an empty result.
 * @throws InputError naming near labels (never all of them), or the file's first and last date.
 */
export function refuseEmptyFilter(rows: Rows, views: readonly View[]): void {
  for (const { filter } of views) {
    for (const [name, labels] of Object.entries(filter.attributes ?? {})) {
      for (const label of labels) refuseUnknownLabel(rows, name, label);
    }
    refuseEmptyRange(rows, filter);
  }
}

function refuseUnknownLabel(rows: Rows, name: string, label: string): void {
  const { values } = rows.attribute(name);
  if (label === BLANK || values.includes(label)) return;
  throw new InputError(`No row has "${label}" in ${name}.`, nearText(label, values) || "Check the spelling.");
}

function refuseEmptyRange(rows: Rows, { from, to }: View["filter"]): void {
  if (from === undefined && to === undefined) return;
  const dates = rows.periods
    .filter((day) => Number.isFinite(day))
    .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10))
    .sort();
  if (dates.some((date) => (from === undefined || date >= from) && (to === undefined || date <= to))) return;
  const [first, last] = [dates[0], dates.at(-1)];
  throw new InputError(
    "No row lies between these dates.",
    first === undefined ? "The rows have no date." : `The rows go from ${first} to ${last ?? first}.`,
  );
}
