import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, it } from "node:test";
import type { AxeResults } from "axe-core";
import type { Frame, Page } from "playwright-core";
import { Playground } from "./harness";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PRESETS = [
  "Bar chart",
  "Trend",
  "Heat map",
  "Several visuals",
  "Unpivoted query",
  "Aggregated by the model",
  "All groups hidden",
];

/** Beside the size that the report page gives: too small for words, small, and a screen full. */
const SIZES = [
  [40, 40],
  [200, 150],
  [1920, 1080],
] as const;

let page: Playground;
before(async () => {
  page = await Playground.open();
});
after(() => page.close());

/** What axe-core finds in a document: rule, element, what to do. */
async function violations(target: Frame | Page): Promise<string[]> {
  // The frame's own policy keeps scripts out; the browser's debugger, which tests use, may still run one.
  await target.evaluate(axe);
  const results = await target.evaluate<AxeResults>(
    "axe.run(document, { iframes: false, resultTypes: ['violations'] })",
  );
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ""}`),
  );
}

/** The same in every visual on the page. */
async function violationsInVisuals(): Promise<string[]> {
  const found: string[] = [];
  for (let index = 0; index < (await page.page.locator(".tile").count()); index++)
    found.push(...(await violations(await page.frame(index))));
  return found;
}

describe("accessibility", () => {
  for (const preset of PRESETS) {
    it(`has no violation: ${preset}`, async () => {
      await page.goto(preset);
      for (const theme of ["light", "dark", "contrast"] as const) {
        await page.theme(theme);
        assert.deepEqual(await violationsInVisuals(), [], theme);
      }
      await page.theme("light");
      for (const [width, height] of SIZES) {
        await page.size(width, height);
        assert.deepEqual(await violationsInVisuals(), [], `${width} × ${height}`);
      }
    });
  }

  it("has no violation on the report page itself, in either pane and every theme", async () => {
    await page.goto("Several visuals");
    await page.page.selectOption("#slicer", "Region");
    for (const theme of ["light", "dark", "contrast"] as const) {
      await page.theme(theme);
      for (const tab of ["Build visual", "Format visual"]) {
        await page.page.getByRole("tab", { name: tab }).click();
        assert.deepEqual(await violations(page.page), [], `${theme}, ${tab}`);
      }
    }
  });
});
