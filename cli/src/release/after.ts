import { readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import {
  Ledger,
  protect,
  readPolicy,
  type CellSource,
  type Policy,
  type Protected,
  type View,
} from "../../../src/engine";
import { Refusal } from "../shared/errors";
import type { ReleaseDocument } from "./document";

/** A release that was published earlier. */
export interface Earlier {
  readonly file: string;
  readonly document: ReleaseDocument;
}

/**
 * Reads earlier releases.
 * @throws Refusal where a file is no release.
 */
export async function readEarlier(files: readonly string[]): Promise<Earlier[]> {
  const found: Earlier[] = [];
  if (files.length === 0) return found;
  const { readRelease } = await import("../service/release-file");
  for (const file of files) {
    await readRelease(file);
    found.push({ file, document: JSON.parse(await readFile(file, "utf8")) as ReleaseDocument });
  }
  return found;
}

/**
 * Protects a view after others were published: what was published is replayed over the rows into a ledger, so that
 * nothing is shown now that differs from it by fewer people than the minimum.
 * @throws Refusal where the rows no longer give what was published, or the earlier releases together already give
 * people away: then nothing can be promised of their difference.
 */
export function protectAfter(
  source: CellSource,
  view: View,
  policy: Policy,
  earlier: readonly Earlier[],
): Protected {
  const ledger = earlier.length > 0 ? new Ledger() : null;
  if (ledger !== null && !policy.session) {
    throw new Refusal(
      'A policy with "session": false remembers nothing: leave that out to compare with --after.',
    );
  }
  for (const { file, document } of earlier) {
    const { release } = protect(source, document.view, { ...policyOf(document), session: true }, ledger);
    if (!isDeepStrictEqual(release.cells, document.cells)) {
      throw new Refusal(
        `${file}: the rows do not give this release any more, or it gives people away beside another one named. ` +
          "Name the rows that it was made from, and every release with its own policy.",
      );
    }
  }
  return protect(source, view, policy, ledger);
}

function policyOf({ policy }: ReleaseDocument): Policy {
  const rules = Object.fromEntries(Object.entries(policy).filter(([name]) => name !== "hash"));
  return readPolicy(rules);
}
