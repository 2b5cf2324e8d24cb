import { derive } from "../../src/cells/derived";

describe("derived values", () => {
  const shown = [1, 2, NaN, 8, 9, 13];

  it("are changes against the period before, and say what they rest on", () => {
    const changes = derive(shown, { kind: "change" });
    expect(changes.map(({ value }) => value)).toEqual([NaN, 1, NaN, NaN, 1, 4]);
    expect(changes.map(({ from }) => from)).toEqual([[], [0, 1], [1, 2], [2, 3], [3, 4], [4, 5]]);
  });

  it("are trailing means, with no value where one of theirs is hidden", () => {
    const means = derive(shown, { kind: "trailing-mean", periods: 3 });
    expect(means.map(({ value }) => value)).toEqual([NaN, NaN, NaN, NaN, NaN, 10]);
    expect(means[5]?.from).toEqual([3, 4, 5]);
  });

  it("need two periods or more", () => {
    for (const periods of [1, 0, 2.5]) {
      expect(() => derive(shown, { kind: "trailing-mean", periods })).toThrowError(RangeError);
    }
  });
});
