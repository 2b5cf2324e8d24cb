// Two queries that differ only in which of the hidden people has which value give the same document, byte by byte:
// no scale, order, colour or width is made from a hidden value.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Playground, pivoted } from "./harness";

const WEEKS = ["2026-01-04", "2026-01-11", "2026-01-18"];
const SIZES = { Alpha: 24, Beta: 18, Gamma: 15, Delta: 6, Epsilon: 5, Zeta: 3 };
const HIDDEN = ["Delta", "Epsilon", "Zeta"];
const PICTURES = [
  { kind: "bar", sort: "value", direction: "descending", privacy: {} },
  { kind: "bar", sort: "name", direction: "ascending", privacy: { merge: true } },
  {
    kind: "columns",
    sort: "value",
    direction: "ascending",
    privacy: { totalsKnown: false, groupSize: "exact" },
  },
  { kind: "trend", sort: "value", direction: "descending", privacy: {} },
  { kind: "heat", sort: "model", direction: "ascending", privacy: {} },
];

/** Everybody's hours; those of the hidden groups from small to large, or from large to small. */
function table(sign: 1 | -1, more = 0): string {
  const people = Object.entries(SIZES).flatMap(([group, count]) =>
    Array.from({ length: count }, (_, i) => ({ person: `${group}-${i}`, group })),
  );
  const lines = WEEKS.flatMap((week, w) => {
    const hours = people.map((_, i) => 5 + ((i * 7 + w * 3) % 31) / 2);
    const hidden = hours.filter((_, i) => HIDDEN.includes(people[i]?.group ?? ""));
    hidden.sort((a, b) => sign * (a - b));
    return people.map(({ person, group }, i) => {
      const own = HIDDEN.includes(group) ? hidden.shift() : (hours[i] ?? 0) + (group === "Alpha" ? more : 0);
      return [person, week, group, own].join();
    });
  });
  return ["PersonId,MetricDate,Organization,Collaboration_hours", ...lines].join("\n");
}

let page: Playground;
before(async () => {
  page = await Playground.open({ preset: "Bar chart" });
});
after(() => page.close());

/** The visual's document in each picture, one after the other in one session. */
async function documents(text: string, pictures = PICTURES): Promise<string[]> {
  await page.goto("Bar chart");
  await page.openText("hours", text, pivoted("Organization", "Collaboration_hours"));
  const found: string[] = [];
  for (const { kind, sort, direction, privacy } of pictures) {
    await page.format("privacy", { groupSize: "band", totalsKnown: true, merge: false, ...privacy });
    await page.format("chart", { kind, sort, direction });
    const frame = await page.frame();
    found.push(await frame.evaluate(() => globalThis.document.querySelector("#visual")?.outerHTML ?? ""));
  }
  return found;
}

describe("what the visual draws", () => {
  it("does not depend on hidden values", async () => {
    const [some, others] = [await documents(table(1)), await documents(table(-1))];
    const [shown] = await documents(table(1, 3), PICTURES.slice(0, 1));
    assert.ok(some[0] !== shown, "shown values change nothing: this would find nothing");
    PICTURES.forEach((picture, p) => {
      assert.match(some[p] ?? "", /Alpha/);
      assert.ok(some[p] === others[p], `hidden values change ${JSON.stringify(picture)}`);
    });
  });
});
