import { basename, dirname, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import manifest from "../../../package.json" with { type: "json" };
import type { Finding } from "../finding";
import type { Review } from "../review";
import { RULES } from "../rules/all";
import { lineOfPointer } from "../source/json";
import { decodeText } from "../../shared/text";
import { NO_FINDING, summaryOf, titleOf } from "./grouped";

const LEVEL = { error: "error", warning: "warning", note: "note" } as const;

/**
 * The review as SARIF 2.1.0, so that a pull request shows findings in place. Paths are relative to the folder that
 * the command runs in, which is where a build checks the repository out.
 */
export function toSarif(review: Review): string {
  const ids = RULES.map((rule) => rule.id);
  const run = {
    tool: {
      driver: {
        name: "quorum review",
        version: manifest.version,
        rules: RULES.map((rule) => ({
          id: rule.id,
          shortDescription: { text: rule.title },
          help: { text: `docs/review-rules.md#${rule.id}` },
          defaultConfiguration: { level: LEVEL[rule.severity] },
          properties: { kind: rule.kind },
        })),
      },
    },
    automationDetails: { id: `quorum-review/${basename(review.path)}` },
    invocations: [
      {
        executionSuccessful: true,
        toolExecutionNotifications: [
          ...review.notReviewed.map((gap) =>
            notification("warning", `Not reviewed: ${gap.what} ${gap.where}. ${gap.why}`),
          ),
          ...review.cannotKnow.map((text) => notification("note", `The file cannot tell: ${text}`)),
          notification("note", review.findings.length === 0 ? NO_FINDING : summaryOf(review)),
        ],
      },
    ],
    results: review.findings.map((finding) => resultOf(review, finding, ids.indexOf(finding.rule))),
  };
  const log = { $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function notification(level: "warning" | "note", text: string): { level: string; message: { text: string } } {
  return { level, message: { text } };
}

function resultOf(review: Review, finding: Finding, ruleIndex: number): object {
  const { place } = finding;
  const shown = finding.shownIn.map((one) => ({
    fullyQualifiedName: titleOf(review, one.page, one.visual),
    kind: "member",
  }));
  const self =
    place.page === undefined ? (place.object ?? place.file) : titleOf(review, place.page, place.visual);
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: LEVEL[finding.severity],
    message: { text: `${finding.message} (${finding.kind})` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(review, place.file) },
          ...regionOf(review, finding),
        },
        logicalLocations: [{ fullyQualifiedName: self, kind: "member" }, ...shown],
      },
    ],
    partialFingerprints: { "quorumReview/v1": finding.fingerprint },
    ...(finding.accepted
      ? {
          suppressions: [
            {
              kind: "external",
              justification: `${finding.accepted.date}: ${finding.accepted.reason}`,
              status: "accepted",
            },
          ],
        }
      : {}),
  };
}

/** The file as the repository knows it: a part of a zip is told as the zip. */
function uriOf(review: Review, file: string): string {
  const path =
    review.kind === "project" ? resolve(dirname(resolve(review.opened.path)), file) : resolve(review.path);
  const below = relative(process.cwd(), path);
  if (below === "" || below.startsWith("..") || resolve(below) !== path) return pathToFileURL(path).href;
  return below.split(sep).map(encodeURIComponent).join("/");
}

/** Lines are told in text files only: inside a zip nobody sees them. */
function regionOf(review: Review, finding: Finding): { region?: { startLine: number } } {
  if (review.kind !== "project") return {};
  const { line, pointer, file } = finding.place;
  if (line !== undefined) return { region: { startLine: line } };
  if (pointer === undefined) return {};
  const text = textOfFile(review, file);
  return text === undefined ? {} : { region: { startLine: lineOfPointer(text, pointer) } };
}

const texts = new WeakMap<Uint8Array, string>();

function textOfFile(review: Review, file: string): string | undefined {
  const { report, reportFolder, model, modelFolder } = review.opened;
  const bytes = file.startsWith(`${reportFolder}/`)
    ? report.get(file.slice(reportFolder.length + 1))
    : model?.get(file.slice(modelFolder.length + 1));
  if (!bytes) return undefined;
  const known = texts.get(bytes) ?? decodeText(bytes);
  texts.set(bytes, known);
  return known;
}
