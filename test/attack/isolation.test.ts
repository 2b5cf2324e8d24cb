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
  readonly numbers: readonly (readonly number[])[];
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
  .chain(({ k, atoms, density }) =>
    fc
      .array(
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 3 })), {
          minLength: atoms.length,
          maxLength: atoms.length,
        }),
        { minLength: 1, maxLength: 9 },
      )
      .map((drawn) => ({
        k,
        atoms,
        numbers: drawn.map((own) => own.map(([chance, weight]) => (chance < density ? weight : 0))),
      })),
  );

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

describe("what can be isolated", () => {
  it(`is what the definition says, in ${runs} random sets of numbers told one by one`, () => {
    const found = { safe: 0, isolates: 0 };
    fc.assert(
      fc.property(cases, (one) => {
        const elimination = new Elimination(
          atomsOf(one),
          new Int32Array(one.atoms.length).fill(-1),
          nothingTold,
          one.k,
        );
        const told: (readonly number[])[] = [];
        for (const number of one.numbers) {
          const verdict = atOnce(elimination.tell([weightsOf(number)]));
          const expected = isolates(one, [...told, number]) ? "isolates" : "safe";
          assert.equal(verdict, expected);
          found[expected]++;
          if (verdict === "safe") told.push(number);
        }
      }),
      { numRuns: runs },
    );
    console.log(`${found.safe} numbers told, ${found.isolates} not`);
    assert.ok(found.safe > runs && found.isolates > runs / 2);
  });
});
