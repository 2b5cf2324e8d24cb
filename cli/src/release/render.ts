import { releaseJson, type Shown } from "./document";
import { releaseCsv, releaseText } from "./tables";

/** Formats that are made in memory. */
export const RENDERED = ["table", "json", "csv", "svg", "png", "html"] as const;
export type RenderedFormat = (typeof RENDERED)[number];

/** The metrics of a view as one file's content. What draws is read only where something is drawn. */
export async function rendered(
  shown: readonly [Shown, ...Shown[]],
  format: RenderedFormat,
): Promise<string | Uint8Array> {
  const documents = shown.map(({ document }) => document);
  switch (format) {
    case "table":
      return releaseText(documents);
    case "json":
      return releaseJson(documents);
    case "csv":
      return releaseCsv(documents);
    case "svg":
      return (await import("./picture")).releaseSvg(shown);
    case "png":
      return (await import("./picture")).releasePng(shown);
    case "html":
      return (await import("./html")).releaseHtml(shown);
  }
}
