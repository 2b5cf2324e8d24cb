import { barChart } from "../../src/charts/bar";
import { chooseKind } from "../../src/charts/choose";
import { columnChart } from "../../src/charts/columns";
import { contrast } from "../../src/charts/contrast";
import { drawChart } from "../../src/charts/draw";
import { heatMap } from "../../src/charts/heat";
import type { Mark } from "../../src/charts/mark";
import type { ChartKind } from "../../src/charts/options";
import type { Picture } from "../../src/charts/picture";
import { svgText } from "../../src/charts/svg-text";
import { trendChart } from "../../src/charts/trend";
import { DARK, LIGHT } from "../../src/charts/style";
import { marksOf, options, release, textsOf, weeks } from "./releases";

const values: Readonly<Record<string, number | null>> = { Sales: 12, Legal: null, Product: 30, Finance: 21 };
const groups = Object.keys(values);
const plain = release({ groups, value: (group) => values[group ?? ""], everybody: () => 20 });
const titles = (picture: { readonly points: readonly { readonly title: string }[] }) =>
  picture.points.map((point) => point.title);
const KINDS: readonly ChartKind[] = ["bar", "columns", "trend", "heat"];

describe("a bar chart", () => {
  it("sorts by value with the hidden ones at the end, or leaves the groups as the release has them", () => {
    expect(titles(barChart(plain, options()))).toEqual(["Product", "Finance", "Sales", "Legal"]);
    expect(titles(barChart(plain, options({ descending: false })))).toEqual([
      "Sales",
      "Finance",
      "Product",
      "Legal",
    ]);
    expect(titles(barChart(plain, options({ sort: "release" })))).toEqual(groups);
  });

  it("draws lengths in proportion from zero", () => {
    const shapes = marksOf(barChart(plain, options())).filter((mark) => mark.attributes["class"] === "shape");
    const widths = shapes.map((mark) => Number(mark.attributes["width"]));
    expect((widths[1] ?? 0) / (widths[0] ?? 1)).toBeCloseTo(21 / 30, 2);
    expect((widths[2] ?? 0) / (widths[0] ?? 1)).toBeCloseTo(12 / 30, 2);
  });

  it("gives every hidden group the same sign and the same words", () => {
    const two = release({
      groups: ["A", "B", "Legal department"],
      value: (group) => (group === "A" ? 1000 : null),
    });
    const picture = barChart(two, options());
    const signs = marksOf(picture).filter((mark) => mark.attributes["fill"] === "url(#quorum-hatch)");
    const look = signs.map(({ attributes: { width, height, x } }) => [width, height, x]);
    expect(look.length).toBe(2);
    expect(look[0]).toEqual(look[1] as never);
    expect(picture.points.slice(1).map((point) => point.facts)).toEqual([
      [{ name: "Hours", value: "Not shown" }],
      [{ name: "Hours", value: "Not shown" }],
    ]);
  });

  it("leaves hidden groups out where the author wants it, and does not say how many there were", () => {
    const picture = barChart(plain, options({ hiddenGroups: "omit" }));
    expect(titles(picture)).not.toContain("Legal");
    expect(picture.summary).toContain("3 groups are shown.");
    expect(picture.summary).not.toContain("4");
  });

  it("puts Other last and draws the reference line with its words", () => {
    const merged = release({ groups, value: (group) => values[group ?? ""], everybody: () => 20, other: 99 });
    const picture = barChart(merged, options({ reference: { kind: "everybody" } }));
    expect(titles(picture).at(-1)).toBe("Other");
    expect(textsOf(picture)).toContain("Everybody 20.0");
    const target = barChart(plain, options({ reference: { kind: "target", value: 25, label: "Goal" } }));
    expect(textsOf(target)).toContain("Goal 25.0");
  });

  it("draws no reference line for a hidden total", () => {
    const hidden = release({ groups, value: (group) => values[group ?? ""], everybody: () => null });
    const picture = barChart(hidden, options({ reference: { kind: "everybody" } }));
    expect(textsOf(picture).some((text) => text.includes("Everybody"))).toBeFalse();
  });

  it("groups bars by series, with a legend and the series in each name", () => {
    const grouped = release({
      groups: ["A", "B"],
      series: ["IC", "Manager"],
      value: (group, series) => (group === "A" && series === "IC" ? null : 5),
    });
    const picture = barChart(grouped, options());
    expect(textsOf(picture)).toContain("Manager");
    expect(titles(picture)).toContain("A · Manager");
    const fills = new Set(
      marksOf(picture)
        .filter((mark) => mark.attributes["class"] === "shape")
        .map((mark) => mark.attributes["fill"]),
    );
    expect(fills.size).toBe(2);
  });

  it("keeps a label's edge within its own bar where bars touch", () => {
    const labels = (picture: Picture): readonly Mark[] =>
      marksOf(picture).filter((mark) => mark.attributes["paint-order"] === "stroke" && mark.text === "5.0");
    const edge = (mark: Mark): number => Number(mark.attributes["stroke-width"]);
    const grouped = release({ groups, series: ["IC", "Lead", "Manager"], value: () => 5 });
    const widths = [150, 200, 260, 400, 900].flatMap((height) => {
      const picture = barChart(grouped, options({ height }));
      const bar = marksOf(picture).find((mark) => mark.attributes["fill"] === "transparent");
      return labels(picture).map((label) => {
        // Digits are seven tenths of the font's size high; half of the edge's width stands out on either side.
        const high = 0.7 * Number(label.attributes["font-size"]) + edge(label);
        expect(high).withContext(String(height)).toBeLessThanOrEqual(Number(bar?.attributes["height"]));
        return edge(label);
      });
    });
    expect(Math.min(...widths)).toBeLessThan(Math.max(...widths));
    expect(labels(barChart(release({ groups, value: () => 5 }), options())).map(edge)).toEqual(
      groups.map(() => 4),
    );
  });

  it("draws negative values to the other side of zero", () => {
    const both = release({ groups: ["Up", "Down"], value: (group) => (group === "Up" ? 5 : -5) });
    const shapes = marksOf(barChart(both, options())).filter((mark) => mark.attributes["class"] === "shape");
    const [up, down] = shapes.map((mark) => Number(mark.attributes["x"]));
    const width = Number(shapes[1]?.attributes["width"]);
    expect((down ?? 0) + width).toBeCloseTo(up ?? 0, 1);
  });

  it("says a coarse step in the viewer's words", () => {
    const clipped = {
      ...plain,
      cells: plain.cells.map((cell) =>
        cell.group === "Legal"
          ? ({
              kind: "group",
              group: "Legal",
              series: null,
              period: null,
              status: "clipped",
              step: "under 10 %",
            } as const)
          : cell,
      ),
    };
    const picture = barChart(clipped, options({ words: { ...options().words, under: "weniger als {0}" } }));
    expect(textsOf(picture)).toContain("weniger als 10%");
  });

  it("shortens long names and keeps them whole in the tooltip", () => {
    const long = "A very long name of an organization that nobody would want to read in full";
    const picture = barChart(release({ groups: [long], value: () => 3 }), options({ width: 300 }));
    expect(textsOf(picture).some((text) => text.endsWith("…"))).toBeTrue();
    expect(titles(picture)).toEqual([long]);
  });

  it("grows beyond its height for many groups, and only the body does", () => {
    const many = release({
      groups: Array.from({ length: 500 }, (_, index) => `Group ${String(index)}`),
      value: () => 7,
    });
    const picture = barChart(many, options());
    expect(picture.body.height).toBeGreaterThan(5000);
    expect(picture.head.height + picture.foot.height).toBeLessThan(60);
  });

  it("keeps its axis where the author shows it, with the ends that the author sets", () => {
    const axis = { ...options().valueAxis, show: true, start: 0, end: 100 };
    const texts = textsOf(barChart(plain, options({ valueAxis: axis })));
    expect(texts).toContain("100");
    expect(texts).toContain("0");
  });
});

describe("columns", () => {
  it("stand in the same order as bars, with names below and values above", () => {
    const picture = columnChart(
      plain,
      options({
        valueAxis: { ...options().valueAxis, show: true },
        reference: { kind: "target", value: 10 },
      }),
    );
    expect(titles(picture)).toEqual(["Product", "Finance", "Sales", "Legal"]);
    expect(textsOf(picture)).toContain("Product");
    expect(textsOf(picture)).toContain("Target 10.0");
    expect(textsOf(picture).some((text) => text.startsWith("30.0"))).toBeTrue();
  });
});

describe("many columns", () => {
  const departments = (count: number) => Array.from({ length: count }, (_, g) => `Department ${String(g)}`);
  const of = (count: number) => release({ groups: departments(count), value: () => 20.8 });
  const slanted = (picture: Picture) =>
    marksOf(picture).filter((mark) => mark.text !== undefined && "transform" in mark.attributes);

  it("scroll sideways, each with its name and value, and with room for the scroll bar", () => {
    const picture = columnChart(of(500), options());
    const texts = textsOf(picture);
    for (const name of departments(500)) expect(texts).toContain(name);
    expect(texts.filter((text) => text.startsWith("20.8")).length).toBe(500);
    expect(picture.body.width).toBeGreaterThan(500 * 16);
    expect(picture.width).toBe(640);
    expect(picture.head.height + picture.body.height + picture.foot.height).toBeLessThanOrEqual(400 - 12);
    expect(svgText(picture)).toContain(`viewBox="0 0 ${String(picture.body.width)} `);
  });

  it("scroll in a small tile too, where names have one line", () => {
    const picture = columnChart(of(8), options({ width: 200, height: 150 }));
    expect(picture.body.width).toBeGreaterThan(200);
    expect(textsOf(picture).filter((text) => text.startsWith("Depa")).length).toBe(8);
    const short = release({ groups: ["A", "B", "C", "D", "E"], value: () => 7 });
    expect(columnChart(short, options({ width: 200, height: 150 })).body.width).toBe(200);
  });

  it("have an axis where their values have no room, and labels that do not touch where they have", () => {
    const full = columnChart(of(25), options({ width: 600 }));
    expect(full.body.width).toBe(600);
    expect(textsOf(full)).not.toContain("20.8");
    expect(textsOf(full)).toContain("20");
    const fewer = columnChart(of(17), options({ width: 600 }));
    const labels = marksOf(fewer).filter((mark) => mark.text?.startsWith("20.8"));
    const [first, second] = labels.map((mark) => Number(mark.attributes["x"]));
    expect(labels.length).toBe(17);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(options().measureText("20.8", 12) + 3.9);
    expect(textsOf(fewer)).not.toContain("20");
  });

  it("keep the first slanting name whole", () => {
    for (const rtl of [false, true])
      expect(slanted(columnChart(of(25), options({ width: 600, rtl })))[0]?.text).toBe("Department 0");
  });
});

describe("a body that scrolls", () => {
  const many = Array.from({ length: 100 }, (_, index) => `Group ${String(index)}`);

  it("has nothing where its scroll bar is", () => {
    const bars = barChart(release({ groups: many, value: () => 7 }), options({ width: 300 }));
    const { measureText } = options();
    const ends = marksOf(bars)
      .filter((mark) => mark.text === "7.0" || mark.text === "≥10")
      .map((mark) => Number(mark.attributes["x"]) + measureText(mark.text ?? "", 12));
    expect(ends.length).toBeGreaterThan(99);
    expect(Math.max(...ends)).toBeLessThanOrEqual(288);
    const heat = heatMap(release({ groups: many, periods: weeks(4), value: () => 7 }), options());
    const edges = marksOf(heat)
      .filter((mark) => mark.attributes["class"] === "shape")
      .map(({ attributes: { x, width } }) => Number(x) + Number(width));
    expect(Math.max(...edges)).toBeLessThanOrEqual(628);
  });
});

describe("a high picture", () => {
  it("is filled by eight groups, and not by one", () => {
    const groups = ["A", "B", "C", "D", "E", "F", "G", "H"];
    const lowest = (picture: Picture) =>
      Math.max(
        ...marksOf(picture)
          .filter((mark) => mark.attributes["class"] === "shape")
          .map(({ attributes: { y, height } }) => Number(y) + Number(height)),
      );
    const size = { width: 1920, height: 1080 };
    for (const kind of ["bar", "heat"] as const) {
      const eight = release({ groups, series: ["IC"], value: () => 7 });
      expect(lowest(drawChart(eight, options({ kind, ...size })))).toBeGreaterThan(900);
      const one = release({ groups: ["A"], series: ["IC"], value: () => 7 });
      expect(lowest(drawChart(one, options({ kind, ...size })))).toBeLessThan(150);
    }
  });
});

describe("the sign of what is hidden", () => {
  it("can be told from the background in every theme", () => {
    for (const style of [LIGHT, DARK, { ...DARK, highContrast: true }]) {
      const stripes = marksOf(barChart(plain, options({ style }))).find((mark) => mark.tag === "pattern");
      const fill = String(stripes?.children[1]?.attributes["fill"]);
      expect(contrast(fill, style.background)).toBeGreaterThan(3);
    }
  });

  it("stands before the note where the picture has it, and nowhere else", () => {
    const names = ["A", "B", "C", "D", "E", "F", "G"];
    const value = (group: string | null) => (group === "A" ? null : 9);
    const [bars, lines] = [
      release({ groups: names, value }),
      release({ groups: names, periods: weeks(4), value }),
    ];
    const all = release({ groups: names, periods: weeks(4), value: () => 9 });
    const signs = (picture: Picture, id: string): number =>
      marksOf(picture).filter((mark) => mark.attributes["fill"] === `url(#quorum${id}-hatch)`).length;
    const asked = { width: 900, height: 600 };
    for (const kind of KINDS)
      for (const hiddenGroups of ["muted", "omit"] as const)
        for (const multiplesFrom of [6, 20])
          for (const each of [kind === "bar" || kind === "columns" ? bars : lines, all]) {
            const style = { ...options().lines, multiplesFrom };
            const picture = drawChart(each, options({ ...asked, kind, hiddenGroups, lines: style }));
            const expected = signs(picture, "") > 0 ? 1 : 0;
            expect(signs(picture, "-note"))
              .withContext(`${kind} ${hiddenGroups} ${multiplesFrom}`)
              .toBe(expected);
          }
  });
});

describe("a trend", () => {
  it("draws the sign of what is hidden where nothing is shown, and no axis", () => {
    for (const one of [["A", "B"], ["A"]]) {
      const nothing = release({ groups: one, periods: weeks(4), value: () => null });
      const picture = trendChart(nothing, options({ kind: "trend" }));
      const signs = marksOf(picture).filter((mark) => mark.attributes["fill"] === "url(#quorum-hatch)");
      expect(signs.length).toBeGreaterThan(0);
      expect(textsOf(picture).join()).toContain("Not shown");
      expect(textsOf(picture)).not.toContain("0");
    }
    const empty = release({ groups: ["A"], periods: weeks(4), value: () => undefined });
    expect(textsOf(trendChart(empty, options({ kind: "trend" })))).toContain("No data");
  });

  it("tells lines apart by dashes in high contrast, each with a piece of it beside its name", () => {
    const three = release({ groups: ["A", "B", "C"], periods: weeks(4), value: () => 12 });
    const style = { ...LIGHT, highContrast: true };
    const dashes = (tag: string, picture: ReturnType<typeof trendChart>) =>
      marksOf(picture)
        .filter((mark) => mark.tag === tag && mark.attributes["stroke-linecap"] === "round")
        .map((mark) => mark.attributes["stroke-dasharray"]);
    for (const position of ["direct", "top"] as const) {
      const legend = { ...options().legend, position };
      const picture = trendChart(three, options({ kind: "trend", style, legend }));
      const drawn = dashes("path", picture);
      expect(new Set(drawn).size).toBe(3);
      expect(dashes("line", picture)).toEqual(drawn);
      expect(dashes("line", trendChart(three, options({ kind: "trend", legend })))).toEqual([]);
    }
  });

  const periods = weeks(8);
  const gap = release({
    groups: ["A", "B"],
    periods,
    value: (group, _series, period) =>
      group === "A" && period === periods[3] ? null : group === "A" ? 10 : 20,
  });
  const paths = (picture: ReturnType<typeof trendChart>) =>
    marksOf(picture)
      .filter((mark) => mark.tag === "path")
      .map((mark) => String(mark.attributes["d"]));

  it("never draws a line across a hidden period", () => {
    const [first = "", second = ""] = paths(trendChart(gap, options({ kind: "trend" })));
    expect(first.match(/M/g)?.length).toBe(2);
    expect(second.match(/M/g)?.length).toBe(1);
    expect(first.match(/[ML]/g)?.length).toBe(7);
  });

  it("draws a lone value as a dot", () => {
    const lone = release({
      groups: ["A"],
      periods,
      value: (_group, _series, period) => (period === periods[2] ? 5 : null),
    });
    const dots = marksOf(trendChart(lone, options({ kind: "trend" }))).filter(
      (mark) => mark.tag === "circle" && mark.attributes["stroke"] !== undefined,
    );
    expect(dots.length).toBe(1);
  });

  it("draws one value everywhere in the middle, with zero on its scale", () => {
    for (const [value, ends] of [
      [20, ["0", "40"]],
      [-20, ["-40", "0"]],
      [0, ["0.0", "1.0"]],
    ] as const) {
      const same = release({ groups: ["A"], periods, value: () => value });
      const texts = textsOf(trendChart(same, options({ kind: "trend" })));
      const ticks = texts
        .filter((text) => /^[-−]?\d+(\.\d)?$/.test(text))
        .map((text) => text.replace("−", "-"));
      expect([ticks[0], ticks.at(-1)]).toEqual([...ends]);
    }
  });

  it("names lines beside them, muted at the bottom where nothing is shown", () => {
    const hidden = release({ groups: ["A", "Legal"], periods, value: (group) => (group === "A" ? 4 : null) });
    const picture = trendChart(hidden, options({ kind: "trend" }));
    expect(textsOf(picture)).toContain("A");
    expect(textsOf(picture)).toContain("Legal – Not shown");
    expect(textsOf(trendChart(hidden, options({ kind: "trend", hiddenGroups: "omit" })))).not.toContain(
      "Legal – Not shown",
    );
  });

  it("puts many lines into small charts of one scale", () => {
    const names = Array.from({ length: 9 }, (_, index) => `Group ${String(index)}`);
    const many = release({
      groups: names,
      periods,
      value: (group) => (group === "Group 3" ? null : 10),
      everybody: () => 9,
    });
    const picture = trendChart(many, options({ kind: "trend", reference: { kind: "everybody" } }));
    expect(picture.crosshair?.panels.length).toBe(9);
    for (const name of names) expect(textsOf(picture)).toContain(name);
    expect(marksOf(picture).some((mark) => mark.attributes["fill"] === "url(#quorum-hatch)")).toBeTrue();
  });

  it("tells all lines of a period at the crosshair, hidden ones as not shown", () => {
    const { crosshair } = trendChart(gap, options({ kind: "trend" }));
    expect(crosshair?.periods[3]?.facts.map((fact) => [fact.name, fact.value])).toEqual([
      ["B", "20.0"],
      ["A", "Not shown"],
    ]);
  });

  it("takes trailing means and changes from shown values alone", () => {
    const picture = trendChart(gap, options({ kind: "trend", trailing: 3, change: true }));
    const values = picture.crosshair?.periods.map(
      (period) => period.facts.find((fact) => fact.name === "A")?.value,
    );
    expect(values).toEqual(["–", "–", "10.0 (0)", "Not shown", "–", "–", "10.0 (0)", "10.0 (0)"]);
  });

  it("marks an incomplete last period with a dashed line, an open dot and words", () => {
    const picture = trendChart(gap, options({ kind: "trend", incomplete: [periods[7] ?? ""] }));
    expect(marksOf(picture).some((mark) => mark.attributes["stroke-dasharray"] === "2 4")).toBeTrue();
    expect(textsOf(picture).join()).toContain("The last period is incomplete");
  });

  it("draws a target across and a legend on top", () => {
    const picture = trendChart(
      gap,
      options({
        kind: "trend",
        reference: { kind: "target", value: 15 },
        legend: { ...options().legend, position: "top" },
      }),
    );
    expect(textsOf(picture)).toContain("Target 15.0");
    expect(picture.head.height).toBeGreaterThan(0);
  });
});

describe("a heat map", () => {
  const periods = weeks(4);
  const map = release({
    groups: ["A", "B"],
    periods,
    value: (group, _series, period) =>
      group === "B" && period === periods[1]
        ? null
        : group === "B" && period === periods[2]
          ? undefined
          : 10 + (group === "A" ? 5 : 0),
  });

  it("has a cell for every group and period, hatched where hidden, open where there are no data", () => {
    const picture = heatMap(map, options({ kind: "heat" }));
    expect(picture.points.length).toBe(8);
    const marks = marksOf(picture);
    expect(marks.filter((mark) => mark.attributes["fill"] === "url(#quorum-hatch)").length).toBe(1);
    expect(marks.filter((mark) => mark.attributes["class"] === "empty").length).toBe(1);
  });

  it("crosses groups with series where there are no periods", () => {
    const crossed = release({ groups: ["A"], series: ["IC", "Manager"], value: () => 3 });
    const picture = heatMap(crossed, options({ kind: "heat" }));
    expect(titles(picture)).toEqual(["A · IC", "A · Manager"]);
    expect(textsOf(picture)).toContain("Manager");
  });
});

describe("every chart", () => {
  const nothing = release({ value: () => undefined });
  const single = release({ value: () => 4 });
  const hidden = release({ groups: ["A", "B"], periods: weeks(3), value: () => null });

  for (const kind of KINDS) {
    it(`draws nothing, one value and only hidden ones without a NaN (${kind})`, () => {
      for (const each of [nothing, single, hidden, plain]) {
        for (const size of [
          { width: 40, height: 40 },
          { width: 200, height: 120 },
          { width: 3840, height: 2160 },
        ]) {
          const picture = drawChart(each, options({ kind, ...size }));
          const text =
            JSON.stringify(picture.body) + JSON.stringify(picture.head) + JSON.stringify(picture.foot);
          expect(text).not.toMatch(/NaN|Infinity|undefined|null/);
        }
      }
    });

    it(`states the rule, and what may help where nothing is shown (${kind})`, () => {
      expect(textsOf(drawChart(plain, options({ kind }))).join()).toContain(
        "Shown only for groups of 10 or more",
      );
      expect(textsOf(drawChart(hidden, options({ kind }))).join()).toContain(
        "A wider filter or longer periods may help",
      );
      expect(textsOf(drawChart(plain, options({ kind, note: false }))).join()).not.toContain("Shown only");
      expect(textsOf(drawChart(plain, options({ kind, noteText: "At least {0}" }))).join()).toContain(
        "At least 10",
      );
    });

    it(`uses no shade in high contrast (${kind})`, () => {
      const contrast = {
        ...LIGHT,
        foreground: "#ffffff",
        muted: "#ffffff",
        faint: "#ffffff",
        background: "#000000",
        accent: "#ffffff",
        palette: ["#ffffff"],
        highContrast: true,
      };
      const fills = marksOf(drawChart(plain, options({ kind, style: contrast }))).map((mark) =>
        String(mark.attributes["fill"] ?? ""),
      );
      expect(fills.filter((fill) => /^(#|rgb)/.test(fill) && !["#ffffff", "#000000"].includes(fill))).toEqual(
        [],
      );
    });
  }

  it("is chosen by the shape of the release", () => {
    expect(chooseKind({ groups: 5, series: 0, periods: 0 })).toBe("bar");
    expect(chooseKind({ groups: 5, series: 0, periods: 26 })).toBe("trend");
    expect(chooseKind({ groups: 60, series: 0, periods: 26 })).toBe("heat");
  });

  it("mirrors in a right-to-left language", () => {
    const left = barChart(plain, options());
    const right = barChart(plain, options({ rtl: true }));
    const xs = (picture: typeof left) =>
      marksOf(picture)
        .filter((mark) => mark.attributes["class"] === "shape")
        .map((mark) => Number(mark.attributes["x"]) + Number(mark.attributes["width"]));
    xs(right).forEach((end, index) => {
      const shape = marksOf(left).filter((mark) => mark.attributes["class"] === "shape")[index];
      expect(end).toBeCloseTo(640 - Number(shape?.attributes["x"]), 1);
    });
  });
});
