// npm run pictures: takes the reference pictures of test/e2e/pictures anew. Look at each before it is committed.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Playground } from "../test/e2e/harness";
import { REFERENCES, SCENES, take, textOf } from "../test/e2e/pictures";

mkdirSync(REFERENCES, { recursive: true });
for (const han of ["jp", "sc"] as const) {
  const scenes = SCENES.filter((scene) => scene.han === han);
  const page = await Playground.open({ bundled: { text: textOf(scenes), han } });
  for (const scene of scenes) {
    writeFileSync(join(REFERENCES, `${scene.name}.png`), await take(page, scene));
    console.log(`test/e2e/pictures/${scene.name}.png`);
  }
  await page.close();
}
