import { columnName, type Measure } from "../model/model";
import { TooEntangled, type Analysis, type Scope } from "./analysis";
import { gateIn, type Gate } from "./gates";
import type { Dax } from "./syntax";

/** A number over people's rows, and the measures that lead to it. */
export interface Reach {
  /** The aggregation, for example "SUM of 'Query'[Email hours]". */
  readonly words: string;
  /** Measures on the way, the first being the nearest. */
  readonly via: readonly string[];
}

/** What a measure's value tells of people. */
export interface Exposure {
  /** A number over people's rows that no gate stands before. */
  readonly open: Reach | undefined;
  /** Whether some number over people's rows stands behind a gate. */
  readonly isGated: boolean;
  /** The gates on all ways. */
  readonly gates: readonly Gate[];
}

const NOTHING: Exposure = { open: undefined, isGated: false, gates: [] };

const COLUMN_AGGREGATES =
  /^(SUM|AVERAGE|AVERAGEA|COUNT|COUNTA|COUNTBLANK|DISTINCTCOUNT|DISTINCTCOUNTNOBLANK|APPROXIMATEDISTINCTCOUNT|MIN|MAX|MINA|MAXA|MEDIAN|PERCENTILE\.(INC|EXC)|STDEV\.[PS]|VAR\.[PS]|GEOMEAN|PRODUCT)$/;
const ITERATORS =
  /^(SUMX|AVERAGEX|COUNTX|COUNTAX|MINX|MAXX|MEDIANX|PERCENTILEX\.(INC|EXC)|STDEVX\.[PS]|VARX\.[PS]|GEOMEANX|PRODUCTX|RANKX|CONCATENATEX)$/;
/** Functions that work out an expression for each row of their first argument. */
const LOOPS = /X(\.(INC|EXC|S|P))?$|^(FILTER|ADDCOLUMNS|SELECTCOLUMNS|GENERATE|FIRSTNONBLANK|LASTNONBLANK)$/;
/** What only tells whether there is anything, or how the report is filtered. */
const TELLS_NO_NUMBER =
  /^(ISBLANK|ISEMPTY|ISFILTERED|ISCROSSFILTERED|HASONEVALUE|HASONEFILTER|ISINSCOPE|ISSELECTEDMEASURE)$/;

/** Works out exposures of measures; each measure once. */
export class Exposures {
  readonly #known = new Map<string, Exposure>();
  readonly #entangled = new Set<string>();

  constructor(private readonly analysis: Analysis) {}

  /** @returns undefined where the measure is not understood or too entangled to be followed. */
  of(measure: Measure): Exposure | undefined {
    const dax = this.analysis.parse(measure);
    const name = measure.name.toLowerCase();
    if (!dax || this.#entangled.has(name)) return undefined;
    this.analysis.begin();
    try {
      return this.#measure(measure, dax, this.analysis.scopeOf(measure));
    } catch (error) {
      if (!(error instanceof TooEntangled) && !(error instanceof RangeError)) throw error;
      this.#entangled.add(name);
      return undefined;
    }
  }

  #measure(measure: Measure, dax: Dax, scope: Scope): Exposure {
    const key = `${scope.perPerson === true ? "each person: " : ""}${measure.name.toLowerCase()}`;
    const known = this.#known.get(key);
    if (known) return known;
    const exposure = this.#of(dax, scope);
    this.#known.set(key, exposure);
    return exposure;
  }

  #of(dax: Dax, scope: Scope): Exposure {
    this.analysis.step();
    switch (dax.kind) {
      case "let":
        return this.#of(dax.result, this.analysis.inner(dax, scope));
      case "name":
        return this.#variable(dax, scope);
      case "reference":
        return this.#reference(dax, scope);
      case "call":
        return this.#call(dax, scope);
      case "binary":
        return this.#binary(dax, scope);
      case "unary":
        return this.#of(dax.of, scope);
      case "list":
        return this.#all(dax.items, scope);
      default:
        return NOTHING;
    }
  }

  readonly #variables = new WeakMap<Dax, Exposure>();

  /** A variable's expression is one object of the tree: what it exposes is worked out once. */
  #variable(dax: Dax, scope: Scope): Exposure {
    const variable = this.analysis.variable(dax, scope);
    if (!variable) return NOTHING;
    const known = this.#variables.get(variable.is);
    if (known) return known;
    const exposure = this.#of(variable.is, variable.scope);
    this.#variables.set(variable.is, exposure);
    return exposure;
  }

  #reference(dax: Dax, scope: Scope): Exposure {
    const found = this.analysis.measureOf(dax, scope);
    if (!found) return NOTHING;
    const inner = this.#measure(found.measure, found.dax, found.scope);
    const open = inner.open && { ...inner.open, via: [found.measure.name, ...inner.open.via] };
    return { ...inner, open };
  }

  #call(dax: Dax & { kind: "call" }, scope: Scope): Exposure {
    if (TELLS_NO_NUMBER.test(dax.function)) return NOTHING;
    if (dax.function === "IF" || dax.function === "IF.EAGER")
      return this.#choice([dax.args.slice(0, 2)], dax.args[2], scope);
    if (dax.function === "SWITCH") return this.#switch(dax.args, scope);
    const words = this.#aggregate(dax, scope);
    const [table, ...rows] = dax.args;
    const inner = table && LOOPS.test(dax.function) ? this.analysis.rowScope(table, scope) : scope;
    const inside = join([
      ...(table ? [this.#of(table, scope)] : []),
      ...rows.map((arg) => this.#of(arg, inner)),
    ]);
    const exposure = words === undefined ? inside : join([{ ...NOTHING, open: { words, via: [] } }, inside]);
    const gate = this.#gateAmong(dax.args, scope);
    return gate ? guarded(exposure, gate) : exposure;
  }

  /** `CALCULATE ( x, FILTER ( groups, people >= 10 ) )` and iterators over such a FILTER keep small groups out. */
  #gateAmong(args: readonly Dax[], scope: Scope): Gate | undefined {
    for (const arg of args) {
      const { dax, scope: at } = this.analysis.settle(arg, scope);
      if (dax.kind !== "call" || !/^(FILTER|KEEPFILTERS)$/.test(dax.function)) continue;
      const inner = dax.function === "KEEPFILTERS" ? this.#gateAmong(dax.args, at) : undefined;
      const [table, test] = dax.args;
      const condition = table && test && gateIn(this.analysis, test, this.analysis.rowScope(table, at));
      if (inner ?? condition?.holdsForLarge) return inner ?? condition?.gate;
    }
    return undefined;
  }

  #switch(args: readonly Dax[], scope: Scope): Exposure {
    const [of, ...rest] = args;
    if (!of) return NOTHING;
    const isTrue =
      (of.kind === "call" && of.function === "TRUE") || (of.kind === "name" && /^true$/i.test(of.name));
    if (!isTrue) return this.#all(args, scope);
    const pairs: Dax[][] = [];
    for (let i = 0; i + 1 < rest.length; i += 2) pairs.push(rest.slice(i, i + 2));
    return this.#choice(pairs, rest.length % 2 === 1 ? rest.at(-1) : undefined, scope);
  }

  /** Conditions and their values in order; behind a gate that small groups cannot pass, values are guarded. */
  #choice(pairs: readonly (readonly Dax[])[], otherwise: Dax | undefined, scope: Scope): Exposure {
    const found: Exposure[] = [];
    let passed: Gate | undefined;
    const guards: Exposure[] = [];
    const behind = (exposure: Exposure, gate: Gate | undefined): void => {
      if (gate && hasNumber(exposure)) guards.push(exposure);
      found.push(gate ? guarded(exposure, gate) : exposure);
    };
    for (const [condition, value] of pairs) {
      const gate = condition && gateIn(this.analysis, condition, scope);
      behind(value ? this.#of(value, scope) : NOTHING, gate?.holdsForLarge ? gate.gate : passed);
      if (condition && !gate) behind(this.#of(condition, scope), passed);
      if (gate && !gate.holdsForLarge) passed = gate.gate;
    }
    if (otherwise) behind(this.#of(otherwise, scope), passed);
    if (guards.length === 0) found.push(...this.#bands(pairs, scope));
    return join(found);
  }

  /** Comparisons that only sort into bands tell, coarsely, what they compare; of people's number that is harmless. */
  #bands(pairs: readonly (readonly Dax[])[], scope: Scope): Exposure[] {
    return pairs.flatMap(([condition]) => {
      const gate = condition && gateIn(this.analysis, condition, scope);
      if (!gate || gate.gate.count.of === "people") return [];
      const { dax, scope: at } = this.analysis.settle(condition, scope);
      return dax.kind === "binary" ? [this.#all([dax.left, dax.right], at)] : [];
    });
  }

  #binary(dax: Dax & { kind: "binary" }, scope: Scope): Exposure {
    // A bare comparison with the limit says "enough" or "too few", no number.
    if (gateIn(this.analysis, dax, scope)?.gate.count.of === "people") return NOTHING;
    const exposure = this.#all([dax.left, dax.right], scope);
    if (dax.operator !== "*") return exposure;
    const factor = [dax.left, dax.right]
      .map((side) => gateIn(this.analysis, side, scope))
      .find((one) => one?.holdsForLarge);
    return factor ? guarded(exposure, factor.gate) : exposure;
  }

  #all(parts: readonly Dax[], scope: Scope): Exposure {
    return join(parts.map((part) => this.#of(part, scope)));
  }

  /** The words of an aggregation over people's rows; dates of them are periods, not people. */
  #aggregate(dax: Dax & { kind: "call" }, scope: Scope): string | undefined {
    const [first, second] = dax.args;
    const { people } = this.analysis;
    if (!first) return undefined;
    if (COLUMN_AGGREGATES.test(dax.function) || dax.function === "SELECTEDVALUE") {
      const column = this.analysis.columnOf(first, scope);
      if (
        !column ||
        people.table(column.table) === undefined ||
        /^(dateTime|date|boolean)$/i.test(column.type)
      )
        return undefined;
      if (dax.function === "SELECTEDVALUE" && !/^(int64|double|decimal)$/i.test(column.type))
        return undefined;
      const isOrder = /^(MIN|MAX|MINA|MAXA)$/.test(dax.function) && /^string$/i.test(column.type);
      return isOrder ? undefined : `${dax.function} of ${columnName(column.table, column.name)}`;
    }
    if (dax.function === "COUNTROWS")
      return this.analysis.isAboutPeople(first, scope) ? "COUNTROWS over people's rows" : undefined;
    if (!ITERATORS.test(dax.function) || !this.analysis.isAboutPeople(first, scope)) return undefined;
    const value = second && this.analysis.columnOf(second, scope);
    return value && /^(dateTime|date|string)$/i.test(value.type)
      ? undefined
      : `${dax.function} over people's rows`;
  }
}

/** Behind a gate. A gate before constants (a band, a colour) guards nothing and is none. */
function guarded(exposure: Exposure, gate: Gate): Exposure {
  if (!hasNumber(exposure)) return exposure;
  return { open: undefined, isGated: true, gates: unique([gate, ...exposure.gates]) };
}

function hasNumber(exposure: Exposure): boolean {
  return exposure.open !== undefined || exposure.isGated;
}

function join(parts: readonly Exposure[]): Exposure {
  return {
    open: parts.find((part) => part.open)?.open,
    isGated: parts.some((part) => part.isGated),
    gates: unique(parts.flatMap((part) => part.gates)),
  };
}

function unique(gates: readonly Gate[]): Gate[] {
  const seen = new Map(
    gates.map((gate) => [`${gate.measure} ${gate.operator} ${gate.limit ?? ""} ${gate.count.words}`, gate]),
  );
  return [...seen.values()];
}
