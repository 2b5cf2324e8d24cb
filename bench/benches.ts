import type { Bench, BytesOf } from "./measure";
import { privacy } from "./privacy";
import { rowsAndCells } from "./rows-and-cells";

/** Everything that is measured, for a query of so many people over 50 weeks. Others add their file here. */
export function benches(people: number, bytesOf: BytesOf | null): Bench[] {
  return [rowsAndCells(people, bytesOf), privacy(people, bytesOf)];
}
