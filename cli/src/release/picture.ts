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
import type { ReleaseDocument } from "./document";
import { readable, subtitle, titleOf, valueText } from "./words";

const FONTS = ["400Regular/NotoSans_400Regular.ttf", "700Bold/NotoSans_700Bold.ttf"];
/** Pixels of the file per pixel of the picture: sharp in a document and on a dense screen. */
const SCALE = 2;
/** Pixels around the chart, and above it with the title. */
const MARGIN = 24;
const TITLE = 76;

/** The release as a chart that suits it. */
export function drawRelease(release: Release, decimals: number | null, style = LIGHT): Picture {
  const { groups, series, periods, view } = release;
  const kind = chooseKind({ groups: groups.length, series: series.length, periods: periods.length });
  return drawChart(release, {
    ...chartDefaults,
    kind,
    style,
    id: style === LIGHT ? "light" : "dark",
    width: 760,
    height: kind === "bar" ? Math.max(200, 90 + 34 * (groups.length + 1)) : 440,
    title: readable(view.metric),
    groupTitle: readable(view.by ?? ""),
    format: formatOf(view, decimals),
  });
}

/** The chart as an SVG file with its title. */
export function releaseSvg({ view, policy }: ReleaseDocument, release: Release): string {
  const picture = drawRelease(release, policy.decimals);
  const { style, width } = picture;
  const height = picture.head.height + picture.body.height + picture.foot.height;
  const line = (y: number, size: number, color: string, text: string): string =>
    `<text x="${MARGIN}" y="${y}" font-size="${size}" fill="${color}">${forHtml(text)}</text>`;
  const [w, h] = [width + 2 * MARGIN, height + TITLE + MARGIN];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" font-family="${forHtml(style.fontFamily)}">
<rect width="${w}" height="${h}" fill="${style.background}"/>
${line(36, 18, style.foreground, titleOf(view))}
${line(56, 12, style.muted, subtitle(view))}
<g transform="translate(${MARGIN},${TITLE})">
${svgText(picture)}</g>
</svg>
`;
}

/**
 * The chart as a PNG file, with the fonts that come with this program, and others of the machine where they lack
 * a script.
 */
export function releasePng(document: ReleaseDocument, release: Release): Uint8Array {
  const require = createRequire(import.meta.url);
  const resvg = new Resvg(releaseSvg(document, release), {
    fitTo: { mode: "zoom", value: SCALE },
    font: {
      fontFiles: FONTS.map((font) => require.resolve(`@expo-google-fonts/noto-sans/${font}`)),
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
    ...(share ? { tick: (x: number): string => `${Math.round(x * 1000) / 10} %` } : {}),
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
