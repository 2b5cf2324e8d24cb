import type { Contribution, WeightRow } from "./shown-rows";

/** Of something that can be computed: how many people, and what part of it two of them make up. */
export interface Dominated {
  readonly people: number;
  /** Part of the two largest, 0 to 1. */
  readonly two: number;
  readonly rows: readonly string[];
}

/** What single people have in a weighted sum, the largest first. */
function partsOf(weights: ReadonlyMap<number, number>, records: readonly Contribution[]): number[] {
  const parts = new Map<number, number>();
  for (const [u, weight] of weights) {
    if (Math.abs(weight) < 1e-9) continue;
    const { person, value } = records[u] as Contribution;
    parts.set(person, (parts.get(person) ?? 0) + weight * value);
  }
  return [...parts.values()].map(Math.abs).sort((a, b) => b - a);
}

function weightsOf(row: WeightRow): Map<number, number> {
  return new Map(row.unknowns.map((u, i) => [u, 1 / (row.divisors[i] ?? 1)]));
}

/** People with weight in a number, and what part of it two of them make up, 0 to 1. */
export function partsOfTwo(
  row: WeightRow,
  records: readonly Contribution[],
): Pick<Dominated, "people" | "two"> {
  return twoOf(partsOf(weightsOf(row), records));
}

function twoOf(parts: readonly number[]): Pick<Dominated, "people" | "two"> {
  const all = parts.reduce((sum, part) => sum + part, 0);
  // Single precision of what cancels is nothing.
  return { people: parts.length, two: all > 1e-6 ? ((parts[0] ?? 0) + (parts[1] ?? 0)) / all : 0 };
}

/** `a` − factor · `b`. */
function minus(
  a: ReadonlyMap<number, number>,
  b: ReadonlyMap<number, number>,
  factor: number,
): Map<number, number> {
  const rest = new Map(a);
  for (const [u, weight] of b) rest.set(u, (rest.get(u) ?? 0) - factor * weight);
  return rest;
}

/** The weight of everybody in it; null where people weigh differently. */
function evenWeight(weights: ReadonlyMap<number, number>): number | null {
  const found = new Set(weights.values());
  return found.size === 1 ? ([...found][0] ?? null) : null;
}

/** How many times `b` is taken from `a` so that something cancels: once, or as their even weights ask for. */
function factors(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): Set<number> {
  const [own, other] = [evenWeight(a), evenWeight(b)];
  const may = [1, own === null || other === null ? 1 : own / other];
  const cancels = (factor: number): boolean =>
    [...b].some(([u, weight]) => Math.abs((a.get(u) ?? 0) - factor * weight) < 1e-9);
  return new Set(may.filter(cancels));
}

/**
 * The most dominated thing that follows from one shown number less another, and from one number less all shown
 * groups, or all totals, of one other picture that lie in it.
 *
 * @param fewest what fewer people have is left to the test of counts
 */
export function mostDominated(
  pictures: readonly (readonly WeightRow[])[],
  records: readonly Contribution[],
  fewest: number,
): Dominated {
  let worst: Dominated = { people: 0, two: 0, rows: [] };
  const judge = (weights: ReadonlyMap<number, number>, rows: readonly string[]): void => {
    const { people, two } = twoOf(partsOf(weights, records));
    if (people >= fewest && two > worst.two) worst = { people, two, rows };
  };
  const own = pictures.map((rows) => rows.map((row) => ({ label: row.label, weights: weightsOf(row) })));
  own.forEach((picture, i) => {
    for (const a of picture)
      own.forEach((other, j) => {
        if (i === j) return;
        const within = other.filter(
          ({ weights }) => weights.size > 0 && [...weights.keys()].every((u) => a.weights.has(u)),
        );
        for (const b of other)
          for (const factor of factors(a.weights, b.weights))
            judge(minus(a.weights, b.weights, factor), [a.label, b.label]);
        for (const kind of new Set(within.map(({ label }) => label.split("|")[0]))) {
          const inside = within.filter(({ label }) => label.split("|")[0] === kind);
          for (const factor of new Set(inside.flatMap(({ weights }) => [...factors(a.weights, weights)]))) {
            const same = inside.filter(({ weights }) => factors(a.weights, weights).has(factor));
            if (!areApart(same.map(({ weights }) => weights))) continue;
            let rest: Map<number, number> = a.weights;
            for (const { weights } of same) rest = minus(rest, weights, factor);
            judge(rest, [a.label, ...same.map(({ label }) => label)]);
          }
        }
      });
  });
  return worst;
}

function areApart(sets: readonly ReadonlyMap<number, number>[]): boolean {
  const seen = new Set<number>();
  return sets.every((set) =>
    [...set.keys()].every((u) => {
      const isNew = !seen.has(u);
      seen.add(u);
      return isNew;
    }),
  );
}
