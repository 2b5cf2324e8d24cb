import type { Progress } from "../shared/progress";
import { interval, type Interval } from "./bounds";
import { determined } from "./eliminate";
import { layOut, type Grid } from "./grid";
import { Headcount } from "./headcount";
import { refuseManyHidden } from "./not-published";
import type { Known, Published } from "./published";
import {
  countQuantity,
  guessAdding,
  sumQuantity,
  type Adding,
  type Broken,
  type Quantity,
} from "./quantities";
import { smallestDerivable, type Derivable } from "./small-groups";
import { components, restricted } from "./system";

/** A hidden cell and where the published numbers place it. */
export interface Placed {
  readonly cell: readonly (string | null)[];
  /** Limits of the number; undefined where only "anything" can be said. */
  readonly bounds: Interval | undefined;
  /** The number itself, where it follows. */
  readonly exact: { readonly value: number; readonly error: number } | undefined;
  /** How many people it holds; undefined where the table counts nobody. */
  readonly people: Interval | undefined;
  /** True when it surely rests on the minimum of people. */
  readonly enough: boolean;
}

/** A sum over hidden cells that follows from the published numbers and rests on few people. */
export interface SmallGroup {
  readonly cells: readonly { readonly cell: readonly (string | null)[]; readonly weight: number }[];
  /** How many people the cells hold together. */
  readonly people: Interval;
  readonly value: number;
  readonly error: number;
}

/** What was found out about one quantity. */
export interface Finding {
  readonly quantity: string;
  readonly adding: Adding | undefined;
  readonly hidden: readonly Placed[];
  readonly smallGroups: readonly SmallGroup[];
  readonly broken: readonly Broken[];
}

export interface Attack {
  readonly table: Published;
  readonly minGroupSize: number;
  readonly findings: readonly Finding[];
  /** True when a hidden number, or a group of fewer people than the minimum, follows. */
  readonly unsafe: boolean;
}

export interface AttackOptions {
  readonly minGroupSize: number;
  /** How the values add up; found from the table unless given. */
  readonly adding?: Adding;
  /** Whether to refuse a table whose arithmetic would take hours. */
  readonly bounded?: true;
}

/**
 * Attacks a published table with nothing but its own numbers: which hidden ones follow exactly (elimination in
 * rational numbers), within which limits (linear programs), and which sums over few people can be derived.
 * Everybody is taken to be in one cell a period only, and hidden numbers not to be negative where no shown one is.
 */
export function attack(table: Published, options: AttackOptions, progress: Progress): Attack {
  const grid = layOut(table, options.bounded);
  const counts = countQuantity(table, grid);
  const headcount = new Headcount(counts, grid);
  const findings: Finding[] = [];
  if (counts) findings.push(find(counts, grid, headcount, undefined, options, progress));
  table.metrics.forEach((_, metric) => {
    const adding = options.adding ?? guessAdding(table, grid, metric);
    const sums = sumQuantity(table, grid, metric, adding, counts);
    findings.push(find(sums, grid, headcount, adding, options, progress));
  });
  // How many people there are may be known; what must not follow is their values, where the table has values.
  const judged = table.metrics.length > 0 ? findings.slice(counts ? 1 : 0) : findings;
  return { table, minGroupSize: options.minGroupSize, findings, unsafe: judged.some(isUnsafe) };
}

function isUnsafe({ hidden, smallGroups }: Finding): boolean {
  return smallGroups.length > 0 || hidden.some(({ exact, enough }) => exact !== undefined && !enough);
}

function find(
  quantity: Quantity,
  grid: Grid,
  headcount: Headcount,
  adding: Adding | undefined,
  options: AttackOptions,
  progress: Progress,
): Finding {
  const limits = limitsOf(quantity, adding === undefined);
  const hidden: Placed[] = [];
  const smallGroups = new Map<string, SmallGroup>();
  for (const members of components(quantity.system)) {
    if (options.bounded) refuseManyHidden(members.length);
    const system = restricted(quantity.system, members);
    const cells = members.map((u) => quantity.unknowns[u] ?? -1);
    const exact = determined(system);
    const around = members.map((u) => limits[u] ?? ANY);
    const people = cells.map((cell) => headcount.estimate(cell));
    cells.forEach((cell, u) => {
      const bounds = interval(system, around, new Map([[u, 1]]));
      const known = exact.get(u) ?? narrow(bounds);
      const held = headcount.of([cell]);
      const enough = (held?.lo ?? 0) >= options.minGroupSize;
      hidden.push({ cell: grid.cells[cell]?.key ?? [], bounds, exact: known, people: held, enough });
      const derivable = smallestDerivable(system, u, people);
      const small = derivable && smallGroup(derivable, cells, grid, headcount, options.minGroupSize);
      if (small) smallGroups.set(JSON.stringify(small.cells), small);
      progress.advance(1);
    });
  }
  return {
    quantity: quantity.name,
    adding,
    hidden,
    smallGroups: [...smallGroups.values()],
    broken: quantity.broken,
  };
}

const ANY: Interval = { lo: 0, hi: Infinity };

/** What is known of hidden numbers before any arithmetic; undefined entries may be anything. */
function limitsOf(quantity: Quantity, areCounts: boolean): (Interval | undefined)[] {
  const shown = quantity.known.flatMap((known) => (known.state === "shown" ? [known.value] : []));
  const negative = shown.some((value) => value < 0);
  // Where zeros are printed, a hidden number of people is none.
  const least = areCounts && shown.includes(0) && shown.some((value) => value > 0) ? 1 : 0;
  return quantity.unknowns.map((cell) => {
    const known: Known | undefined = quantity.known[cell];
    if (known?.state !== "hidden" || negative) return undefined;
    return { lo: known.atLeast ?? least, hi: known.atMost ?? Infinity };
  });
}

/** Limits that leave one value only are as good as the value. */
function narrow(bounds: Interval | undefined): { value: number; error: number } | undefined {
  if (
    !bounds ||
    !Number.isFinite(bounds.hi) ||
    bounds.hi - bounds.lo > 1e-6 * Math.max(1, Math.abs(bounds.hi))
  )
    return undefined;
  return { value: (bounds.lo + bounds.hi) / 2, error: (bounds.hi - bounds.lo) / 2 };
}

function smallGroup(
  { weights, value, error }: Derivable,
  cells: readonly number[],
  grid: Grid,
  headcount: Headcount,
  minimum: number,
): SmallGroup | undefined {
  const people = headcount.of([...weights.keys()].map((u) => cells[u] ?? -1));
  if (!people || people.hi >= minimum || people.hi <= 0) return undefined;
  const parts = [...weights].map(([u, weight]) => ({ cell: grid.cells[cells[u] ?? -1]?.key ?? [], weight }));
  parts.sort((a, b) => JSON.stringify(a.cell).localeCompare(JSON.stringify(b.cell)));
  return { cells: parts, people, value, error };
}
