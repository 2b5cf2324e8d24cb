import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { gunzipSync } from "node:zlib";
import { personQuery } from "../../samples/person-query";
import { Playground, SHARED, pivoted, sharedMissing } from "./harness";

let page: Playground;
before(async () => {
  page = await Playground.open({ preset: "Bar chart" });
});
after(() => page.close());

/** Groups by the number of distinct people who have a value of the metric. */
function groupSizes(): Map<string, number> {
  const people = new Map<string, Set<string>>();
  for (const row of personQuery()) {
    const group = row.attributes.Organization;
    if (group === null || row.metrics.Collaboration_hours === null) continue;
    people.set(group, (people.get(group) ?? new Set()).add(row.PersonId));
  }
  return new Map([...people].map(([group, ids]) => [group, ids.size]));
}

const csv = (header: string, lines: readonly string[]): string => [header, ...lines].join("\n");
const HEADER = "PersonId,MetricDate,Organization,Collaboration_hours";

/** Groups of the same size over two weeks, with hours that differ between people. */
function table(groups: number, people: number): string {
  const lines: string[] = [];
  for (let group = 0; group < groups; group++) {
    for (let person = 0; person < people; person++) {
      for (const date of ["2026-01-04", "2026-01-11"]) {
        lines.push(`g${group}p${person},${date},Group ${group + 1},${10 + ((group * 7 + person * 3) % 20)}`);
      }
    }
  }
  return csv(HEADER, lines);
}

/** Opens a table in the usual roles and returns what the visual says. */
async function drawn(
  name: string,
  text: string,
  bindings = pivoted("Organization", "Collaboration_hours"),
): Promise<string> {
  await page.openText(name, text, bindings);
  return page.text();
}

/** A message of its own, not the page for authors who have bound nothing. */
function isMessage(text: string): void {
  assert.ok(text.trim().length > 10, "nothing is said");
  assert.doesNotMatch(text, /Add fields to see a chart/);
  assert.doesNotMatch(text, /\d+\.\d/);
}

async function noTroubles(): Promise<void> {
  assert.deepEqual(await page.troubles(), []);
}

describe("the sample query, drawn by the packaged visual", () => {
  it("names every large group, and gives no number to a group under 10 people", async () => {
    const text = await page.text();
    const sizes = groupSizes();
    assert.ok([...sizes.values()].some((size) => size < 10));
    for (const [group, size] of sizes) {
      if (size >= 10) assert.ok(text.includes(group), `${group} is missing`);
      else
        assert.doesNotMatch(text, new RegExp(`${group}[^\\n\\d]{0,20}\\d+\\.\\d`), `${group} has a number`);
    }
    await noTroubles();
  });

  it("asks for nothing beyond the page itself", () => {
    assert.deepEqual(
      page.requests.filter(
        (url) => !url.startsWith(page.url) && !url.startsWith("data:") && !url.startsWith("blob:"),
      ),
      [],
    );
  });

  it("runs in a frame that may request nothing", async () => {
    const frame = await page.frame();
    const outcome = await frame.evaluate(async (url) => {
      try {
        await fetch(url);
        return "reached";
      } catch {
        return "blocked";
      }
    }, page.url);
    assert.equal(outcome, "blocked");
    // The frame tells the page of it in a message of its own, which may come later.
    await page.heard("blocked");
    await page.clearEvents();
    page.complaints.length = 0;
  });
});

describe("a query of one's own, dropped on the page", { skip: sharedMissing }, () => {
  it("shows the groups that the rules allow, with the values of the Python package", async () => {
    const file = join(SHARED, "viva-sample", "person-query-messy.csv");
    await page.drop(file, readFileSync(file));
    await page.bind(pivoted("Organization", "Collaboration_hours"));
    // Unrounded values are given only together with exact sizes, since they give the sizes away.
    await page.format("privacy", { groupSize: "exact" });
    // Many decimals are written only where group sizes are given exactly.
    await page.format("privacy", { groupSize: "exact" });
    await page.format("labels", { decimals: 10 });
    const text = await page.text();
    const expected = peerMeans();
    assert.equal(expected.size, 7);
    for (const group of ["Product", "HR", "Sales and Marketing", "Finance"]) {
      const value = Number(new RegExp(`^${group}: .*?(\\d+\\.\\d+)`, "m").exec(text)?.[1]);
      const peer = expected.get(group) ?? Number.NaN;
      assert.ok(Math.abs(value / peer - 1) < 1e-9, `${group}: ${value} here, ${peer} there`);
    }
    for (const group of ["CEO", "Project X", "Project Y"]) {
      assert.match(text, new RegExp(`^${group}: [^\\d]*$`, "m"), `${group} has a number`);
    }
    await noTroubles();
  });
});

/** create_bar of the Python package: mean Collaboration_hours by Organization in the messy file. */
function peerMeans(): Map<string, number> {
  const results = gunzipSync(readFileSync(join(SHARED, "peer-results", "results.csv.gz"))).toString("utf8");
  const means = new Map<string, number>();
  for (const line of results.split("\n")) {
    const [, lang, name, dataset, metric, attribute, minimum, group, , stat, value] = line.trim().split(",");
    const wanted = [lang, name, dataset, metric, attribute, minimum, stat].join();
    if (wanted !== "py,create_bar,person-query-messy,Collaboration_hours,Organization,1,mean") continue;
    means.set(group ?? "", Number(value));
  }
  return means;
}

describe("input that is not what it should be", () => {
  it("says that PersonId is missing", async () => {
    await page.clearEvents();
    const bindings = pivoted("Organization", "Collaboration_hours").filter(({ role }) => role !== "person");
    const text = await drawn("no-person", table(3, 20), bindings);
    isMessage(text);
    assert.match(text, /person/i);
    await noTroubles();
  });

  it("says that a text is no metric", async () => {
    await page.clearEvents();
    const bindings = pivoted("Organization", "Collaboration_hours").map((binding) =>
      binding.role === "metric" ? { ...binding, field: "Words", summary: "first" } : binding,
    );
    const lines = Array.from({ length: 40 }, (_, index) => `p${index},2026-01-04,One,many`);
    const text = await drawn("text", csv("PersonId,MetricDate,Organization,Words", lines), bindings);
    isMessage(text);
    assert.match(text, /number|numeric|metric/i);
    await noTroubles();
  });

  it("says that a file has no rows or is no CSV, and keeps what was there", async () => {
    await page.clearEvents();
    const before = await page.text();
    await assert.rejects(page.openText("empty.csv", HEADER), /empty\.csv has a header and no rows/);
    const picture = '\u0089PNG\r\n\u001a\n\0\0\0\rIHDR"\n",\n';
    await assert.rejects(page.openText("photo.csv", picture), /photo\.csv is not a CSV file/);
    assert.equal(await page.text(), before);
    await noTroubles();
  });

  it("draws 500 groups", async () => {
    await page.clearEvents();
    const text = await drawn("500", table(500, 12));
    assert.match(text, /Group 1\b/);
    await noTroubles();
  });

  it("draws one group", async () => {
    await page.clearEvents();
    const text = await drawn("one", table(1, 30));
    assert.match(text, /Group 1/);
    assert.match(text, /\d+\.\d/);
    await noTroubles();
  });

  it("says that all groups are too small", async () => {
    await page.clearEvents();
    const text = await drawn("small", table(2, 3));
    isMessage(text);
    await noTroubles();
  });
});
