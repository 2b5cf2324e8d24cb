import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { View } from "../../src/cells/view";
import { Ledger } from "../../src/privacy/ledger";
import { defaultPolicy, type Policy } from "../../src/privacy/policy";
import { protect } from "../../src/privacy/protect";
import type { Release } from "../../src/privacy/release";
import { view } from "./asked";
import { fewestCounted } from "./attacker/counted";
import {
  asking,
  cellsSeen,
  countedWorld,
  sourceOf,
  toldBy,
  type Asked,
  type CountedShape,
  type CountedWorld,
  type Part,
} from "./counted-world";
import { weekOf } from "./world";

const runs = Number(process.env["QUORUM_RUNS"] ?? 1000) / 4;
/** Combinations of each connected part that the attacker tries. */
const most = 300;

interface Case {
  readonly shape: CountedShape;
  readonly policy: Policy;
  readonly metric: CountedWorld["metric"];
  /** Means and totals of one metric in turn. */
  readonly mixed: boolean;
}

const cases: fc.Arbitrary<Case> = fc.record({
  shape: fc.record({
    seed: fc.integer(),
    weeks: fc.integer({ min: 1, max: 6 }),
    organizations: fc.integer({ min: 2, max: 4 }),
    levels: fc.integer({ min: 1, max: 3 }),
  }),
  policy: fc
    .record({
      minGroupSize: fc.integer({ min: 5, max: 10 }),
      totalsKnown: fc.boolean(),
      smallGroups: fc.constantFrom("hide" as const, "hide" as const, "merge" as const),
    })
    .map((some): Policy => ({ ...defaultPolicy, ...some })),
  metric: fc.constantFrom("mean" as const, "total" as const),
  mixed: fc.constantFrom(false, false, false, true),
});

interface Seen {
  readonly asked: Asked;
  readonly release: Release;
}

type Session = (world: CountedWorld, policy: Policy, pictures: readonly Asked[]) => Seen[];

const remembered: Session = (world, policy, pictures) => {
  const ledger = new Ledger();
  return pictures.map((asked) => ({
    asked,
    release: protect(sourceOf(world, asked), asked.view, policy, ledger).release,
  }));
};

/** The world, and what is seen of it by somebody who asks for six pictures. */
function play(
  session: Session,
  { shape, policy, metric, mixed }: Case,
): { world: CountedWorld; seen: Seen[] } {
  const world = countedWorld(shape, metric);
  return { world, seen: session(world, policy, asking(shape, 6, mixed, { kind: metric })) };
}

/** People on whom something rests that follows from the pictures. */
function fewest(world: CountedWorld, seen: readonly Seen[], policy: Policy): number {
  const told = seen.flatMap(({ asked, release }) => toldBy(world, asked, release, policy));
  return fewestCounted(told, world.parts, policy.minGroupSize, most);
}

/** Groups by week: people and their mean. */
function worldOf(
  groups: Readonly<Record<string, readonly (readonly [people: number, mean: number])[]>>,
): CountedWorld {
  const parts = Object.entries(groups).flatMap(([organization, weeks]) =>
    weeks.map(([people, mean], w) => ({
      organization,
      level: "L0",
      period: weekOf(w),
      people,
      isCore: true,
      sum: people * mean,
    })),
  );
  return { parts, metric: "mean" };
}

const bar = view({
  measure: { kind: "mean" },
  by: "Organization",
  totals: { groups: false, periods: false },
});

/** The groups of each picture that are shown, "all" for everybody. */
function shownBy(seen: readonly Seen[]): string[] {
  return seen.map(({ release }) =>
    release.cells.flatMap(({ status, group }) => (status === "shown" ? [group ?? "all"] : [])).join(" "),
  );
}

describe("a session of aggregated rows", () => {
  it(`gives away no few people over ${runs} random sessions`, () => {
    let [shown, large] = [0, 0];
    fc.assert(
      fc.property(cases, (one) => {
        const { world, seen } = play(remembered, one);
        const k = one.policy.minGroupSize;
        assert.ok(fewest(world, seen, one.policy) >= k);
        for (const { asked, release } of seen)
          for (const cell of cellsSeen(world, asked, release)) {
            if (cell.people >= k) large++;
            if (cell.shown === null) continue;
            shown++;
            assert.ok(cell.people >= k);
            assert.ok(Math.abs(cell.shown - cell.value) <= 0.0501, "the attacker's number is the one shown");
          }
      }),
      { numRuns: runs },
    );
    console.log(`${shown} of ${large} cells of at least the minimum shown in ${runs} sessions of 6 pictures`);
    assert.ok(shown > 0.5 * large, "hiding everything is no protection");
  });

  const weaknesses: readonly (readonly [string, Session])[] = [
    [
      "forgotten",
      (world, policy, pictures) => pictures.flatMap((asked) => remembered(world, policy, [asked])),
    ],
    [
      "of one person too few",
      (world, policy, pictures) => remembered(world, { ...policy, minGroupSize: 5 }, pictures),
    ],
    [
      "without complements",
      (world, policy, pictures) =>
        remembered(world, { ...policy, totalsKnown: false, totalOf: "shown" }, pictures),
    ],
  ];
  for (const [name, session] of weaknesses)
    it(`is objected to where it is ${name}`, () => {
      const tries = fc.sample(cases, { numRuns: 60, seed: 7 });
      const caught = tries.filter((one) => {
        const { world, seen } = play(session, one);
        return fewest(world, seen, one.policy) < one.policy.minGroupSize;
      });
      console.log(`${name}: caught in ${caught.length} of ${tries.length} sessions`);
      assert.ok(caught.length > 0);
    });

  const groups = worldOf({
    A: [[12, 15.5]],
    B: [[7, 33.7]],
    C: [[30, 14.1]],
    D: [[40, 16.2]],
    E: [[11, 13.3]],
  });
  const weeks = worldOf({
    A: [
      [20, 15],
      [20, 16],
      [4, 17],
    ],
    B: [[30, 14]],
    C: [[25, 13]],
  });
  const trend: View = { ...bar, over: "period" };
  const found: readonly (readonly [string, CountedWorld, readonly Asked[], string[]])[] = [
    [
      "a group, by a slicer on it and another one",
      groups,
      [
        { core: false, organizations: ["A", "B"], view: { ...bar, by: null } },
        { core: false, view: bar },
      ],
      ["all", "C D E"],
    ],
    [
      "a week, by the bar of all weeks",
      weeks,
      [
        { core: false, view: bar },
        { core: false, view: trend },
      ],
      ["A B C", "A B C"],
    ],
    [
      "a week, by the month",
      weeks,
      [
        { core: false, view: trend },
        { core: false, view: { ...bar, over: "month" } },
      ],
      ["A A B C", "B C"],
    ],
  ];
  for (const [name, world, pictures, told] of found)
    it(`does not give away ${name}`, () => {
      const policy: Policy = { ...defaultPolicy, totalsKnown: false };
      assert.deepEqual(shownBy(remembered(world, policy, pictures)), told);
      for (const totalsKnown of [false, true]) {
        const own = { ...policy, totalsKnown };
        assert.ok(fewest(world, remembered(world, own, pictures), own) >= 10);
      }
      const apart = pictures.flatMap((asked) => remembered(world, policy, [asked]));
      assert.ok(fewest(world, apart, policy) < 10, "the attacker finds it where pictures are forgotten");
    });

  it("knows the rows of groups that were merged again", () => {
    const world = worldOf({ A: [[30, 15]], B: [[7, 33]], C: [[6, 14]] });
    const policy: Policy = { ...defaultPolicy, smallGroups: "merge" };
    const pictures: Asked[] = [
      { core: false, view: bar },
      { core: false, view: { ...bar, by: null } },
      { core: false, view: bar },
    ];
    const kinds = remembered(world, policy, pictures).map(({ release }) =>
      release.cells.flatMap(({ status, kind }) => (status === "shown" ? [kind] : [])),
    );
    assert.deepEqual(kinds, [["group", "other"], ["group"], ["group", "other"]]);
  });

  it("shows totals after means of the same rows, and nothing of rows with other people", () => {
    const [part] = worldOf({ A: [[30, 15]] }).parts as [Part];
    const world: CountedWorld = { parts: [part, { ...part, people: 20, isCore: false }], metric: "mean" };
    const totals: View = { ...bar, measure: { kind: "total" } };
    const told = (core: boolean, view: View): string[] =>
      shownBy(
        remembered(world, defaultPolicy, [
          { core: false, view: bar },
          { core, view },
        ]),
      );
    assert.deepEqual(told(false, totals), ["A", "A"]);
    assert.deepEqual(told(true, bar), ["A", "A"]);
    assert.deepEqual(told(true, totals), ["A", ""]);
  });
});
