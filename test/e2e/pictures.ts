// The reference pictures: what they show and how they are taken and compared.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import type { Han } from "./fonts";
import { pivoted, Playground } from "./harness";

const root = join(import.meta.dirname, "..", "..");
export const REFERENCES = join(import.meta.dirname, "pictures");
/** Where a picture that differs is left, with its differences. */
export const DIFFERENCES = join(root, ".tmp", "pictures");

type Properties = Readonly<Record<string, unknown>>;

export interface Scene {
  readonly name: string;
  readonly han: Han;
  readonly kind: "bar" | "columns" | "trend" | "heat";
  readonly theme: "light" | "dark" | "contrast";
  readonly locale: string;
  /** Names of groups of our own; without them the sample query is drawn. */
  readonly groups?: readonly string[];
  readonly settings?: readonly (readonly [string, Properties])[];
}

const English = { han: "jp", locale: "en-US" } as const;
const JAPANESE = [
  "営業部",
  "研究開発部",
  "人事部",
  "財務・経理部",
  "カスタマーサポート部門（東日本地域担当）",
];
const CHINESE = ["销售部", "研发中心", "人力资源部", "财务部", "客户服务与技术支持部（华东区）"];
const HEBREW = ["מכירות", "מחקר ופיתוח", "משאבי אנוש", "כספים", "שירות לקוחות ותמיכה טכנית (צפון)"];

/** A handful: every chart, every theme, and the scripts that break layouts. */
export const SCENES: readonly Scene[] = [
  {
    ...English,
    name: "bar",
    kind: "bar",
    theme: "light",
    settings: [["referenceLine", { kind: "everybody" }]],
  },
  { ...English, name: "bar-contrast", kind: "bar", theme: "contrast" },
  { ...English, name: "trend", kind: "trend", theme: "light" },
  { ...English, name: "trend-dark", kind: "trend", theme: "dark" },
  { ...English, name: "heat", kind: "heat", theme: "light" },
  { name: "columns-ja", han: "jp", locale: "ja-JP", kind: "columns", theme: "light", groups: JAPANESE },
  { name: "heat-zh-dark", han: "sc", locale: "zh-CN", kind: "heat", theme: "dark", groups: CHINESE },
  { name: "bar-rtl", han: "jp", locale: "he-IL", kind: "bar", theme: "light", groups: HEBREW },
];

const PRESETS = { bar: "Bar chart", columns: "Bar chart", trend: "Trend", heat: "Heat map" } as const;

/** Every character that a scene may write: its names, and the visual's texts in its language. */
export function textOf(scenes: readonly Scene[]): string {
  const resources = (locale: string): string => {
    const known = ["ja-JP", "zh-CN"].includes(locale) ? locale : "en-US";
    return readFileSync(join(root, "stringResources", known, "resources.resjson"), "utf8");
  };
  const latin = String.fromCodePoint(...Array.from({ length: 0x250 }, (_, point) => point + 0x20));
  return scenes.map(({ locale, groups = [] }) => resources(locale) + groups.join("")).join("") + latin;
}

/** Rows of groups of 26, 23, … people over eight weeks, the last group too small to be shown. */
function rowsOf(groups: readonly string[]): string {
  const lines = ["PersonId,MetricDate,Organization,Collaboration_hours"];
  for (const [index, group] of groups.entries()) {
    const people = index === groups.length - 2 ? 6 : 26 - 3 * index;
    for (let person = 0; person < people; person++) {
      for (let week = 0; week < 8; week++) {
        const date = new Date(Date.UTC(2026, 0, 4 + 7 * week)).toISOString().slice(0, 10);
        const hours = 11 + ((index * 5 + person * 7 + week * 3) % 17) + week / 2;
        lines.push(`g${index}p${person},${date},${group},${hours}`);
      }
    }
  }
  return lines.join("\n");
}

interface Exposed {
  quorum: { report: { setLocale(locale: string): void } };
}

/** Draws a scene in the packaged visual and takes its picture, 640 × 400 pixels of the visual alone. */
export async function take(page: Playground, scene: Scene): Promise<Buffer> {
  // A preset of the chart's own: a chart drawn before would be remembered, and hide more of this one.
  await page.goto(PRESETS[scene.kind]);
  await page.size(640, 400);
  if (scene.groups) {
    await page.openText("groups", rowsOf(scene.groups), pivoted("Organization", "Collaboration_hours"));
  }
  if (scene.locale !== "en-US") {
    await page.page.evaluate((locale) => {
      (window as unknown as Exposed).quorum.report.setLocale(locale);
    }, scene.locale);
    await page.settled();
  }
  await page.format("chart", { kind: scene.kind });
  for (const [card, properties] of scene.settings ?? []) await page.format(card, properties);
  await page.theme(scene.theme);
  await page.page.mouse.move(1, 1);
  const frame = await page.frame();
  await frame.evaluate(async () => {
    await document.fonts.ready;
    if ([...document.fonts].some((face) => face.status !== "loaded"))
      throw new Error("A font is not loaded.");
  });
  return page.picture();
}

export interface Comparison {
  /** Number of pixels that differ; of other sizes, every pixel does. */
  readonly pixels: number;
  readonly difference: Buffer | null;
}

/**
 * Pixels of two PNG files that differ. No anti-aliasing is forgiven; only what the rounding of another
 * processor may do, up to ten of 255 steps of one pixel's grey, is.
 */
export function compare(expected: Buffer, actual: Buffer): Comparison {
  const [one, other] = [PNG.sync.read(expected), PNG.sync.read(actual)];
  const { width, height } = one;
  if (other.width !== width || other.height !== height) return { pixels: width * height, difference: null };
  const drawn = new PNG({ width, height });
  const options = { threshold: 0.04, includeAA: true };
  const pixels = pixelmatch(one.data, other.data, drawn.data, width, height, options);
  return { pixels, difference: PNG.sync.write(drawn) };
}
