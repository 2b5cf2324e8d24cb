// The command line and the packaged visual draw the same Release: the same rows, the same view, the same numbers.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { defaultPolicy, memorySource, protect, type View } from "../../src/engine";
import { loadRows } from "../../cli/src/query/load-rows";
import { neededBy } from "../../cli/src/query/query";
import { pivoted, Playground, SHARED, sharedMissing } from "./harness";

const file = join(SHARED, "viva-sample/person-query-messy.csv");
const ATTRIBUTES = ["Organization", "FunctionType", "LevelDesignation", "SupervisorIndicator"];
const METRICS = ["Collaboration_hours", "Email_hours", "Meetings", "Internal_network_size"];

let page: Playground;
before(async () => {
  page = await Playground.open({ preset: "Bar chart", height: 1400 });
});
after(() => page.close());

describe("quorum release equals the visual", { skip: sharedMissing }, () => {
  let compared = 0;
  for (let i = 0; i < 6; i++) {
    const [by = "", metric = ""] = [ATTRIBUTES[i % 4], METRICS[(i * 3 + Math.floor(i / 4)) % 4]];
    it(`${metric} by ${by}`, async () => {
      // A new life of the visual: it remembers nothing of the views before.
      await page.goto("Bar chart");
      await page.openText("messy.csv", readFileSync(file, "utf8"), pivoted(by, metric));
      const labels = (await page.text()).split("\n");
      const view: View = {
        metric,
        measure: { kind: "mean" },
        by,
        series: null,
        over: "none",
        filter: {},
        totals: { groups: false, periods: false },
      };
      const { rows } = await loadRows([file], {}, neededBy(view));
      const { release } = protect(memorySource(rows), view, defaultPolicy);
      for (const cell of release.cells) {
        const about = labels.filter(
          (label) => label.startsWith(`${cell.group ?? ""}:`) || label.startsWith(`${cell.group ?? ""},`),
        );
        assert.ok(about.length > 0, `${cell.group ?? ""} is on the picture: ${labels.join(" | ")}`);
        const told = about.some((label) =>
          cell.status === "shown" ? label.includes(cell.value.toFixed(1)) : /not shown/i.test(label),
        );
        assert.ok(told, `${cell.group ?? ""} ${cell.status}: ${about.join(" | ")}`);
        compared++;
      }
    });
  }
  it("compared enough", () => {
    console.log(`cells compared with the packaged visual: ${compared}`);
    assert.ok(compared > 30);
  });
});
