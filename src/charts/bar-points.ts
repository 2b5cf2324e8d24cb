import { mark, type Mark } from "./mark";
import { cellFacts, cellText, isolated, placeName, sizeText } from "./facts";
import type { Bar, BarRow } from "./bar-rows";
import type { ChartOptions } from "./options";
import type { Point } from "./picture";

/** The points of a bar chart, row by row, and the number of the first point of each row. */
export function barPoints(rows: readonly BarRow[], options: ChartOptions): readonly Point[] {
  return rows.flatMap((row, rowIndex) =>
    row.bars.map((bar, column) => ({
      cell: bar.cell,
      shown: bar.cell.status === "shown" || bar.cell.status === "clipped",
      title: placeName({ ...bar.cell, period: null }, options),
      facts: cellFacts(bar.cell, options),
      row: rowIndex,
      column,
    })),
  );
}

/** What is written at the end of a bar: the value, and the size of the group where the policy gives it. */
export function barLabel(bar: Bar, options: ChartOptions): { readonly value: string; readonly size: string } {
  const size = options.labels.sizes ? sizeText(bar.cell) : null;
  const value = cellText(bar.cell, options);
  return {
    value: bar.cell.status === "shown" ? isolated(value, options.rtl) : value,
    size: size === null ? "" : isolated(size, options.rtl),
  };
}

/** The element of one point: named for screen readers, found again by its number. */
export function pointMark(index: number, point: Point, ...children: readonly Mark[]): Mark {
  const facts = point.facts.map((fact) => `${fact.name} ${fact.value}`.trim()).join(", ");
  return mark("g", { "data-point": index, "aria-label": `${point.title}: ${facts}` }, ...children);
}
