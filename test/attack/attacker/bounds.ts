import loadHighs from "highs";
import type { WeightRow } from "./shown-rows";

/** The interval in which an attacker can place a hidden sum, all values being at least zero. */
export interface Bounds {
  readonly low: number;
  /** Infinity when nothing shown limits it. */
  readonly high: number;
}

type Solver = Awaited<ReturnType<typeof loadHighs>>;
let loading: Promise<Solver> | undefined;

function terms(row: WeightRow): string {
  return row.unknowns.map((u, i) => `+ ${1 / (row.divisors[i] ?? 1)} x${u}`).join(" ");
}

function program(
  goal: "Minimize" | "Maximize",
  target: WeightRow,
  shown: readonly WeightRow[],
  slack: number,
): string {
  const limits = shown
    .filter((row) => row.unknowns.length > 0)
    .flatMap((row, r) => [
      ` lo${r}: ${terms(row)} >= ${row.scaled - slack}`,
      ` hi${r}: ${terms(row)} <= ${row.scaled + slack}`,
    ]);
  return [goal, ` goal: ${terms(target)}`, "Subject To", ...limits, "End"].join("\n");
}

/**
 * Bounds of `target.scaled` that follow from the shown rows by linear programming (HiGHS), values ≥ 0.
 * `slack` is the rounding of the shown numbers, in the unit of their scaled sums.
 */
export async function bounds(target: WeightRow, shown: readonly WeightRow[], slack = 0): Promise<Bounds> {
  loading ??= loadHighs();
  const highs = await loading;
  const [low, high] = (["Minimize", "Maximize"] as const).map((goal) => {
    const answer = highs.solve(program(goal, target, shown, slack));
    if (answer.Status === "Unbounded" || answer.Status === "Primal infeasible or unbounded") return Infinity;
    if (answer.Status !== "Optimal") throw new Error(`HiGHS answered ${answer.Status} for ${target.label}`);
    return answer.ObjectiveValue;
  }) as [number, number];
  return { low, high };
}
