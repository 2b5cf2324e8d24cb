import { cellAt, cellPlace, frameOf, ViewFrames } from "../../src/cells/frame";
import { detectSchema } from "../../src/rows/schema";
import { RowStore } from "../../src/rows/store";
import { sampleStore, sampleView } from "./sample";

describe("frames", () => {
  it("number cells by group, series and period, in the order of their axes", () => {
    const frame = frameOf(sampleStore(), {
      ...sampleView,
      by: "Level",
      series: "Organization",
      over: "period",
    });
    expect(frame.groups).toEqual(["Level 2", "Level 10", "(Blank)"]);
    expect(frame.series).toEqual(["HR", "IT"]);
    expect(frame.periods).toEqual(["2024-01-07", "2024-01-14", "2024-02-04"]);
    expect(frame.size).toBe(18);
    expect(cellAt(frame, 2, 1, 0)).toBe(15);
    expect(cellPlace(frame, 15)).toEqual({ group: "(Blank)", series: "IT", period: "2024-01-07" });
    const places = [...frame.cellOf].map((cell) => cellPlace(frame, cell).group);
    expect(places).toEqual(["Level 10", "Level 10", "Level 2", "Level 2", "(Blank)", "(Blank)", "Level 2"]);
  });

  it("take margins as layers with fewer dimensions, on the same axes", () => {
    const store = sampleStore();
    const view = { ...sampleView, by: "Organization", over: "period" as const };
    const frames = new ViewFrames(store, view);
    const inner = frames.frame();
    expect(frames.frame({ by: "Organization", series: null, over: "period" })).toBe(inner);
    const groups = frames.frame({ by: "Organization", series: null, over: "none" });
    const periods = frames.frame({ by: null, series: null, over: "period" });
    const all = frames.frame({ by: null, series: null, over: "none" });
    expect([groups.size, periods.size, all.size]).toEqual([2, 3, 1]);
    expect(groups.groups).toEqual(inner.groups);
    expect(periods.periods).toEqual(inner.periods);
    for (let row = 0; row < store.length; row += 1) {
      const place = cellPlace(inner, inner.cellOf[row] ?? -1);
      expect(cellPlace(groups, groups.cellOf[row] ?? -1).group).toBe(place.group);
      expect(cellPlace(periods, periods.cellOf[row] ?? -1).period).toBe(place.period);
      expect(all.cellOf[row]).toBe(0);
    }
  });

  it("leave out what the filter leaves out, on the axes too", () => {
    const store = sampleStore();
    const frame = frameOf(store, {
      ...sampleView,
      by: "Level",
      over: "month",
      filter: { attributes: { Organization: ["IT"] }, from: "2024-01-08" },
    });
    expect(frame.groups).toEqual(["Level 2", "Level 10", "(Blank)"]);
    expect(frame.periods).toEqual(["2024-01-01", "2024-02-01"]);
    expect([...frame.cellOf]).toEqual([-1, 2, -1, -1, -1, 5, 0]);
    const blank = frameOf(store, {
      ...sampleView,
      by: "Level",
      filter: { attributes: { Level: ["(Blank)"] } },
    });
    expect(blank.groups).toEqual(["(Blank)"]);
  });

  it("take a label that reads (Blank) and a missing one as one group", () => {
    const groupsOf = (...labels: readonly (string | null)[]) => {
      const rows = labels.map((label, i) => [`p${String(i)}`, "2024-01-07", label, 1]);
      const { schema } = detectSchema(["PersonId", "MetricDate", "Organization", "Hours"], { rows });
      const store = new RowStore(schema);
      store.append({ rows });
      store.finish();
      const frame = frameOf(store, { ...sampleView, by: "Organization" });
      return { groups: frame.groups, cellOf: [...frame.cellOf] };
    };
    expect(groupsOf("(Blank)", null, "IT")).toEqual({ groups: ["IT", "(Blank)"], cellOf: [1, 1, 0] });
    expect(groupsOf("(Blank)", "IT")).toEqual({ groups: ["IT", "(Blank)"], cellOf: [1, 0] });
  });

  it("keep active people only where there is a column that says so", () => {
    const active = { ...sampleView, filter: { activeOnly: true } };
    expect(frameOf(sampleStore(), active).cellOf).not.toContain(-1);
    const store = sampleStore(["true", "FALSE", "Yes", "no", "1", "0", ""]);
    expect([...frameOf(store, active).cellOf]).toEqual([0, -1, 0, -1, 0, -1, -1]);
  });

  it("roll weeks up from the day that they start on", () => {
    const periods = (weekStart: 0 | 1 | 3) =>
      frameOf(sampleStore(), { ...sampleView, over: "week", weekStart }).periods;
    expect(periods(0)).toEqual(["2024-01-07", "2024-01-14", "2024-02-04"]);
    expect(periods(1)).toEqual(["2024-01-01", "2024-01-08", "2024-01-29"]);
    expect(periods(3)).toEqual(["2024-01-03", "2024-01-10", "2024-01-31"]);
  });

  it("roll up to quarters and years", () => {
    expect(frameOf(sampleStore(), { ...sampleView, over: "quarter" }).periods).toEqual(["2024-01-01"]);
    expect(frameOf(sampleStore(), { ...sampleView, over: "year" }).periods).toEqual(["2024-01-01"]);
  });

  it("say which attribute is not there", () => {
    expect(() => frameOf(sampleStore(), { ...sampleView, by: "Region" })).toThrowError(RangeError, /Region/);
  });
});
