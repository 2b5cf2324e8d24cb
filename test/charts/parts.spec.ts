import { contrast, lightness, readable } from "../../src/charts/contrast";
import { pushApart } from "../../src/charts/direct-labels";
import { heatColor, textOn } from "../../src/charts/heat-scale";
import { LIGHT, DARK } from "../../src/charts/style";
import { estimateText, fit, wrap } from "../../src/charts/measure-text";
import { mark, textMark } from "../../src/charts/mark";
import { paint } from "../../src/charts/paint";
import { svgText } from "../../src/charts/svg-text";
import { barChart } from "../../src/charts/bar";
import { chartDefaults } from "../../src/charts/defaults";
import { drawChart } from "../../src/charts/draw";
import { periodTicks } from "../../src/charts/period-ticks";
import { changes, trailingMean } from "../../src/charts/windows";
import { options, release } from "./releases";

describe("fit", () => {
  const measure = (text: string, size: number) => text.length * size;
  it("keeps what fits and marks what is cut", () => {
    expect(fit("Sales", 50, 10, measure)).toBe("Sales");
    expect(fit("Sales team", 50, 10, measure)).toBe("Sale…");
    expect(fit("Sales", 5, 10, measure)).toBe("");
  });
  it("does not cut a character in two", () => {
    expect(fit("👩‍💻👩‍💻", 30, 10, (text, size) => Array.from(text).length * size)).not.toContain("\ufffd");
  });

  it("is broken between words, in scripts without blanks too, and cut in its last line alone", () => {
    const measure = (text: string, size: number) => text.length * size;
    expect(wrap("A wider filter may help.", 100, 10, measure, 3)).toEqual(["A wider", "filter may", "help."]);
    expect(wrap("A wider filter may help.", 100, 10, measure, 2)).toEqual(["A wider", "filter ma…"]);
    expect(wrap("Sales", 100, 10, measure, 3)).toEqual(["Sales"]);
    const japanese = wrap("期間を長くしてください。", 60, 10, measure, 9);
    expect(japanese.join("")).toBe("期間を長くしてください。");
    expect(japanese.every((line) => line.length <= 7 && !line.startsWith("。"))).toBeTrue();
  });
  it("counts full-width characters as whole ems", () => {
    expect(estimateText("組織", 10)).toBe(20);
  });
});

describe("windows", () => {
  it("need every value", () => {
    expect(trailingMean([1, 2, null, 4, 5, 6], 2)).toEqual([null, 1.5, null, null, 4.5, 5.5]);
    expect(changes([1, 3, null, 4, 6])).toEqual([null, 2, null, null, 2]);
  });
});

describe("labels pushed apart", () => {
  it("keep their order, their gap and the frame", () => {
    const placed = pushApart([10, 11, 12, 95, 96], 10, 0, 100);
    const sorted = [...placed].sort((a, b) => a - b);
    sorted.slice(1).forEach((y, index) => {
      expect(y - (sorted[index] ?? 0)).toBeGreaterThanOrEqual(9.999);
    });
    expect(Math.max(...placed)).toBeLessThanOrEqual(100);
    expect(placed).toEqual([...placed].sort((a, b) => a - b));
  });
});

describe("colours", () => {
  it("give the contrast of black and white as WCAG does", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
    expect(contrast("#767676", "#ffffff")).toBeCloseTo(4.54, 2);
    expect(lightness("#777")).toBeCloseTo(50.03, 1);
  });
  it("are moved until they can be read", () => {
    expect(contrast(readable("#ffd000", "#ffffff", "#252423"), "#ffffff")).toBeGreaterThanOrEqual(4.5);
    expect(readable("#1b5e75", "#ffffff", "#252423")).toBe("#1b5e75");
  });
  for (const scale of ["blue", "orange"] as const) {
    it(`step evenly in lightness (${scale})`, () => {
      const steps = Array.from({ length: 11 }, (_, index) => lightness(heatColor(scale, LIGHT)(index / 10)));
      const sizes = steps.slice(1).map((step, index) => (steps[index] ?? 0) - step);
      expect(Math.min(...sizes)).toBeGreaterThan(0);
      expect(Math.max(...sizes) / Math.min(...sizes)).toBeLessThan(1.2);
    });
  }
  it("turn round on a dark background", () => {
    expect(lightness(heatColor("blue", DARK)(1))).toBeGreaterThan(lightness(heatColor("blue", DARK)(0)));
  });
  it("carry readable text everywhere on the scale", () => {
    for (const scale of ["blue", "orange", "diverging"] as const) {
      for (let place = 0; place <= 1; place += 0.05) {
        const color = heatColor(scale, LIGHT)(place);
        expect(contrast(textOn(color), color)).toBeGreaterThanOrEqual(4.4);
      }
    }
  });
});

describe("paint", () => {
  it("reuses elements, changes what differs and takes away what is gone", () => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    paint(svg, [mark("g", { id: "a", fill: "red" }, mark("rect", { x: 1 })), textMark("one", { y: 2 })]);
    const group = svg.firstElementChild;
    const text = svg.lastElementChild;
    paint(svg, [mark("g", { id: "b" }), textMark("two", { y: 3 }), mark("circle")]);
    expect(svg.firstElementChild).toBe(group);
    expect(group?.getAttribute("fill")).toBeNull();
    expect(group?.childElementCount).toBe(0);
    expect(text?.textContent).toBe("two");
    expect(svg.childElementCount).toBe(3);
    paint(svg, [mark("rect")]);
    expect(svg.childElementCount).toBe(1);
    expect(svg.firstElementChild?.tagName).toBe("rect");
  });
});

describe("periodTicks", () => {
  const weeks = Array.from({ length: 26 }, (_, week) =>
    new Date(Date.UTC(2026, 0, 4 + 7 * week)).toISOString().slice(0, 10),
  );
  it("leaves room for each name, however close the periods are", () => {
    const own = options({ format: { ...chartDefaults.format, periodTick: (iso) => iso } });
    for (const apart of [0, 1, 7.3, 20, 60, 200]) {
      const xs = weeks.map((_, index) => index * apart);
      const ticks = periodTicks(weeks, xs, own);
      const width = own.measureText("2026-01-04", own.categoryAxis.fontSize);
      expect(ticks[0]).toBe(0);
      ticks.slice(1).forEach((tick, index) => {
        expect((xs[tick] ?? 0) - (xs[ticks[index] ?? 0] ?? 0)).toBeGreaterThan(width);
      });
    }
  });
});

describe("small multiples", () => {
  it("keep a shape that can be read, from a narrow picture to 4K", () => {
    const groups = Array.from({ length: 15 }, (_, index) => `Group ${String(index)}`);
    const told = release({ groups, periods: ["2026-01-04", "2026-01-11"], value: () => 5 });
    for (const [width, height] of [
      [640, 400],
      [1280, 720],
      [3840, 2160],
      [720, 1280],
    ] as const) {
      const { crosshair } = drawChart(told, options({ kind: "trend", width, height }));
      const panel = crosshair?.panels[0];
      const shape = ((panel?.right ?? 0) - (panel?.left ?? 0)) / ((panel?.bottom ?? 0) - (panel?.top ?? 0));
      expect(shape)
        .withContext(`${String(width)} × ${String(height)}`)
        .toBeGreaterThan(0.7);
      expect(shape).toBeLessThan(5);
    }
  });
});

describe("svgText", () => {
  const hostile = `<script>alert("1")</script>&'\u0007`;
  const text = svgText(barChart(release({ groups: [hostile], value: () => 3 }), options({ width: 1200 })));
  it("is well-formed XML whatever the names", () => {
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
    expect(parsed.querySelector("parsererror")).toBeNull();
    expect(parsed.querySelector("script")).toBeNull();
    expect(parsed.documentElement.getAttribute("aria-label")).toContain("Hours by Organization.");
  });
  it("names every id once", () => {
    const ids = [...text.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
