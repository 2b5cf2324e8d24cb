import type { CellSource, WeightRow } from "../cells/cell-source";
import { cellAt, cellPlace, type Layer } from "../cells/frame";
import type { CellTable } from "../cells/table";
import type { View } from "../cells/view";
import type { CellKey } from "./release";
import { statisticsOf, type Statistics } from "./rules";

/** The label under which merged groups are read; no attribute has it, and no viewer sees it. */
export const mergedLabel = "\uffffOther";

/** Where a cell stands on the axes of its view. */
export type Place = ReturnType<typeof cellPlace>;

/** One cell that a view may draw, or that people are assumed to know, before protection. */
export interface Cell {
  readonly key: CellKey;
  readonly place: Place;
  readonly table: CellTable;
  /** Its number in its table. */
  readonly at: number;
  readonly statistics: Statistics;
  /** Position on the axis of periods, 0 without one. Cells of different blocks share no person-period. */
  readonly block: number;
  /** Over all groups, all series, or both, of the view's own. */
  readonly margin: "none" | "groups" | "series" | "both";
  /** False for a total that is assumed known but not drawn. */
  readonly drawn: boolean;
}

/** Is it a total of everybody, of all groups and series? */
export function isEverybody({ place, margin }: Cell): boolean {
  return place.group === null && place.series === null && margin !== "none";
}

/** A view's cells in blocks of one period (or of all of them). */
export interface PictureCells {
  readonly view: View;
  readonly inner: CellTable;
  readonly cells: readonly Cell[];
  /** Per block: does everybody have one row in one inner cell? Then people add up over its cells. */
  readonly disjoint: readonly boolean[];
  readonly counted: boolean;
}

/** Does a person with several periods weigh as much as one with a single period? */
export function isPerPerson(view: View): boolean {
  return view.measure.kind !== "row-mean" && view.measure.kind !== "total";
}

interface DrawnLayer {
  readonly layer: Layer;
  readonly margin: Cell["margin"];
  readonly drawn: boolean;
}

/** The layers that a view draws per period, and the total of everybody where it is known without being drawn. */
function layersOf(view: View, totalsKnown: boolean): DrawnLayer[] {
  const { by, series, over } = view;
  const layers: DrawnLayer[] = [{ layer: { by, series, over }, margin: "none", drawn: true }];
  if (by === null && series === null) return layers;
  const both = by !== null && series !== null;
  const drawn = view.totals.groups;
  if (both && drawn) {
    layers.push({ layer: { by, series: null, over }, margin: "series", drawn });
    layers.push({ layer: { by: null, series, over }, margin: "groups", drawn });
  }
  if (drawn || totalsKnown)
    layers.push({ layer: { by: null, series: null, over }, margin: both ? "both" : "groups", drawn });
  return layers;
}

/** Lays out the cells of a view. Throws a RangeError for a metric or attribute that the source does not have. */
export function pictureOf(source: CellSource, view: View, totalsKnown: boolean): PictureCells {
  const inner = source.cells(view);
  const blocks = Math.max(1, inner.periods.length);
  const cells = layersOf(view, totalsKnown).flatMap(({ layer, margin, drawn }) => {
    const table = margin === "none" ? inner : source.cells(view, layer);
    return Array.from({ length: table.size }, (_, at): Cell => {
      const place = cellPlace(table, at);
      return {
        key: keyOf(place, margin),
        place,
        table,
        at,
        statistics: statisticsOf(table, at, view.measure),
        block: at % blocks,
        margin,
        drawn,
      };
    });
  });
  return { view, inner, cells, disjoint: disjointBlocks(source, view, blocks), counted: inner.counted };
}

function keyOf({ group, series, period }: Place, margin: Cell["margin"]): CellKey {
  if (group === mergedLabel) return { kind: "other", group: null, series, period };
  return { kind: margin === "none" ? "group" : "total-everybody", group, series, period };
}

/** The inner cells that a cell is made of, and how people weigh in it. */
export function weightRowOf({ view, inner }: PictureCells, { place, margin, at }: Cell): WeightRow {
  const cells = margin === "none" ? Int32Array.of(at) : innerCells(inner, place);
  return { cells, perPerson: isPerPerson(view) };
}

/** Inner cells at a place of which some dimensions are null. */
function innerCells(inner: CellTable, place: Place): Int32Array {
  const positions = (labels: readonly string[], label: string | null): number[] =>
    label === null ? [...(labels.length === 0 ? [0] : labels.keys())] : [labels.indexOf(label)];
  const found: number[] = [];
  for (const g of positions(inner.groups, place.group))
    for (const s of positions(inner.series, place.series))
      for (const p of positions(inner.periods, place.period)) found.push(cellAt(inner, g, s, p));
  return Int32Array.from(found);
}

/** Everybody has one row in a block exactly when it has as many contributions as contributors. */
function disjointBlocks(source: CellSource, view: View, blocks: number): boolean[] {
  const everybody = source.cells(view, { by: null, series: null, over: view.over });
  return Array.from(
    { length: blocks },
    (_, block) => everybody.contributions[block] === everybody.contributors[block],
  );
}
