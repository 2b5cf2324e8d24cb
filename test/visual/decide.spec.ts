import { nextStep } from "../../src/visual/decide";
import { readFields } from "../../src/visual/fields";
import { PIVOTED } from "./data-views";

describe("nextStep", () => {
  const reading = readFields(PIVOTED);
  it("shows the landing page, a refusal or no rows", () => {
    expect(nextStep({ reading: { kind: "empty" }, rows: 0, more: false }).kind).toBe("landing");
    expect(nextStep({ reading: { kind: "refused", refusals: [] }, rows: 5, more: true }).kind).toBe("refuse");
    expect(nextStep({ reading, rows: 0, more: false }).kind).toBe("no-rows");
  });
  it("draws nothing while rows are missing", () => {
    expect(nextStep({ reading, rows: 30_000, more: true }).kind).toBe("fetch-more");
    expect(nextStep({ reading, rows: 30_000, more: false }).kind).toBe("draw");
  });
});
