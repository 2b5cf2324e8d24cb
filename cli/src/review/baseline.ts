import { readFile } from "node:fs/promises";
import { z } from "zod";
import { InputError, messageOf } from "../shared/errors";
import type { Finding } from "./finding";

/** Known findings that somebody accepts: each with a reason and a date, so that they can be looked at again. */
const Baseline = z.object({
  quorum: z.literal("review-baseline/1"),
  accepted: z.array(
    z.object({
      fingerprint: z.string().regex(/^[0-9a-f]{16}$/, "is no fingerprint of a finding"),
      reason: z.string().trim().min(1, "is missing: say why it is accepted"),
      date: z.iso.date("is no date of the form 2024-05-31"),
    }),
  ),
});

export type Baseline = z.infer<typeof Baseline>;

/** @throws InputError when the file is missing, broken, or an entry has no reason or date. */
export async function readBaseline(path: string): Promise<Baseline> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    throw new InputError(`cannot be read as a baseline (${messageOf(error)}).`, "Name a JSON file.", {
      file: path,
    });
  }
  const result = Baseline.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.join(".") ?? "";
  throw new InputError(
    `${where} ${issue?.message ?? "is wrong"}.`,
    'See docs/review-rules.md, "Accepting findings".',
    { file: path },
  );
}

/** Marks accepted findings and tells which entries match none any more. */
export function applyBaseline(
  findings: readonly Finding[],
  baseline: Baseline,
): { findings: Finding[]; stale: string[] } {
  const accepted = new Map(baseline.accepted.map((entry) => [entry.fingerprint, entry]));
  const met = new Set(findings.map((finding) => finding.fingerprint));
  return {
    findings: findings.map((finding) => {
      const entry = accepted.get(finding.fingerprint);
      return entry ? { ...finding, accepted: { reason: entry.reason, date: entry.date } } : finding;
    }),
    stale: [...accepted.keys()].filter((fingerprint) => !met.has(fingerprint)),
  };
}
