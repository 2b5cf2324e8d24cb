import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { View } from "../../src/cells/view";
import { memorySource } from "../../src/cells/memory-source";
import { Ledger } from "../../src/privacy/ledger";
import { defaultPolicy } from "../../src/privacy/policy";
import { protect } from "../../src/privacy/protect";
import type { Release } from "../../src/privacy/release";
import type { Contribution } from "./attacker/shown-rows";
import { bar } from "./views";
import { random, storeOf, weekOf } from "./world";

// Percentiles of one group at several levels: who lies between two of them.

const runs = Number(process.env["QUORUM_RUNS"] ?? 1000) / 5;

/** Groups of these sizes, everybody with a value that nobody else has. */
function recordsOf(sizes: readonly number[], seed: number): Contribution[] {
  const next = random(seed);
  return sizes.flatMap((people, g) =>
    Array.from({ length: people }, (_, i) => ({
      person: 1000 * g + i,
      date: weekOf(0),
      group: `g${g}`,
      value: 10 + 30 * next(),
    })),
  );
}

const percentile = (q: number): View => ({ ...bar, measure: { kind: "percentile", q } });

interface Seen {
  readonly q: number;
  readonly release: Release;
}

function session(
  records: readonly Contribution[],
  levels: readonly number[],
  k: number,
  forgets = false,
): Seen[] {
  const source = memorySource(storeOf(records));
  const policy = { ...defaultPolicy, minGroupSize: k };
  const ledger = new Ledger();
  return levels.map((q) => ({
    q,
    release: protect(source, percentile(q), policy, forgets ? null : ledger).release,
  }));
}

const shown = (seen: readonly Seen[]): number[] =>
  seen.map(({ release }) => release.cells.filter(({ status }) => status === "shown").length);

/** A quantile between the two people beside it, as NumPy and R have it. */
function quantile(sorted: readonly number[], q: number): number {
  const at = (sorted.length - 1) * q;
  const [low, high] = [sorted[Math.floor(at + 1e-9)] ?? NaN, sorted[Math.ceil(at - 1e-9)] ?? NaN];
  return low + (high - low) * (at - Math.floor(at + 1e-9));
}

/** The fewest people whose values lie between two percentiles that were shown of one group, or of everybody. */
function fewestBetween(records: readonly Contribution[], seen: readonly Seen[]): number {
  let fewest = Infinity;
  for (const group of [null, ...new Set(records.map((r) => r.group))]) {
    const own = records.filter((r) => group === null || r.group === group).map(({ value }) => value);
    own.sort((a, b) => a - b);
    const values = new Set(
      seen
        .filter(({ release }) =>
          release.cells.some((cell) => cell.group === group && cell.status === "shown"),
        )
        .map(({ q }) => quantile(own, q)),
    );
    for (const low of values)
      for (const high of values)
        if (low < high)
          fewest = Math.min(fewest, own.filter((v) => v > low + 1e-9 && v < high - 1e-9).length);
  }
  return fewest;
}

const levels = fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 2, maxLength: 5 });
const sizes = fc.array(fc.integer({ min: 15, max: 200 }), { minLength: 1, maxLength: 3 });
const minimum = fc.integer({ min: 5, max: 10 });

describe("percentiles of one session", () => {
  it("at 50 % and 52 % are not shown beside each other, at 50 % and 75 % they are", () => {
    const records = recordsOf([60], 1);
    assert.deepEqual(shown(session(records, [0.5, 0.52, 0.75], 10)), [2, 0, 2]);
    assert.deepEqual(shown(session(records, [0.52, 0.5, 0.75], 10)), [2, 0, 2]);
    assert.equal(fewestBetween(records, session(records, [0.5, 0.52], 10, true)), 1);
  });

  it("count the people strictly between: of 41 people nine, of 42 ten", () => {
    for (const [people, expected] of [
      [41, 0],
      [42, 2],
    ] as const)
      assert.deepEqual(shown(session(recordsOf([people], 1), [0.5, 0.75], 10)), [2, expected]);
  });

  it("do not mind a level that so few people are not shown at", () => {
    const records = recordsOf([110, 50], 1);
    const [ninety, threeQuarters] = session(records, [0.9, 0.75], 10);
    const hidden = (one?: Seen): (string | null)[] | undefined =>
      one?.release.cells.filter(({ status }) => status === "hidden").map(({ group }) => group);
    assert.ok(hidden(ninety)?.includes("g1"));
    assert.deepEqual(hidden(threeQuarters), []);
  });

  it("are judged by the minimum under which they were shown, when it was raised since", () => {
    const source = memorySource(storeOf(recordsOf([45], 1)));
    const ledger = new Ledger();
    const shownAt = (q: number, k: number): number =>
      protect(source, percentile(q), { ...defaultPolicy, minGroupSize: k }, ledger).release.cells.filter(
        ({ status }) => status === "shown",
      ).length;
    // Under 8, 85 % would not be shown of 45 people; two of them lie between 80 % and 85 %.
    assert.deepEqual([shownAt(0.85, 5), shownAt(0.8, 8)], [2, 0]);
  });

  it(`have at least k people between them in ${runs} random sessions`, () => {
    let all = 0;
    fc.assert(
      fc.property(sizes, levels, minimum, fc.integer(), (people, qs, k, seed) => {
        const records = recordsOf(people, seed);
        const seen = session(
          records,
          qs.map((q) => q / 100),
          k,
        );
        all += shown(seen).reduce((a, b) => a + b, 0);
        assert.ok(fewestBetween(records, seen) >= k);
      }),
      { numRuns: runs },
    );
    console.log(`${all} percentiles shown in ${runs} sessions`);
    assert.ok(all > runs);
  });

  it("are objected to without a memory", () => {
    const tries = fc.sample(fc.tuple(sizes, levels, minimum), { numRuns: 50, seed: 3 });
    const caught = tries.filter(([people, qs, k]) => {
      const records = recordsOf(people, 5);
      return (
        fewestBetween(
          records,
          session(
            records,
            qs.map((q) => q / 100),
            k,
            true,
          ),
        ) < k
      );
    });
    assert.ok(caught.length > 10, `caught ${caught.length}`);
  });
});
