import { readNumber } from "../../src/rows/numbers";

describe("numbers", () => {
  it("are read from numbers, text, booleans and big integers", () => {
    const readings = [1.5, "1.5", " 2 ", "-3e2", "+.5", "7.", true, false, 12n].map(readNumber);
    expect(readings).toEqual([1.5, 1.5, 2, -300, 0.5, 7, 1, 0, 12]);
  });

  it("are missing where nothing is there", () => {
    const readings = [null, undefined, "", "  ", NaN, "NaN", "NA", "null"].map(readNumber);
    expect(readings).toEqual(Array(8).fill("missing"));
  });

  it("are never guessed", () => {
    const readings = ["1,5", "1.234,5", "12h", "0x10", "1e", {}, new Date(0)].map(readNumber);
    expect(readings).toEqual(Array(7).fill("unreadable"));
    expect([Infinity, "-Infinity", "inf", "1e999"].map(readNumber)).toEqual(Array(4).fill("infinite"));
  });
});
