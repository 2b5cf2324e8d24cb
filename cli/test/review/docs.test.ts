import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { EXIT } from "../../src/shared/errors";
import { EXIT_INCOMPLETE } from "../../src/review/command";
import type { Visual } from "../../src/review/report/report";
import { isQuorum } from "../../src/review/rules/rule";
import { RULES } from "../../src/review/rules/all";

const text = readFileSync(resolve(import.meta.dirname, "../../../docs/review-rules.md"), "utf8");

void test("every rule has its page: what, why it matters, an attack in three lines, the mend", () => {
  const sections = text.split(/^### /m).slice(1);
  assert.deepEqual(
    sections.map((section) => section.split("\n")[0]?.trim()).sort(),
    RULES.map((rule) => rule.id).sort(),
  );
  for (const rule of RULES) {
    const section = sections.find((one) => one.startsWith(`${rule.id}\n`)) ?? "";
    assert.match(section, new RegExp(`^${rule.kind}, ${rule.severity}\\. `, "im"), rule.id);
    for (const part of ["What.", "Why it matters.", "An attack.", "The mend."]) {
      assert.ok(section.includes(`**${part}**`), `${rule.id}: ${part}`);
    }
    assert.equal([...section.matchAll(/^\d\. /gm)].length, 3, rule.id);
    assert.ok(text.includes(`| [${rule.id}](#${rule.id})`), rule.id);
  }
});

void test("the exit codes are those of the command", () => {
  const told = [...text.matchAll(/^\| (\d) +\|/gm)].map((match) => Number(match[1]));
  assert.deepEqual(told, [EXIT.done, EXIT.refused, EXIT.badInput, EXIT_INCOMPLETE]);
});

void test("the visual that is recognised as Quorum's is the one that is packaged", () => {
  const manifest = JSON.parse(readFileSync(resolve(import.meta.dirname, "../../../pbiviz.json"), "utf8")) as {
    visual: { guid: string };
  };
  const visual = (type: string): Visual => ({ type }) as Visual;
  assert.ok(isQuorum(visual(manifest.visual.guid)));
  assert.ok(!isQuorum(visual("columnChart")));
});
