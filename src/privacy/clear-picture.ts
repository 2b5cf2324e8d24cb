import type { CellSource, Picture, Proposal, WeightRow } from "../cells/cell-source";
import { cellAt } from "../cells/frame";
import type { View } from "../cells/view";
import type { Findings } from "./audit";
import { clearRows, type Candidates } from "./clear";
import { propose, type Space } from "./ledger";
import type { Mask } from "./mask";
import { isPerPerson, weightRowOf, type Cell } from "./picture";
import type { Policy } from "./policy";
import { effectiveMinimum } from "./rules";

/** One new row: a cell of the mask, or a total of everybody outside the view's filter (−1). */
interface NewRow {
  readonly cell: number;
  readonly block: number;
  readonly whole: boolean;
  readonly people: number;
}

/**
 * Checks all that a mask shows, and all totals that are assumed known, at once and with the true weights over
 * person-periods, together with what a session told before; hides what is too much, and commits the rest.
 */
export function clearPicture(
  source: CellSource,
  mask: Mask,
  policy: Policy,
  findings: Findings,
  session: Space | null,
): void {
  const k = effectiveMinimum(policy);
  const own = ownRows(mask, policy);
  const background = backgroundOf(source, mask, policy);
  const rows = [...own, ...background.rows];
  const pictures: Picture[] = [
    {
      view: mask.picture.view,
      rows: own.map(({ cell }) => weightRowOf(mask.picture, mask.picture.cells[cell] as Cell)),
    },
    ...background.pictures,
  ];
  const proposal = session === null ? alone(source, pictures, k) : propose(session, source, pictures, k);
  const candidates = candidatesOf(session?.wholeOf ?? [], rows, proposal.repeats, proposal.committed);
  if (!proposal.allLarge) {
    const atoms = proposal.atoms();
    if (proposal.committed > 0 && atoms.row.length > mostEntries) {
      refusePicture(mask, findings);
      return;
    }
    const cleared = clearRows(atoms, candidates, proposal.committed, k);
    const kind = session === null ? "complementary" : "session";
    for (const row of cleared.hidden) mask.hide(rows[row - proposal.committed]?.cell ?? -1, kind);
    mask.picture.cells.forEach(({ block }, c) => {
      if (cleared.blocks.has(block)) mask.hide(c, kind);
    });
    findings.refusedBlocks += cleared.blocks.size;
    findings.cautious ||= cleared.cautious;
  }
  if (session !== null) commit(session, candidates, proposal);
}

/** Weights of a session above which a picture with small atoms is refused untested: nobody waits that long. */
const mostEntries = 600_000;

function refusePicture(mask: Mask, findings: Findings): void {
  findings.cautious = true;
  mask.picture.cells.forEach((_, c) => {
    mask.hide(c, "session");
  });
}

/** One picture with no session before it. */
function alone(source: CellSource, pictures: readonly Picture[], limit: number): Proposal {
  const atoms = source.atoms(pictures, limit);
  return {
    allLarge: atoms.people.every((n) => n >= limit),
    committed: 0,
    repeats: new Int32Array(pictures.reduce((sum, { rows }) => sum + rows.length, 0)).fill(-1),
    atoms: () => atoms,
    commit: () => undefined,
  };
}

/** Shown cells and known totals of the view. A drawn total of the shown groups is no row of its own. */
function ownRows(mask: Mask, policy: Policy): NewRow[] {
  const rows: NewRow[] = [];
  const drawn = blocksWithValues(mask);
  mask.picture.cells.forEach((cell, c) => {
    const known = isEverybody(cell) && policy.totalsKnown;
    if (!drawn.has(cell.block) || (!mask.isShown(c) && !known)) return;
    if (cell.statistics.contributors === 0 || !isTold(cell, policy)) return;
    rows.push({
      cell: c,
      block: cell.block,
      whole: isEverybody(cell),
      people: known ? 0 : cell.statistics.contributors,
    });
  });
  return rows;
}

/** Where nothing is shown, what people know of the total is not ours. */
function blocksWithValues(mask: Mask): Set<number> {
  const { cells } = mask.picture;
  return new Set(cells.filter((cell, c) => cell.drawn && mask.isShown(c)).map(({ block }) => block));
}

function isEverybody({ place, margin }: Cell): boolean {
  return place.group === null && place.series === null && margin !== "none";
}

function isTold(cell: Cell, policy: Policy): boolean {
  return (
    cell.margin === "none" || policy.totalOf === "everybody" || (isEverybody(cell) && policy.totalsKnown)
  );
}

/** Under a filter on attributes the totals of those who are left out are assumed known as well. */
function backgroundOf(
  source: CellSource,
  mask: Mask,
  policy: Policy,
): { rows: NewRow[]; pictures: Picture[] } {
  const wider = widerView(mask.picture.view, policy);
  if (wider === null) return { rows: [], pictures: [] };
  const table = source.cells(wider);
  const blocks = mask.picture.inner.periods;
  const drawn = blocksWithValues(mask);
  const found: { row: NewRow; weights: WeightRow }[] = [];
  for (let at = 0; at < table.size; at++) {
    const period = table.periods[at];
    const block = period === undefined ? 0 : blocks.indexOf(period);
    if (!drawn.has(block) || (table.contributors[at] ?? 0) === 0) continue;
    found.push({
      row: { cell: -1, block, whole: false, people: 0 },
      weights: { cells: Int32Array.of(cellAt(table, 0, 0, at)), perPerson: isPerPerson(wider) },
    });
  }
  return {
    rows: found.map(({ row }) => row),
    pictures: [{ view: wider, rows: found.map(({ weights }) => weights) }],
  };
}

/** Everybody, in the view's periods, whatever the filter on attributes; null where that says nothing more. */
export function widerView(view: View, policy: Policy): View | null {
  const { attributes, activeOnly } = view.filter;
  const filtered = Object.keys(attributes ?? {}).length > 0 || activeOnly === true;
  if (!policy.totalsKnown || !filtered) return null;
  return { ...view, by: null, series: null, filter: { ...view.filter, attributes: {}, activeOnly: false } };
}

function candidatesOf(
  wholeOf: readonly number[],
  rows: readonly NewRow[],
  repeats: Int32Array,
  committed: number,
): Candidates {
  const count = committed + rows.length;
  const told = { active: new Uint8Array(count).fill(1), wholeOf: new Int32Array(count).fill(-1) };
  const people = new Float64Array(count);
  const blockOf = new Int32Array(count).fill(-1);
  told.wholeOf.set(wholeOf);
  const wholes = new Map<number, number>();
  rows.forEach(({ block, whole }, r) => {
    const repeat = repeats[r] as number;
    if (whole) wholes.set(block, repeat >= 0 ? repeat : committed + r);
  });
  rows.forEach(({ block, people: n, whole, cell }, r) => {
    const at = committed + r;
    if ((repeats[r] as number) >= 0) {
      told.active[at] = 0;
      return;
    }
    people[at] = n;
    blockOf[at] = block;
    const isPart = !whole && cell >= 0;
    told.wholeOf[at] = isPart ? (wholes.get(block) ?? -1) : -1;
  });
  return { told, people, blockOf };
}

function commit(space: Space, { told }: Candidates, proposal: Proposal): void {
  const { committed } = proposal;
  const shown = told.active.slice(committed);
  proposal.commit(shown);
  const numberOf = new Map<number, number>();
  let next = committed;
  shown.forEach((is, r) => {
    if (is === 1) numberOf.set(committed + r, next++);
  });
  shown.forEach((is, r) => {
    if (is !== 1) return;
    const whole = told.wholeOf[committed + r] as number;
    space.wholeOf.push(whole < committed ? whole : (numberOf.get(whole) ?? -1));
  });
}
