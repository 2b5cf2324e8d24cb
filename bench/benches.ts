import type { Bench, BytesOf } from "./measure";
import { privacy } from "./privacy";
import { cells, rows, segments } from "./rows-and-cells";

/**
 * Everything that is measured of the engine in one process, for a query of so many people over 50 weeks. Each is
 * made when the one before is done with and forgotten: millions of row arrays would weigh on what comes after.
 */
export const benches: readonly ((people: number, bytesOf: BytesOf | null) => Bench)[] = [
  segments,
  rows,
  cells,
  privacy,
];
