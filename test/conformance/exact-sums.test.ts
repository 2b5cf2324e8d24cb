import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { exactSum, ExactSums } from "../../src/cells/exact";

/** More with QUORUM_RUNS=5000. */
const numRuns = Number(process.env.QUORUM_RUNS ?? 300);
/** Every double of the tests is a whole number of these. */
const UNIT = 2 ** -400;

/** The nearest double of a sum, with whole numbers of any size. */
function rational(values: readonly number[]): number {
  return Number(values.reduce((sum, value) => sum + BigInt(value / UNIT), 0n)) * UNIT;
}

function rangeOf(values: readonly number[]): { smallest: number; largest: number } {
  const sizes = values.map(Math.abs).filter((size) => size > 0);
  return { smallest: Math.min(Infinity, ...sizes), largest: Math.max(0, ...sizes) };
}

function sums(values: readonly number[], count: number, indexes = values.map(() => 0)): Float64Array {
  const made = new ExactSums(Math.max(...indexes, 0) + 1, rangeOf(values), count);
  values.forEach((value, i) => {
    made.add(indexes[i] ?? 0, value);
  });
  return made.values();
}

/** Doubles whose sizes lie within so many powers of two: narrow ones take two parts, wide ones expansions. */
const doubles = (powers: number): fc.Arbitrary<number> =>
  fc
    .tuple(fc.double({ min: 1, max: 2, noNaN: true }), fc.integer({ min: 0, max: powers }), fc.boolean())
    .map(([mantissa, power, negative]) => (negative ? -mantissa : mantissa) * 2 ** (power - powers / 2));

describe("exact sums", () => {
  for (const powers of [4, 20, 40, 60, 90, 200]) {
    it(`round once over a range of 2^${powers}, in any order`, () => {
      const values = fc.array(doubles(powers), { minLength: 1, maxLength: 300 });
      fc.assert(
        fc.property(values, fc.constantFrom(1, 1000, 1_000_000), (given, spare) => {
          const expected = rational(given);
          assert.equal(sums(given, given.length * spare)[0], expected);
          assert.equal(sums([...given].reverse(), given.length * spare)[0], expected);
          assert.equal(exactSum(given), expected);
        }),
        { numRuns: Math.ceil(numRuns / 3) },
      );
    });
  }

  it("keep sums apart, and make room for more of them", () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), doubles(30)), { maxLength: 100 });
    fc.assert(
      fc.property(pairs, fc.constantFrom(0, 2, 10), (given, size) => {
        const made = new ExactSums(size, rangeOf(given.map(([, value]) => value)), given.length);
        for (const [at, value] of given) {
          made.reserve(at + 1);
          made.add(at, value);
        }
        made.reserve(10);
        const expected = Array.from({ length: 10 }, (_, sum) =>
          rational(given.filter(([at]) => at === sum).map(([, value]) => value)),
        );
        assert.deepEqual([...made.values()], expected);
        assert.deepEqual([...made.values(4)], expected.slice(0, 4));
      }),
      { numRuns },
    );
  });

  it("are not what adding up in a row gives, so that the test can fail", () => {
    const values = [1e16, 1, -1e16, 1];
    assert.equal(sums(values, 4)[0], 2);
    assert.notEqual(
      values.reduce((sum, value) => sum + value, 0),
      2,
    );
  });
});
