import type { Network, NetworkArc } from "./network-model";

/** Where a cell stands in a table: a row of the hierarchy and a column; column 0 is the margin over columns. */
export interface TableCell extends Pick<NetworkArc, "people" | "state" | "beside" | "needs"> {
  readonly row: number;
  readonly column: number;
}

/**
 * Rows are the leaves and parents of one hierarchy: `parent[row]` is another row, and -1 for the one total row.
 * A table without a second hierarchy has one parent, its total.
 */
export interface Table {
  readonly parent: readonly number[];
  /** Columns, the margin at 0 included. */
  readonly columns: number;
  readonly cells: readonly TableCell[];
  readonly quantities?: readonly Float64Array[];
}

/**
 * The table's equations as nodes and its cells as arcs, in the order of `cells`. A leaf has an equation over its
 * columns, a parent one for each column; the total row's own equation follows from these and is the last node.
 * Cells that are not listed are empty: they hold nobody, and everybody can know that.
 */
export function networkOf(table: Table): Network {
  const rows = table.parent.length;
  const isParent = new Set(table.parent);
  const firstNode = new Int32Array(rows);
  let nodes = 0;
  for (let row = 0; row < rows; row++) {
    firstNode[row] = nodes;
    nodes += isParent.has(row) ? table.columns : 1;
  }
  const ground = nodes;
  const above = (row: number, column: number): number => {
    const parent = table.parent[row] ?? -1;
    return parent < 0 ? ground : (firstNode[parent] as number) + column;
  };
  const arcs = table.cells.map(({ row, column, ...cell }): NetworkArc => {
    const parentRow = isParent.has(row);
    const from = (firstNode[row] as number) + (parentRow ? column : 0);
    return { ...cell, from, to: above(row, column), margin: parentRow || column === 0 };
  });
  return { nodes: nodes + 1, arcs, quantities: table.quantities ?? [] };
}
