import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { defaultPolicy } from "../../src/privacy/policy";
import { RowCrosses, type Families } from "../../src/cells/cross";
import { generalise, type CellRule, type SafeBaseRequest } from "../../src/privacy/safe-base/generalise";
import { checkAgainst } from "../../src/privacy/safe-base/after";
import {
  publish,
  PublicationRefused,
  republish,
  type Publication,
} from "../../src/privacy/safe-base/publish";
import { OTHER } from "../../src/privacy/safe-base/recipe";
import { detectSchema } from "../../src/rows/schema";
import { RowStore } from "../../src/rows/store";
import { smallestIsolation } from "./attacker/rank";
import type { WeightRow } from "./attacker/shown-rows";

type Row = readonly (string | number | null)[];
const header = ["PersonId", "MetricDate", "Organization", "Level", "Collaboration_hours", "Email_hours"];
const k = 5;

const atLeast =
  (minimum: number): CellRule =>
  (statistics, cell) =>
    (statistics.contributors[cell] ?? 0) >= minimum;

function read(names: readonly string[], rows: readonly (readonly unknown[])[]): RowStore {
  const segment = { rows };
  const store = new RowStore(detectSchema(names, segment).schema);
  store.append(segment);
  store.finish();
  return store;
}

const policy = { ...defaultPolicy, minGroupSize: k };
const request: SafeBaseRequest = {
  metrics: ["Collaboration_hours", "Email_hours"],
  filters: ["Organization", "Level"],
  over: ["period"],
  weekStart: 0,
  families: [],
};

/** The published rows as weights over the raw rows, worked out from the labels alone. */
function weights(
  rows: readonly Row[],
  { base, recipe }: Publication,
  metric: number,
  names: readonly string[] = header,
): WeightRow[] {
  const own = base.attributes.map((name) => new Set(recipe.attributes.find((a) => a.name === name)?.own));
  const at = base.attributes.map((name) => names.indexOf(name));
  const published = (row: Row): string =>
    JSON.stringify([row[1], ...at.map((column, i) => label(row[column], own[i] ?? new Set()))]);
  return base.rows
    .filter((row) => (row.metrics[metric]?.n ?? 0) > 0)
    .map((row) => {
      const key = JSON.stringify([row.period, ...row.labels]);
      const unknowns = rows.flatMap((raw, i) =>
        published(raw) === key && raw[4 + metric] !== null ? [i] : [],
      );
      const scaled = unknowns.reduce((sum, u) => sum + Number(rows[u]?.[4 + metric]), 0);
      assert.equal(unknowns.length, row.metrics[metric]?.n, `people of ${key}`);
      assert.ok(
        Math.abs(scaled - (row.metrics[metric]?.sum ?? NaN)) < 1e-9 * Math.max(1, scaled),
        `sum of ${key}`,
      );
      return { label: key, unknowns, divisors: unknowns.map(() => 1), scaled };
    });
}

function label(value: Row[number] | undefined, own: ReadonlySet<string>): string {
  const text = value === null || value === undefined ? "(Blank)" : String(value);
  return own.has(text) ? text : OTHER;
}

const person = fc.record({
  organization: fc.integer({ min: 0, max: 5 }).map((n) => `Org ${Math.floor(n * n * 0.2)}`),
  level: fc.constantFrom("L1", "L2", "L3", null),
  moves: fc.integer({ min: 0, max: 9 }),
  weeks: fc.array(fc.constantFrom(0, 1, 2), { minLength: 1, maxLength: 3 }),
  missing: fc.integer({ min: 0, max: 9 }),
});

const dataset = fc.array(person, { minLength: 20, maxLength: 90 }).map((people) =>
  people.flatMap((p, i) =>
    [...new Set(p.weeks)].sort().map((week): Row => {
      const organization = p.moves === 0 && week === 2 ? "Org 5" : p.organization;
      const date = `2024-01-${String(7 + 7 * week).padStart(2, "0")}`;
      return [
        `P${i}`,
        date,
        organization,
        p.level,
        p.missing === week ? null : 10 + ((i * 7) % 13),
        p.missing === 3 ? null : i,
      ];
    }),
  ),
);

function isolated(rows: readonly Row[], publication: Publication): number {
  const personOf = (u: number): number => Number(String(rows[u]?.[0]).slice(1));
  const found = [0, 1].map(
    (metric) => smallestIsolation(weights(rows, publication, metric), personOf, k).people,
  );
  return Math.min(...found);
}

function attempt<T>(make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof PublicationRefused) return null;
    throw error;
  }
}

describe("a safe base", () => {
  it("holds no number, and no difference, of fewer people than the minimum", () => {
    let published = 0;
    fc.assert(
      fc.property(dataset, (rows) => {
        const made = attempt(() => publish(new RowCrosses(read(header, rows)), request, policy, atLeast(k)));
        if (made === null) return;
        published += 1;
        assert.ok(isolated(rows, made) >= k);
      }),
      { numRuns: 150 },
    );
    assert.ok(published >= 100, `only ${published} of 150 datasets gave a base`);
  });

  it("made without the minimum, gives people away to the same attacker", () => {
    const runs = fc.sample(dataset, { numRuns: 50, seed: 7 });
    const caught = runs.filter((rows) => {
      const made = publish(new RowCrosses(read(header, rows)), request, policy, atLeast(1));
      return isolated(rows, made) < k;
    });
    assert.ok(caught.length >= 40, `caught ${caught.length} of 50`);
  });

  it("made with a minimum one too low, is caught as well", () => {
    const runs = fc.sample(dataset, { numRuns: 60, seed: 11 });
    const caught = runs.filter((rows) => {
      const made = attempt(() =>
        publish(new RowCrosses(read(header, rows)), request, policy, atLeast(k - 1)),
      );
      return made !== null && isolated(rows, made) < k;
    });
    assert.ok(caught.length >= 5, `caught ${caught.length} of 60`);
  });
});

/** 40 people in two groups of 20, in the given weeks; a person may be left out of one week. */
function steady(weeks: readonly number[], without?: { person: number; week: number }): Row[] {
  return weeks.flatMap((week) =>
    Array.from({ length: 40 }, (_, i) => i)
      .filter((i) => !(i === without?.person && week === without.week))
      .map((i): Row => [
        `P${i}`,
        `2024-01-${String(7 * week).padStart(2, "0")}`,
        i < 20 ? "A" : "B",
        `L${i % 2}`,
        20 + i,
        i,
      ]),
  );
}

describe("publishing again", () => {
  const source = (rows: readonly Row[]): RowCrosses => new RowCrosses(read(header, rows));
  const first = publish(source(steady([1, 2])), request, policy, atLeast(k));

  it("with the frozen recipe adds the new periods and passes the check", () => {
    const later = source(steady([1, 2, 3]));
    const next = republish(later, first.recipe, [], policy, atLeast(k));
    assert.deepEqual(next.recipe.published, ["2024-01-07", "2024-01-14", "2024-01-21"]);
    checkAgainst(later, next, [first.base], []);
    assert.deepEqual(next.base.rows.slice(0, first.base.rows.length), first.base.rows);
  });

  it("is refused where a person has come into a published period since", () => {
    const before = publish(source(steady([1, 2], { person: 3, week: 2 })), request, policy, atLeast(k));
    const later = source(steady([1, 2, 3]));
    assert.throws(() => republish(later, before.recipe, [], policy, atLeast(k)), /have changed since/);
    const anew = publish(later, request, policy, atLeast(k));
    assert.throws(() => {
      checkAgainst(later, anew, [before.base], []);
    }, /have changed since/);
  });

  it("is refused where another recipe cuts a few people out of a published cell", () => {
    // Three people of group A have the level of all of group B.
    const mixed = steady([1]).map((row, i): Row => [
      ...row.slice(0, 3),
      i < 17 ? "L1" : "L2",
      ...row.slice(4),
    ]);
    const rows = source(mixed);
    const byOrganization = publish(rows, { ...request, filters: ["Organization"] }, policy, atLeast(k));
    const byLevel = publish(rows, { ...request, filters: ["Level"] }, policy, atLeast(k));
    assert.throws(() => {
      checkAgainst(rows, byLevel, [byOrganization.base], []);
    }, /fewer people than the minimum/);
  });

  it("is refused under another policy", () => {
    assert.throws(
      () => republish(source(steady([1, 2, 3])), first.recipe, [], { ...policy, dominance: 0.8 }, atLeast(k)),
      /another policy/,
    );
  });

  it("leaves out a new period that is too small, and says which", () => {
    const thin = [...steady([1, 2]), ...steady([3]).slice(0, 3)];
    const next = republish(source(thin), first.recipe, [], policy, atLeast(k));
    assert.deepEqual(next.recipe.leftOut, ["2024-01-21"]);
  });
});

/** People of these numbers in these combinations of labels, in one week; each has hours of their own. */
function crowd(
  ...groups: readonly (readonly [people: number, ...labels: string[]])[]
): (string | number)[][] {
  const labels = groups.flatMap(([people, ...own]) => Array.from({ length: people }, () => own));
  return labels.map((own, i) => {
    const [email, meeting] = [3 + ((i * 5) % 9), 5 + ((i * 7) % 11)];
    return [`P${i}`, "2024-01-07", ...own, email, meeting, email + meeting];
  });
}

describe("bases that are published one after the other", () => {
  const columns = (...own: string[]): string[] => [
    "PersonId",
    "MetricDate",
    ...own,
    "Email",
    "Meeting",
    "Collab",
  ];
  const make = (
    source: RowCrosses,
    filter: string,
    metrics: readonly string[],
    families: Families,
  ): Publication => publish(source, { ...request, metrics, filters: [filter], families }, policy, atLeast(k));

  it("are refused where only three of them together single somebody out", () => {
    const with1 = (people: number): RowCrosses =>
      new RowCrosses(
        read(
          columns("Org", "Level", "Site"),
          crowd(
            [20, "g0", "g0", "g0"],
            [20, "g1", "g0", "g1"],
            [20, "g0", "g1", "g1"],
            [people, "g0", "g0", "g1"],
          ),
        ),
      );
    for (const [people, isRefused] of [
      [1, true],
      [k - 1, true],
      [k, false],
    ] as const) {
      const source = with1(people);
      const [org, level, site] = ["Org", "Level", "Site"].map((one) => make(source, one, ["Collab"], []));
      assert.ok(org && level && site);
      checkAgainst(source, level, [org.base], []);
      checkAgainst(source, site, [org.base], []);
      checkAgainst(source, site, [level.base], []);
      const together = (): void => {
        checkAgainst(source, site, [org.base, level.base], []);
      };
      if (isRefused) assert.throws(together, /fewer people than the minimum/);
      else together();
    }
  });

  it("are compared by way of metrics that add up, whichever of them each has", () => {
    const source = new RowCrosses(
      read(columns("Org", "Level"), crowd([30, "g0", "g0"], [1, "g0", "g1"], [20, "g1", "g1"])),
    );
    const one = make(source, "Org", ["Collab", "Email"], []);
    const other = make(source, "Level", ["Meeting"], []);
    checkAgainst(source, other, [one.base], []);
    assert.throws(() => {
      checkAgainst(source, other, [one.base], [["Collab", "Email", "Meeting"]]);
    }, /fewer people than the minimum/);
  });

  it("are compared as they were counted: a value that one person lacks is not told by the difference", () => {
    const rows = crowd([31, "g0"], [31, "g1"]).map((row, i) =>
      i === 30 ? [...row.slice(0, 3), null, ...row.slice(4)] : row,
    );
    const source = new RowCrosses(read(columns("Org"), rows));
    const family = [["Collab", "Email", "Meeting"]];
    const alone = make(source, "Org", ["Collab"], []);
    const rest = make(source, "Org", ["Email", "Meeting"], family);
    assert.throws(() => {
      checkAgainst(source, rest, [alone.base], family);
    }, /fewer people than the minimum/);
    // The same metric by itself gives nothing more away.
    checkAgainst(source, alone, [alone.base], []);
  });
});

describe("three bases of random people, one attribute each", () => {
  const names = [...header.slice(0, 5), "Site"];
  const people = fc
    .array(fc.constantFrom<number>(0, 0, 1, 2, 4, 6, 9, 14), { minLength: 8, maxLength: 8 })
    .filter((sizes) => sizes.reduce((sum, n) => sum + n, 0) >= 4 * k)
    .map((sizes) =>
      sizes
        .flatMap((n, combination) => Array.from({ length: n }, () => combination))
        .map((c, i): Row => [
          `P${i}`,
          "2024-01-07",
          `O${c & 1}`,
          `L${(c >> 1) & 1}`,
          20 + ((i * 7) % 13),
          `S${c >> 2}`,
        ]),
    );

  /** What an attacker finds in all three, and whether the last was refused beside the others. */
  function threeOf(rows: readonly Row[]): { readonly found: number; readonly isRefused: boolean } | null {
    const source = new RowCrosses(read(names, rows));
    const metrics = ["Collaboration_hours"];
    const made = ["Organization", "Level", "Site"].map((one) =>
      attempt(() => publish(source, { ...request, metrics, filters: [one] }, policy, atLeast(k))),
    );
    const [one, two, three] = made;
    if (!one || !two || !three) return null;
    const all = [one, two, three].flatMap((own) => weights(rows, own, 0, names));
    const passed = attempt(() => {
      checkAgainst(source, three, [one.base, two.base], []);
      return true;
    });
    return { found: smallestIsolation(all, (u) => u, k).people, isRefused: passed === null };
  }

  it("are refused exactly where an attacker singles somebody out of all three", () => {
    const tried = fc.sample(people, { numRuns: 150, seed: 3 }).flatMap((rows) => threeOf(rows) ?? []);
    tried.forEach(({ found, isRefused }, i) => {
      assert.equal(isRefused, found < k, `run ${i}: the attacker finds ${found} people`);
    });
    const refused = tried.filter(({ isRefused }) => isRefused).length;
    assert.ok(refused >= 20 && tried.length - refused >= 20, `${refused} of ${tried.length} refused`);
  });
});

const messy = new URL("../../../shared/data/viva-sample/person-query-messy.csv", import.meta.url);

describe(
  "a safe base of Microsoft's sample",
  { skip: existsSync(messy) ? false : "no ../shared/data" },
  () => {
    it("keeps most of its attributes' information at minimum 10", () => {
      const [names, ...rows] = parse(readFileSync(messy, "utf8"));
      const source = new RowCrosses(read(names ?? [], rows));
      const asked = {
        ...request,
        filters: ["Organization", "FunctionType", "SupervisorIndicator"],
        over: ["period", "month"] as const,
      };
      const { recipe, loss } = generalise(source, asked, atLeast(10));
      const own = recipe.attributes.map((a) => `${a.name} ${a.kept ? a.own.length : 0}`).join(", ");
      console.log(
        `safe base: over ${recipe.over}, values kept: ${own}; ${recipe.leftOut.length} periods left out; loss ${loss.toFixed(2)} of 4`,
      );
      assert.ok(loss < 2.5);
    });
  },
);
