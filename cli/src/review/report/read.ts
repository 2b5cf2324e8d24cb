import type { Gaps } from "../gaps";
import type { Opened } from "../source/open";
import { readLegacy } from "./legacy";
import { readPbir } from "./pbir";
import type { Report } from "./report";

/** The report of what was opened, in whichever of the two formats it is; undefined where it cannot be read. */
export function readReport(opened: Opened, gaps: Gaps): Report | undefined {
  const shownAs = opened.reportFolder === "" ? "" : `${opened.reportFolder}/`;
  const root = opened.kind === "project" ? "definition/" : "Report/definition/";
  if (opened.report.has(`${root}report.json`)) return readPbir(opened.report, root, shownAs, gaps);
  const legacy = opened.kind === "project" ? "report.json" : "Report/Layout";
  if (opened.report.has(legacy)) return readLegacy(opened.report, legacy, shownAs, gaps);
  gaps.add("report", opened.path, "Its definition is missing: neither pages nor a layout were found.");
  return undefined;
}
