/**
 * What the published numbers say about the hidden ones of one quantity (people, or the sum of a metric): each
 * equation is `Σ coefficient · hidden = value`, to within `error`.
 */
export interface Equation {
  /** Hidden unknown → its coefficient. */
  readonly terms: ReadonlyMap<number, number>;
  readonly value: number;
  /** Sum of the roundings of the shown numbers that went into `value`. */
  readonly error: number;
}

export interface System {
  /** Number of unknowns; they are numbered from 0. */
  readonly size: number;
  readonly equations: readonly Equation[];
}

/** The unknowns in groups that no equation connects with one another. */
export function components(system: System): number[][] {
  const parent = Array.from({ length: system.size }, (_, i) => i);
  const root = (i: number): number => {
    let at = i;
    for (let above = parent[at]; above !== undefined && above !== at; above = parent[at]) at = above;
    return at;
  };
  for (const { terms } of system.equations) {
    const [first, ...others] = terms.keys();
    for (const other of others) if (first !== undefined) parent[root(other)] = root(first);
  }
  const members = new Map<number, number[]>();
  for (let i = 0; i < system.size; i++) members.set(root(i), [...(members.get(root(i)) ?? []), i]);
  return [...members.values()];
}

/** The part of a system about some of its unknowns, which are numbered anew in the order given. */
export function restricted(system: System, unknowns: readonly number[]): System {
  const place = new Map(unknowns.map((unknown, i) => [unknown, i]));
  const equations = system.equations.flatMap(({ terms, value, error }) => {
    const mapped = [...terms].flatMap(([unknown, c]): [number, number][] => {
      const i = place.get(unknown);
      return i === undefined ? [] : [[i, c]];
    });
    return mapped.length > 0 ? [{ terms: new Map(mapped), value, error }] : [];
  });
  return { size: unknowns.length, equations };
}
