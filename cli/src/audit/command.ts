import { basename } from "node:path";
import type { Command } from "commander";
import type { Release } from "../../../src/engine";
import { attack, type Attack } from "../attack/attack";
import { publishedRelease } from "../attack/published-release";
import { DROP_PREFIX } from "../drop/load-drop";
import { expandFiles, STDIN } from "../input/files";
import { protectAfter } from "../release/after";
import { askedOptions, openAsked, type AskedOptions } from "../release/asked";
import { formatByEnding } from "../shared/format";
import { deliver } from "../shared/output";
import { startProgress } from "../shared/progress";
import { sha256OfFile } from "../shared/sha256";
import { auditHtml, auditMarkdown } from "./formats";
import { auditJson, type AuditedMetric, type AuditReport, type AuditSource } from "./report";

const FORMATS = ["html", "json", "md"] as const;
type Format = (typeof FORMATS)[number];
const BY_ENDING: Readonly<Record<string, Format>> = { html: "html", json: "json", md: "md" };

interface Options extends AskedOptions {
  readonly format?: Format;
}

/** Adds `quorum audit`. */
export function register(program: Command): void {
  const command = program
    .command("audit")
    .summary("the reviewer's report of a release")
    .description(
      "Says of the same view as quorum release what was decided, by which rule, which attacks were tried and what they " +
        "found, under which policy, on which data. For privacy reviewers only, never for viewers.",
    );
  askedOptions(command, FORMATS, "md")
    .addHelpText(
      "after",
      "\nExample:\n  $ quorum audit query.csv --metric Collaboration_hours --by Organization --out audit.html",
    )
    .action(run);
}

async function run(files: string[], options: Options): Promise<void> {
  const format = options.format ?? (options.json ? "json" : formatByEnding(options.out, BY_ENDING)) ?? "md";
  const { query, policy, earlier } = await openAsked(files, options);
  try {
    const found = await query.ask((source) => protectAfter(source, query.views, policy, earlier));
    const insiders = policy.insiders + 1;
    const insider = await query.ask((source) =>
      protectAfter(source, query.views, { ...policy, insiders }, earlier),
    );
    const [first, ...others] = found.map(({ release, audit }, i): AuditedMetric => {
      return { audit, attack: attacked(release), shownWithInsider: insider[i]?.audit.decided.shown ?? 0 };
    });
    const report: AuditReport = {
      metrics: [first as AuditedMetric, ...others],
      source: { files: await fingerprints(files), notes: query.notes },
      after: earlier.map(({ file, documents }) => ({
        name: basename(file),
        policyHash: documents[0]?.policy.hash ?? "",
      })),
    };
    await deliver(textOf(report, format), options.out, 0o600);
  } finally {
    query.close();
  }
}

function attacked(release: Release): Attack {
  const progress = startProgress("Attacking", undefined, "cells");
  try {
    return attack(publishedRelease(release), { minGroupSize: release.policy.minGroupSize }, progress);
  } finally {
    progress.stop();
  }
}

async function fingerprints(files: readonly string[]): Promise<AuditSource["files"]> {
  if (files.some((file) => file.startsWith(DROP_PREFIX)))
    return files.map((name) => ({ name, sha256: null }));
  const found: { name: string; sha256: string | null }[] = [];
  for (const file of await expandFiles(files)) {
    found.push({ name: basename(file), sha256: file === STDIN ? null : await sha256OfFile(file) });
  }
  return found;
}

function textOf(report: AuditReport, format: Format): string {
  switch (format) {
    case "html":
      return auditHtml(report);
    case "json":
      return auditJson(report);
    case "md":
      return auditMarkdown(report);
  }
}
