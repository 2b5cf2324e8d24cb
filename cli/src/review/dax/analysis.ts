import { readsTable, type People } from "../model/people";
import type { Lookup } from "../model/lookup";
import type { Formula, Measure } from "../model/model";
import { parseDax } from "./parse";
import type { Dax } from "./syntax";

/** A variable: its expression and where that was written. */
interface Variable {
  readonly is: Dax;
  readonly scope: Scope;
}

/** What names mean at a point of an expression. */
export interface Scope {
  /** Table that unqualified columns belong to. */
  readonly home: string;
  readonly variables: ReadonlyMap<string, Variable>;
  /** Measures that are being looked into, outermost first: guards against circles. */
  readonly within: readonly string[];
  /** Inside a loop over single people: a count there is one person's, and decides nothing about a group. */
  readonly perPerson?: boolean;
}

/** Work on one measure stops here; it is then listed as not reviewed. */
const MOST_STEPS = 400_000;

/** A measure takes more steps than `MOST_STEPS` to look into. */
export class TooEntangled extends Error {}

/** Expressions of a model, parsed once, and what their names mean. */
export class Analysis {
  readonly #parsed = new Map<string, Dax | undefined>();
  #steps = 0;

  constructor(
    readonly lookup: Lookup,
    readonly people: People,
  ) {}

  /** Begins a measure's budget of work. */
  begin(): void {
    this.#steps = 0;
  }

  /** @throws TooEntangled when the budget of the measure is used up. */
  step(): void {
    if (++this.#steps > MOST_STEPS) throw new TooEntangled("too entangled");
  }

  /** The tree of an expression; undefined where it is not understood. */
  parse(formula: Formula): Dax | undefined {
    const known = this.#parsed.get(formula.expression);
    if (known !== undefined || this.#parsed.has(formula.expression)) return known;
    let dax: Dax | undefined;
    try {
      dax = parseDax(formula.expression);
    } catch {
      dax = undefined;
    }
    this.#parsed.set(formula.expression, dax);
    return dax;
  }

  scopeOf(measure: Measure, outer?: Scope): Scope {
    const within = [...(outer?.within ?? []), measure.name.toLowerCase()];
    return { home: measure.table, variables: new Map(), within, perPerson: outer?.perPerson === true };
  }

  /** The scope of the expression that a loop over `table` works out for each of its rows. */
  rowScope(table: Dax, scope: Scope): Scope {
    return this.hasRowPerPerson(table, scope) ? { ...scope, perPerson: true } : scope;
  }

  /** Whether a table expression has a row for each person or finer: not one for each of their groups. */
  hasRowPerPerson(table: Dax, outer: Scope): boolean {
    const { dax, scope } = this.settle(table, outer);
    if (dax.kind === "name") return this.people.table(dax.name) !== undefined;
    if (dax.kind !== "call") return false;
    const { function: name, args } = dax;
    const [first, second] = args;
    if (
      /^(VALUES|DISTINCT|SUMMARIZE|SUMMARIZECOLUMNS|GROUPBY|ALL|ALLSELECTED|ALLNOBLANKROW|CROSSJOIN)$/.test(
        name,
      )
    ) {
      if (args.some((arg) => this.isPersonColumn(arg, scope))) return true;
      const isWhole = args.length === 1 || name === "CROSSJOIN";
      return isWhole && args.some((arg) => arg.kind !== "reference" && this.hasRowPerPerson(arg, scope));
    }
    if (
      !/^(FILTER|CALCULATETABLE|ADDCOLUMNS|SELECTCOLUMNS|TOPN|KEEPFILTERS|GENERATE|NATURALINNERJOIN|UNION|INTERSECT|EXCEPT)$/.test(
        name,
      )
    )
      return false;
    const source = name === "TOPN" ? second : first;
    return source !== undefined && this.hasRowPerPerson(source, scope);
  }

  /** The measure that a reference names, unless it is a column or already being looked into. */
  measureOf(dax: Dax, scope: Scope): { measure: Measure; dax: Dax; scope: Scope } | undefined {
    if (dax.kind !== "reference") return undefined;
    if (dax.table !== undefined && this.lookup.column(dax.table, dax.name)) return undefined;
    const measure = this.lookup.measure(dax.name);
    if (!measure || scope.within.includes(measure.name.toLowerCase())) return undefined;
    const parsed = this.parse(measure);
    return parsed && { measure, dax: parsed, scope: this.scopeOf(measure, scope) };
  }

  variable(dax: Dax, scope: Scope): Variable | undefined {
    return dax.kind === "name" ? scope.variables.get(dax.name.toLowerCase()) : undefined;
  }

  /** The scope in which the result of VAR … RETURN stands. */
  inner(dax: Dax & { kind: "let" }, scope: Scope): Scope {
    let variables = new Map(scope.variables);
    for (const { name, is } of dax.variables) {
      const at = { ...scope, variables: new Map(variables) };
      variables = new Map(variables).set(name.toLowerCase(), { is, scope: at });
    }
    return { ...scope, variables };
  }

  /** Follows variables to the expression that they stand for. */
  settle(dax: Dax, scope: Scope): { dax: Dax; scope: Scope } {
    let at = { dax, scope };
    for (;;) {
      this.step();
      if (at.dax.kind === "let") at = { dax: at.dax.result, scope: this.inner(at.dax, at.scope) };
      else {
        const variable = this.variable(at.dax, at.scope);
        if (!variable) return at;
        at = { dax: variable.is, scope: variable.scope };
      }
    }
  }

  /** The column that an argument names, if it names one. */
  columnOf(dax: Dax | undefined, scope: Scope): { table: string; name: string; type: string } | undefined {
    if (dax?.kind !== "reference") return undefined;
    const table = dax.table ?? scope.home;
    if (dax.table === undefined && this.lookup.measure(dax.name)) return undefined;
    const column = this.lookup.column(table, dax.name);
    return column && { table, name: column.name, type: column.type };
  }

  isPersonColumn(dax: Dax | undefined, scope: Scope): boolean {
    const column = this.columnOf(dax, scope);
    return column !== undefined && this.people.column(column.table, column.name)?.kind === "identity";
  }

  /** Whether a table expression has rows of single people: a table about them, or their values. */
  isAboutPeople(dax: Dax, scope: Scope): boolean {
    const at = this.settle(dax, scope);
    if (readsTable(at.dax, at.scope.home, (table) => this.people.table(table) !== undefined)) return true;
    return (
      at.dax.kind === "call" &&
      at.dax.args.some((arg) => this.variable(arg, at.scope) && this.isAboutPeople(arg, at.scope))
    );
  }
}
