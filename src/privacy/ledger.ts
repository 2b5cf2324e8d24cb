import type { AtomStore, CellSource, Picture, Proposal } from "../cells/cell-source";
import { spelledAs } from "../cells/families";
import { MetValues } from "../cells/met-values";
import type { Measure, View } from "../cells/view";
import { searchBudget } from "./elimination";
import { addingUpWith } from "./family";
import type { Policy } from "./policy";
import { bytesOfSpan, nothingTold, type Span } from "./span";
import { ToldParts } from "./told-parts";

/** A limit of a share that was drawn on a metric. */
export type Limit = Extract<Measure, { kind: "share-people" | "share-rows" }>;

/** The level of a percentile that was drawn, between 0 and 1, and the least minimum under which it was. */
export interface Level {
  readonly q: number;
  readonly k: number;
}

/** What was told of one family of metrics. Metrics that add up to one another are taken as one metric. */
export interface Space {
  store: AtomStore | null;
  /** What was told, over the atoms of the store. */
  told: Span;
  /** Steps that a search may take: fewer after pictures that were not worked out to the end. */
  patience: number;
  /** What single people bring to what was told. */
  readonly parts: ToldParts;
  readonly limits: Limit[];
  readonly levels: Level[];
}

/**
 * What one visual has shown since it was created: nobody may be isolated by taking one picture from another
 * (P3). Who can be isolated is decided by who has weight, never by values; limits, dominance and changed data look
 * at values too. Bounded: when the memory is used up, pictures that would need more are refused, and nothing is
 * forgotten.
 */
export class Ledger {
  private spaces: { readonly metrics: Set<string>; readonly space: Space }[] = [];
  /** Metrics that stood in one source, where it shows whether they add up. */
  private together: readonly (readonly string[])[] = [];
  private values = new MetValues();

  /** @param maxBytes what all families together may hold. */
  constructor(readonly maxBytes = 48 * 1024 * 1024) {}

  get bytes(): number {
    let sum = this.values.bytes;
    for (const { space } of this.spaces)
      sum += (space.store?.bytes ?? 0) + bytesOfSpan(space.told) + space.parts.bytes;
    return sum;
  }

  get full(): boolean {
    return this.bytes > this.maxBytes;
  }

  /** A ledger with the same memory: what is put down there is not put down here, unless this `becomes` the copy. */
  copy(): Ledger {
    const copy = new Ledger(this.maxBytes);
    copy.values = this.values.copy();
    copy.together = this.together;
    copy.spaces = this.spaces.map(({ metrics, space }) => ({
      metrics: new Set(metrics),
      space: {
        ...space,
        store: space.store?.copy() ?? null,
        parts: space.parts.copy(),
        limits: [...space.limits],
        levels: [...space.levels],
      },
    }));
    return copy;
  }

  /** Takes over all that was put down in a copy of this, in one step. The copy is not used any more. */
  become(copy: Ledger): void {
    this.together = copy.together;
    this.values = copy.values;
    this.spaces = copy.spaces;
  }

  /**
   * Whether rows have another value than was met before; if not, those of the view's metric and of all that add up
   * with it are met now: a sum whose parts were shown tells of a correction as well as the parts do.
   */
  hasChanged(source: CellSource, view: View, policy: Policy): boolean {
    return source.differs(familyOf(source, view, policy), this.values);
  }

  /**
   * The space of a view's metric and of all that were ever found to add up with it: families differ from filter
   * to filter, and what was told of one of their metrics stays told. Metrics that were never in one source are taken
   * as a family: they may add up. Null where metrics that were told apart turn
   * out to add up: what both give away together cannot be followed any more.
   */
  space(source: CellSource, view: View, policy: Policy): Space | null {
    const headcount = view.measure.kind === "headcount";
    const family = headcount ? [PEOPLE] : familyOf(source, view, policy);
    this.met(source.metrics);
    const met = this.spaces.filter(
      ({ metrics, space }) =>
        family.some((metric) => metrics.has(metric)) ||
        (!headcount && !metrics.has(PEOPLE) && isTold(space) && this.areStrangers(metrics, view.metric)),
    );
    const told = met.filter(({ space }) => isTold(space));
    if (told.length > 1) return null;
    const space = (told[0] ?? met[0])?.space ?? newSpace();
    const metrics = new Set([...family, ...met.flatMap((one) => [...one.metrics])]);
    this.spaces = [...this.spaces.filter((one) => !met.includes(one)), { metrics, space }];
    return space;
  }

  private met(metrics: readonly string[]): void {
    const known = this.together.some((other) => metrics.every((metric) => other.includes(metric)));
    if (!known) this.together = [...this.together, metrics];
  }

  private areStrangers(metrics: ReadonlySet<string>, metric: string): boolean {
    const met = new Set(this.together.filter((all) => all.includes(metric)).flat());
    return [...metrics].some((other) => !met.has(other));
  }
}

/** Stands for the people themselves, whom a headcount tells of; no metric has an empty name. */
const PEOPLE = "";

function isTold({ store, limits, levels }: Space): boolean {
  return store !== null || limits.length > 0 || levels.length > 0;
}

function newSpace(): Space {
  return {
    store: null,
    told: nothingTold,
    patience: searchBudget,
    parts: new ToldParts(),
    limits: [],
    levels: [],
  };
}

/** A view's metric and those that add up with it, in alphabetical order; families that share one are joined. */
export function familyOf(source: CellSource, view: View, policy: Policy): string[] {
  if (view.measure.kind === "headcount") return [];
  const declared = policy.families.map((family) => spelledAs(source.metrics, family));
  return [...addingUpWith(view.metric, [...declared, ...source.families()])].sort();
}

/** Puts new pictures to the space; the session's atoms then belong to this source. */
export function propose(
  space: Space,
  source: CellSource,
  pictures: readonly Picture[],
  limit: number,
): Proposal {
  space.store = source.session(space.store);
  return space.store.propose(pictures, limit);
}
