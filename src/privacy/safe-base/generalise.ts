import type { Cross, CrossSource, CrossStatistics, Families, Generalisation } from "../../cells/cross";
import { addingUpWith, groupedByFamily } from "../family";
import { lossOfMerging } from "./loss";
import { generalisationOf, OTHER, type Recipe, type RecipeAttribute } from "./recipe";

/** May this cell, with these statistics, be published by itself? */
export type CellRule = (statistics: CrossStatistics, cell: number) => boolean;

/** What a safe base is asked to hold. */
export interface SafeBaseRequest {
  readonly metrics: readonly string[];
  /** Attributes that viewers may filter on. */
  readonly filters: readonly string[];
  /** Periods to try, finest first; the one that loses least is taken. */
  readonly over: readonly Generalisation["over"][];
  readonly weekStart: Recipe["weekStart"];
  /** Sets of metrics that add up, those that are not asked for included. */
  readonly families: Families;
}

/** A recipe and what it costs. */
export interface Generalised {
  readonly recipe: Omit<Recipe, "published" | "prints" | "policyHash">;
  /** Shares of information lost, attribute by attribute and for the periods, added up. */
  readonly loss: number;
}

type State = readonly RecipeAttribute[];

/**
 * The generalisation with the least loss that a greedy search finds, under which every combination of labels
 * in every period has nobody or passes the rule for every metric. Starts from the full cross; merges rare
 * labels or drops an attribute where that saves most people from unsafe cells for the information that it
 * costs; then takes back what was not needed.
 */
export function generalise(source: CrossSource, request: SafeBaseRequest, rule: CellRule): Generalised {
  const found = request.over.map((over) => new Search(source, request, rule, over).run());
  return found.reduce((best, one) => (one.loss < best.loss ? one : best));
}

class Search {
  private readonly counts: ReadonlyMap<string, ReadonlyMap<string, number>>;
  private readonly leftOut: ReadonlySet<string>;

  constructor(
    private readonly source: CrossSource,
    private readonly request: SafeBaseRequest,
    private readonly rule: CellRule,
    private readonly over: Generalisation["over"],
  ) {
    this.counts = new Map(request.filters.map((name) => [name, source.labels(name)]));
    this.leftOut = unsafePeriods(this.cross([]), rule);
  }

  run(): Generalised {
    let state: State = this.request.filters.map((name) => ({
      name,
      kept: true,
      merged: [],
      own: this.byFrequency(name),
    }));
    for (let unsafe = this.unsafe(state); unsafe > 0; unsafe = this.unsafe(state))
      state = this.best(state, unsafe);
    state = this.takeBack(state);
    const { metrics, weekStart } = this.request;
    const families = groupedByFamily(metrics, this.request.families);
    const recipe = { quorum: "recipe/1", metrics, families, over: this.over, weekStart } as const;
    return {
      recipe: { ...recipe, attributes: state, leftOut: [...this.leftOut].sort() },
      loss: this.loss(state) + this.lossOfPeriods(),
    };
  }

  /** The next step with most people made safe per information lost. */
  private best(state: State, unsafe: number): State {
    const before = this.loss(state);
    const steps = state.flatMap((attribute, at) =>
      coarser(attribute).map((next) => replaced(state, at, next)),
    );
    const scored = steps.map((next) => {
      const cost = Math.max(this.loss(next) - before, 1e-9);
      return { next, cost, gain: (unsafe - this.unsafe(next)) / cost };
    });
    const [first, ...others] = scored;
    if (first === undefined) throw new Error("Nothing is left to generalise, yet a cell is unsafe.");
    return others.reduce((a, b) => (b.gain > a.gain || (b.gain === a.gain && b.cost < a.cost) ? b : a), first)
      .next;
  }

  /** Shows again, most frequent first, what turned out not to be needed. */
  private takeBack(state: State): State {
    let kept = state;
    state.forEach((attribute, at) => {
      for (const label of attribute.kept
        ? [...attribute.merged].reverse()
        : this.byFrequency(attribute.name)) {
        const finer = replaced(
          kept,
          at,
          withOwn(kept[at] ?? attribute, label, this.byFrequency(attribute.name)),
        );
        if (this.unsafe(finer) === 0) kept = finer;
      }
    });
    return kept;
  }

  /** People-periods in cells that may not be published, over every metric. */
  private unsafe(state: State): number {
    const cross = this.cross(state);
    let people = 0;
    for (let cell = 0; cell < cross.size; cell += 1) {
      if (!this.leftOut.has(cross.periodOf(cell))) people += unsafePeople(cross, cell, this.rule);
    }
    return people;
  }

  private cross(attributes: State): Cross {
    const asked = { attributes, over: this.over, weekStart: this.request.weekStart };
    const generalisation = generalisationOf(asked, (name) => this.counts.get(name)?.keys() ?? []);
    return crossWithRelatives(this.source, generalisation, this.request.metrics, this.request.families);
  }

  private loss(state: State): number {
    return state.reduce((sum, attribute) => {
      const own = new Set(attribute.own);
      const label = (l: string): string => (attribute.kept && own.has(l) ? l : OTHER);
      return sum + lossOfMerging(this.counts.get(attribute.name) ?? new Map<string, number>(), label);
    }, 0);
  }

  private lossOfPeriods(): number {
    const days = this.source.periods("period");
    const all = [...days.values()].reduce((sum, n) => sum + n, 0);
    const rolled = this.source.periods(this.over, this.request.weekStart);
    const left = [...this.leftOut].reduce((sum, period) => sum + (rolled.get(period) ?? 0), 0);
    // Rolled up, a period stands for several: fewer periods tell less of when.
    const coarse = days.size > 1 ? 1 - Math.log2(Math.max(1, rolled.size)) / Math.log2(days.size) : 0;
    return coarse + (left / Math.max(1, all)) * (1 + this.request.filters.length);
  }

  private byFrequency(name: string): string[] {
    return [...(this.counts.get(name) ?? [])]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .map(([label]) => label);
  }
}

/**
 * The cross of these metrics, and of those that follow from them because they add up: what may not be published of
 * one may not follow from others.
 */
export function crossWithRelatives(
  source: CrossSource,
  generalisation: Generalisation,
  metrics: readonly string[],
  families: Families,
): Cross {
  const groups = groupedByFamily(metrics, families);
  const cross = source.cross(generalisation, metrics, groups);
  const relatives = groups.flatMap((group) => {
    const related = addingUpWith(group[0] ?? "", families);
    const others = source.metrics.filter((metric) => related.has(metric) && !group.includes(metric));
    return others.length === 0 ? [] : source.cross(generalisation, others, [[...group, ...others]]).metrics;
  });
  return { ...cross, metrics: [...cross.metrics, ...relatives] };
}

/** Periods in which even everybody together may not be published. */
export function unsafePeriods(everybody: Cross, rule: CellRule): Set<string> {
  const periods = new Set<string>();
  for (let cell = 0; cell < everybody.size; cell += 1) {
    if (unsafePeople(everybody, cell, rule) > 0) periods.add(everybody.periodOf(cell));
  }
  return periods;
}

function unsafePeople(cross: Cross, cell: number, rule: CellRule): number {
  return cross.metrics.reduce((sum, metric) => {
    const n = metric.contributors[cell] ?? 0;
    return n > 0 && !rule(metric, cell) ? sum + n : sum;
  }, 0);
}

/** One step coarser: the rarest label to "Other" (two where there is none yet), a quarter of many, or all. */
function coarser(attribute: RecipeAttribute): RecipeAttribute[] {
  if (!attribute.kept) return [];
  const steps = [attribute.merged.length === 0 ? 2 : 1];
  if (attribute.own.length > 8) steps.push(Math.ceil(attribute.own.length / 4));
  const merging = steps
    .filter((n) => n < attribute.own.length)
    .map((n) => {
      const own = attribute.own.slice(0, -n);
      return { ...attribute, own, merged: [...attribute.merged, ...attribute.own.slice(-n).reverse()] };
    });
  return [...merging, { ...attribute, kept: false, own: [], merged: [] }];
}

/** The same attribute with one label under its own name again. */
function withOwn(attribute: RecipeAttribute, label: string, byFrequency: readonly string[]): RecipeAttribute {
  const own = new Set([...attribute.own, label]);
  const merged = byFrequency.filter((l) => !own.has(l));
  // "Other" for a single label would only rename it.
  const lone = merged.length === 1 ? merged : [];
  return {
    name: attribute.name,
    kept: true,
    own: byFrequency.filter((l) => own.has(l) || lone.includes(l)),
    merged: lone.length === 1 ? [] : merged.reverse(),
  };
}

function replaced(state: State, at: number, next: RecipeAttribute): State {
  return state.map((attribute, i) => (i === at ? next : attribute));
}
