import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { NO_DESCRIPTION } from "./imitation/description";

test("the generated types are what the description gives today", { skip: NO_DESCRIPTION }, async () => {
  const { generate, TYPES } = (await import("../../scripts/power-bi-types.mjs" as string)) as {
    generate: () => Promise<string>;
    TYPES: URL;
  };
  assert.equal(await readFile(TYPES, "utf8"), await generate());
});
