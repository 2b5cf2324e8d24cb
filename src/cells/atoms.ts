import type { Atoms, WeightRow } from "./cell-source";
import { PairTable } from "./pair-table";
import { labelEntries, type Contributions, type Labels } from "./weights";

/**
 * Atoms of several pictures over the same store: each picture splits those before it, and the people of each
 * are counted up to `limit`. Rows are numbered on from picture to picture.
 */
export function atomsOf(
  pictures: readonly { readonly from: Contributions; readonly rows: readonly WeightRow[] }[],
  limit: number,
): Atoms {
  const chain = new PairTable();
  const steps: { readonly labels: Labels; readonly firstRow: number }[] = [];
  let firstRow = 0;
  let atomOf: Int32Array | null = null;
  for (const { from, rows } of pictures) {
    const labels = labelEntries(from, rows);
    atomOf ??= new Int32Array(labels.of.length).fill(-1);
    refine(atomOf, labels.of, steps.length, chain);
    steps.push({ labels, firstRow });
    firstRow += rows.length;
  }
  const source = pictures[0]?.from;
  if (atomOf === null || source === undefined) return emptyAtoms;
  const used = renumber(atomOf, chain.size);
  const entries = used.map((link) => entriesOfLink(link, chain, steps));
  return { ...countPeople(source, atomOf, used.length, limit), ...compressEntries(entries) };
}

const emptyAtoms: Atoms = {
  count: 0,
  people: new Int32Array(0),
  members: new Int32Array(0),
  start: new Int32Array(1),
  row: new Int32Array(0),
  divisor: new Int32Array(0),
};

/** Labels are made distinct from picture to picture by interleaving their numbers. */
export const mostPictures = 64;

function refine(atomOf: Int32Array, labelOf: Int32Array, picture: number, chain: PairTable): void {
  let lastAtom = -2;
  let lastLabel = -2;
  let lastLink = -1;
  for (let row = 0; row < atomOf.length; row++) {
    const label = labelOf[row] as number;
    if (label < 0) continue;
    const atom = atomOf[row] as number;
    if (atom !== lastAtom || label !== lastLabel) {
      lastAtom = atom;
      lastLabel = label;
      lastLink = chain.id(atom, label * mostPictures + picture);
    }
    atomOf[row] = lastLink;
  }
}

/** Replaces links by atom numbers from 0; returns the link of each. */
function renumber(atomOf: Int32Array, links: number): number[] {
  const number = new Int32Array(links).fill(-1);
  const used: number[] = [];
  for (let row = 0; row < atomOf.length; row++) {
    const link = atomOf[row] as number;
    if (link < 0) continue;
    if ((number[link] as number) < 0) number[link] = used.push(link) - 1;
    atomOf[row] = number[link] as number;
  }
  return used;
}

/** A row with weight 1 / divisor. */
export type Entry = readonly [row: number, divisor: number];

/** The rows of all pictures in a chain of links. */
export function entriesOfLink(
  link: number,
  chain: PairTable,
  steps: readonly { readonly labels: Labels; readonly firstRow: number }[],
): Entry[] {
  const found: Entry[] = [];
  for (let at = link; at >= 0;) {
    const [before, label] = chain.pair(at);
    const step = steps[label % mostPictures];
    if (step !== undefined)
      found.push(...entriesOfLabel(step.labels, Math.floor(label / mostPictures), step.firstRow));
    at = before;
  }
  return found;
}

function entriesOfLabel({ start, row, divisor }: Labels, label: number, firstRow: number): Entry[] {
  const found: Entry[] = [];
  for (let i = start[label] as number; i < (start[label + 1] as number); i++)
    found.push([firstRow + (row[i] as number), divisor[i] as number]);
  return found;
}

export function compressEntries(
  entries: readonly (readonly Entry[])[],
): Pick<Atoms, "start" | "row" | "divisor"> {
  const start = new Int32Array(entries.length + 1);
  entries.forEach((list, a) => {
    start[a + 1] = (start[a] as number) + list.length;
  });
  const all = entries.flat();
  return {
    start,
    row: Int32Array.from(all, ([row]) => row),
    divisor: Int32Array.from(all, ([, divisor]) => divisor),
  };
}

function countPeople(
  { entries }: Contributions,
  atomOf: Int32Array,
  count: number,
  limit: number,
): Pick<Atoms, "count" | "people" | "members"> {
  const people = new Int32Array(count);
  const members = new Int32Array(count * limit);
  const last = new Int32Array(count).fill(-1);
  for (let person = 0; person + 1 < entries.start.length; person++)
    for (
      let entry = entries.start[person] as number;
      entry < (entries.start[person + 1] as number);
      entry++
    ) {
      const atom = atomOf[entry] as number;
      if (atom < 0) continue;
      const n = people[atom] as number;
      if (last[atom] === person || n === limit) continue;
      last[atom] = person;
      members[atom * limit + n] = person;
      people[atom] = n + 1;
    }
  return { count, people, members };
}
