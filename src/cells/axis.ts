import type { LabelColumn, Rows } from "../rows/rows";
import { isoDay, periodStart } from "./periods";
import { BLANK, type Over, type View } from "./view";

/** One dimension of a frame: which position each code of a column has. */
export interface Axis {
  readonly labels: readonly string[];
  /** Number of positions, 1 where all are taken together. */
  readonly length: number;
  /** One code a row, -1 for missing; null where all are taken together. */
  readonly codes: Int32Array | null;
  /** Position of code c at index c + 1; -1 for none. */
  readonly positions: Int32Array;
}

/** All groups, all series or all periods together. */
export const everything: Axis = { labels: [], length: 1, codes: null, positions: new Int32Array(0) };

const order = new Intl.Collator("en", { numeric: true });

/** The labels that occur in the rows kept, in alphabetical order with "(Blank)" last. */
export function axisOfLabels(column: LabelColumn, length: number, kept: Uint8Array | null): Axis {
  const { codes, values } = column;
  const known = kept === null && column.allOccur === true;
  const occurs = known ? allBut0(values.length) : occurring(codes, values.length, length, kept);
  const labels = [...new Set(values.filter((_, code) => occurs[code + 1] === 1 && values[code] !== BLANK))];
  labels.sort((a, b) => order.compare(a, b) || (a < b ? -1 : 1));
  // A label that reads "(Blank)" and a missing one are one group.
  const blank = values.indexOf(BLANK);
  if (occurs[0] === 1 || (blank >= 0 && occurs[blank + 1] === 1)) labels.push(BLANK);
  const positionOf = new Map(labels.map((label, position) => [label, position]));
  const positions = new Int32Array(values.length + 1).fill(-1);
  positions[0] = positionOf.get(BLANK) ?? -1;
  values.forEach((label, code) => {
    positions[code + 1] = positionOf.get(label) ?? -1;
  });
  return { labels, length: labels.length, codes, positions };
}

/** The periods that occur in the rows kept, rolled up, in order of time. A row without a date has none. */
export function axisOfPeriods(
  rows: Rows,
  kept: Uint8Array | null,
  over: Exclude<Over, "none">,
  weekStart: View["weekStart"],
): Axis {
  const known = kept === null && rows.allPeriodsOccur === true;
  const occurs = known
    ? allBut0(rows.periods.length)
    : occurring(rows.period, rows.periods.length, rows.length, kept);
  const starts = rows.periods.map((day) => periodStart(day, over, weekStart));
  const days = [...new Set(starts.filter((_, code) => occurs[code + 1] === 1))].sort((a, b) => a - b);
  const positionOf = new Map(days.map((day, position) => [day, position]));
  const positions = new Int32Array(starts.length + 1).fill(-1);
  starts.forEach((day, code) => {
    positions[code + 1] = positionOf.get(day) ?? -1;
  });
  return { labels: days.map(isoDay), length: days.length, codes: rows.period, positions };
}

/** All codes (at index code + 1) occur, but none is missing. */
function allBut0(count: number): Uint8Array {
  return new Uint8Array(count + 1).fill(1, 1);
}

/** Which codes (at index code + 1) occur in the rows kept. */
function occurring(codes: Int32Array, count: number, length: number, kept: Uint8Array | null): Uint8Array {
  const occurs = new Uint8Array(count + 1);
  for (let row = 0; row < length; row += 1) {
    const at = (codes[row] ?? -1) + 1;
    // Looking is cheaper than writing the same byte again.
    if (occurs[at] === 0 && (kept === null || kept[row] === 1)) occurs[at] = 1;
  }
  return occurs;
}
