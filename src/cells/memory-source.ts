import { findName } from "../rows/names";
import type { Rows } from "../rows/rows";
import { AtomGrid } from "./atom-grid";
import type {
  AtomStore,
  Atoms,
  CellSource,
  Combined,
  Picture,
  Proposal,
  Term,
  WeightRow,
} from "./cell-source";
import { addsUp, countedValues } from "./aggregated";
import { cellsOf } from "./cells";
import { dependentMetrics } from "./families";
import { innerLayer, ViewFrames, type Layer } from "./frame";
import type { MetValues } from "./met-values";
import type { PeoplePlaces, PersonParts } from "./people-places";
import { personParts, wholePeople, type WholePeople } from "./person-parts";
import type { CellTable } from "./table";
import { BLANK, type View } from "./view";
import { combineTerms } from "./combine";
import { CountedAtoms } from "./counted-atoms";
import type { CountedPicture } from "./counted-links";
import { People } from "./people";
import type { GridPicture } from "./splitting";
import type { Contributions } from "./weights";

/** Tables kept: those of a view's layers, of its metrics, and of the view before it. */
const mostTables = 32;
/** Views whose rows are kept assigned to cells: the one at hand and that of everybody beside it. */
const mostViews = 2;

/** Answers from rows in memory, by marking. */
export class MemorySource implements CellSource {
  private readonly frames = new Map<string, ViewFrames>();
  private readonly tables = new Map<string, CellTable>();
  private readonly contributing = new Map<string, Contributions>();
  private readonly people: People;
  private readonly wholes = new Map<string, WholePeople>();
  private families_: readonly (readonly string[])[] | null = null;

  /** @param original the rows before labels were merged: aggregated rows are known by what they were */
  constructor(
    readonly rows: Rows,
    private readonly original = rows,
  ) {
    this.people = new People(rows);
  }

  get complete(): boolean {
    return this.rows.complete;
  }

  get metrics(): readonly string[] {
    return this.rows.metrics;
  }

  cells(view: View, layer?: Layer): CellTable {
    // What is still arriving changes: only finished rows are remembered.
    if (!this.complete) return cellsOf(this.rows, view, layer);
    const { metric, measure } = view;
    const { by, series, over } = layer ?? view;
    const key = JSON.stringify([metric, measure, ...placesOf(view), by, series, over]);
    return remembered(this.tables, key, mostTables, () =>
      cellsOf(this.rows, view, layer, this.framesOf(view)),
    );
  }

  /**
   * Works out what protection will ask of a view, and keeps it, a step at a time: one of some ten milliseconds for a
   * million rows, so that others can act in between.
   */
  *prepare(view: View): Generator<void> {
    for (const layer of [innerLayer(view), ...marginsOf(view)]) {
      this.framesOf(view).frame(layer);
      yield;
      for (const metric of [view.metric, ...this.relatives(view.metric)]) {
        this.cells({ ...view, metric }, layer);
        yield;
      }
    }
    if (this.rows.people !== null) return;
    yield* this.people.prepare(view);
    this.contributions(view);
    yield;
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
    return combineTerms(byView);
  }

  parts(view: View, numbers: readonly WeightRow[], places: PeoplePlaces): readonly PersonParts[] {
    if (view.measure.kind === "headcount") return [];
    const { metric } = view;
    let whole = this.wholes.get(metric);
    if (whole === undefined)
      this.wholes.set(metric, (whole = wholePeople(this.rows, this.rows.metric(metric))));
    return personParts(this.contributions(view), whole, numbers, places.of(this.rows));
  }

  differs(metrics: readonly string[], met: MetValues): boolean {
    const own = this.metrics;
    const asked = new Set(metrics.map((metric) => own[findName(own, metric)]));
    return own.some((metric) => (asked.has(metric) || met.has(metric)) && met.differ(this.rows, metric));
  }

  atoms(pictures: readonly Picture[], limit: number): Atoms {
    const all = this.rows.people === null ? new AtomGrid(Infinity, true) : new CountedAtoms();
    return this.propose(all, pictures, limit).atoms;
  }

  families(): readonly (readonly string[])[] {
    this.families_ ??= dependentMetrics(this.rows);
    return this.families_;
  }

  session(before: AtomStore | null): AtomStore {
    if (before === null)
      return new MemorySession(this, this.rows.people === null ? new AtomGrid() : new CountedAtoms());
    if (
      !(before instanceof MemorySession) ||
      before.atoms instanceof CountedAtoms !== (this.rows.people !== null)
    )
      throw new TypeError("This session was begun over another kind of source.");
    return new MemorySession(this, before.atoms);
  }

  merged(attribute: string, labels: ReadonlySet<string>, as: string): MemorySource {
    return new MemorySource(mergedRows(this.rows, attribute, labels, as), this.original);
  }

  /** Splits atoms by pictures of this source. */
  propose(atoms: SessionAtoms, pictures: readonly Picture[], limit: number): Proposal {
    const { people } = this.rows;
    if (atoms instanceof CountedAtoms)
      return atoms.propose(this.original, people as Float64Array, this.counted(pictures), limit);
    const weighed = pictures.map(({ view, rows }): GridPicture => ({ from: this.contributions(view), rows }));
    return atoms.propose(weighed, limit);
  }

  /** Pictures of aggregated rows, with the rows that count in them. */
  private counted(pictures: readonly Picture[]): CountedPicture[] {
    const people = this.rows.people as Float64Array;
    return pictures.map(({ view, rows: numbers }) => {
      const frame = this.framesOf(view).frame();
      const values = countedValues(this.rows, people, view);
      const isIn = (row: number): boolean => people[row] !== 0 && !Number.isNaN(values[row] ?? NaN);
      const cellOf = frame.cellOf.map((cell, row) => (isIn(row) ? cell : -1));
      return { cellOf, size: frame.size, numbers, adds: addsUp(view.measure) };
    });
  }

  /** The rows that count in a view, with the inner cell of each. */
  private contributions(view: View): Contributions {
    const { people } = this;
    const metric = view.measure.kind === "headcount" ? null : view.metric;
    return remembered(this.contributing, JSON.stringify([metric, ...placesOf(view)]), mostViews, () => {
      const frames = this.framesOf(view);
      const { size, periods } = this.cells(view);
      const frame = frames.frame();
      return {
        people,
        values: people.values(metric),
        cellOfPerson: people.cells(view, frames),
        cellOfRow: (row) => frame.cell(row),
        size,
        singlePeriods: view.over === "period" ? periods.length : 0,
      };
    });
  }

  private framesOf(view: View): ViewFrames {
    const key = JSON.stringify(placesOf(view));
    return remembered(this.frames, key, mostViews, () => new ViewFrames(this.rows, view));
  }
}

/** The margins of a view: those that are drawn, and everybody together. */
function marginsOf({ by, series, over, totals }: View): Layer[] {
  const everybody = { by: null, series: null, over };
  if (by === null || series === null || !totals.groups) return [everybody];
  return [{ by, series: null, over }, { by: null, series, over }, everybody];
}

/** What decides which cell a row is in; filters that keep the same are the same. */
function placesOf({ by, series, over, weekStart, filter }: View): unknown[] {
  const attributes = Object.entries(filter.attributes ?? {});
  return [by, series, over, weekStart ?? 0, attributes, filter.from, filter.to, filter.activeOnly === true];
}

/** Looks a key up in a map that forgets what was not asked for longest. */
function remembered<Value>(map: Map<string, Value>, key: string, most: number, make: () => Value): Value {
  const value = map.get(key) ?? make();
  map.delete(key);
  const [oldest] = map.keys();
  if (map.size >= most && oldest !== undefined) map.delete(oldest);
  map.set(key, value);
  return value;
}

/** Of rows of people, or of aggregated rows. */
type SessionAtoms = AtomGrid | CountedAtoms;

/** A session's atoms, continued over the rows of one source. */
class MemorySession implements AtomStore {
  constructor(
    private readonly source: MemorySource,
    readonly atoms: SessionAtoms,
  ) {}

  get bytes(): number {
    return this.atoms.bytes;
  }

  copy(): AtomStore {
    return new MemorySession(this.source, this.atoms.copy());
  }

  propose(pictures: readonly Picture[], limit: number): Proposal {
    return this.source.propose(this.atoms, pictures, limit);
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
