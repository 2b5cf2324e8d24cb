import type { Measure } from "../../src/cells/view";
import { defaultPolicy, type Policy } from "../../src/privacy/policy";
import { brokenRule, shareStep, type Rule, type Statistics } from "../../src/privacy/rules";

const mean: Measure = { kind: "mean" };
const share: Measure = { kind: "share-people", side: "above", limit: 20 };

/** A cell that breaks no rule, but for what is said. */
function cell(some: Partial<Statistics>): Statistics {
  return {
    contributors: 50,
    absolute: 1000,
    largest: 30,
    second: 30,
    uniform: false,
    beyond: 25,
    within: 25,
    ...some,
  };
}

function broken(some: Partial<Statistics>, measure = mean, policy: Partial<Policy> = {}): Rule | null {
  return brokenRule(cell(some), measure, { ...defaultPolicy, ...policy });
}

describe("a rule at its edge", () => {
  it("minimum: ten people, and as many more as there are insiders", () => {
    expect(broken({ contributors: 10 })).toBeNull();
    expect(broken({ contributors: 9 })).toBe("minimum");
    expect(broken({ contributors: 11 }, mean, { insiders: 2 })).toBe("minimum");
    expect(broken({ contributors: 12 }, mean, { insiders: 2 })).toBeNull();
  });

  it("dominance: two people with more than 90 % of all", () => {
    const alone = { pPercent: null };
    expect(broken({ absolute: 100, largest: 50, second: 40 }, mean, alone)).toBeNull();
    expect(broken({ absolute: 100, largest: 50, second: 40.1 }, mean, alone)).toBe("dominance");
    expect(
      broken({ absolute: 100, largest: 50, second: 40.1 }, mean, { ...alone, dominance: null }),
    ).toBeNull();
  });

  it("p %: all others with less than 10 % of the largest", () => {
    const alone = { dominance: null };
    expect(broken({ absolute: 100, largest: 50, second: 45 }, mean, alone)).toBeNull();
    expect(broken({ absolute: 100, largest: 50, second: 45.1 }, mean, alone)).toBe("p-percent");
    expect(
      broken({ absolute: 100, largest: 50, second: 45.1 }, mean, { ...alone, pPercent: null }),
    ).toBeNull();
  });

  it("the same value of everybody", () => {
    expect(broken({ uniform: true })).toBe("homogeneity");
    expect(broken({ uniform: true }, mean, { homogeneity: false })).toBeNull();
  });

  it("share: three people on either side of the limit", () => {
    expect(broken({ beyond: 3, within: 47 }, share)).toBeNull();
    expect(broken({ beyond: 2, within: 48 }, share)).toBe("share");
    expect(broken({ beyond: 47, within: 3 }, share)).toBeNull();
    expect(broken({ beyond: 48, within: 2 }, share)).toBe("share");
  });

  it("percentile: ten people above it, and below", () => {
    const at = (q: number): Measure => ({ kind: "percentile", q });
    expect(broken({ contributors: 20 }, at(0.5))).toBeNull();
    expect(broken({ contributors: 19 }, at(0.5))).toBe("percentile");
    expect(broken({ contributors: 40 }, at(0.25))).toBeNull();
    expect(broken({ contributors: 39 }, at(0.75))).toBe("percentile");
    // Minimum and maximum.
    expect(broken({ contributors: 100_000 }, at(0))).toBe("percentile");
    expect(broken({ contributors: 100_000 }, at(1))).toBe("percentile");
  });

  it("step of a share: twice the minimum of people, and true of every number that is too few", () => {
    const step = (contributors: number, beyond: number, minGroupSize: number): string | null =>
      shareStep(cell({ contributors, beyond, within: contributors - beyond }), {
        ...defaultPolicy,
        minGroupSize,
      });
    expect(step(29, 1, 15)).toBeNull();
    expect(step(30, 1, 15)).toBe("under 10 %");
    expect(step(30, 29, 15)).toBe("over 90 %");
    // Two of twenty are not under 10 %.
    expect(step(20, 1, 10)).toBeNull();
    expect(step(21, 1, 10)).toBe("under 10 %");
  });
});
