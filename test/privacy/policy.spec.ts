import {
  PolicyError,
  combinePolicies,
  defaultPolicy,
  policyHash,
  readPolicy,
  type Policy,
} from "../../src/privacy/policy";

describe("policy", () => {
  it("fills in defaults", () => {
    expect(readPolicy({})).toEqual(defaultPolicy);
    expect(readPolicy({ minGroupSize: 12 }).minGroupSize).toBe(12);
  });

  it("is never weaker than the floor", () => {
    expect(() => readPolicy({ minGroupSize: 4 })).toThrowError(PolicyError, /from 5/);
    expect(() => readPolicy({ minGroupSize: 9.5 })).toThrowError(PolicyError);
  });

  it("names every setting that cannot be used", () => {
    let problems: readonly string[] = [];
    try {
      readPolicy({ minGroupSize: "ten", dominance: 2, color: "red" });
    } catch (error) {
      if (error instanceof PolicyError) problems = error.problems;
    }
    expect(problems.length).toBe(3);
    expect(problems.join(" ")).toContain('"color" is no setting');
  });

  it("gives unrounded values only together with exact sizes", () => {
    expect(() => readPolicy({ decimals: null })).toThrowError(PolicyError, /group sizes away/);
    expect(readPolicy({ decimals: null, groupSize: "exact" }).decimals).toBeNull();
  });

  it("takes the strictest of several sources", () => {
    const combined = combinePolicies(
      readPolicy({ minGroupSize: 8, dominance: null, groupSize: "exact", decimals: null }),
      readPolicy({ minGroupSize: 15, totalsKnown: false, groupSize: "band" }),
      readPolicy({ pPercent: 0.2 }),
    );
    expect(combined.minGroupSize).toBe(15);
    expect(combined.dominance).toBe(0.9);
    expect(combined.pPercent).toBe(0.2);
    expect(combined.totalsKnown).toBeTrue();
    expect(combined.groupSize).toBe("band");
    expect(combined.decimals).toBe(1);
  });

  it("takes the stricter of two, whichever comes first, rule by rule", () => {
    const strict = readPolicy({
      minGroupSize: 12,
      dominance: 0.8,
      pPercent: 0.3,
      shareMinimum: 6,
      groupSize: "hidden",
      decimals: 0,
      insiders: 2,
    });
    const lax = readPolicy({ homogeneity: false, totalsKnown: false, session: false, decimals: 2 });
    const wanted = { ...strict, homogeneity: true, totalsKnown: true, session: true };
    expect(combinePolicies(strict, lax)).toEqual(wanted);
    expect(combinePolicies(lax, strict)).toEqual(wanted);
  });

  it("has a hash that depends on content alone", () => {
    const { minGroupSize, ...rest } = defaultPolicy;
    expect(policyHash({ ...rest, minGroupSize })).toBe(policyHash(defaultPolicy));
    expect(policyHash({ ...defaultPolicy, minGroupSize: 11 })).not.toBe(policyHash(defaultPolicy));
    expect(policyHash(defaultPolicy)).toMatch(/^[0-9a-f]{16}$/);
    const other: Policy = {
      minGroupSize: 12,
      dominance: null,
      pPercent: null,
      homogeneity: false,
      shareMinimum: 4,
      groupSize: "hidden",
      smallGroups: "merge",
      totalOf: "shown",
      totalsKnown: false,
      decimals: 2,
      insiders: 1,
      session: false,
      families: [["a", "b"]],
    };
    const names = Object.keys(other) as (keyof Policy)[];
    const hashes = names.map((name) => policyHash({ ...defaultPolicy, [name]: other[name] }));
    expect(new Set([policyHash(defaultPolicy), ...hashes]).size).toBe(1 + Object.keys(defaultPolicy).length);
  });
});
