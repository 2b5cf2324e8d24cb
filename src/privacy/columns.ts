import type { Atoms } from "../cells/cell-source";
import type { Column } from "./isolation";
import { minus, reciprocal } from "./modular";

/** Which rows are told to the attacker, and which of them are parts of a total that is told as well. */
export interface Told {
  /** 1 for a row that is shown or known. */
  readonly active: Uint8Array;
  /** The row of the whole that a row is a part of; −1 for none. */
  readonly wholeOf: Int32Array;
}

/** A column that remembers its atoms. */
export interface AtomColumn extends Column {
  readonly atoms: readonly number[];
}

/**
 * The matrix of what is told, a column an atom and one column for equal atoms. A whole is replaced by what is
 * left of it after its shown parts (the same row space, far sparser). Atoms without weight are left out.
 */
export function columnsOf(atoms: Atoms, { active, wholeOf }: Told, k: number): AtomColumn[] {
  const inverses = new Map<number, number>();
  const found = new Map<string, { rows: number[]; weights: number[]; atoms: number[] }>();
  for (let a = 0; a < atoms.count; a++) {
    const weights = new Map<number, number>();
    for (let i = atoms.start[a] as number; i < (atoms.start[a + 1] as number); i++) {
      const row = atoms.row[i] as number;
      if (active[row] !== 1) continue;
      const weight = inverseOf(atoms.divisor[i] as number, inverses);
      add(weights, row, weight);
      const whole = wholeOf[row] as number;
      if (whole >= 0 && active[whole] === 1) add(weights, whole, minus(0, weight));
    }
    const entries = [...weights].filter(([, w]) => w !== 0).sort(([x], [y]) => x - y);
    if (entries.length === 0) continue;
    const key = entries.join(";");
    const same = found.get(key);
    if (same) same.atoms.push(a);
    else found.set(key, { rows: entries.map(([r]) => r), weights: entries.map(([, w]) => w), atoms: [a] });
  }
  return [...found.values()].map((column) => ({ ...column, ...peopleOf(atoms, column.atoms, k) }));
}

function inverseOf(divisor: number, known: Map<number, number>): number {
  let inverse = known.get(divisor);
  if (inverse === undefined) known.set(divisor, (inverse = reciprocal(divisor)));
  return inverse;
}

function add(weights: Map<number, number>, row: number, weight: number): void {
  weights.set(row, minus(weights.get(row) ?? 0, minus(0, weight)));
}

/** Distinct people of several atoms, counted up to k. */
function peopleOf(atoms: Atoms, own: readonly number[], k: number): { people: number; members: number[] } {
  const members = new Set<number>();
  const limit = atoms.count === 0 ? 0 : atoms.members.length / atoms.count;
  for (const a of own) {
    const n = atoms.people[a] as number;
    for (let i = 0; i < n && members.size < k; i++) members.add(atoms.members[a * limit + i] as number);
    if (members.size >= k) break;
  }
  return { people: members.size, members: [...members] };
}
