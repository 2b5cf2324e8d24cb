import type { Rows } from "../rows/rows";
import { axisOfLabels, axisOfPeriods, everything, type Axis } from "./axis";
import { keptRows } from "./filter";
import type { Over, View } from "./view";

/** The dimensions that cells are made by. A margin has fewer of them than its view. */
export interface Layer {
  readonly by: string | null;
  readonly series: string | null;
  readonly over: Over;
}

/**
 * The axes that cells lie on.
 *
 * Cells are numbered `(group * S + series) * P + period`, with S and P the number of series and periods, 1
 * where the layer does not have the dimension. Groups and series are in alphabetical order with numbers by
 * size ("Level 2" before "Level 10") and "(Blank)" last, periods in order of time. Only labels and periods
 * that occur in a row that the filter keeps are on an axis, the same on every layer of a view.
 */
export interface CellAxes {
  readonly layer: Layer;
  /** Labels, empty where the layer takes all groups together. */
  readonly groups: readonly string[];
  readonly series: readonly string[];
  /** First day of each period as `yyyy-mm-dd`, empty where the layer takes all periods together. */
  readonly periods: readonly string[];
  /** Number of cells: the product of the axes' lengths, that of a dimension the layer lacks counting as 1. */
  readonly size: number;
}

/** Which cell each row of the store falls in; -1 for a row that the filter leaves out or that has no date. */
export interface Frame extends CellAxes {
  /** One entry a row of the store; made when it is asked for first. */
  readonly cellOf: Int32Array;
  /** The cell of a single row. */
  cell(row: number): number;
  /** Writes the cells of the rows from `from` on, as many as `out` is long. */
  write(from: number, out: Int32Array): void;
}

/** A frame without its rows. */
export function axesOf({ layer, groups, series, periods, size }: Frame): CellAxes {
  return { layer, groups, series, periods, size };
}

/** The cell at a position of each axis (0 for a dimension that the layer does not have). */
export function cellAt(axes: CellAxes, group: number, series: number, period: number): number {
  const [s, p] = [Math.max(1, axes.series.length), Math.max(1, axes.periods.length)];
  return (group * s + series) * p + period;
}

/** The position of a cell on each axis; null for a dimension that the layer does not have. */
export function cellPlace(
  axes: CellAxes,
  cell: number,
): { readonly group: string | null; readonly series: string | null; readonly period: string | null } {
  const [s, p] = [Math.max(1, axes.series.length), Math.max(1, axes.periods.length)];
  return {
    group: axes.groups[Math.floor(cell / (s * p))] ?? null,
    series: axes.series[Math.floor(cell / p) % s] ?? null,
    period: axes.periods[cell % p] ?? null,
  };
}

/** The layer of a view's own cells. */
export function innerLayer({ by, series, over }: View): Layer {
  return { by, series, over };
}

/**
 * A view over rows, ready to give the frame of any layer: filters are applied and axes laid out once.
 * Throws a RangeError for an attribute that the rows do not have.
 */
export class ViewFrames {
  private readonly kept: Uint8Array | null;
  private readonly axes = new Map<string, Axis>();
  private readonly frames = new Map<string, Frame>();

  constructor(
    private readonly rows: Rows,
    private readonly view: View,
  ) {
    this.kept = keptRows(rows, view.filter);
  }

  /** The frame of a layer, by default that of the view's own cells. The same layer gives the same object. */
  frame(layer: Layer = innerLayer(this.view)): Frame {
    const key = JSON.stringify([layer.by, layer.series, layer.over]);
    let frame = this.frames.get(key);
    if (frame === undefined) {
      frame = this.make(layer);
      this.frames.set(key, frame);
    }
    return frame;
  }

  private make(layer: Layer): Frame {
    const group = this.labelAxis(layer.by);
    const series = this.labelAxis(layer.series);
    const period = this.periodAxis(layer.over);
    const size = [group, series, period].reduce((product, { length }) => product * length, 1);
    const axes = { layer, groups: group.labels, series: series.labels, periods: period.labels, size };
    const dimensions = [
      dimensionOf(group, series.length * period.length),
      dimensionOf(series, period.length),
      dimensionOf(period, 1),
    ].filter((dimension) => dimension !== null);
    return new RowFrame(axes, this.rows.length, this.kept, dimensions);
  }

  /** Where each label of an attribute stands; everything together for null. */
  labelAxis(name: string | null): Axis {
    if (name === null) return everything;
    return this.axis(`label ${name}`, () =>
      axisOfLabels(this.rows.attribute(name), this.rows.length, this.kept),
    );
  }

  private periodAxis(over: Over): Axis {
    if (over === "none") return everything;
    return this.axis(`over ${over}`, () => axisOfPeriods(this.rows, this.kept, over, this.view.weekStart));
  }

  private axis(key: string, make: () => Axis): Axis {
    let axis = this.axes.get(key);
    if (axis === undefined) {
      axis = make();
      this.axes.set(key, axis);
    }
    return axis;
  }
}

/** The frame of one layer of a view; use `ViewFrames` where several are needed. */
export function frameOf(rows: Rows, view: View, layer: Layer = innerLayer(view)): Frame {
  return new ViewFrames(rows, view).frame(layer);
}

/** A column's codes and how far each code (at index code + 1) moves a row's cell; below 0: into no cell. */
interface Dimension {
  readonly codes: Int32Array;
  readonly offsets: Int32Array;
}

function dimensionOf({ codes, positions }: Axis, step: number): Dimension | null {
  return codes === null ? null : { codes, offsets: positions.map((position) => position * step) };
}

class RowFrame implements Frame {
  readonly layer: Layer;
  readonly groups: readonly string[];
  readonly series: readonly string[];
  readonly periods: readonly string[];
  readonly size: number;
  private all: Int32Array | null = null;

  constructor(
    axes: CellAxes,
    private readonly length: number,
    private readonly kept: Uint8Array | null,
    private readonly dimensions: readonly Dimension[],
  ) {
    ({
      layer: this.layer,
      groups: this.groups,
      series: this.series,
      periods: this.periods,
      size: this.size,
    } = axes);
  }

  get cellOf(): Int32Array {
    if (this.all === null) {
      this.all = new Int32Array(this.length);
      this.write(0, this.all);
    }
    return this.all;
  }

  cell(row: number): number {
    if (this.kept !== null && this.kept[row] !== 1) return -1;
    let cell = 0;
    for (const { codes, offsets } of this.dimensions) {
      const offset = offsets[(codes[row] ?? -1) + 1] ?? -1;
      if (offset < 0) return -1;
      cell += offset;
    }
    return cell;
  }

  write(from: number, out: Int32Array): void {
    const { kept, dimensions } = this;
    const [first, second, third] = dimensions;
    if (kept === null && third === undefined) {
      writeTwo(from, out, first, second);
      return;
    }
    for (let i = 0; i < out.length; i += 1) out[i] = kept === null || kept[from + i] === 1 ? 0 : -1;
    for (const dimension of dimensions) addDimension(from, out, dimension);
  }
}

/** Cells by up to two dimensions, in one pass: the usual case. */
function writeTwo(
  from: number,
  out: Int32Array,
  first: Dimension | undefined,
  second: Dimension | undefined,
): void {
  if (first === undefined) {
    out.fill(0);
    return;
  }
  const { codes, offsets } = first;
  if (second === undefined) {
    for (let i = 0; i < out.length; i += 1) out[i] = offsets[(codes[from + i] ?? -1) + 1] ?? -1;
    return;
  }
  const { codes: otherCodes, offsets: otherOffsets } = second;
  for (let i = 0; i < out.length; i += 1) {
    const offset = offsets[(codes[from + i] ?? -1) + 1] ?? -1;
    const other = otherOffsets[(otherCodes[from + i] ?? -1) + 1] ?? -1;
    out[i] = (offset | other) < 0 ? -1 : offset + other;
  }
}

function addDimension(from: number, out: Int32Array, { codes, offsets }: Dimension): void {
  for (let i = 0; i < out.length; i += 1) {
    const cell = out[i] ?? -1;
    if (cell < 0) continue;
    const offset = offsets[(codes[from + i] ?? -1) + 1] ?? -1;
    out[i] = offset < 0 ? -1 : cell + offset;
  }
}
