import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import fc from "fast-check";
import { InputError } from "../../src/shared/errors";
import { DaxError, parseDax } from "../../src/review/dax/parse";
import { readTmdlTree } from "../../src/review/model/tmdl-tree";
import { toHtml } from "../../src/review/output/html";
import { toTable } from "../../src/review/output/table";
import { reviewReport } from "../../src/review/review";
import { lineOfPointer } from "../../src/review/source/json";
import { CHART, CLEAN, column, measure, write, type J, type PageSpec } from "./fixture";

const RUNS = Number(process.env["QUORUM_FUZZ_RUNS"] ?? 150);
const folder = mkdtempSync(join(tmpdir(), "quorum-review-robust-"));
after(() => {
  rmSync(folder, { recursive: true });
});

const DAX = [
  "SUM",
  "(",
  ")",
  "[A]",
  "Query",
  "'T'",
  ",",
  "VAR x =",
  "RETURN",
  "IF",
  ">=",
  "10",
  '"t"',
  "{",
  "}",
  "&&",
  "NOT",
  "-",
  "IN",
  "/*",
  "'",
  "[",
  ".",
];
const TMDL = [
  "table ",
  "\t",
  "\t\t",
  "column X",
  "measure 'a' =",
  "```",
  "\n",
  "\r\n",
  "partition p = m",
  ":",
  " = ",
  "'",
  "isHidden",
  "///",
  "   ",
  "ref table Q",
  "\ufeff",
];

const visualPath = join(folder, "Test.Report/definition/pages/One/visuals/chart/visual.json");
const tablePath = join(folder, "Test.SemanticModel/definition/tables/Query.tmdl");
const pbip = write(CLEAN, "pbir+tmdl", folder);
const visualText = readFileSync(visualPath, "utf8");
const tableText = readFileSync(tablePath, "utf8");

/** A text with pieces cut out, doubled, or replaced by others. */
function broken(text: string): fc.Arbitrary<string> {
  const edit = fc.record({
    at: fc.nat(text.length),
    cut: fc.nat(30),
    put: fc.oneof(
      fc.string({ unit: "binary", maxLength: 5 }),
      fc.constantFrom(..."{}[]\",:'=\n\t".split(""), "null", "1e999", "\\u0000"),
    ),
  });
  return fc
    .array(edit, { minLength: 1, maxLength: 6 })
    .map((edits) =>
      edits.reduce((now, { at, cut, put }) => now.slice(0, at) + put + now.slice(at + cut), text),
    );
}

/** Whatever stands in the file, the review ends: with a result, or with an error that is meant for a person. */
async function endsWell(): Promise<void> {
  try {
    const review = await reviewReport(pbip, { minGroupSize: 10, people: [] });
    assert.ok(toTable(review).length > 0);
    assert.ok(toHtml(review).length > 0);
  } catch (error) {
    assert.ok(error instanceof InputError, String(error));
  }
}

void describe("whatever is in the files", () => {
  void test("DAX parses or says where it does not", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.array(fc.constantFrom(...DAX), { maxLength: 40 }).map((parts) => parts.join(" ")),
        ),
        (text) => {
          try {
            parseDax(text);
          } catch (error) {
            assert.ok(error instanceof DaxError && error.at >= 0 && error.at <= text.length, String(error));
          }
        },
      ),
      { numRuns: RUNS * 10 },
    );
    assert.throws(() => parseDax("(".repeat(100_000)), DaxError);
    assert.throws(() => parseDax("- ".repeat(100_000)), DaxError);
  });

  void test("TMDL gives a tree and the lines that were not understood", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.array(fc.constantFrom(...TMDL), { maxLength: 40 }).map((parts) => parts.join("")),
        ),
        (text) => {
          const lines = text.split(/\r\n|\n|\r/).length;
          const { problems } = readTmdlTree(text);
          for (const problem of problems) assert.ok(problem.line >= 1 && problem.line <= lines);
        },
      ),
      { numRuns: RUNS * 10 },
    );
    const started = process.cpuUsage();
    readTmdlTree(`table ${"'".repeat(50_000)}\n${"\t".repeat(50_000)}x\n${" a".repeat(50_000)}`);
    assert.ok(process.cpuUsage(started).user < 5e6, "time grows with the text, not with its square");
  });

  void test("a line of a pointer is a line of the text", () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string({ maxLength: 3 })), (text, steps) => {
        const line = lineOfPointer(text, steps.map((step) => `/${step}`).join(""));
        assert.ok(line >= 1 && line <= text.split("\n").length);
      }),
    );
  });

  void test("broken visuals end well", async () => {
    await fc.assert(
      fc.asyncProperty(broken(visualText), async (text) => {
        writeFileSync(visualPath, text);
        await endsWell();
      }),
      { numRuns: RUNS },
    );
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 6 }), async (text) => {
        writeFileSync(visualPath, text);
        await endsWell();
      }),
      { numRuns: RUNS },
    );
    writeFileSync(visualPath, visualText);
  });

  void test("a visual with any JSON in any of its places ends well", async () => {
    const places = ["name", "position", "visual", "filterConfig"] as const;
    const inner = ["visualType", "query", "objects", "visualContainerObjects", "expansionStates"] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...places),
        fc.constantFrom(...inner),
        fc.jsonValue({ maxDepth: 5 }),
        async (place, part, value) => {
          const json = JSON.parse(visualText) as Record<string, J>;
          if (place === "visual")
            json["visual"] = { ...(json["visual"] as Record<string, J>), [part]: value as J };
          else json[place] = value as J;
          writeFileSync(visualPath, JSON.stringify(json));
          await endsWell();
        },
      ),
      { numRuns: RUNS },
    );
    writeFileSync(visualPath, visualText);
  });

  void test("broken tables end well", async () => {
    await fc.assert(
      fc.asyncProperty(broken(tableText), async (text) => {
        writeFileSync(tablePath, text);
        await endsWell();
      }),
      { numRuns: RUNS },
    );
    writeFileSync(tablePath, tableText);
  });
});

void test("2,000 visuals are reviewed in bounded time and memory", async () => {
  const place = mkdtempSync(join(tmpdir(), "quorum-review-large-"));
  try {
    const pages = Array.from({ length: 40 }, (_, p): PageSpec => {
      return {
        name: `Page${p}`,
        visuals: Array.from({ length: 50 }, (_v, i) => ({
          ...CHART,
          name: `v${i}`,
          roles: { Category: [column("Query", "PersonId")], Y: [measure("Query", "Email hours shown")] },
        })),
      };
    });
    const path = write({ ...CLEAN, pages }, "pbir+tmdl", place);
    const before = process.memoryUsage().rss;
    const started = process.cpuUsage();
    const review = await reviewReport(path, { minGroupSize: 10, people: [] });
    const text = toHtml(review);
    assert.equal(review.findings.filter((finding) => finding.rule === "person-in-visual").length, 2000);
    assert.equal([...text.matchAll(/class="visual"/g)].length, 2000);
    // Seconds of work, not of waiting for a processor.
    assert.ok(process.cpuUsage(started).user < 30e6);
    assert.ok(process.memoryUsage().rss - before < 600 * 2 ** 20);
  } finally {
    rmSync(place, { recursive: true });
  }
});
