// Unmistakable values are planted in groups that must stay hidden. Then everything that leaves the engine is
// searched for them and for their sums: the frame's document, tooltips, what the visual tells the host, the console.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Playground, pivoted } from "./harness";

const DATES = ["2026-01-04", "2026-01-11", "2026-01-18"];
const PLANTED: Readonly<Record<string, readonly number[]>> = {
  "One person": [7341179],
  "Three people": [1856237, 2974613, 3642891],
};

function table(): string {
  const lines = ["PersonId,MetricDate,Organization,Collaboration_hours"];
  for (const date of DATES) {
    for (const [group, values] of Object.entries(PLANTED)) {
      for (const [index, value] of values.entries())
        lines.push(`planted-${group}-${index},${date},${group},${value}`);
    }
    for (let person = 0; person < 90; person++) {
      lines.push(`p${person},${date},Large ${(person % 3) + 1},${8 + ((person * 7) % 17)}`);
    }
  }
  return lines.join("\n");
}

/** The planted values, their sums and means, as the digits that any writing of them begins with. */
function needles(): string[] {
  const found = new Set<number>();
  for (const values of Object.values(PLANTED)) {
    for (let mask = 1; mask < 2 ** values.length; mask++) {
      const chosen = values.filter((_, index) => mask & (1 << index));
      const sum = chosen.reduce((total, value) => total + value, 0);
      for (const factor of [1, 1 / chosen.length, DATES.length]) found.add(Math.trunc(sum * factor));
    }
  }
  return [...found].map(String);
}

/** Digits without what writes them in groups: 1,856,237 and 1 856 237 become 1856237. */
const joined = (text: string): string => text.replace(/(?<=\d)[,.'’\s\u00a0\u202f](?=\d{3}(?!\d))/gu, "");

let page: Playground;
const told: string[] = [];
before(async () => {
  page = await Playground.open({ preset: "Bar chart" });
  await page.page.exposeFunction("tell", (text: string) => told.push(text));
  await page.page.evaluate(() => {
    window.addEventListener("message", (event: MessageEvent<unknown>) => {
      (window as unknown as { tell(text: string): void }).tell(JSON.stringify(event.data));
    });
  });
  await page.openText("planted", table(), pivoted("Organization", "Collaboration_hours"));
});
after(() => page.close());

/** Moves over the whole picture, clicks and asks for the menu on the names of the hidden groups. */
async function explore(): Promise<void> {
  const place = await page.page.locator(".tile iframe").boundingBox();
  assert.ok(place);
  for (let row = 1; row < 8; row++) {
    for (let column = 1; column < 6; column++) {
      await page.page.mouse.move(place.x + (place.width * column) / 6, place.y + (place.height * row) / 8);
    }
  }
  const frame = await page.frame();
  for (const group of Object.keys(PLANTED)) {
    const mark = frame.locator(`[aria-label^="${group}"]`).first();
    if ((await mark.count()) === 0) continue;
    await mark.click({ force: true });
    await mark.click({ force: true, button: "right" });
    await page.page.keyboard.press("Escape");
  }
  await page.page.mouse.move(2, 2);
  await page.settled();
}

/** Everything that has left the engine so far. */
async function haystack(): Promise<string> {
  const frame = await page.frame();
  const document = await frame.evaluate(() => globalThis.document.documentElement.outerHTML);
  const outside = await page.page.evaluate(() => globalThis.document.body.innerHTML);
  return joined([document, outside, ...told, ...page.complaints].join("\n"));
}

describe("values planted in hidden groups", () => {
  it("would be found if they were there", () => {
    assert.ok(
      needles().every((needle) => joined(`x ${Number(needle).toLocaleString("en-US")}.5`).includes(needle)),
    );
    assert.ok(needles().length > 12);
  });

  for (const kind of ["bar", "columns", "trend", "heat"]) {
    for (const settings of [{ groupSize: "exact" }, { totalsKnown: false, merge: true }]) {
      it(`are nowhere outside the engine: ${kind} ${JSON.stringify(settings)}`, async () => {
        await page.format("chart", { kind });
        await page.format("privacy", { groupSize: "band", totalsKnown: true, merge: false, ...settings });
        await explore();
        const searched = await haystack();
        assert.match(searched, /Large 1/);
        for (const needle of needles())
          assert.ok(!searched.includes(needle), `${needle} is outside the engine`);
        for (const text of told.filter((message) => /"kind":"(selection|filter|menu)"/.test(message))) {
          for (const group of Object.keys(PLANTED))
            assert.ok(!text.includes(group), `${group} has an identity: ${text}`);
        }
      });
    }
  }
});
