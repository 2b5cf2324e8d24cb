// npm run screenshots: the pictures of the documentation, taken from the report page in the npm-carried browser.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Playground } from "../test/e2e/harness";
import { SCENES, textOf } from "../test/e2e/pictures";

const folder = join(import.meta.dirname, "..", "docs", "images");
mkdirSync(folder, { recursive: true });

const PICTURES = [
  ["bar-light", "Bar chart", "light"],
  ["trend-dark", "Trend", "dark"],
  ["heat-light", "Heat map", "light"],
  ["bar-contrast", "Bar chart", "contrast"],
  ["several-light", "Several visuals", "light"],
] as const;

const page = await Playground.open({
  preset: "Bar chart",
  width: 1366,
  height: 768,
  bundled: { text: textOf(SCENES), han: "jp" },
});
for (const [name, preset, theme] of PICTURES) {
  await page.goto(preset);
  await page.theme(theme);
  await page.page.screenshot({ path: join(folder, `${name}.png`) });
  console.log(`docs/images/${name}.png`);
}
await page.close();
