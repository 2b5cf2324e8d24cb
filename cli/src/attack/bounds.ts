import { solve, type Coefficients, type Constraint } from "yalps";
import type { System } from "./system";

/** The limits of an unknown; `hi` may be Infinity. */
export interface Interval {
  readonly lo: number;
  readonly hi: number;
}

/**
 * The interval in which the equations and the limits of the unknowns place `Σ weight · unknown`: two linear
 * programs (Fischetti and Salazar's attacker problems).
 * @param limits what is known of each unknown before; none may be below 0.
 * @returns undefined when the published numbers contradict one another.
 */
export function interval(
  system: System,
  limits: readonly Interval[],
  weights: ReadonlyMap<number, number>,
): Interval | undefined {
  const constraints = new Map<string, Constraint>();
  system.equations.forEach(({ terms, value, error }, e) => {
    // Unknowns are counted from their lower limits, so that none is negative.
    const shift = [...terms].reduce((sum, [u, c]) => sum + c * (limits[u]?.lo ?? 0), 0);
    const slack = error + 1e-9 * Math.max(1, Math.abs(value));
    constraints.set(`e${e}`, { min: value - shift - slack, max: value - shift + slack });
  });
  const variables = new Map<string, Coefficients>();
  for (let u = 0; u < system.size; u++) {
    const { lo, hi } = limits[u] ?? { lo: 0, hi: Infinity };
    const coefficients = new Map<string, number>([["aim", weights.get(u) ?? 0]]);
    system.equations.forEach(({ terms }, e) => {
      const c = terms.get(u);
      if (c) coefficients.set(`e${e}`, c);
    });
    if (hi < Infinity) {
      constraints.set(`u${u}`, { max: hi - lo });
      coefficients.set(`u${u}`, 1);
    }
    variables.set(`x${u}`, coefficients);
  }
  const base = [...weights].reduce((sum, [u, w]) => sum + w * (limits[u]?.lo ?? 0), 0);
  const ends = (["minimize", "maximize"] as const).map((direction) => {
    const { status, result } = solve({ direction, objective: "aim", constraints, variables });
    return status === "optimal"
      ? result
      : status === "unbounded"
        ? direction === "minimize"
          ? -Infinity
          : Infinity
        : NaN;
  });
  const [lo = NaN, hi = NaN] = ends;
  return Number.isNaN(lo + hi) && !(lo === -Infinity && hi === Infinity)
    ? undefined
    : { lo: base + lo, hi: base + hi };
}
