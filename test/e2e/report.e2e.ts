import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Playground, pivoted } from "./harness";

let page: Playground;
before(async () => {
  page = await Playground.open({ preset: "Several visuals" });
});
after(() => page.close());

/** The mark of a group, found by its name for screen readers. */
async function clickGroup(group: string, index = 0): Promise<void> {
  const frame = await page.frame(index);
  await frame.locator(`[aria-label^="${group}:"]`).first().click();
  await page.settled();
}

describe("several visuals on a page", () => {
  it("filter one another by a click on a group, and let go with a second one", async () => {
    const before = await page.text(1);
    await page.clearEvents();
    await clickGroup("Engineering");
    const filters = (await page.events()).filter(
      (event) => event.name === "filter" || event.name === "selection",
    );
    assert.ok(filters.length > 0, "the click told the report nothing");
    const filtered = await page.text(1);
    assert.notEqual(filtered, before);
    await clickGroup("Engineering");
    assert.equal(await page.text(1), before);
    assert.deepEqual(await page.troubles(), []);
  });

  it("come back to a bookmark, selection included", async () => {
    const { page: browser } = page;
    await page.goto("Several visuals");
    await clickGroup("Sales");
    const kept = await page.text(1);
    await browser.selectOption("#bookmark", "save");
    await clickGroup("Sales");
    await browser.selectOption("#bookmark", "0");
    await page.settled();
    assert.equal(await page.text(1), kept);
    assert.deepEqual(await page.troubles(), []);
  });

  it("obey a slicer", async () => {
    const { page: browser } = page;
    await page.goto("Bar chart");
    const before = await page.text();
    await browser.selectOption("#slicer", "Region");
    await browser.locator('.slicer[data-field="Region"] label', { hasText: "Europe" }).click();
    await page.settled();
    assert.notEqual(await page.text(), before);
    assert.deepEqual(await page.troubles(), []);
  });

  it("have an audit beside them, of the same policy and the same cells", async () => {
    await page.goto("Bar chart");
    await page.page.getByRole("tab", { name: "Audit" }).click();
    const lines = await page.page.locator(".audit dl").innerText();
    const frame = await page.frame();
    const shield = await frame.locator("#visual").evaluate((element) => element.textContent);
    const policy = /Policy\s+([0-9a-f]{8,})/.exec(lines)?.[1];
    assert.ok(
      policy !== undefined && shield.includes(policy),
      `${policy ?? "no policy"} is not the picture's`,
    );
    const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;
    const drawn = await page.text();
    assert.equal(/Shown\s+(\d+)/.exec(lines)?.[1], String(count(drawn, /^\d+\.\d$/gm)));
    assert.equal(/Hidden by minimum\s+(\d+)/.exec(lines)?.[1], String(count(drawn, /^Not shown$/gm)));
  });

  it("may be added, and begin with the page that explains the fields", async () => {
    await page.goto("Bar chart");
    await page.page.click("#add");
    await page.settled();
    assert.match(await page.text(1), /Add fields to see a chart/);
    await page.bind(pivoted("Region", "Meeting_hours"), 1);
    assert.match(await page.text(1), /Europe/);
    assert.deepEqual(await page.troubles(), []);
  });
});

describe("more rows than a window holds", () => {
  it("are fetched in windows of 30,000, each update with one end, and drawn from all of them", async () => {
    const lines = ["PersonId,MetricDate,Organization,Collaboration_hours"];
    for (let week = 0; week < 25; week++) {
      const date = new Date(Date.UTC(2026, 0, 4 + 7 * week)).toISOString().slice(0, 10);
      for (let person = 0; person < 4000; person++) {
        // Only the last window has the last weeks' larger hours.
        lines.push(
          `p${person},${date},${person % 2 ? "Odd" : "Even"},${(person % 2 ? 10 : 20) + week + (person % 9)}`,
        );
      }
    }
    await page.goto("Bar chart");
    await page.clearEvents();
    await page.openText("100,000 rows", lines.join("\n"), pivoted("Organization", "Collaboration_hours"));
    const events = await page.events();
    const fetches = events.filter((event) => event.name === "fetchMoreData").length;
    assert.ok(fetches >= 3, `${fetches} windows were asked for`);
    const mean = (start: number, odd: number): number => {
      let sum = 0;
      for (let person = odd; person < 4000; person += 2) sum += start + 12 + (person % 9);
      return sum / 2000;
    };
    const text = await page.text();
    assert.ok(text.includes(mean(20, 0).toFixed(1)), `${mean(20, 0)} is not drawn`);
    assert.ok(text.includes(mean(10, 1).toFixed(1)), `${mean(10, 1)} is not drawn`);
    assert.deepEqual(await page.troubles(), []);
  });
});
