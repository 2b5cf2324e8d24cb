import type { Atoms } from "../cells/cell-source";
import { columnsOf, type AtomColumn, type Told } from "./columns";
import { findIsolation, type Isolation } from "./isolation";

/** Rows that may be hidden, in the numbering of the atoms. */
export interface Candidates {
  readonly told: Told;
  /** Contributors of each row that may be hidden; 0 for rows that may not. */
  readonly people: Float64Array;
  /** The cells of a block are given up together when none of them alone can be hidden. */
  readonly blockOf: Int32Array;
}

/** What had to be hidden, and what could not be decided. */
export interface Cleared {
  /** Rows hidden, in order. */
  readonly hidden: readonly number[];
  /** Blocks given up: nothing of them may be told, known totals included. */
  readonly blocks: ReadonlySet<number>;
  /** Smallest group found on the way. */
  readonly smallest: number;
  /** Some decision was made for want of time, to the safe side. */
  readonly cautious: boolean;
}

/**
 * Hides rows until no combination of what is told weighs on 1 to k − 1 people: of the rows that weigh on an
 * isolated group the one with the fewest people. Hiding only takes combinations away, so this ends.
 *
 * @param committed rows below this number were told before and stay told
 */
export function clearRows(
  atoms: Atoms,
  { told, people, blockOf }: Candidates,
  committed: number,
  k: number,
): Cleared {
  const hidden: number[] = [];
  const blocks = new Set<number>();
  let smallest = Infinity;
  let cautious = false;
  for (;;) {
    const isNew = newRows(told, committed);
    const found = findIsolation(columnsOf(atoms, told, k), k, (row) => isNew[row] === 1);
    if (found.kind === "none") return { hidden, blocks, smallest, cautious };
    if (found.kind === "found") smallest = Math.min(smallest, found.people);
    else cautious = true;
    const row = rowToHide(atoms, told, people, found);
    if (row >= 0) {
      told.active[row] = 0;
      hidden.push(row);
    } else giveUp(found.rows, { told, people, blockOf }, blocks, hidden);
  }
}

/** New rows, and earlier wholes of which new parts are taken away. */
function newRows({ active, wholeOf }: Told, committed: number): Uint8Array {
  const isNew = new Uint8Array(active.length).fill(1, committed);
  for (let row = committed; row < active.length; row++) {
    const whole = wholeOf[row] as number;
    if (active[row] === 1 && whole >= 0) isNew[whole] = 1;
  }
  return isNew;
}

function rowToHide(
  atoms: Atoms,
  told: Told,
  people: Float64Array,
  found: Exclude<Isolation, { kind: "none" }>,
): number {
  const candidates = new Set(found.rows);
  for (const column of found.columns as readonly AtomColumn[])
    for (const a of column.atoms)
      for (let i = atoms.start[a] as number; i < (atoms.start[a + 1] as number); i++)
        candidates.add(atoms.row[i] as number);
  let best = -1;
  for (const row of candidates) {
    if (told.active[row] !== 1 || people[row] === 0) continue;
    if (best < 0 || (people[row] as number) < (people[best] as number)) best = row;
  }
  return best;
}

/** Nothing of a block is told when its known total alone is one too many; of no block when that is not enough. */
function giveUp(
  rows: readonly number[],
  { told, people, blockOf }: Candidates,
  blocks: Set<number>,
  hidden: number[],
): void {
  const touched = rows.map((row) => blockOf[row] as number).filter((block) => block >= 0);
  const own = new Set(touched.length > 0 ? touched : blockOf.filter((block) => block >= 0));
  for (const block of own) blocks.add(block);
  blockOf.forEach((block, row) => {
    if (!own.has(block) || told.active[row] !== 1) return;
    told.active[row] = 0;
    if (people[row] !== 0) hidden.push(row);
  });
}
