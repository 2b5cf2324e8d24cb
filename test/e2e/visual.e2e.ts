// The packaged visual as a person meets it: with keys alone, at 200 %, and what leaves it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, it } from "node:test";
import pixelmatch from "pixelmatch";
import type { Frame } from "playwright-core";
import { PNG } from "pngjs";
import { Playground, pivoted } from "./harness";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let page: Playground;
before(async () => {
  page = await Playground.open({ preset: "Bar chart" });
});
after(() => page.close());

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

/** What axe-core has against the visual's frame. */
async function axe(frame: Frame): Promise<readonly string[]> {
  await frame.evaluate(axeSource);
  const { violations } = await frame.evaluate(async () => {
    const { axe: checker } = window as unknown as {
      axe: { run(root: Element, options: object): Promise<AxeResult> };
    };
    const visual = document.getElementById("visual");
    if (!visual) throw new Error("The frame has no visual.");
    // The frame around the visual is the host's: its title and landmarks are not ours.
    return checker.run(visual, { rules: { region: { enabled: false } } });
  });
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200) ?? ""}`);
}

const HEADER = "PersonId,MetricDate,Organization,Collaboration_hours";

async function noTroubles(): Promise<void> {
  assert.deepEqual(await page.troubles(), []);
}

describe("a minimum above every group", () => {
  it("shows no number where all groups are hidden, and says what may help", async () => {
    await page.goto("All groups hidden");
    const text = await page.text();
    assert.doesNotMatch(text, /\d\.\d/);
    assert.match(text, /wider filter/);
  });
});

describe("keys alone", () => {
  it("reach a bar, read it, select it, open the shield and leave", async () => {
    await page.goto("Several visuals");
    await page.clearEvents();
    const frame = await page.frame();
    await frame.locator("[role=option][tabindex='0']").focus();
    await page.page.keyboard.press("ArrowDown");
    const label = await frame.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    assert.match(label ?? "", /Collaboration hours \d+\.\d/);
    await page.page.keyboard.press("Enter");
    await page.settled();
    assert.ok((await page.events()).some((event) => event.name === "applyJsonFilter"));
    assert.equal(await frame.locator("[aria-selected=true]").count(), 1);
    await page.page.keyboard.press("Escape");
    assert.equal(await frame.evaluate(() => document.activeElement?.tagName), "BODY");
    await frame.locator(".shield").focus();
    await page.page.keyboard.press("Enter");
    assert.match(await frame.locator(".panel").innerText(), /at least 10 people/);
    await page.page.keyboard.press("Escape");
    assert.equal(await frame.locator(".panel").isVisible(), false);
    await noTroubles();
  });
});

/** Pixels that differ between two pictures of one size, strongly enough to be seen. */
function changed(before: Buffer, after: Buffer): (x: number, y: number) => boolean {
  const [one, other] = [PNG.sync.read(before), PNG.sync.read(after)];
  const marks = new PNG({ width: one.width, height: one.height });
  const options = { threshold: 0.2, includeAA: true, diffMask: true };
  pixelmatch(one.data, other.data, marks.data, one.width, one.height, options);
  return (x, y) =>
    x >= 0 && y >= 0 && x < one.width && y < one.height && marks.data[4 * (y * one.width + x) + 3] !== 0;
}

/** The sides of a box along which no line of pixels has changed. */
function openSides(box: DOMRect, isChanged: (x: number, y: number) => boolean): string[] {
  const near = [-4, -3, -2, -1, 0, 1, 2, 3, 4];
  const along = (from: number, to: number, at: (along: number) => boolean): boolean => {
    const places = Array.from({ length: Math.floor(to) - Math.ceil(from) }, (_, i) => Math.ceil(from) + i);
    return places.filter(at).length > 0.8 * places.length;
  };
  const across = (y: number) =>
    near.some((d) => along(box.left + 3, box.right - 3, (x) => isChanged(x, Math.round(y) + d)));
  const down = (x: number) =>
    near.some((d) => along(box.top + 3, box.bottom - 3, (y) => isChanged(Math.round(x) + d, y)));
  const sides = {
    top: across(box.top),
    bottom: across(box.bottom),
    left: down(box.left),
    right: down(box.right),
  };
  return Object.entries(sides).flatMap(([side, isThere]) => (isThere ? [] : [side]));
}

describe("the ring around what has the focus", () => {
  for (const theme of ["light", "dark", "contrast"] as const)
    it(`is seen on all four sides of a bar, the shield, its panel, a button and a choice: ${theme}`, async () => {
      await page.goto("Bar chart");
      await page.theme(theme);
      // The page's tooltip may lie over the ring.
      await page.page.addStyleTag({ content: "#tooltip { visibility: hidden }" });
      let frame = await page.frame();
      const ringIsWhole = async (what: string): Promise<void> => {
        const focused = await page.picture();
        const box = await frame.evaluate(
          () => document.activeElement?.getBoundingClientRect().toJSON() as DOMRect,
        );
        await frame.evaluate(() => {
          (document.activeElement as HTMLElement).blur();
        });
        const blurred = await page.picture();
        assert.deepEqual(openSides(box, changed(blurred, focused)), [], what);
      };
      await frame.locator("[role=option][tabindex='0']").focus();
      await page.page.keyboard.press("ArrowDown");
      await ringIsWhole("a bar");
      await frame.locator(".shield").focus();
      await ringIsWhole("the shield");
      await frame.locator(".shield").focus();
      await page.page.keyboard.press("Enter");
      await ringIsWhole("the panel");
      await frame.locator(".close").focus();
      await ringIsWhole("the panel's button");
      await page.goto("Unpivoted query");
      await page.theme(theme);
      frame = await page.frame();
      await frame.locator("select").first().focus();
      await ringIsWhole("the choice of the attribute");
    });
});

describe("500 columns", () => {
  it("scroll sideways: keys bring the last one and its name into view", async () => {
    const lines = [HEADER];
    for (let person = 0; person < 6000; person++)
      lines.push(`p${person},2026-01-04,Department ${person % 500},${10 + ((person * 7) % 13)}`);
    await page.goto("Bar chart");
    await page.openText("500.csv", lines.join("\n"), pivoted("Organization", "Collaboration_hours"));
    await page.format("chart", { kind: "columns", sort: "name" });
    const frame = await page.frame();
    await frame.locator("[role=option][tabindex='0']").focus();
    await page.page.keyboard.press("End");
    const { left, height, right, name } = await frame.locator(".scroll").evaluate((scroll) => ({
      left: scroll.scrollLeft,
      height: scroll.scrollHeight - scroll.clientHeight,
      right: scroll.getBoundingClientRect().right,
      name: [...scroll.querySelectorAll("text")]
        .find(({ textContent }) => textContent === "Department 499")
        ?.getBoundingClientRect().right,
    }));
    assert.ok(left > 5000, `scrolled to ${left}`);
    assert.equal(height, 0);
    assert.ok(name !== undefined && name <= right, `${name} is beyond ${right}`);
    await noTroubles();
  });
});

describe("zoom", () => {
  it("keeps everything in reach at 200 %", async () => {
    await page.page.setViewportSize({ width: 683, height: 384 });
    await page.goto("Bar chart");
    const frame = await page.frame();
    const inside = await frame.locator("#visual").evaluate((visual) => {
      const box = visual.getBoundingClientRect();
      return [...visual.querySelectorAll(".shield, .foot")].every(
        (each) => each.getBoundingClientRect().right <= box.right + 1,
      );
    });
    assert.ok(inside);
    assert.deepEqual(await axe(frame), []);
    await page.page.setViewportSize({ width: 1366, height: 768 });
    await noTroubles();
  });
});

/** Hours that appear nowhere else: of a group of one, and of one of three. */
const PLANTED = [7391.357, 8642.468];

function planted(): string {
  const lines: string[] = [HEADER];
  for (const date of ["2026-01-04", "2026-01-11", "2026-01-18"]) {
    for (const [group, people] of [
      ["Sales", 25],
      ["Product", 18],
      ["Finance", 14],
    ] as const) {
      for (let person = 0; person < people; person++)
        lines.push(`${group}${person},${date},${group},${10 + ((person * 7) % 13)}`);
    }
    lines.push(
      `solo,${date},Solo,${PLANTED[0]}`,
      `trio1,${date},Trio,${PLANTED[1]}`,
      `trio2,${date},Trio,9`,
      `trio3,${date},Trio,11`,
    );
  }
  return lines.join("\n");
}

describe("values of hidden cells", () => {
  it("leave the frame in no form: page, names, tooltips, selections, filters, host, console", async () => {
    await page.goto("Bar chart");
    await page.openText("planted.csv", planted(), pivoted("Organization", "Collaboration_hours"));
    // Without a known total nothing else has to be hidden: there is much that could tell.
    await page.format("privacy", { totalsKnown: false });
    const told: string[] = [];
    for (const kind of ["bar", "columns", "trend", "heat"]) {
      await page.format("chart", { kind });
      const frame = await page.frame();
      const points = frame.locator("[role=option]");
      for (let index = 0; index < Math.min(15, await points.count()); index++) {
        await points.nth(index).dispatchEvent("click");
        await points.nth(index).dispatchEvent("contextmenu");
        await points
          .nth(index)
          .hover({ force: true })
          .catch(() => undefined);
      }
      told.push(await frame.content(), await page.text(), await page.page.content());
    }
    told.push(JSON.stringify(await page.events()), ...page.complaints);
    const everything = told.join("\n").replace(/(?<=\d),(?=\d)/g, "");
    const [solo = 0, trio = 0] = PLANTED;
    const secrets = [solo, trio, (trio + 20) / 3, trio + 20, solo * 3, trio * 3, (trio + 20) * 3];
    for (const secret of secrets) {
      const digits = secret.toFixed(2).slice(0, -1);
      assert.ok(!everything.includes(digits), `${digits} is told`);
    }
    assert.match(everything, /Sales: Collaboration hours \d/);
    await noTroubles();
  });
});
