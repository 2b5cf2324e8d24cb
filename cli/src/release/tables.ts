import { stringify } from "csv-stringify/sync";
import { forSpreadsheet } from "../shared/escape";
import { writeParquet, type ParquetColumn } from "../shared/parquet";
import { textTable, type Field } from "../shared/table";
import type { ReleaseCell } from "../../../src/engine";
import type { ReleaseDocument } from "./document";
import { assurance, groupName, madeUnder, valueText, viewName } from "./words";

const COLUMNS = ["kind", "group", "series", "period", "status", "value", "people", "step", "policy"] as const;

/** One row a cell, in the release's order; a field that a cell does not have is null. */
function flat(cell: ReleaseCell, { policy }: ReleaseDocument): (string | number | null)[] {
  const people = cell.status === "shown" ? (cell.people ?? null) : null;
  return [
    cell.kind,
    cell.group,
    cell.series,
    cell.period,
    cell.status,
    cell.status === "shown" ? cell.value : null,
    people,
    cell.status === "clipped" ? cell.step : null,
    policy.hash,
  ];
}

/** Rows of all metrics under one head; with several, each row names its metric first. */
function sheetOf(documents: readonly ReleaseDocument[]): {
  readonly head: readonly string[];
  readonly rows: readonly (string | number | null)[][];
} {
  const several = documents.length > 1;
  return {
    head: [...(several ? ["metric"] : []), ...COLUMNS],
    rows: documents.flatMap((document) =>
      document.cells.map((cell) => [...(several ? [document.view.metric] : []), ...flat(cell, document)]),
    ),
  };
}

/** The release as CSV: UTF-8, a header, numbers with a point; text that a spreadsheet would run is disarmed. */
export function releaseCsv(documents: readonly ReleaseDocument[]): string {
  const { head, rows } = sheetOf(documents);
  const fields = rows.map((row) => row.map((field) => forSpreadsheet(field)));
  return stringify([[...head], ...fields], { record_delimiter: "\n" });
}

/**
 * A table for each metric for a terminal, with a line on what it shows; last what is hidden, and by which policy.
 * @param documents one for each metric, which is at least one
 */
export function releaseText(documents: readonly ReleaseDocument[]): string {
  const end = `${assurance(documents)}\n${madeUnder(documents[0] as ReleaseDocument)}\n`;
  return [...documents.map(metricText), end].join("\n");
}

function metricText({ view, policy, cells }: ReleaseDocument): string {
  const places: ("series" | "period")[] = [];
  if (view.series !== null) places.push("series");
  if (view.over !== "none") places.push("period");
  const sizes = cells.some((cell) => cell.status === "shown" && cell.people !== undefined);
  const head = [view.by ?? "", ...places.map((p) => (p === "series" ? (view.series ?? "") : p))];
  const rows = cells.map((cell): Field[] => [
    groupName(cell),
    ...places.map((place) => cell[place] ?? "all"),
    shown(cell, view.measure, policy.decimals),
    ...(sizes ? [cell.status === "shown" ? (cell.people ?? "") : ""] : []),
  ]);
  const table = textTable([...head, "value", ...(sizes ? ["people"] : [])], rows);
  return `${viewName(view)}\n\n${table}`;
}

function shown(
  cell: ReleaseCell,
  measure: ReleaseDocument["view"]["measure"],
  decimals: number | null,
): string {
  switch (cell.status) {
    case "shown":
      return valueText(cell.value, measure, decimals);
    case "clipped":
      return cell.step;
    case "hidden":
      return "hidden";
    case "empty":
      return "–";
  }
}

/** The release as a Parquet file with the columns of the CSV; `people` is text, as it may be a band. */
export async function writeReleaseParquet(
  documents: readonly ReleaseDocument[],
  file: string,
): Promise<void> {
  const { head, rows } = sheetOf(documents);
  const types: Readonly<Record<string, ParquetColumn["type"]>> = { period: "DATE", value: "DOUBLE" };
  await writeParquet(
    file,
    head.map((name) => ({ name, type: types[name] ?? "VARCHAR" })),
    rows,
  );
}
