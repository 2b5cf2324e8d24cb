import { RowCrosses } from "../../src/cells/cross";
import { defaultPolicy } from "../../src/privacy/policy";
import type { SafeBaseRequest } from "../../src/privacy/safe-base/generalise";
import { checkAgainst } from "../../src/privacy/safe-base/after";
import { publish, PublicationRefused, republish } from "../../src/privacy/safe-base/publish";
import { detectSchema } from "../../src/rows/schema";
import { RowStore } from "../../src/rows/store";

type Row = readonly (string | number | null)[];
const names = ["PersonId", "MetricDate", "Organization", "Level", "Collaboration_hours", "Email_hours"];
const policy = { ...defaultPolicy, minGroupSize: 5 };
const request: SafeBaseRequest = {
  metrics: ["Collaboration_hours", "Email_hours"],
  filters: ["Organization", "Level"],
  over: ["period", "month"],
  weekStart: 0,
  families: [],
};

function crosses(rows: readonly Row[], complete = true): RowCrosses {
  const store = new RowStore(detectSchema(names, { rows }).schema);
  store.append({ rows });
  if (complete) store.finish();
  return new RowCrosses(store);
}

/** 20 people in A and 20 in B, level 1 or 2 in turn; the first `rare` of A have a level of their own. */
function people(weeks: readonly string[], rare = 0): Row[] {
  return weeks.flatMap((week) =>
    Array.from({ length: 40 }, (_, i): Row => {
      const level = i < rare ? "Level 3" : `Level ${1 + (i % 2)}`;
      return [`P${i}`, week, i < 20 ? "A" : "B", level, 20 + (i % 7), 5 + (i % 3)];
    }),
  );
}

const weeks = ["2024-01-07", "2024-01-14"];

describe("a safe base", () => {
  it("keeps every label where every combination has the minimum", () => {
    const { base, recipe } = publish(crosses(people(weeks)), request, policy);
    expect(recipe.over).toBe("period");
    expect(recipe.attributes.map(({ own }) => own.length)).toEqual([2, 2]);
    expect(base.rows.length).toBe(2 * 2 * 2);
    expect(base.rows.every(({ metrics }) => metrics.every(({ n }) => n === 10))).toBeTrue();
    const hours = base.rows
      .filter(({ period }) => period === weeks[0])
      .reduce((sum, { metrics }) => sum + (metrics[0]?.sum ?? 0), 0);
    // 40 people at 20 hours and i mod 7 more: five whole sevens of 21, then 0 + 1 + 2 + 3 + 4.
    expect(hours).toBe(40 * 20 + 5 * 21 + 10);
  });

  it("merges a rare label, and never publishes a cell under the minimum", () => {
    const { base, recipe } = publish(crosses(people(weeks, 3)), request, policy);
    const level = recipe.attributes.find(({ name }) => name === "Level");
    expect(level?.kept === false || level?.merged.includes("Level 3")).toBeTrue();
    expect(base.rows.every(({ metrics }) => metrics.every(({ n }) => n === 0 || n >= 5))).toBeTrue();
  });

  it("keeps a label of exactly the minimum, and not one of a person fewer", () => {
    const levelOf = (rare: number) =>
      publish(crosses(people(weeks, rare)), request, policy).recipe.attributes.find(
        ({ name }) => name === "Level",
      );
    expect(levelOf(5)?.own).toContain("Level 3");
    expect(levelOf(4)?.own).not.toContain("Level 3");
  });

  it("leaves out a period in which even everybody is too few", () => {
    const thin = [...people(weeks), ...people(["2024-01-21"]).slice(0, 3)];
    const { recipe } = publish(crosses(thin), { ...request, over: ["period"] }, policy);
    expect(recipe.leftOut).toEqual(["2024-01-21"]);
    expect(recipe.published).toEqual(weeks);
  });

  it("is refused where nothing may be published, and made of complete rows only", () => {
    expect(() => publish(crosses(people(weeks).slice(0, 3)), request, policy)).toThrowError(
      PublicationRefused,
    );
    expect(() => crosses(people(weeks), false)).toThrowError(/still arriving/);
  });

  it("of metrics that add up counts only rows that have all of them", () => {
    const gaps = people(["2024-01-07"]).map((row, i): Row => (i < 2 ? [...row.slice(0, 5), null] : row));
    const asked = { ...request, filters: [], over: ["period"] as const };
    const alone = publish(crosses(gaps), asked, policy).base.rows[0];
    const family = publish(crosses(gaps), { ...asked, families: [request.metrics] }, policy).base.rows[0];
    expect(alone?.metrics.map(({ n }) => n)).toEqual([40, 38]);
    expect(family?.metrics.map(({ n }) => n)).toEqual([38, 38]);
  });
});

describe("publishing again", () => {
  const first = publish(crosses(people(weeks)), { ...request, over: ["period"] }, policy);
  const later = crosses(people([...weeks, "2024-01-21"]));

  it("adds periods under the frozen recipe and passes the check", () => {
    const next = republish(later, first.recipe, [], policy);
    expect(next.recipe.published.length).toBe(3);
    expect(() => {
      checkAgainst(later, next, [first.base], []);
    }).not.toThrow();
  });

  it("is refused where published rows have changed, or another recipe cuts a published cell", () => {
    const changed = crosses(people([...weeks, "2024-01-21"]).slice(1));
    expect(() => republish(changed, first.recipe, [], policy)).toThrowError(/have changed since/);
    const again = publish(changed, { ...request, over: ["period"] }, policy);
    expect(() => {
      checkAgainst(changed, again, [first.base], []);
    }).toThrowError(/changed since/);
    const mixed = people(["2024-01-07"]).map((row, i): Row => {
      return [...row.slice(0, 3), i < 17 ? "Level 1" : "Level 2", ...row.slice(4)];
    });
    const source = crosses(mixed);
    const one = publish(source, { ...request, filters: ["Organization"] }, policy);
    const other = publish(source, { ...request, filters: ["Level"] }, policy);
    expect(() => {
      checkAgainst(source, other, [one.base], []);
    }).toThrowError(/fewer people than the minimum/);
  });

  it("is refused where a published period is no longer safe, or under another policy", () => {
    expect(() => republish(crosses(people(weeks).slice(37)), first.recipe, [], policy)).toThrowError(
      /too small/,
    );
    expect(() => republish(later, first.recipe, [], { ...policy, dominance: 0.8 })).toThrowError(
      /another policy/,
    );
  });
});
