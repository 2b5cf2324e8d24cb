import { contrast, luminance } from "../../src/charts/contrast";
import { textOn } from "../../src/charts/heat-scale";

describe("contrast", () => {
  it("reads six, three and rgb() digits alike", () => {
    expect(luminance("#8fa3b0")).toBeCloseTo(luminance("rgb(143, 163, 176)"), 6);
    expect(luminance("#aabbcc")).toBeCloseTo(luminance("#abc"), 12);
  });

  it("gives the ratios that WCAG 2.2 gives", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 6);
    // The lightest grey with 4.5 : 1 on white, by the definition of the success criterion 1.4.3.
    expect(contrast("#767676", "#ffffff")).toBeGreaterThan(4.5);
    expect(contrast("#777777", "#ffffff")).toBeLessThan(4.5);
  });

  it("sets dark text on a middle blue and white text on a dark one", () => {
    expect(textOn("#8fa3b0")).toBe("#000000");
    expect(textOn("#0b3c53")).toBe("#ffffff");
  });
});
