import { everyPart, type Dax } from "../dax/syntax";
import { parseDax } from "../dax/parse";
import { keyOf, type Lookup } from "./lookup";
import { columnName, type Column, type Table } from "./model";
import { recognise } from "./person-names";

/** What the caller declares: a table of people, or a column that tells them apart. */
export interface Declared {
  readonly table: string;
  readonly column?: string;
}

/** Why a column or table counts as one of people, in words for a report. */
export interface Because {
  /** "identity": tells people apart. "reference": names a person while the rows are about something else. */
  readonly kind: "identity" | "reference";
  readonly why: string;
}

/**
 * Which columns name people and which tables have rows about them: declared, by name, by loading row-level data
 * of Viva Insights, by a join to such a column, or by being computed from one.
 */
export class People {
  readonly #columns = new Map<string, Because>();
  readonly #tables = new Map<string, string>();
  readonly #declared = new Set<string>();

  /**
   * @param rowLevelTables names of tables that load row-level data of Viva Insights.
   */
  constructor(
    private readonly lookup: Lookup,
    declared: readonly Declared[],
    rowLevelTables: readonly string[],
  ) {
    for (const one of declared) {
      if (one.column === undefined) this.#tables.set(one.table.toLowerCase(), "the table is declared");
      else {
        this.#columns.set(keyOf(one.table, one.column), { kind: "identity", why: "declared" });
        this.#tables.set(
          one.table.toLowerCase(),
          `its column ${columnName(one.table, one.column)} is declared`,
        );
        this.#declared.add(keyOf(one.table, one.column));
      }
    }
    for (const table of rowLevelTables)
      this.#tables.set(table.toLowerCase(), "the table loads row-level data of Viva Insights");
    for (const table of lookup.model.tables) this.#byName(table);
    while (this.#byJoin() || this.#byDerivation());
    for (const table of lookup.model.tables) this.#noteTable(table);
  }

  /** Why the column names people; undefined when it does not. Works for columns of an unreadable model too. */
  column(table: string, name: string): Because | undefined {
    const known = this.#columns.get(keyOf(table, name));
    if (known || this.lookup.column(table, name)) return known;
    const byName = this.lookup.table(table) ? undefined : recognise(name, "");
    if (byName === undefined || byName === "weak") return undefined;
    return { kind: byName, why: "by its name; its model could not be read" };
  }

  /** Why the rows of the table are about single people; undefined when they are not. */
  table(name: string): string | undefined {
    return this.#tables.get(name.toLowerCase());
  }

  #byName(table: Table): void {
    const kinds = table.columns.map((column) => ({ column, kind: recognise(column.name, column.type) }));
    const hasIdentity =
      kinds.some(({ kind }) => kind === "identity") || this.#tables.has(table.name.toLowerCase());
    for (const { column, kind } of kinds) {
      const key = keyOf(table.name, column.name);
      if (kind === undefined || (kind === "weak" && !hasIdentity) || this.#columns.has(key)) continue;
      this.#columns.set(key, { kind: kind === "reference" ? "reference" : "identity", why: "by its name" });
    }
  }

  #byJoin(): boolean {
    let changed = false;
    for (const { from, to } of this.lookup.model.relationships) {
      for (const [a, b] of [
        [from, to],
        [to, from],
      ] as const) {
        const known = this.#columns.get(keyOf(a.table, a.column));
        const key = keyOf(b.table, b.column);
        if (known?.kind !== "identity" || this.#columns.has(key) || !this.lookup.column(b.table, b.column))
          continue;
        this.#columns.set(key, { kind: "identity", why: `joined to ${columnName(a.table, a.column)}` });
        changed = true;
      }
    }
    return changed;
  }

  #byDerivation(): boolean {
    let changed = false;
    for (const table of this.lookup.model.tables) {
      for (const column of table.columns) {
        const key = keyOf(table.name, column.name);
        const source = this.#columns.has(key) ? undefined : this.#sourceOf(table, column);
        if (source === undefined) continue;
        this.#columns.set(key, { kind: "identity", why: `computed from ${source}` });
        changed = true;
      }
    }
    return changed;
  }

  /** The person column that a calculated one repeats or is glued together from. */
  #sourceOf(table: Table, column: Column): string | undefined {
    const lineage = /^'?(.+?)'?\[(.+)\]$/.exec(column.sourceColumn ?? "");
    if (lineage?.[1] !== undefined && lineage[2] !== undefined) {
      const isPerson = this.#columns.get(keyOf(lineage[1], lineage[2]))?.kind === "identity";
      return isPerson ? columnName(lineage[1], lineage[2]) : undefined;
    }
    if (column.expression === undefined) return undefined;
    return this.#repeated(parsed(column.expression), table.name);
  }

  #repeated(dax: Dax | undefined, home: string): string | undefined {
    if (dax?.kind === "reference") {
      const table = dax.table ?? home;
      const isPerson = this.#columns.get(keyOf(table, dax.name))?.kind === "identity";
      return isPerson ? columnName(table, dax.name) : undefined;
    }
    const isText =
      dax?.kind === "call" &&
      /^(CONCATENATE|COMBINEVALUES|LOWER|UPPER|TRIM|FORMAT|RELATED)$/.test(dax.function);
    if (isText || (dax?.kind === "binary" && dax.operator === "&")) {
      for (const part of dax.kind === "binary" ? [dax.left, dax.right] : dax.args) {
        const found = this.#repeated(part, home);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  #noteTable(table: Table): void {
    if (this.#tables.has(table.name.toLowerCase())) return;
    for (const column of table.columns) {
      const because = this.#columns.get(keyOf(table.name, column.name));
      if (because?.kind !== "identity") continue;
      this.#tables.set(
        table.name.toLowerCase(),
        `the table has the person column ${columnName(table.name, column.name)}, ${because.why}`,
      );
      return;
    }
  }

  /** Declared columns that the model does not have: a typing error would otherwise pass unseen. */
  unknownDeclared(declared: readonly Declared[]): string[] {
    return declared
      .filter(({ table, column }) =>
        column === undefined ? !this.lookup.table(table) : !this.lookup.column(table, column),
      )
      .map(({ table, column }) => (column === undefined ? `'${table}'` : columnName(table, column)));
  }
}

function parsed(expression: string): Dax | undefined {
  try {
    return parseDax(expression);
  } catch {
    return undefined;
  }
}

/** Whether the expression reads any column of, or all of, a table that `isMeant` accepts. */
export function readsTable(dax: Dax, home: string, isMeant: (table: string) => boolean): boolean {
  for (const part of everyPart(dax)) {
    if (part.kind === "name" && isMeant(part.name)) return true;
    if (part.kind === "reference" && isMeant(part.table ?? home)) return true;
  }
  return false;
}
