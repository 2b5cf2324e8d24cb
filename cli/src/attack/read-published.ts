import { InputError } from "../shared/errors";
import { say } from "../shared/output";
import { assumedText } from "../input/decimal-comma";
import { openBytes } from "../input/bytes";
import { openTable } from "../input/open";
import { detectFormat } from "../input/format";
import { STDIN } from "../input/files";
import { nearText } from "../shared/near";
import { readText } from "../shared/text";
import type { InputOptions, Value } from "../input/table";
import type { ReleaseDocument } from "../release/document";
import { findColumns, refuseUnread, type Columns } from "./columns";
import { withDecimalPoints } from "./decimal-commas";
import { readKnown } from "./marks";
import { refuseManyRows, refusePersonRows } from "./not-published";
import type { Known, Published, PublishedCell } from "./published";

const TOTAL =
  /^\(?(?:(?:grand |sub)?totals?|all|overall|everybody|everyone|every one|sum|company|gesamt|insgesamt|summe)\)?$/i;
const DATE = /^\d{4}-\d\d(?:-\d\d)?$|^\d{1,2}[./]\d{1,2}[./]\d{4}$/;
const HIDDEN = /^(?:u|x|hidden|suppressed|clipped|true|primary|secondary|c)$/i;
const EMPTY = /^(?:z|empty)$/i;
/** Rows of a batch in which persons are looked for: in a person query every row names one. */
const HEAD = 100;

interface Sheet {
  readonly names: readonly string[];
  readonly rows: readonly (readonly Value[])[];
  readonly delimiter?: string | undefined;
}

/**
 * Reads a published table: CSV or newline-JSON with one row a cell, a wide table with one column a date, a JSON
 * array of such rows, or a release of this program.
 * @param total label of the margins, where it is none of the usual words.
 * @throws InputError when it is no such table.
 */
export async function readPublished(
  file: string,
  total: string | undefined,
  options: InputOptions,
): Promise<Published> {
  const whole = await readSheet(file, options);
  refusePersonRows(whole.names, whole.rows.slice(0, HEAD), file);
  refuseManyRows(whole.rows.length, file);
  const { names, rows: printed } = unpivoted(whole);
  const { rows: pointed, assumed } = withDecimalPoints(printed, whole.delimiter);
  if (assumed.length > 0) say(`${file}: ${assumedText(assumed.map((i) => names[i] ?? ""))}`);
  const sheet = { names, rows: pointed };
  const columns = findColumns(sheet.names, sheet.rows, file);
  const isTotal = (label: Value): boolean =>
    label === null || (total === undefined ? TOTAL.test(text(label)) : text(label) === total);
  refuseUnread(sheet.names, sheet.rows, columns, isTotal, file);
  const rows = sheet.rows.filter((row) => countsAsWhole(row, columns));
  if (rows.length === 0) throw new InputError("The table has no rows.", "Export it again.", { file });
  if (total !== undefined) refuseUnknownTotal(rows, columns, total, file);
  const cells = rows.map((row) => readCell(row, columns, isTotal, file));
  refuseDoubles(cells, file);
  return {
    name: file,
    dimensions: columns.dimensions.map((i) => sheet.names[i] ?? ""),
    metrics: columns.values.map((i) => sheet.names[i] ?? ""),
    cells,
    parents: readParents(rows, columns, isTotal),
    marked: cells.some((cell) => [cell.count, ...cell.values].some((known) => known?.state === "hidden")),
  };
}

/** A total that is nowhere would leave nothing to subtract from: a false all-clear. */
function refuseUnknownTotal(
  rows: readonly (readonly Value[])[],
  columns: Columns,
  total: string,
  file: string,
): void {
  const labels = new Set(rows.flatMap((row) => columns.dimensions.map((i) => text(row[i] ?? null))));
  if (labels.has(total)) return;
  const known = [...labels].filter((label) => TOTAL.test(label));
  const like =
    known.length > 0 ? `These look like totals: ${known.join(", ")}.` : nearText(total, [...labels]);
  throw new InputError(`No group is called "${total}".`, like || "No label looks like a total.", { file });
}

async function readSheet(file: string, options: InputOptions): Promise<Sheet> {
  const json = file === STDIN ? undefined : await readJson(file);
  if (json) return sheetOf(json, file);
  const table = await openTable([file], options);
  const rows: (readonly Value[])[] = [];
  for await (const batch of table.batches()) {
    refusePersonRows(table.columns, batch.rows.slice(0, HEAD), file);
    for (const row of batch.rows) rows.push(row);
    refuseManyRows(rows.length, file);
  }
  return { names: table.columns, rows, delimiter: table.delimiter };
}

/** The rows of a JSON document: an array, the `cells` of a release, or those of several metrics one after the other. */
async function readJson(file: string): Promise<readonly Record<string, unknown>[] | undefined> {
  const bytes = await openBytes(file);
  bytes.stream.destroy();
  const format = detectFormat(bytes.head, bytes.name);
  if (format !== "json" && format !== "ndjson") return undefined;
  let document: unknown;
  try {
    document = JSON.parse(await readText(file));
  } catch {
    if (format === "ndjson") return undefined;
    throw new InputError("The JSON cannot be read.", "Export it again.", { file });
  }
  const rows = cellsIn(document);
  if (!Array.isArray(rows) || !rows.every((row) => typeof row === "object" && row !== null)) {
    if (format === "ndjson") return undefined;
    throw new InputError("The JSON holds no list of cells.", "Give an array of objects, one a cell.", {
      file,
    });
  }
  return rows as Record<string, unknown>[];
}

function cellsIn(document: unknown): unknown {
  if (typeof document !== "object" || document === null) return document;
  if ("cells" in document) return document.cells;
  if (!("releases" in document) || !Array.isArray(document.releases)) return document;
  const releases = document.releases as readonly ReleaseDocument[];
  return releases.flatMap(({ view, cells }) => cells.map((cell) => ({ metric: view.metric, ...cell })));
}

function sheetOf(records: readonly Record<string, unknown>[], file: string): Sheet {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  if (names.length === 0) throw new InputError("The table has no rows.", "Export it again.", { file });
  const rows = records.map((record) => names.map((name) => scalar(record[name])));
  return { names, rows };
}

function scalar(value: unknown): Value {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return value === null || value === undefined ? null : JSON.stringify(value);
}

/** A wide table (one column a date) as one row a cell. */
function unpivoted(sheet: Sheet): Sheet {
  const dates = sheet.names.map((_, i) => i).filter((i) => DATE.test(sheet.names[i] ?? ""));
  if (dates.length < 2) return sheet;
  const kept = sheet.names.map((_, i) => i).filter((i) => !dates.includes(i));
  const names = [...kept.map((i) => sheet.names[i] ?? ""), "period", "value"];
  const rows = sheet.rows.flatMap((row) =>
    dates.map((d) => [...kept.map((i) => row[i] ?? null), sheet.names[d] ?? "", row[d] ?? null]),
  );
  return { names, rows };
}

/** A total of the shown groups is made from what is shown and tells nothing more. */
function countsAsWhole(row: readonly Value[], columns: Columns): boolean {
  return columns.kind === undefined || row[columns.kind] !== "total-shown";
}

function readCell(
  row: readonly Value[],
  columns: Columns,
  isTotal: (label: Value) => boolean,
  file: string,
): PublishedCell {
  const status = columns.status === undefined ? "" : text(row[columns.status] ?? null);
  const read = (column: number): Known => {
    if (EMPTY.test(status)) return { state: "empty" };
    const known = readKnown(row[column] ?? null);
    if (!known) throw new InputError("A field is neither a number nor a mark.", "Set --delimiter.", { file });
    return known.state === "shown" && HIDDEN.test(status) ? { state: "hidden" } : known;
  };
  return {
    key: columns.dimensions.map((i) => (isTotal(row[i] ?? null) ? null : text(row[i] ?? null))),
    count: columns.count === undefined ? undefined : read(columns.count),
    values: columns.values.map(read),
  };
}

function readParents(
  rows: readonly (readonly Value[])[],
  columns: Columns,
  isTotal: (label: Value) => boolean,
): Map<string, readonly string[]> {
  const parents = new Map<string, readonly string[]>();
  const { parent } = columns;
  const [group] = columns.dimensions;
  if (parent === undefined || group === undefined) return parents;
  for (const row of rows) {
    const above = text(row[parent] ?? null)
      .split(";")
      .map((label) => label.trim())
      .filter((label) => label !== "" && !isTotal(label));
    if (above.length > 0) parents.set(text(row[group] ?? null), above);
  }
  return parents;
}

function refuseDoubles(cells: readonly PublishedCell[], file: string): void {
  const seen = new Set<string>();
  for (const { key } of cells) {
    const name = JSON.stringify(key);
    if (seen.has(name)) {
      const remedy = "Keep one row a cell; several metrics go into columns of their own.";
      throw new InputError("Two rows stand for the same cell.", remedy, { file });
    }
    seen.add(name);
  }
}

function text(value: Value): string {
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  return value === null ? "" : String(value).trim();
}
