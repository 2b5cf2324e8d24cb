import { createRequire } from "node:module";
import { Resvg } from "@resvg/resvg-js";
import type { Over, Release, ReleaseView } from "../../../src/engine";
import {
  chartDefaults,
  chooseKind,
  drawChart,
  LIGHT,
  plainFormat,
  svgText,
  type ChartFormat,
  type Picture,
} from "../../../src/pictures";
import { forHtml } from "../shared/escape";
import type { Shown } from "./document";
import { madeUnder, readable, subtitle, titleOf, valueText } from "./words";

/** Noto Sans, and a font of the same forms for what it lacks, such as "≥". */
const FONTS = [
  "noto-sans/400Regular/NotoSans_400Regular.ttf",
  "noto-sans/700Bold/NotoSans_700Bold.ttf",
  "open-sans/400Regular/OpenSans_400Regular.ttf",
  "open-sans/700Bold/OpenSans_700Bold.ttf",
];
/** Pixels of the file per pixel of the picture: sharp in a document and on a dense screen. */
const SCALE = 2;
/** Pixels around the chart, and above it with the title. */
const MARGIN = 24;
const TITLE = 76;
/** Pixels above each of several charts, with its metric's name. */
const NAME = 40;
const WIDTH = 760;
/** Several charts beside one another are narrower. */
const NARROW = 560;

/**
 * The release as a chart that suits it.
 * @param name tells the pictures of one page apart.
 */
export function drawRelease(
  release: Release,
  decimals: number | null,
  { style = LIGHT, name = "chart", width = WIDTH } = {},
): Picture {
  const { groups, series, periods, view } = release;
  const kind = chooseKind({ groups: groups.length, series: series.length, periods: periods.length });
  return drawChart(release, {
    ...chartDefaults,
    kind,
    style,
    id: name,
    width,
    height: kind === "bar" ? Math.max(200, 90 + 34 * (groups.length + 1)) : 440,
    title: readable(view.metric),
    groupTitle: readable(view.by ?? ""),
    format: formatOf(view, decimals),
  });
}

/**
 * The chart as an SVG file with its title above it, and below it by which policy and engine it was made; several
 * metrics as one chart each, two beside one another.
 */
export function releaseSvg(shown: readonly [Shown, ...Shown[]]): string {
  const views = shown.map(({ document }) => document.view);
  const several = shown.length > 1;
  const pictures = shown.map(({ document, release }, i) =>
    drawRelease(release, document.policy.decimals, {
      name: `chart${i}`,
      width: several ? NARROW : WIDTH,
    }),
  );
  const { placed, width, height } = placeCharts(pictures, several ? NAME : 0);
  const line = (y: number, size: number, color: string, text: string): string =>
    `<text x="${MARGIN}" y="${y}" font-size="${size}" fill="${color}">${forHtml(text)}</text>`;
  const charts = placed.map(({ picture, x, y }, i) => {
    const { foreground } = picture.style;
    const name = `<text y="20" font-size="15" fill="${foreground}">${forHtml(readable(views[i]?.metric ?? ""))}</text>\n`;
    return `<g transform="translate(${x},${y})">
${several ? `${name}<g transform="translate(0,${NAME})">\n${svgText(picture)}</g>\n` : svgText(picture)}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${forHtml(LIGHT.fontFamily)}">
<rect width="${width}" height="${height}" fill="${LIGHT.background}"/>
${line(36, 18, LIGHT.foreground, titleOf(views))}
${line(56, 12, LIGHT.muted, subtitle(shown[0].document.view))}
${charts.join("\n")}
${line(height - 9, 10, LIGHT.muted, madeUnder(shown[0].document))}
</svg>
`;
}

interface Placed {
  readonly picture: Picture;
  readonly x: number;
  readonly y: number;
}

/** Two charts a row, each row as high as its highest. */
function placeCharts(
  pictures: readonly Picture[],
  name: number,
): { readonly placed: readonly Placed[]; readonly width: number; readonly height: number } {
  const placed: Placed[] = [];
  let y = TITLE;
  for (let first = 0; first < pictures.length; first += 2) {
    const row = pictures.slice(first, first + 2);
    row.forEach((picture, i) => placed.push({ picture, x: MARGIN + i * (picture.width + MARGIN), y }));
    y +=
      Math.max(...row.map(({ head, body, foot }) => name + head.height + body.height + foot.height)) + MARGIN;
  }
  return {
    placed,
    width: Math.max(...placed.map(({ picture, x }) => x + picture.width)) + MARGIN,
    height: y,
  };
}

/** The fonts that come with this program. */
export function fontFiles(): string[] {
  const require = createRequire(import.meta.url);
  return FONTS.map((font) => require.resolve(`@expo-google-fonts/${font}`));
}

/**
 * The chart as a PNG file, with the fonts that come with this program, and others of the machine where they lack
 * a script.
 */
export function releasePng(shown: readonly [Shown, ...Shown[]]): Uint8Array {
  const resvg = new Resvg(releaseSvg(shown), {
    fitTo: { mode: "zoom", value: SCALE },
    font: {
      fontFiles: fontFiles(),
      loadSystemFonts: true,
      defaultFontFamily: "Noto Sans",
      sansSerifFamily: "Noto Sans",
    },
  });
  return resvg.render().asPng();
}

function formatOf({ measure, over }: ReleaseView, decimals: number | null): ChartFormat {
  const value = (x: number): string => valueText(x, measure, decimals === null ? 2 : decimals);
  const share = measure.kind === "share-people" || measure.kind === "share-rows";
  const plain = plainFormat();
  return {
    ...plain,
    value,
    ...(share
      ? {
          ticks: (all: readonly number[]): readonly string[] =>
            all.map((x) => `${Math.round(x * 1000) / 10} %`),
        }
      : {}),
    ...(["month", "quarter", "year"].includes(over)
      ? { period: periodName(over), periodTick: periodName(over) }
      : {}),
  };
}

/** "Jan 2024", "Q1 2024" or "2024" for the first day of a period. */
function periodName(over: Over): (iso: string) => string {
  const month = new Intl.DateTimeFormat("en-US", { month: "short", year: "numeric", timeZone: "UTC" });
  return (iso) => {
    if (over === "month") return month.format(new Date(iso));
    const year = iso.slice(0, 4);
    return over === "year" ? year : `Q${Math.ceil(Number(iso.slice(5, 7)) / 3)} ${year}`;
  };
}
