import type { Column, Measure, Model, Table } from "./model";

/** Finds tables, columns and measures by name, without regard to case. */
export class Lookup {
  readonly #tables = new Map<string, Table>();
  readonly #columns = new Map<string, Column>();
  readonly #measures = new Map<string, Measure>();

  constructor(
    readonly model: Model,
    extra: readonly Measure[] = [],
  ) {
    for (const table of model.tables) {
      this.#tables.set(table.name.toLowerCase(), table);
      for (const column of table.columns) this.#columns.set(keyOf(table.name, column.name), column);
      for (const measure of table.measures) this.#measures.set(measure.name.toLowerCase(), measure);
    }
    // A report's own measure may not replace one of the model's.
    for (const measure of extra) {
      const key = measure.name.toLowerCase();
      if (!this.#measures.has(key)) this.#measures.set(key, measure);
    }
  }

  table(name: string): Table | undefined {
    return this.#tables.get(name.toLowerCase());
  }

  column(table: string, name: string): Column | undefined {
    return this.#columns.get(keyOf(table, name));
  }

  /** A measure's name is unique in a model; the table before it is decoration. */
  measure(name: string): Measure | undefined {
    return this.#measures.get(name.toLowerCase());
  }

  measures(): Iterable<Measure> {
    return this.#measures.values();
  }

  /** The column behind a level of a hierarchy. */
  levelColumn(table: string, hierarchy: string, level: string): string | undefined {
    const found = this.table(table)?.hierarchies.find(
      (one) => one.name.toLowerCase() === hierarchy.toLowerCase(),
    );
    return found?.levels.find((one) => one.name.toLowerCase() === level.toLowerCase())?.column;
  }
}

/** Key of a column in maps. */
export function keyOf(table: string, column: string): string {
  return `${table.toLowerCase()}\u0000${column.toLowerCase()}`;
}
