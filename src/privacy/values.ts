import type { Measure } from "../cells/view";
import type { Mask } from "./mask";
import type { Cell } from "./picture";
import type { Policy } from "./policy";
import type { CellKey, GroupSize, ReleaseCell } from "./release";

/** Shares are fractions, drawn as percentages: they keep two decimals more. */
function decimalsOf(measure: Measure, decimals: number): number {
  return measure.kind === "share-people" || measure.kind === "share-rows" ? decimals + 2 : decimals;
}

function rounded(value: number, measure: Measure, policy: Policy): number {
  return policy.decimals === null ? value : Number(value.toFixed(decimalsOf(measure, policy.decimals)));
}

/** A group's size as the policy gives it; undefined where it gives none. */
export function groupSize(people: number, policy: Policy): GroupSize | undefined {
  switch (policy.groupSize) {
    case "exact":
      return people;
    case "rounded":
      return Math.max(policy.minGroupSize, Math.round(people / 5) * 5);
    case "band":
      return `≥${policy.minGroupSize}`;
    case "hidden":
      return undefined;
  }
}

/** A cell as it may be told: hidden and empty ones have neither a value nor people. */
export function releaseCell(mask: Mask, c: number, policy: Policy): ReleaseCell {
  const cell = mask.picture.cells[c] as Cell;
  const decision = mask.decisions[c];
  const { measure } = mask.picture.view;
  if (decision?.kind === "empty") return { ...cell.key, status: "empty" };
  if (decision?.kind === "shown")
    return shownCell(
      cell.key,
      cell.table.value[cell.at] ?? NaN,
      cell.statistics.contributors,
      measure,
      policy,
    );
  const step = mask.stepOf(c);
  return step === null ? { ...cell.key, status: "hidden" } : { ...cell.key, status: "clipped", step };
}

function shownCell(
  key: CellKey,
  value: number,
  people: number | null,
  measure: Measure,
  policy: Policy,
): ReleaseCell {
  // A measure without a value (a quantile of aggregated rows that cannot be put together) is not shown.
  if (!Number.isFinite(value)) return { ...key, status: "hidden" };
  const size = people === null ? undefined : groupSize(people, policy);
  return {
    ...key,
    status: "shown",
    value: rounded(value, measure, policy),
    ...(size === undefined ? {} : { people: size }),
  };
}

/** What the shown cells of a line add up to; null for measures that do not add up. */
function sumOf(cells: readonly Cell[], measure: Measure): { value: number } | null {
  const add = (of: (cell: Cell) => number | undefined): number =>
    cells.reduce((sum, cell) => sum + (of(cell) ?? 0), 0);
  const ratio = (above: number, below: number): { value: number } => ({ value: above / below });
  const contributors = (): number => add((c) => c.table.contributors[c.at]);
  switch (measure.kind) {
    case "mean":
      return ratio(
        add((c) => c.table.meanSum[c.at]),
        contributors(),
      );
    case "row-mean":
      return ratio(
        add((c) => c.table.sum[c.at]),
        add((c) => c.table.contributions[c.at]),
      );
    case "total":
      return { value: add((c) => c.table.sum[c.at]) };
    case "share-people":
      return ratio(
        add((c) => c.table.beyond[c.at]),
        contributors(),
      );
    case "share-rows":
      return ratio(
        add((c) => (c.table.value[c.at] ?? 0) * (c.table.contributors[c.at] ?? 0)),
        contributors(),
      );
    default:
      return null;
  }
}

/**
 * A total of shown cells alone: a combination of what is told already, so it tells nothing more. Its size is
 * given as a band only where people may be in several of the cells.
 */
export function totalOfShown(
  mask: Mask,
  key: Omit<CellKey, "kind">,
  line: readonly number[],
  policy: Policy,
  apart: boolean,
): ReleaseCell {
  const { cells, view } = mask.picture;
  const full: CellKey = { ...key, kind: "total-shown" };
  const own = line.filter((c) => mask.decisions[c]?.kind !== "empty");
  if (own.length === 0) return { ...full, status: "empty" };
  const shown = own.filter((c) => mask.isShown(c)).map((c) => cells[c] as Cell);
  const total = shown.length === 0 ? null : sumOf(shown, view.measure);
  if (total === null) return { ...full, status: "hidden" };
  const people = shown.reduce((sum, c) => sum + c.statistics.contributors, 0);
  const tellable = apart || policy.groupSize === "band" ? people : null;
  return shownCell(full, total.value, tellable, view.measure, policy);
}
