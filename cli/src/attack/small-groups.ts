import { solve, type Coefficients, type Constraint } from "yalps";
import type { Equation, System } from "./system";

/** A derivable sum of several hidden cells: `Σ weight · unknown` follows from the published numbers. */
export interface Derivable {
  readonly weights: ReadonlyMap<number, number>;
  readonly value: number;
  readonly error: number;
}

/**
 * The combination of the equations that contains the unknown `target` with weight 1 and weighs on the fewest
 * people: a linear program over the multipliers of the equations, with the absolute weights as cost. For tables
 * with margins the matrix is totally unimodular, so its answer is a union or a difference of whole cells.
 * @param people estimate of the people in each unknown.
 * @returns undefined when nothing that contains `target` follows.
 */
export function smallestDerivable(
  system: System,
  target: number,
  people: readonly number[],
): Derivable | undefined {
  const constraints = new Map<string, Constraint>();
  const variables = new Map<string, Coefficients>();
  for (let u = 0; u < system.size; u++) {
    // weight(u) = plus − minus, and both cost the people of u.
    constraints.set(`u${u}`, { equal: u === target ? 1 : 0 });
    if (u === target) continue;
    const cost = people[u] ?? 1;
    variables.set(
      `plus${u}`,
      new Map([
        [`u${u}`, -1],
        ["cost", cost],
      ]),
    );
    variables.set(
      `minus${u}`,
      new Map([
        [`u${u}`, 1],
        ["cost", cost],
      ]),
    );
  }
  system.equations.forEach(({ terms }, e) => {
    for (const sign of [1, -1]) {
      const row = [...terms].map(([u, c]): [string, number] => [`u${u}`, sign * c]);
      variables.set(`${sign > 0 ? "add" : "take"}${e}`, new Map(row));
    }
  });
  const { status, variables: answer } = solve({
    direction: "minimize",
    objective: "cost",
    constraints,
    variables,
  });
  return status === "optimal" ? combination(system.equations, new Map(answer)) : undefined;
}

function combination(equations: readonly Equation[], answer: ReadonlyMap<string, number>): Derivable {
  const weights = new Map<number, number>();
  let [value, error] = [0, 0];
  equations.forEach((equation, e) => {
    const y = (answer.get(`add${e}`) ?? 0) - (answer.get(`take${e}`) ?? 0);
    if (y === 0) return;
    for (const [u, c] of equation.terms) weights.set(u, (weights.get(u) ?? 0) + y * c);
    value += y * equation.value;
    error += Math.abs(y) * equation.error;
  });
  for (const [u, w] of weights) if (Math.abs(w) < 1e-7) weights.delete(u);
  return { weights, value, error };
}
