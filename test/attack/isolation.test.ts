import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { oneCrowd, type Atoms } from "../../src/cells/cell-source";
import { Elimination } from "../../src/privacy/elimination";
import { nothingTold, type Weights } from "../../src/privacy/span";
import { atOnce } from "../../src/privacy/steps";

const runs = Number(process.env["QUORUM_RUNS"] ?? 1000);

/** A few people in atoms, some in several of them, and numbers with a weight on each atom. */
interface Case {
  readonly k: number;
  readonly atoms: readonly (readonly number[])[];
  /** Those that are to be told, and those of dominated cells. */
  readonly numbers: readonly { readonly weights: readonly number[]; readonly isDominated: boolean }[];
}

const cases: fc.Arbitrary<Case> = fc
  .record({
    k: fc.integer({ min: 2, max: 5 }),
    atoms: fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 4 }), {
      minLength: 3,
      maxLength: 14,
    }),
    density: fc.constantFrom(0.3, 0.6, 1),
  })
  .chain(({ k, atoms, density }) => {
    const drawnWeight = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 3 }));
    const weight = drawnWeight.map(([chance, own]) => (chance < density ? own : 0));
    const number = fc.record({
      weights: fc.array(weight, { minLength: atoms.length, maxLength: atoms.length }),
      isDominated: fc.constantFrom(false, false, true),
    });
    return fc.array(number, { minLength: 1, maxLength: 12 }).map((numbers) => ({ k, atoms, numbers }));
  });

function atomsOf({ k, atoms }: Case): Atoms {
  const none = new Int32Array(0);
  const counted = atoms.map((own) => own.slice(0, k));
  const people = Int32Array.from(counted, (own) => own.length);
  const item = Int32Array.from(counted.flat());
  const first = Int32Array.from([0, ...people]).map((_, a) =>
    people.subarray(0, a).reduce((x, n) => x + n, 0),
  );
  const start = new Int32Array(atoms.length + 1);
  return {
    count: atoms.length,
    people,
    members: { start: first, item },
    crowds: oneCrowd,
    start,
    row: none,
    times: none,
    divisor: none,
  };
}

function weightsOf(number: readonly number[]): Weights {
  const at = [...number.keys()].filter((atom) => number[atom] !== 0);
  return { at: Int32Array.from(at), value: Int32Array.from(at, (atom) => number[atom] as number) };
}

/** Rank of the numbers on some atoms, over the integers (Bareiss). */
function rank(numbers: readonly (readonly number[])[], atoms: readonly number[]): number {
  const rows = numbers.map((number) => atoms.map((atom) => BigInt(number[atom] as number)));
  let found = 0;
  let before = 1n;
  for (let c = 0; c < atoms.length && found < rows.length; c++) {
    const at = rows.findIndex((row, r) => r >= found && row[c] !== 0n);
    if (at < 0) continue;
    const pivot = rows[at] as bigint[];
    rows[at] = rows[found] as bigint[];
    rows[found++] = pivot;
    for (const row of rows.slice(found)) {
      const factor = row[c] as bigint;
      pivot.forEach((weight, i) => {
        row[i] = ((pivot[c] as bigint) * (row[i] as bigint) - factor * weight) / before;
      });
    }
    before = pivot[c] as bigint;
  }
  return found;
}

/** Sets of so many of the people 0 to 9. */
function* groups(size: number, from = 0): Generator<readonly number[]> {
  if (size === 0) yield [];
  else for (let p = from; p < 10; p++) for (const rest of groups(size - 1, p + 1)) yield [p, ...rest];
}

/**
 * By the definition: a group of k − 1 people is told of when the numbers have a lower rank on the atoms that hold
 * somebody else than on all atoms.
 */
function isolates({ k, atoms }: Case, numbers: readonly (readonly number[])[]): boolean {
  const all = [...atoms.keys()];
  const whole = rank(numbers, all);
  for (const group of groups(k - 1)) {
    const outside = all.filter((atom) => atoms[atom]?.some((p) => !group.includes(p)));
    if (rank(numbers, outside) < whole) return true;
  }
  return false;
}

/** Whether a number is a combination of others. */
function follows(number: readonly number[], from: readonly (readonly number[])[]): boolean {
  const all = [...number.keys()];
  return rank([...from, number], all) === rank(from, all);
}

describe("what may not be told", () => {
  it(`is what the definition says, in ${runs} random sets of numbers told one by one`, () => {
    const found = { safe: 0, isolates: 0, gives: 0 };
    fc.assert(
      fc.property(cases, (one) => {
        const fresh = new Int32Array(one.atoms.length).fill(-1);
        const elimination = new Elimination(atomsOf(one), fresh, nothingTold, one.k);
        const told: (readonly number[])[] = [];
        const dominated: (readonly number[])[] = [];
        for (const { weights: number, isDominated } of one.numbers) {
          if (isDominated) {
            if (!follows(number, told)) dominated.push(number);
            elimination.guard([weightsOf(number)]);
            continue;
          }
          const before = elimination.mark();
          const verdict = atOnce(elimination.tell([weightsOf(number)]));
          const all = [...told, number];
          const gives = dominated.some((cell) => follows(cell, all));
          const expected = isolates(one, all) ? "isolates" : gives ? "gives" : "safe";
          assert.equal(verdict, expected === "gives" ? "isolates" : expected);
          found[expected]++;
          if (verdict === "safe") told.push(number);
          else elimination.rewind(before);
        }
      }),
      { numRuns: runs },
    );
    console.log(`${found.safe} numbers told, ${found.isolates} not, ${found.gives} for a dominated cell`);
    assert.ok(found.safe > runs && found.isolates > runs / 2 && found.gives > runs / 50);
  });
});
