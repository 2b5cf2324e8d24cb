import type { Release, ReleaseCell } from "../../../src/engine";
import { readKnown } from "./marks";
import type { Known, Published } from "./published";

/** A release as a reader of its file sees it. */
export function publishedRelease({ view, cells }: Release): Published {
  const dimensions = [
    ...(view.by === null ? [] : ["group" as const]),
    ...(view.series === null ? [] : ["series" as const]),
    ...(view.over === "none" ? [] : ["period" as const]),
  ];
  // A total of the shown groups is made from what is shown and tells nothing more.
  const told = cells.filter((cell) => cell.kind !== "total-shown");
  return {
    name: "release",
    dimensions,
    metrics: [view.metric],
    cells: told.map((cell) => ({
      key: dimensions.map((dimension) =>
        cell.kind === "other" && dimension === "group" ? "Other" : cell[dimension],
      ),
      count: cell.status === "empty" ? { state: "empty" } : people(cell),
      values: [value(cell)],
    })),
    parents: new Map(),
    marked: true,
  };
}

function value(cell: ReleaseCell): Known {
  if (cell.status === "empty") return { state: "empty" };
  return cell.status === "shown" ? (readKnown(cell.value) ?? { state: "hidden" }) : { state: "hidden" };
}

function people(cell: ReleaseCell): Known {
  if (cell.status !== "shown" || cell.people === undefined) return { state: "hidden" };
  return readKnown(cell.people) ?? { state: "hidden" };
}
