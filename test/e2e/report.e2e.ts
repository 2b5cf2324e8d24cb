import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { Playground, pivoted } from "./harness";

let page: Playground;
before(async () => {
  page = await Playground.open({ preset: "Several visuals" });
});
after(() => page.close());

/** How many of a pane's numbers have a name like this, added up over its metrics. */
function numbersIn(lines: string, name: string): number {
  const found = [...lines.matchAll(new RegExp(`${name}\\s+(\\d+)`, "g"))];
  return found.reduce((sum, match) => sum + Number(match[1]), 0);
}

/** Compares the audit beside the active visual with what its picture tells a screen reader, cell by cell. */
async function sameAsAudit(): Promise<void> {
  const frame = await page.frame();
  const shield = await frame.locator("#visual").evaluate((element) => element.textContent);
  const labels = await page.points();
  const told = (pattern: RegExp): number => labels.filter((label) => pattern.test(label)).length;
  const [hidden, empty] = [told(/Not shown/), told(/No data/)];
  const wanted = { hasItsPolicy: true, shown: labels.length - hidden - empty, hidden, empty };
  const audited = async (): Promise<typeof wanted> => {
    const lines = (await page.page.locator(".audit dl").allInnerTexts()).join("\n");
    const policy = /Policy number\s+([0-9a-f]{8,})/.exec(lines)?.[1];
    return {
      hasItsPolicy: policy !== undefined && shield.includes(policy),
      shown: numbersIn(lines, "Shown"),
      hidden: numbersIn(lines, 'Hidden (?:by|to)[\\w "%-]+'),
      empty: numbersIn(lines, "Empty"),
    };
  };
  // The pane follows the picture: an audit under way may come a moment later.
  const deadline = Date.now() + 60_000;
  while (!isDeepStrictEqual(await audited(), wanted) && Date.now() < deadline)
    await page.page.waitForTimeout(100);
  assert.deepEqual(await audited(), wanted);
  assert.ok(labels.length > 5);
}

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

  it("come back to a bookmark, slicers included", async () => {
    const { page: browser } = page;
    await page.goto("Several visuals");
    await browser.selectOption("#slicer", "Region");
    const boxes = browser.locator("#slicers input");
    const all = await page.text();
    await boxes.first().check();
    await page.settled();
    const kept = await page.text();
    assert.notEqual(kept, all);
    await browser.selectOption("#bookmark", "save");
    await browser.getByLabel("Remove the slicer Region").click();
    await page.settled();
    assert.notEqual(await page.text(), kept);
    await browser.selectOption("#bookmark", "0");
    await page.settled();
    assert.equal(await page.text(), kept);
    assert.equal(await boxes.first().isChecked(), true);
    assert.deepEqual(await page.troubles(), []);
  });

  it("come back to a bookmark, the metric that the viewer switched to included", async () => {
    const { page: browser } = page;
    await page.goto("Bar chart");
    await page.bind([
      ...pivoted("Organization", "Collaboration_hours"),
      { role: "metric", field: "Meeting_hours", summary: "sum" },
    ]);
    const frame = await page.frame();
    const pick = async (metric: string): Promise<void> => {
      await frame.locator("select").first().selectOption(metric);
      await page.settled();
    };
    await pick("Meeting hours");
    const kept = await page.text();
    await browser.selectOption("#bookmark", "save");
    await pick("Collaboration hours");
    assert.notEqual(await page.text(), kept);
    await browser.selectOption("#bookmark", "0");
    await page.settled();
    assert.equal(await page.text(), kept);
    assert.deepEqual(await page.troubles(), []);
  });

  it("put groups in the model's order, which is not the alphabet's", async () => {
    const levels = ["Junior", "Senior", "Manager", "Director"];
    const lines = ["PersonId,MetricDate,Level,Level order,Hours"];
    for (let person = 0; person < 80; person++) {
      const level = person % 4;
      for (const date of ["2026-01-04", "2026-01-11"])
        lines.push(`p${person},${date},${levels[level] ?? ""},${level},${10 + ((person * 7) % 13)}`);
    }
    await page.goto("Bar chart");
    await page.openText("levels", lines.join("\n"), pivoted("Level", "Hours"));
    await page.format("chart", { sort: "model" });
    const frame = await page.frame();
    const labels = await frame
      .locator("[role=option]")
      .evaluateAll((points) => points.map((point) => point.getAttribute("aria-label") ?? ""));
    assert.deepEqual(
      labels.map((label) => label.replace(/:.*/, "")),
      levels,
    );
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

  for (const preset of ["Bar chart", "Trend", "Heat map", "Unpivoted query", "Aggregated by the model"]) {
    it(`have an audit beside them, of the same policy and the same cells: ${preset}`, async () => {
      await page.goto(preset);
      await page.page.getByRole("tab", { name: "Audit" }).click();
      await sameAsAudit();
    });
  }

  it("have an audit where all groups are hidden", async () => {
    await page.goto("All groups hidden");
    await page.page.getByRole("tab", { name: "Audit" }).click();
    await sameAsAudit();
    assert.match(await page.page.locator(".audit dl").innerText(), /Shown\s+0\n/);
  });

  it("have an audit that knows what was drawn before", async () => {
    await page.goto("Bar chart");
    await page.page.getByRole("tab", { name: "Audit" }).click();
    await page.format("chart", { kind: "trend" });
    await sameAsAudit();
    await page.page.selectOption("#slicer", "Region");
    await page.page.locator('.slicer[data-field="Region"] label', { hasText: "Europe" }).click();
    await page.settled();
    await sameAsAudit();
  });

  it("may be added, and begin with the page that explains the fields", async () => {
    await page.goto("Bar chart");
    await page.page.click("#add");
    await page.settled();
    assert.match(await page.text(1), /Add fields to see a chart/);
    await page.bind(pivoted("Region", "Meeting_hours"), 1);
    assert.match(await page.text(1), /Europe/);
    const name = page.page.locator(".tile").first();
    assert.equal(await name.getAttribute("aria-label"), "Collaboration hours by organization");
    await page.bind(pivoted("Region", "Meeting_hours"));
    assert.equal(await name.getAttribute("aria-label"), "Meeting hours by Region");
    assert.equal(await name.locator(".tile-title").textContent(), "Meeting hours by Region");
    await page.format("chart", { kind: "trend" });
    assert.equal(
      await name.locator("iframe").getAttribute("title"),
      "Meeting hours by MetricDate and Region",
    );
    assert.deepEqual(await page.troubles(), []);
  });
});

describe("format mode", () => {
  it("outlines a part, opens its card in the pane, and selects nothing", async () => {
    await page.goto("Bar chart");
    await page.clearEvents();
    await page.page.getByRole("tab", { name: "Format visual" }).click();
    await page.page.check("#format-mode");
    await page.settled();
    const frame = await page.frame();
    await frame.locator("[data-part=categoryAxis]").first().click({ force: true });
    await page.settled();
    assert.equal(await page.page.locator('[data-outline="categoryAxis"][data-visibility="2"]').count(), 1);
    assert.ok(
      await page.page.locator('[data-uid="categoryAxis-card"]').evaluate((card) => card.hasAttribute("open")),
    );
    const styles = (await page.events()).find((event) => event.name === "styles")?.detail ?? "";
    assert.match(styles, /"objectName":"categoryAxis","propertyName":"fontSize"/);
    await frame.locator("[role=option]").first().click({ force: true });
    await page.settled();
    assert.ok(!(await page.events()).some((event) => event.name === "filter"));
    assert.deepEqual(await page.troubles(), []);
  });
});

interface Watched {
  seen: string[];
}

/** In a frame: writes down what the visual shows one after the other, a text of progress or a picture. */
function watchDrawing(): void {
  const seen: string[] = [];
  Object.assign(window, { seen });
  new MutationObserver(() => {
    const loading = document.querySelector(".loading")?.textContent;
    const drawn = document.querySelector("[role=option]") ? "drawn" : "";
    const state = loading ?? drawn;
    if (state !== "" && seen.at(-1) !== state) seen.push(state);
  }).observe(document, { childList: true, subtree: true });
}

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
    await page.page.addInitScript(watchDrawing);
    await page.goto("Bar chart");
    await page.clearEvents();
    await page.openText("100,000 rows", lines.join("\n"), pivoted("Organization", "Collaboration_hours"));
    const seen = await (await page.frame()).evaluate(() => (window as unknown as Watched).seen);
    const drawn = seen.flatMap((state, index) => (state === "drawn" ? [seen[index - 1]] : []));
    assert.ok(drawn.length > 0, seen.join(" | "));
    // Whatever is drawn comes after the word that all windows but the last are there: nothing before it.
    for (const before of drawn) assert.match(before ?? "", /90,00\d rows/, seen.join(" | "));
    assert.ok(
      seen.some((state) => /30,000 rows/.test(state)),
      "progress moves",
    );
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
