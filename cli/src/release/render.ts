import type { Release } from "../../../src/engine";
import { releaseJson, type ReleaseDocument } from "./document";
import { releaseCsv, releaseText } from "./tables";

/** Formats that are made in memory. */
export const RENDERED = ["table", "json", "csv", "svg", "png", "html"] as const;
export type RenderedFormat = (typeof RENDERED)[number];

/** A release as a file's content. What draws is read only where something is drawn. */
export async function rendered(
  document: ReleaseDocument,
  release: Release,
  format: RenderedFormat,
): Promise<string | Uint8Array> {
  switch (format) {
    case "table":
      return releaseText(document);
    case "json":
      return releaseJson(document);
    case "csv":
      return releaseCsv(document);
    case "svg":
      return (await import("./picture")).releaseSvg(document, release);
    case "png":
      return (await import("./picture")).releasePng(document, release);
    case "html":
      return (await import("./html")).releaseHtml(document, release);
  }
}
