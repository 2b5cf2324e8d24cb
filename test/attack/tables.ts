import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { networkOf, type TableCell } from "../../src/privacy/table";
import type { Network } from "../../src/privacy/network-model";
import { sharedData } from "../conformance/shared-data";
import type { WeightRow } from "./attacker/shown-rows";

const folder = join(sharedData, "disclosure-cases");

export function readTable(file: string): Record<string, string>[] {
  return parse(readFileSync(join(folder, file)), { columns: true });
}

/** One of the shared tables of groups × weeks with margins and parent groups. */
export interface PublishedTable {
  readonly labels: readonly string[];
  readonly parent: readonly number[];
  readonly weeks: readonly string[];
  readonly cells: readonly (TableCell & { readonly sum: number })[];
  readonly network: Network;
}

/** @param allWeeks whether the margin over weeks is in the view */
export function publishedTable(name: string, k: number, allWeeks: boolean): PublishedTable {
  const hierarchy = new Map(
    readTable(`tables/${name}.hier.csv`).map((r) => [r["child"] ?? "", r["parent"] ?? ""]),
  );
  const labels = ["Total", ...hierarchy.keys()];
  const parent = labels.map((label) => labels.indexOf(hierarchy.get(label) ?? ""));
  const rows = readTable(`tables/${name}.cells.csv`);
  const weeks = ["Total", ...new Set(rows.map((r) => r["week"] ?? "").filter((w) => w !== "Total"))];
  const cells = rows
    .filter((r) => Number(r["n"]) > 0)
    .map((r) => {
      const people = Number(r["n"]);
      const absent = !allWeeks && r["week"] === "Total";
      const state = absent ? ("absent" as const) : people < k ? ("primary" as const) : ("shown" as const);
      return {
        row: labels.indexOf(r["grp"] ?? ""),
        column: weeks.indexOf(r["week"] ?? ""),
        people,
        state,
        sum: Number(r["sum"]),
      };
    });
  return { labels, parent, weeks, cells, network: networkOf({ parent, columns: weeks.length, cells }) };
}

/** The numbers that are left, as weights over single people: person u is the u-th of the inner cells. */
export function toldByTable(
  table: Pick<PublishedTable, "parent" | "cells">,
  secondary: readonly number[],
): { rows: WeightRow[]; cellOf: readonly number[] } {
  const isParent = new Set(table.parent);
  const cellOf: number[] = [];
  const members = new Map<number, number[]>();
  table.cells.forEach((cell, c) => {
    if (isParent.has(cell.row) || cell.column === 0) return;
    members.set(
      c,
      Array.from({ length: cell.people }, () => cellOf.push(c) - 1),
    );
  });
  const within = (row: number, top: number): boolean =>
    row === top || (row >= 0 && within(table.parent[row] ?? -1, top));
  const rows = table.cells.flatMap((cell, c) => {
    if (cell.state !== "shown" || secondary.includes(c)) return [];
    const unknowns = [...members].flatMap(([inner, people]) => {
      const other = table.cells[inner] as TableCell;
      const inColumn = cell.column === 0 || other.column === cell.column;
      return inColumn && within(other.row, cell.row) ? people : [];
    });
    return [{ label: `${cell.row}|${cell.column}`, unknowns, divisors: unknowns.map(() => 1), scaled: 0 }];
  });
  return { rows, cellOf };
}
