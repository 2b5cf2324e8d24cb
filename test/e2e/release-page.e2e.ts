// The pages that the command line writes, in a browser: the release as HTML, and the reviewer's report on paper.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { CHART, measure, QUERY, withVisuals, write } from "../../cli/test/review/fixture";
import { runCommand } from "../../cli/test/run-command";
import { findBrowser } from "../../scripts/lib/browser.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const HOSTILE = [
  "<script>document.title = 'taken'</script>",
  `"><img src=x onerror="document.title='taken'">`,
  "</style></svg><iframe srcdoc='x'>",
  "=HYPERLINK(\"http://evil\") & 'more'",
  "A".repeat(180),
];
const folder = mkdtempSync(join(tmpdir(), "quorum-page-"));
const file = (name: string): string => join(folder, name);
let browser: Browser;
let page: Page;
let heard: string[] = [];

before(async () => {
  const lines = HOSTILE.flatMap((group, g) =>
    Array.from({ length: 20 * 6 }, (_, i) => {
      const week = new Date(Date.UTC(2024, 0, 7 + 7 * (i % 6))).toISOString().slice(0, 10);
      return `p${g}-${Math.floor(i / 6)},${week},"${group.replaceAll('"', '""')}",${(i * 7 + g) % 40}.5`;
    }),
  );
  const few = `z1,2024-01-07,Tiny,3\nz2,2024-01-14,Tiny,4`;
  writeFileSync(file("rows.csv"), `PersonId,MetricDate,Team,Busy_hours\n${lines.join("\n")}\n${few}\n`);
  const view = [file("rows.csv"), "--metric", "Busy_hours", "--by", "Team"];
  for (const [command, name, ...more] of [
    ["release", "trend.html", "--over", "week"],
    ["release", "bars.html"],
    ["audit", "audit.html", "--over", "week", "--totals", "groups"],
  ] as const) {
    await runCommand(command, ...view, ...more, "--out", file(name));
  }
  const named = (name: string): typeof CHART => ({
    ...CHART,
    roles: { Y: [measure("Query", name)] },
  });
  const measures = HOSTILE.map((name) => ({ name, expression: "SUM ( Query[Email hours] )" }));
  const report = { ...withVisuals(...HOSTILE.map(named)), model: { tables: [{ ...QUERY, measures }] } };
  await runCommand("review", write(report, "pbir+bim", folder), "--out", file("review.html"));
  // The review found something, and told so by its exit code.
  process.exitCode = 0;
  const { executablePath, args, env } = await findBrowser();
  browser = await chromium.launch({
    executablePath,
    args,
    env: { ...process.env, ...env } as Record<string, string>,
  });
});
after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

async function open(name: string, width = 1000): Promise<void> {
  page = await browser.newPage({ viewport: { width, height: 800 }, reducedMotion: "reduce" });
  heard = [];
  page.on("console", (message) => heard.push(message.text()));
  page.on("pageerror", (error) => heard.push(error.message));
  page.on("request", (request) => heard.push(request.url()));
  await page.goto(pathToFileURL(file(name)).href);
  heard = heard.filter((text) => !text.startsWith("file:"));
}

const tip = (): Promise<string> => page.locator("#tip").innerText();
const focused = (): Promise<string> =>
  page.evaluate(() => document.activeElement?.getAttribute("data-point") ?? "none");
/** What sticks out of the page to the right. */
const tooWide = (): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll("body, body *")]
      .filter((one) => !one.closest("svg, figure") && one.getBoundingClientRect().right > innerWidth + 1)
      .map((one) => one.tagName),
  );

for (const name of ["trend.html", "bars.html"]) {
  describe(`release as ${name}`, () => {
    before(() => open(name));
    after(() => page.close());

    it("shows names as text, says nothing on the console and asks for nothing", async () => {
      const found = await page.evaluate(() => ({
        title: document.title,
        scripts: document.scripts.length,
        foreign: document.querySelectorAll("img, iframe, link, object, [onerror], [onclick]").length,
        text: document.body.textContent,
      }));
      assert.deepEqual([found.scripts, found.foreign], [2, 0]);
      assert.doesNotMatch(found.title, /taken/);
      for (const group of HOSTILE) assert.ok(found.text.includes(group), group);
      assert.deepEqual(heard, []);
    });

    it("goes from point to point by arrow keys, with the tooltip of each; Escape closes it", async () => {
      await page.keyboard.press("Tab");
      const first = await focused();
      assert.match(first, /^\d+$/);
      const said = await tip();
      assert.match(said, /Busy hours: (\d+\.\d|Not shown)/i);
      await page.keyboard.press(name === "bars.html" ? "ArrowDown" : "ArrowRight");
      assert.notEqual(await focused(), first);
      assert.notEqual(await tip(), said);
      await page.keyboard.press("Escape");
      assert.equal(await page.locator("#tip").isVisible(), false);
    });

    it("says the same to the mouse, inside the window", async () => {
      const point = page.locator("figure.light [data-point]").last();
      await point.hover({ force: true });
      assert.match(await tip(), /Busy hours: /);
      const box = await page.locator("#tip").boundingBox();
      assert.ok(box && box.x >= 0 && box.x + box.width <= 1000 && box.y >= 0 && box.y + box.height <= 800);
      await page.mouse.move(1, 1);
      assert.equal(await page.locator("#tip").isVisible(), false);
    });

    it("has one chart in each theme, readable for everybody by axe, also on a phone", async () => {
      const papers = new Set<string>();
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        assert.equal(await page.locator("figure:visible").count(), 1);
        assert.equal(await page.locator(`figure.${colorScheme}`).isVisible(), true);
        papers.add(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
        await page.evaluate(AXE);
        const violations = await page.evaluate(async () => {
          const { axe } = window as unknown as {
            axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
          };
          return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`);
        });
        assert.deepEqual(violations, []);
      }
      assert.equal(papers.size, 2);
      await page.setViewportSize({ width: 360, height: 640 });
      await page.locator("summary").click();
      assert.deepEqual(await tooWide(), []);
      await page.setViewportSize({ width: 1000, height: 800 });
    });
  });
}

describe("the page's content security policy", () => {
  let server: Server;
  let asked = 0;
  before(async () => {
    server = createServer((_, answer) => {
      asked++;
      answer.setHeader("Access-Control-Allow-Origin", "*").end("x");
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    await open("trend.html");
  });
  after(async () => {
    await page.close();
    server.close();
  });

  it("blocks every request and every foreign script", async () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    // The server can be reached from a page without the policy: what follows can fail.
    const free = await browser.newPage();
    await free.setContent(`<img src="${url}">`);
    await free.waitForLoadState("networkidle");
    await free.close();
    assert.equal(asked, 1);
    const fetched = await page.evaluate(async (to) => {
      const tried = await fetch(to).then(
        () => "fetched",
        () => "blocked",
      );
      for (const [tag, attribute] of [
        ["img", "src"],
        ["script", "src"],
        ["iframe", "src"],
      ] as const) {
        const element = document.createElement(tag);
        element.setAttribute(attribute, to);
        document.body.append(element);
      }
      const inline = document.createElement("script");
      inline.textContent = "document.title = 'taken'";
      document.body.append(inline);
      navigator.sendBeacon(to, "x");
      await new Promise((done) => setTimeout(done, 300));
      return tried;
    }, url);
    assert.equal(fetched, "blocked");
    assert.doesNotMatch(await page.title(), /taken/);
    assert.equal(asked, 1);
  });
});

describe("the review of a report as a page", () => {
  before(() => open("review.html"));
  after(() => page.close());

  it("is styled by its own sheet, shows names as text, says nothing on the console and asks for nothing", async () => {
    const found = await page.evaluate(() => ({
      title: document.title,
      foreign: document.querySelectorAll("script, img, iframe, link, object, [style], [onerror]").length,
      rule: getComputedStyle(document.querySelector(".findings li") ?? document.body).borderLeftWidth,
      text: document.body.textContent,
    }));
    assert.equal(found.foreign, 0);
    assert.equal(found.rule, "4px");
    assert.doesNotMatch(found.title, /taken/);
    for (const name of HOSTILE) assert.ok(found.text.includes(name.slice(0, 30)), name);
    assert.deepEqual(heard, []);
  });
});

describe("the reviewer's report as a page", () => {
  before(() => open("audit.html"));
  after(() => page.close());

  it("says first for whom it is, and nothing on the console", async () => {
    const first = await page.evaluate(() => (document.body.firstElementChild as HTMLElement).innerText);
    assert.match(first, /^For privacy reviewers only/);
    assert.deepEqual(heard, []);
    assert.equal(await page.evaluate(() => document.scripts.length), 0);
  });

  it("prints on A4 without anything over the edge", async () => {
    const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
    assert.match(pdf.subarray(0, 5).toString("latin1"), /^%PDF-/);
    const box = /\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/.exec(pdf.toString("latin1"));
    assert.deepEqual([Math.round(Number(box?.[1])), Math.round(Number(box?.[2]))], [595, 842]);
    // What is between the margins of the paper, in CSS pixels.
    await page.emulateMedia({ media: "print" });
    await page.setViewportSize({ width: Math.floor(((210 - 36) / 25.4) * 96), height: 900 });
    assert.deepEqual(await tooWide(), []);
  });
});
