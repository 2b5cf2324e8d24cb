import { barChart } from "../../src/charts/bar";
import { columnChart } from "../../src/charts/columns";
import { heatMap } from "../../src/charts/heat";
import type { Mark } from "../../src/charts/mark";
import type { Picture } from "../../src/charts/picture";
import { LIGHT } from "../../src/charts/style";
import { tickWriter } from "../../src/charts/tick-writer";
import { trendChart } from "../../src/charts/trend";
import { marksOf, options, release, textsOf, weeks } from "./releases";

const GROUPS = ["Sales", "Marketing", "Human Resources", "Customer Service", "Engineering", "Facilities"];
const { measureText } = options();
const textMarks = (picture: Picture) => marksOf(picture).filter(({ tag }) => tag === "text");
const at = (mark: Mark, name: string) => Number(mark.attributes[name]);
const slants = (mark: Mark) => String(mark.attributes["transform"] ?? "").startsWith("rotate");

describe("what is written in a picture", () => {
  it("stands below columns in two lines, or slants, and is not cut", () => {
    const plain = release({ groups: GROUPS, value: () => 5 });
    const wide = textMarks(columnChart(plain, options({ width: 500 }))).map(({ text }) => text);
    expect(wide).toContain("Human");
    expect(wide).toContain("Resources");
    const narrow = textMarks(columnChart(plain, options({ width: 260 })));
    for (const group of GROUPS.slice(1)) {
      const name = narrow.find(({ text }) => text === group);
      expect(name && slants(name))
        .withContext(group)
        .toBeTrue();
    }
    const low = textMarks(columnChart(plain, options({ width: 200, height: 150 })));
    expect(low.some(slants)).toBeFalse();
    expect(low.some(({ text = "" }) => text.startsWith("Hum"))).toBeTrue();
  });

  it("does not lie over another column's number", () => {
    const crossed = release({ groups: GROUPS, series: ["A", "B", "C"], value: () => 12.5 });
    for (const width of [300, 600, 1200, 3000]) {
      const labels = textMarks(columnChart(crossed, options({ width }))).filter(({ text = "" }) =>
        text.startsWith("12.5"),
      );
      const edges = labels.map((mark) => {
        const half = measureText(mark.text ?? "", at(mark, "font-size")) / 2;
        return [at(mark, "x") - half, at(mark, "x") + half] as const;
      });
      edges.sort((a, b) => a[0] - b[0]);
      edges.slice(1).forEach(([left], index) => {
        expect(left)
          .withContext(String(width))
          .toBeGreaterThanOrEqual(edges[index]?.[1] ?? 0);
      });
      if (width === 3000) expect(labels.length).toBe(18);
    }
  });

  it("says of a hidden bar in full that it is not shown, and takes no room of the others' for it", () => {
    const some = release({ groups: ["A", "B"], value: (group) => (group === "A" ? 8 : null) });
    const narrow = barChart(some, options({ width: 200, height: 150 }));
    expect(textsOf(narrow)).toContain("Not shown");
    const lengthOf = (picture: Picture) =>
      at(marksOf(picture).find(({ attributes }) => attributes["class"] === "shape") as Mark, "width");
    const alone = barChart(release({ groups: ["A", "B"], value: () => 8 }), options());
    expect(lengthOf(barChart(some, options()))).toBe(lengthOf(alone));
  });

  it("keeps the note at the bottom, however few the bars", () => {
    for (const draw of [barChart, heatMap]) {
      const { head, body, foot } = draw(release({ groups: ["A"], value: () => 8 }), options());
      expect(head.height + body.height + foot.height).toBe(400);
      expect(foot.height).toBeLessThan(30);
    }
  });

  it("keeps 'Not shown' beside a line's long name", () => {
    const long = "An organization with a name that takes more than a third of the picture";
    const two = release({
      groups: ["A", long],
      periods: weeks(4),
      value: (group) => (group === "A" ? 8 : null),
    });
    expect(
      textsOf(trendChart(two, options())).some((text) => /^An organ.*… – Not shown$/.test(text)),
    ).toBeTrue();
  });

  it("writes the numbers of an axis alike", () => {
    expect(tickWriter("en-US")([0, 0.5, 1])).toEqual(["0.0", "0.5", "1.0"]);
    expect(tickWriter("en-US")([0, 5, 10])).toEqual(["0", "5", "10"]);
    expect(tickWriter("en-US")([0, 1500, 3000])).toEqual(["0.0", "1.5K", "3.0K"]);
    expect(tickWriter("de-DE", { style: "percent" })([0, 0.05, 0.1])).toEqual(["0 %", "5 %", "10 %"]);
    const line = release({
      periods: weeks(3),
      value: (_g, _s, period) => 1 + weeks(3).indexOf(period ?? "") / 2,
    });
    expect(textsOf(trendChart(line, options()))).toEqual(jasmine.arrayContaining(["1.0", "1.5", "2.0"]));
  });

  it("tells a heat map's values without colours by how far cells are filled", () => {
    const values = [1, 5, 9];
    const map = release({
      groups: ["A"],
      periods: weeks(3),
      value: (_g, _s, period) => values[weeks(3).indexOf(period ?? "")],
    });
    const style = { ...LIGHT, highContrast: true };
    const heights = (shown: boolean) =>
      marksOf(heatMap(map, options({ style, heat: { scale: "blue", values: shown } })))
        .filter(({ tag, attributes }) => tag === "rect" && attributes["pointer-events"] === "none")
        .map((mark) => at(mark, "height"));
    const [low = 0, middle = 0, high = 0] = heights(false);
    expect(low).toBeGreaterThan(0);
    expect(middle - low).toBeCloseTo(high - middle, 1);
    expect(high).toBeGreaterThan(middle);
    // Numbers say it better.
    expect(heights(true)).toEqual([]);
  });
});
