import { isDeepStrictEqual } from "node:util";
import {
  Ledger,
  protectTogether,
  readPolicy,
  type CellSource,
  type Policy,
  type Protected,
  type View,
} from "../../../src/engine";
import { InputError, Refusal } from "../shared/errors";
import { readText } from "../shared/text";
import type { ReleaseDocument, ReleasesDocument } from "./document";

/** A release that was published earlier. */
export interface Earlier {
  readonly file: string;
  /** One, or those of several metrics that were shown side by side. */
  readonly documents: readonly ReleaseDocument[];
}

/**
 * Reads earlier releases.
 * @throws InputError where a file is no release, or one that was changed by hand.
 */
export async function readEarlier(files: readonly string[]): Promise<Earlier[]> {
  const found: Earlier[] = [];
  if (files.length === 0) return found;
  const { readReleases } = await import("../service/release-file");
  for (const file of files) {
    await readReleases(file).catch((error: unknown) => {
      // Its words are about what may be sent.
      if (!(error instanceof Refusal)) throw error;
      const remedy = "Name the file that quorum release wrote with --format json, as it was written.";
      throw new InputError("This is no release as JSON, or a changed one.", remedy, { file });
    });
    const document = JSON.parse(await readText(file)) as ReleaseDocument | ReleasesDocument;
    found.push({ file, documents: document.quorum === "releases/1" ? document.releases : [document] });
  }
  return found;
}

/** The views of what was published, whose columns have to be read as well. */
export function viewsBefore(earlier: readonly Earlier[]): View[] {
  return earlier.flatMap(({ documents }) => documents.map(({ view }) => view));
}

/**
 * Protects the metrics of a view, side by side, after others were published: nothing is shown now that differs from
 * what was published by fewer people than the minimum.
 * @throws Refusal as `replayed` does
 */
export function protectAfter(
  source: CellSource,
  views: readonly View[],
  policy: Policy,
  earlier: readonly Earlier[],
): Protected[] {
  return protectTogether(source, views, policy, replayed(source, policy, earlier));
}

/**
 * A ledger of what was published, replayed over the rows; null where nothing was.
 * @throws Refusal where the rows no longer give what was published, or the earlier releases together already give
 * people away: then nothing can be promised of their difference.
 */
export function replayed(source: CellSource, policy: Policy, earlier: readonly Earlier[]): Ledger | null {
  const ledger = earlier.length > 0 ? new Ledger() : null;
  if (ledger !== null && !policy.session) {
    throw new Refusal(
      'A policy with "session": false remembers nothing: leave that out to compare with --after.',
    );
  }
  for (const { file, documents } of earlier) {
    const told = documents.map(({ view }) => view);
    const before = { ...policyOf(documents[0] as ReleaseDocument), session: true };
    const again = protectTogether(source, told, before, ledger).map(({ release }) => release.cells);
    if (
      !isDeepStrictEqual(
        again,
        documents.map(({ cells }) => cells),
      )
    ) {
      throw new Refusal(
        `${file}: the rows do not give this release any more, or it gives people away beside another one named. ` +
          "Name the rows that it was made from, and every release with its own policy. Metrics that add up are compared " +
          "where the policies of their releases name them under families.",
      );
    }
  }
  return ledger;
}

function policyOf({ policy }: ReleaseDocument): Policy {
  const rules = Object.fromEntries(Object.entries(policy).filter(([name]) => name !== "hash"));
  return readPolicy(rules);
}
