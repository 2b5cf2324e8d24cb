import { stringify } from "csv-stringify/sync";
import { openDuck, sqlText } from "../shared/duckdb";
import { forSpreadsheet } from "../shared/escape";
import { textTable, type Field } from "../shared/table";
import { writeBeside } from "../shared/whole-file";
import type { ReleaseCell } from "../../../src/engine";
import type { ReleaseDocument } from "./document";
import { groupName, valueText, viewName } from "./words";

const COLUMNS = ["kind", "group", "series", "period", "status", "value", "people", "step"] as const;

/** One row a cell, in the release's order; a field that a cell does not have is null. */
function flat(cell: ReleaseCell): (string | number | null)[] {
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
  ];
}

/** The release as CSV: UTF-8, a header, numbers with a point; text that a spreadsheet would run is disarmed. */
export function releaseCsv({ cells }: ReleaseDocument): string {
  const rows = cells.map((cell) => flat(cell).map((field) => forSpreadsheet(field)));
  return stringify([[...COLUMNS], ...rows], { record_delimiter: "\n" });
}

/** The release as a table for a terminal, with a line on what it shows and one on what is hidden. */
export function releaseText({ view, policy, cells }: ReleaseDocument): string {
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
  const hidden = cells.some((cell) => cell.status === "hidden");
  const note = hidden
    ? `Some cells are hidden: no number speaks for fewer than ${policy.minGroupSize} people.\n`
    : `Every number speaks for at least ${policy.minGroupSize} people.\n`;
  const table = textTable([...head, "value", ...(sizes ? ["people"] : [])], rows);
  return `${viewName(view)}\n\n${table}\n${note}`;
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
export async function writeReleaseParquet({ cells }: ReleaseDocument, file: string): Promise<void> {
  const duck = await openDuck();
  try {
    await duck.connection.run(
      `CREATE TABLE release (kind VARCHAR, "group" VARCHAR, series VARCHAR, period DATE, status VARCHAR,
        value DOUBLE, people VARCHAR, step VARCHAR)`,
    );
    const insert = await duck.connection.prepare(
      "INSERT INTO release VALUES ($1, $2, $3, $4::VARCHAR::DATE, $5, $6, $7, $8)",
    );
    for (const cell of cells) {
      flat(cell).forEach((field, i) => {
        if (field === null) insert.bindNull(i + 1);
        else if (i === 5) insert.bindDouble(i + 1, Number(field));
        else insert.bindVarchar(i + 1, String(field));
      });
      await insert.run();
    }
    await writeBeside(file, async (unfinished) => {
      await duck.connection.run(`COPY release TO ${sqlText(unfinished)} (FORMAT parquet, COMPRESSION zstd)`);
    });
  } finally {
    duck.close();
  }
}
