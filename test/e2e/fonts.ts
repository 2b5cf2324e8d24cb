// Fonts from npm for pictures that have to be the same on every machine. They stand in for Power BI's own
// "Segoe UI"; the visual itself carries and asks for none.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

/** Whose forms the Han characters take. */
export type Han = "jp" | "sc";

interface Face {
  readonly file: string;
  readonly unicodeRange: string;
}

/** The faces of a Fontsource package: one file for each range of characters. */
function facesOf(name: string): readonly Face[] {
  const css = require.resolve(`@fontsource-variable/${name}/index.css`);
  const blocks = readFileSync(css, "utf8").matchAll(/url\(([^)]+)\)[^;]*;\s*unicode-range:\s*([^;]+);/g);
  return [...blocks].map(([, file = "", unicodeRange = ""]) => ({
    file: join(dirname(css), file),
    unicodeRange,
  }));
}

function covers({ unicodeRange }: Face, points: ReadonlySet<number>): boolean {
  return unicodeRange.split(",").some((range) => {
    const [from = NaN, to = from] = range
      .trim()
      .slice(2)
      .split("-")
      .map((hex) => parseInt(hex, 16));
    return [...points].some((point) => point >= from && point <= to);
  });
}

/**
 * A script that gives a document the fonts for some text under the name "Segoe UI". It runs in every frame
 * before the frame's own scripts; the fonts are inside it, so that nothing is requested.
 */
export function fontScript(text: string, han: Han): string {
  const points = new Set(Array.from(text, (character) => character.codePointAt(0) ?? 0));
  const faces = ["noto-sans", "noto-sans-hebrew", `noto-sans-${han}`]
    .flatMap(facesOf)
    .filter((face) => covers(face, points))
    .map(({ file, unicodeRange }) => [readFileSync(file).toString("base64"), unicodeRange]);
  return `for (const [base64, unicodeRange] of ${JSON.stringify(faces)}) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  document.fonts.add(new FontFace("Segoe UI", bytes, { weight: "100 900", unicodeRange }));
}`;
}
