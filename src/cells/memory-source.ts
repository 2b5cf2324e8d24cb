import type { Rows } from "../rows/rows";
import { atomsOf } from "./atoms";
import { AtomGrid } from "./atom-grid";
import type { AtomStore, Atoms, CellSource, Combined, Picture, Proposal, Term } from "./cell-source";
import { cellsOf } from "./cells";
import { dependentMetrics } from "./families";
import { innerLayer, ViewFrames, type Layer } from "./frame";
import type { CellTable } from "./table";
import { BLANK, type View } from "./view";
import {
  eachRun,
  entriesByPerson,
  rowsOfCells,
  type Contributions,
  type Entries,
  type Lists,
} from "./weights";

/** Tables kept: those of a view's layers, of its metrics, and of the view before it. */
const mostTables = 32;
/** Views whose rows are kept assigned to cells: the one at hand and that of everybody beside it. */
const mostViews = 2;

/** Rows that are worked through within a moment, so that nobody has to wait in between. */
const momentary = 30_000;

/** Weights that differ from zero by rounding alone. */
const nothing = 1e-12;

/** Answers from rows in memory, by marking. */
export class MemorySource implements CellSource {
  private readonly frames = new Map<string, ViewFrames>();
  private readonly tables = new Map<string, CellTable>();
  private readonly contributing = new Map<string, Contributions>();
  private byPerson: Entries | null = null;
  private families_: readonly (readonly string[])[] | null = null;

  constructor(readonly rows: Rows) {}

  get complete(): boolean {
    return this.rows.complete;
  }

  get metrics(): readonly string[] {
    return this.rows.metrics;
  }

  cells(view: View, layer?: Layer): CellTable {
    // What is still arriving changes: only finished rows are remembered.
    if (!this.complete) return cellsOf(this.rows, view, layer);
    const { by, series, over } = layer ?? view;
    const key = JSON.stringify([{ ...view, totals: null }, by, series, over]);
    let table = this.tables.get(key);
    if (table === undefined) {
      table = cellsOf(this.rows, view, layer, this.framesOf(view));
      remember(this.tables, key, table, mostTables);
    }
    return table;
  }

  /**
   * Works out what protection will ask of a view, and keeps it, a step at a time: one of some ten milliseconds for a
   * million rows, so that others can act in between. A few rows are no work and wait for nobody.
   */
  *prepare(view: View): Generator<void> {
    const pauses = this.rows.length > momentary;
    const inner = innerLayer(view);
    for (const layer of [inner, ...marginsOf(view)]) {
      this.framesOf(view).frame(layer);
      if (pauses) yield;
      this.cells(view, layer);
      if (pauses) yield;
    }
    for (const metric of this.relatives(view.metric)) {
      this.cells({ ...view, metric });
      if (pauses) yield;
    }
    if (this.rows.people !== null) return;
    this.entries();
    if (pauses) yield;
    this.contributions(view);
    if (pauses) yield;
  }

  private relatives(metric: string): readonly string[] {
    const related = this.families().filter((family) => family.includes(metric));
    return related.flat().filter((other) => other !== metric);
  }

  combine(terms: readonly Term[]): Combined {
    const byView = new Map<Contributions, Term[]>();
    for (const term of terms) {
      const from = this.contributions(term.view);
      byView.set(from, [...(byView.get(from) ?? []), term]);
    }
    const [first] = terms;
    const values = first === undefined ? null : valuesOf(this.rows, first.view);
    return combineTerms(
      this.entries(),
      values,
      [...byView].map(([from, own]) => new TermsOfView(from, own)),
    );
  }

  atoms(pictures: readonly Picture[], limit: number): Atoms {
    return atomsOf(
      pictures.map(({ view, rows }) => ({ from: this.contributions(view), rows })),
      limit,
    );
  }

  families(): readonly (readonly string[])[] {
    this.families_ ??= dependentMetrics(this.rows);
    return this.families_;
  }

  session(before: AtomStore | null): AtomStore {
    if (before !== null && !(before instanceof MemorySession))
      throw new TypeError("This session was begun over another kind of source.");
    return new MemorySession(this, before?.grid ?? new AtomGrid());
  }

  merged(attribute: string, labels: ReadonlySet<string>, as: string): MemorySource {
    return new MemorySource(mergedRows(this.rows, attribute, labels, as));
  }

  /** The rows that count in a view, with the inner cell of each. */
  contributions(view: View): Contributions {
    const { metric, measure, by, series, over, weekStart, filter } = view;
    const headcount = measure.kind === "headcount";
    const key = JSON.stringify([headcount ? null : metric, by, series, over, weekStart, filter]);
    let found = this.contributing.get(key);
    if (found === undefined) {
      const { cellOf, size } = this.framesOf(view).frame();
      found = { entries: this.entries(), cellOf: this.gather(view, cellOf), size };
      remember(this.contributing, key, found, mostViews);
    }
    return found;
  }

  private entries(): Entries {
    this.byPerson ??= entriesByPerson(this.rows);
    return this.byPerson;
  }

  /** Cells in order of person; −1 where the metric has no value. */
  private gather(view: View, cellOf: Int32Array): Int32Array {
    const values = valuesOf(this.rows, view);
    const { row } = this.entries();
    const found = new Int32Array(row.length);
    for (let entry = 0; entry < found.length; entry++) {
      const at = row[entry] as number;
      const value = values === null ? 0 : (values[at] as number);
      found[entry] = value === value ? (cellOf[at] as number) : -1;
    }
    return found;
  }

  private framesOf(view: View): ViewFrames {
    const key = JSON.stringify([view.by, view.series, view.over, view.weekStart, view.filter]);
    let frames = this.frames.get(key);
    if (frames === undefined) {
      frames = new ViewFrames(this.rows, view);
      remember(this.frames, key, frames, mostViews);
    }
    return frames;
  }
}

/** The margins of a view: those that are drawn, and everybody together. */
function marginsOf({ by, series, over, totals }: View): Layer[] {
  const everybody = { by: null, series: null, over };
  if (by === null || series === null || !totals.groups) return [everybody];
  return [{ by, series: null, over }, { by: null, series, over }, everybody];
}

/** Adds to a map that forgets its oldest entry. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value, most: number): void {
  const [oldest] = map.keys();
  if (map.size >= most && oldest !== undefined) map.delete(oldest);
  map.set(key, value);
}

/** A session's atoms, continued over the rows of one source. */
class MemorySession implements AtomStore {
  constructor(
    private readonly source: MemorySource,
    readonly grid: AtomGrid,
  ) {}

  get bytes(): number {
    return this.grid.bytes;
  }

  propose(pictures: readonly Picture[], limit: number): Proposal {
    return this.grid.propose(
      pictures.map(({ view, rows }) => ({ from: this.source.contributions(view), rows })),
      limit,
    );
  }
}

/** The same rows with some labels of an attribute read as one. */
function mergedRows(rows: Rows, attribute: string, labels: ReadonlySet<string>, as: string): Rows {
  const { codes, values } = rows.attribute(attribute);
  const blank = labels.has(BLANK) ? values.length : -1;
  const merged = {
    values: [...values.map((label) => (labels.has(label) ? as : label)), as],
    codes: blank < 0 ? codes : codes.map((code) => (code < 0 ? blank : code)),
  };
  return new Proxy(rows, {
    get: (target, name) => {
      if (name === "attribute")
        return (wanted: string) => (wanted === attribute ? merged : target.attribute(wanted));
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}

/** A cell source over rows in memory. */
export function memorySource(rows: Rows): MemorySource {
  return new MemorySource(rows);
}

function valuesOf(rows: Rows, view: View): Float64Array | null {
  return view.measure.kind === "headcount" ? null : rows.metric(view.metric);
}

/** The terms of one view: what they weigh on each entry of the person at hand. */
class TermsOfView {
  private readonly lists: Lists;
  private readonly periods: Int32Array;
  private lastCell = -1;
  private lastWeight = 0;

  constructor(
    private readonly from: Contributions,
    private readonly terms: readonly Term[],
  ) {
    this.lists = rowsOfCells(
      from.size,
      terms.map((term) => term.row),
    );
    this.periods = new Int32Array(terms.length);
  }

  /** Counts the person's periods in each term; by = 0 forgets them. */
  count(first: number, end: number, by: 0 | 1): void {
    const { periods } = this;
    const { start, item } = this.lists;
    this.lastCell = -1;
    eachRun(this.from.cellOf, first, end, (cell, length) => {
      for (let i = start[cell] as number; i < (start[cell + 1] as number); i++) {
        const term = item[i] as number;
        periods[term] = by === 0 ? 0 : (periods[term] as number) + length;
      }
    });
  }

  weight(entry: number): number {
    const cell = this.from.cellOf[entry] as number;
    if (cell < 0) return 0;
    if (cell === this.lastCell) return this.lastWeight;
    const { start, item } = this.lists;
    let weight = 0;
    for (let i = start[cell] as number; i < (start[cell + 1] as number); i++) {
      const { factor, row } = this.terms[item[i] as number] as Term;
      weight += row.perPerson ? factor / (this.periods[item[i] as number] as number) : factor;
    }
    this.lastCell = cell;
    this.lastWeight = weight;
    return weight;
  }
}

/** Per person: periods in each term, then the weighted sum and whether any weight is left. */
function combineTerms(
  { start, row }: Entries,
  values: Float64Array | null,
  views: readonly TermsOfView[],
): Combined {
  const total = { contributors: 0, absolute: 0, largest: 0, second: 0 };
  for (let person = 0; person + 1 < start.length; person++) {
    const [first, end] = [start[person] as number, start[person + 1] as number];
    for (const view of views) view.count(first, end, 1);
    let part = 0;
    let weighs = false;
    for (let entry = first; entry < end; entry++) {
      let weight = 0;
      for (const view of views) weight += view.weight(entry);
      if (Math.abs(weight) <= nothing) continue;
      weighs = true;
      part += weight * (values === null ? 1 : (values[row[entry] as number] as number));
    }
    for (const view of views) view.count(first, end, 0);
    if (weighs) addPart(total, Math.abs(part));
  }
  return total;
}

function addPart(
  total: { contributors: number; absolute: number; largest: number; second: number },
  part: number,
): void {
  total.contributors++;
  total.absolute += part;
  if (part > total.largest) {
    total.second = total.largest;
    total.largest = part;
  } else if (part > total.second) total.second = part;
}
