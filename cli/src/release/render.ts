import type { Release } from "../../../src/engine";
import { releaseJson, type ReleaseDocument } from "./document";
import { releaseHtml } from "./html";
import { releasePng, releaseSvg } from "./picture";
import { releaseCsv, releaseText } from "./tables";

/** Formats that are made in memory. */
export const RENDERED = ["table", "json", "csv", "svg", "png", "html"] as const;
export type RenderedFormat = (typeof RENDERED)[number];

/** A release as a file's content. */
export function rendered(
  document: ReleaseDocument,
  release: Release,
  format: RenderedFormat,
): string | Uint8Array {
  switch (format) {
    case "table":
      return releaseText(document);
    case "json":
      return releaseJson(document);
    case "csv":
      return releaseCsv(document);
    case "svg":
      return releaseSvg(document, release);
    case "png":
      return releasePng(document, release);
    case "html":
      return releaseHtml(document, release);
  }
}
