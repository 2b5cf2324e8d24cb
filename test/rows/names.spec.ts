import { findName, nameKey } from "../../src/rows/names";

describe("names of columns", () => {
  it("are one name whatever their case, spaces, underscores and punctuation", () => {
    const spellings = [
      "Collaboration hours",
      "Collaboration_hours",
      "collaboration-hours",
      " COLLABORATION HOURS ",
    ];
    expect(new Set(spellings.map(nameKey)).size).toBe(1);
    expect(nameKey("Small-group meeting, call, and chat hours")).toBe(
      nameKey("Small group meeting call and chat hours"),
    );
  });

  it("keep letters of every script", () => {
    expect(nameKey("Organisation – Größe")).toBe("organisationgröße");
    expect(nameKey("部門")).toBe("部門");
  });

  it("prefer an exact match", () => {
    expect(findName(["email hours", "Email hours"], "Email hours")).toBe(1);
    expect(findName(["email hours", "Email hours"], "EMAIL_HOURS")).toBe(0);
    expect(findName(["a", "b"], "c")).toBe(-1);
    expect(findName(["--"], "..")).toBe(-1);
  });
});
