// The functional list of Microsoft's submission tests: whatever is bound and whatever the data hold, the visual
// answers with a picture or a message, one terminal event an update and nothing on the console.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { Playground, pivoted, type Binding } from "./harness";

const USUAL = pivoted("Organization", "Collaboration_hours");
const HEADER = "PersonId,MetricDate,Organization,Collaboration_hours";

let page: Playground;
before(async () => {
  page = await Playground.open({ preset: "Bar chart" });
});
after(() => page.close());
beforeEach(() => page.clearEvents());
afterEach(async () => {
  const troubles = await page.troubles();
  page.complaints.length = 0;
  assert.deepEqual(troubles, []);
});

/** Every order of some things. */
function orders<T>(things: readonly T[]): T[][] {
  if (things.length === 0) return [[]];
  return things.flatMap((thing, index) =>
    orders(things.filter((_, other) => other !== index)).map((rest) => [thing, ...rest]),
  );
}

/** Rows of 30 people in two groups over two weeks with the same text as metric. */
function rowsWith(values: readonly string[]): string {
  const lines = [HEADER];
  for (let person = 0; person < 30; person++) {
    for (const date of ["2026-01-04", "2026-01-11"]) {
      lines.push(`p${person},${date},${person % 2 ? "Odd" : "Even"},${values[person % values.length] ?? ""}`);
    }
  }
  return lines.join("\n");
}

async function speaks(): Promise<string> {
  const text = await page.text();
  assert.ok(text.trim().length > 10, "the visual is empty");
  return text;
}

/** After many changes at once the last one may take its time; it has to come, and to stay. */
async function comesToSay(expected: RegExp): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!expected.test(await page.text()) && Date.now() < deadline) await page.page.waitForTimeout(100);
  await page.settled();
  assert.match(await speaks(), expected);
}

describe("fields", () => {
  it("may be removed in any order", async () => {
    for (const order of orders(USUAL)) {
      for (let left = order.length; left >= 0; left--) {
        await page.page.evaluate(
          ([fields]) => {
            const { report } = (
              window as unknown as {
                quorum: { report: { tiles: unknown[]; bind(tile: unknown, fields: unknown): void } };
              }
            ).quorum;
            report.bind(report.tiles[0], fields);
          },
          [order.slice(0, left)] as const,
        );
      }
    }
    await comesToSay(/Add fields to see a chart/);
    await page.bind(USUAL);
    await comesToSay(/Engineering/);
  });

  it("may be missing in any combination, with the format pane open", async () => {
    await page.page.getByRole("tab", { name: "Format visual" }).click();
    for (let mask = 1; mask < 2 ** USUAL.length; mask++) {
      await page.bind(USUAL.filter((_, index) => mask & (1 << index)));
      await speaks();
    }
  });

  it("may be those that another visual leaves behind: a stacked column chart, a gauge of three measures", async () => {
    const metric = (field: string): Binding => ({ role: "metric", field, summary: "sum" });
    const column = [
      { role: "group", field: "Organization", summary: "none" },
      { role: "series", field: "Region", summary: "none" },
      metric("Collaboration_hours"),
    ];
    const gauge = ["Collaboration_hours", "Meeting_hours", "Email_hours"].map(metric);
    for (const left of [column, gauge]) {
      await page.bind(left);
      assert.match(await speaks(), /Add Person/);
      await page.bind(USUAL);
      assert.match(await speaks(), /Engineering/);
    }
  });

  it("may be of the wrong type", async () => {
    const wrong: Binding[][] = [
      USUAL.map((binding) =>
        binding.role === "person" ? { ...binding, field: "Collaboration_hours" } : binding,
      ),
      USUAL.map((binding) => (binding.role === "period" ? { ...binding, field: "Organization" } : binding)),
      USUAL.map((binding) => (binding.role === "group" ? { ...binding, field: "Emails_sent" } : binding)),
      USUAL.map((binding) =>
        binding.role === "metric" ? { ...binding, field: "MetricDate", summary: "first" } : binding,
      ),
      USUAL.map((binding) =>
        binding.role === "metric" ? { ...binding, field: "IsActive", summary: "count" } : binding,
      ),
      USUAL.map((binding) => (binding.role === "period" ? { ...binding, summary: "hierarchy" } : binding)),
      [...USUAL, { role: "minimum", field: "Region", summary: "first" }],
      [...USUAL, { role: "people", field: "PersonId", summary: "distinct" }],
    ];
    for (const bindings of wrong) {
      await page.bind(bindings);
      await speaks();
    }
  });

  it("of a minimum that the model does not say make the visual draw nothing", async () => {
    await page.bind([...USUAL, { role: "minimum", field: "Region", summary: "first" }]);
    assert.doesNotMatch(await speaks(), /\d+\.\d/);
  });
});

describe("values", () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["empty", [""]],
    ["empty here and there", ["", "12", "15.5"]],
    ["negative", ["-3", "-12.5", "4"]],
    ["zero", ["0"]],
    ["very large and very small", ["1e300", "1e-300", "5"]],
    ["whole numbers of 16 digits", ["1234567890123456", "1234567890123457"]],
    ["infinite or not a number, as text", ["Infinity", "NaN", "12"]],
    ["the same for everybody", ["7"]],
  ];
  for (const [name, values] of cases) {
    it(`may be ${name}`, async () => {
      await page.openText(name, rowsWith(values), USUAL);
      await speaks();
    });
  }

  it("may be one row, or people with names of 16 digits", async () => {
    await page.openText("one row", `${HEADER}\np1,2026-01-04,One,5`, USUAL);
    assert.doesNotMatch(await speaks(), /\b5\.0\b/);
    const lines = Array.from(
      { length: 24 },
      (_, index) => `1234567890${String(123456 + index)},2026-01-04,One,${5 + index}`,
    );
    await page.openText("ids", [HEADER, ...lines].join("\n"), USUAL);
    assert.match(await speaks(), /16\.5/);
  });

  it("may have group names that are long, right to left, markup or formulas", async () => {
    const names = [
      "x".repeat(300),
      "مجموعة العمليات",
      "<img src=x onerror=alert(1)>",
      "=SUM(A1)",
      "日本語の部署",
      "&amp;",
    ];
    const lines = names.flatMap((name, group) =>
      Array.from(
        { length: 14 },
        (_, person) => `g${group}p${person},2026-01-04,"${name}",${5 + ((person * 7) % 11) + group}`,
      ),
    );
    await page.openText("names", [HEADER, ...lines].join("\n"), USUAL);
    const text = await speaks();
    for (const name of names.slice(1)) assert.ok(text.includes(name), name);
    const frame = await page.frame();
    assert.equal(await frame.locator("#visual img").count(), 0);
  });
});

describe("the place of a visual", () => {
  it("may change quickly, from 40 × 40 pixels to 4K", async () => {
    await page.goto("Bar chart");
    const sizes = [40, 41, 60, 100, 200, 320, 640, 1000, 1600, 2400, 3840];
    for (const width of [...sizes, ...[...sizes].reverse(), 900]) {
      await page.page
        .locator(".tile")
        .first()
        .evaluate((tile, wide) => {
          tile.style.width = `${wide + 18}px`;
          tile.style.height = `${Math.max(40, wide * 0.56) + 40}px`;
        }, width);
      await page.page.waitForTimeout(20);
    }
    await page.settled(600);
    assert.match(await speaks(), /Engineering/);
  });

  it("may be shared: several copies, removed and added again, as a switch to another visual and back", async () => {
    await page.goto("Several visuals");
    for (let round = 0; round < 3; round++) {
      await page.page.locator(".tile-head button").nth(1).click();
      await page.page.click("#add");
    }
    await page.settled();
    await page.bind(USUAL, 2);
    assert.match(await page.text(2), /Engineering/);
  });

  it("may change its theme, its language and its settings while it is there", async () => {
    await page.goto("Bar chart");
    for (const theme of ["dark", "contrast", "light"] as const) await page.theme(theme);
    const locales = await page.page.locator("#locale option").allTextContents();
    assert.equal(locales.length, 11);
    for (const locale of locales) {
      await page.page.selectOption("#locale", locale);
      await page.settled();
      assert.match(await speaks(), /Engineering/);
      assert.equal(await (await page.frame()).locator("html").getAttribute("lang"), locale);
    }
  });

  for (const kind of ["bar", "columns", "trend", "heat"]) {
    it(`may hold a ${kind} chart in every theme and size`, async () => {
      await page.goto("Bar chart");
      await page.format("chart", { kind });
      for (const theme of ["light", "dark", "contrast"] as const) {
        await page.theme(theme);
        for (const [width, height] of [
          [40, 40],
          [200, 150],
          [1000, 600],
        ] as const) {
          await page.page
            .locator(".tile")
            .first()
            .evaluate(
              (tile, [wide, high]) => {
                tile.style.width = `${wide + 18}px`;
                tile.style.height = `${high + 40}px`;
              },
              [width, height] as const,
            );
          await page.settled();
          // Where there is room for a shape alone, nothing lies over it.
          const shield = (await page.frame()).locator(".shield");
          assert.equal(await shield.isVisible(), width > 40);
        }
      }
      assert.match(await speaks(), /Engineering/);
    });
  }
});
