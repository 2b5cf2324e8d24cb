import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { cliPage } from "../../scripts/cli-docs";

void test("docs/cli.md is what the help says (npm run cli-docs writes it anew)", async () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/cli.md"), "utf8");
  assert.equal(page, await cliPage());
});

void test("every command has a description and an example", async () => {
  const sections = (await cliPage()).split(/^#{2,3} (?=quorum )/m).slice(1);
  const commands = sections.filter((section) => section.includes("```\nquorum "));
  assert.ok(commands.length >= 6);
  for (const section of commands) assert.match(section, /```sh\n/, section.split("\n")[0]);
});
