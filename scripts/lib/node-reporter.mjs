// A node:test reporter: one line a test, failures with their reason, and the counts in a file (QUORUM_COUNTS).
import { writeFileSync } from "node:fs";
import { relative } from "node:path";

const counts = { passed: 0, failed: 0, skipped: 0 };

const where = (data) => (data.file ? `${relative(process.cwd(), data.file)}: ` : "");

function reasonOf(error) {
  const cause = error?.cause ?? error;
  return (cause?.stack ?? cause?.message ?? String(cause))
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
}

function passed(data) {
  const note = data.skip ?? data.todo;
  if (note === undefined) {
    counts.passed++;
    return `  ok ${where(data)}${data.name} (${Math.round(data.details.duration_ms)} ms)\n`;
  }
  counts.skipped++;
  return `  skipped ${where(data)}${data.name}: ${note === true || note === "" ? "no reason given" : note}\n`;
}

function failed(data) {
  // A parent of failed tests fails as well: it is not counted twice.
  if (data.details.error?.failureType === "subtestsFailed") return "";
  counts.failed++;
  return `  FAILED ${where(data)}${data.name}\n${reasonOf(data.details.error)}\n`;
}

export default async function* reporter(events) {
  for await (const { type, data } of events) {
    if (type === "test:stdout" || type === "test:stderr") yield data.message;
    if (type === "test:pass" && data.details.type !== "suite") yield passed(data);
    if (type === "test:fail") yield failed(data);
  }
  if (process.env.QUORUM_COUNTS) writeFileSync(process.env.QUORUM_COUNTS, JSON.stringify(counts));
}
