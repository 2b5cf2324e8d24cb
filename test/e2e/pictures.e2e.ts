// The packaged visual looks as it did, to the pixel, in the browser and with the fonts that npm carries.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { PNG } from "pngjs";
import { Playground } from "./harness";
import { compare, DIFFERENCES, REFERENCES, SCENES, take, textOf } from "./pictures";

const skip =
  process.platform === "linux" && process.arch === "x64"
    ? false
    : "the browser that npm carries runs on Linux (x64) only";

const reference = (name: string): Buffer => readFileSync(join(REFERENCES, `${name}.png`));

/** Leaves what was drawn and what differs, and says where. */
function leave(name: string, actual: Buffer, difference: Buffer | null): string {
  mkdirSync(DIFFERENCES, { recursive: true });
  writeFileSync(join(DIFFERENCES, `${name}.png`), actual);
  if (difference) writeFileSync(join(DIFFERENCES, `${name}.difference.png`), difference);
  return `see .tmp/pictures/${name}.png; if it is as it should be: npm run pictures`;
}

for (const han of ["jp", "sc"] as const) {
  describe(`reference pictures, Han characters of ${han}`, { skip }, () => {
    const scenes = SCENES.filter((scene) => scene.han === han);
    let page: Playground;
    before(async () => {
      page = await Playground.open({ bundled: { text: textOf(scenes), han } });
    });
    after(() => page.close());
    for (const scene of scenes) {
      it(`${scene.name} is as it was`, async () => {
        const actual = await take(page, scene);
        const { pixels, difference } = compare(reference(scene.name), actual);
        assert.equal(
          pixels,
          0,
          pixels === 0 ? "" : `${pixels} pixels, ${leave(scene.name, actual, difference)}`,
        );
      });
    }
  });
}

describe("the comparison", () => {
  it("finds one changed pixel, and a changed size", () => {
    const picture = PNG.sync.read(reference("bar"));
    const at = 4 * (200 * picture.width + 320);
    picture.data[at] = (picture.data[at] ?? 0) ^ 0x40;
    assert.equal(compare(reference("bar"), PNG.sync.write(picture)).pixels, 1);
    const smaller = new PNG({ width: picture.width, height: picture.height - 1 });
    assert.ok(compare(reference("bar"), PNG.sync.write(smaller)).pixels > 0);
    assert.equal(compare(reference("bar"), reference("bar")).pixels, 0);
  });
});
