import { createHash } from "node:crypto";
import { Refusal } from "../shared/errors";
import { readText } from "../shared/text";
import { isPersonColumn } from "./person-content";
import { measureWord, ONLY_PROTECTED, parseReleases, type ReleaseFile } from "./release-file";

/** Data types of a push dataset's columns. */
export type ColumnType = "Int64" | "Double" | "Boolean" | "DateTime" | "String";
export interface Column {
  readonly name: string;
  readonly dataType: ColumnType;
}
export type Row = Readonly<Record<string, string | number | boolean | null>>;

/** Rows `from` to `to` (excluded) of a table, in an order that never changes. */
export type RowReader = (from: number, to: number) => Promise<readonly Row[]>;

/** Columns that tell a push's rows apart: which push, and which row of it. */
export const RUN_COLUMN = "QuorumRun";
export const KEY_COLUMN = "QuorumKey";

const made = new WeakSet<ProtectedTable>();

/**
 * A table that may leave this machine: cells of a release, or a safe base. The type is the door: the push takes
 * nothing else, and the only makers are in this folder and check what they read.
 */
export class ProtectedTable {
  private constructor(
    readonly columns: readonly Column[],
    readonly rowCount: number,
    /** SHA-256 of the content, in hexadecimal. */
    readonly fingerprint: string,
    readonly read: RowReader,
    readonly close: () => void,
  ) {}

  /** @throws Refusal for a column that tells persons apart. */
  static make(
    columns: readonly Column[],
    rowCount: number,
    fingerprint: string,
    read: RowReader,
    close: () => void = () => undefined,
  ): ProtectedTable {
    const person = columns.find((column) => isPersonColumn(column.name));
    if (person) throw new Refusal(`Column ${person.name} tells persons apart. ${ONLY_PROTECTED}`);
    const table = new ProtectedTable(columns, rowCount, fingerprint, read, close);
    made.add(table);
    return table;
  }

  /** @throws Refusal for anything that only looks like a protected table. */
  static assert(table: ProtectedTable): void {
    if (!made.has(table)) throw new Refusal(`No protected table. ${ONLY_PROTECTED}`);
  }
}

const RELEASE_COLUMNS: readonly Column[] = [
  { name: "Metric", dataType: "String" },
  { name: "Measure", dataType: "String" },
  { name: "Over", dataType: "String" },
  { name: "GroupBy", dataType: "String" },
  { name: "SeriesBy", dataType: "String" },
  { name: "Kind", dataType: "String" },
  { name: "Group", dataType: "String" },
  { name: "Series", dataType: "String" },
  { name: "Period", dataType: "DateTime" },
  { name: "Status", dataType: "String" },
  { name: "Value", dataType: "Double" },
  { name: "Step", dataType: "String" },
  { name: "People", dataType: "String" },
  { name: "MinGroupSize", dataType: "Int64" },
  { name: "Policy", dataType: "String" },
];

/**
 * A release as a table: one row a cell. The columns are the same for every release, so that releases of several
 * metrics can stand in one table. Hidden cells keep their row, with no value.
 * @throws Refusal when the file is no release.
 */
export async function tableOfRelease(file: string): Promise<ProtectedTable> {
  const text = await readText(file);
  const rows = parseReleases(text, file).flatMap((release) =>
    release.cells.map((cell) => rowOf(release, cell)),
  );
  const fingerprint = createHash("sha256").update(text).digest("hex");
  return ProtectedTable.make(RELEASE_COLUMNS, rows.length, fingerprint, (from, to) =>
    Promise.resolve(rows.slice(from, to)),
  );
}

function rowOf(release: ReleaseFile, cell: ReleaseFile["cells"][number]): Row {
  const { view, policy } = release;
  return {
    Metric: view.metric,
    Measure: measureWord(view.measure),
    Over: view.over,
    GroupBy: view.by,
    SeriesBy: view.series,
    Kind: cell.kind,
    Group: cell.group,
    Series: cell.series,
    Period: cell.period === null ? null : `${cell.period}T00:00:00Z`,
    Status: cell.status,
    Value: cell.status === "shown" ? cell.value : null,
    Step: cell.status === "clipped" ? cell.step : null,
    People: cell.status === "shown" && cell.people !== undefined ? String(cell.people) : null,
    MinGroupSize: policy.minGroupSize,
    Policy: policy.hash,
  };
}
