import { basename } from "node:path";
import {
  engineVersion,
  policyHash,
  type Policy,
  type Release,
  type ReleaseCell,
  type ReleaseView,
  type View,
} from "../../../src/engine";

/** The fixed form of a release as JSON; docs/release.schema.json describes it. */
export interface ReleaseDocument {
  readonly quorum: "release/1";
  readonly view: ReleaseView & Pick<View, "weekStart" | "filter">;
  readonly policy: Policy & { readonly hash: string };
  readonly source: Source;
  readonly cells: readonly ReleaseCell[];
}

/** Where the numbers come from, as far as it may be told. */
export interface Source {
  /** Names without folders; "-" for standard input. */
  readonly files: readonly string[];
  /** Version of the engine that decided. */
  readonly engine: string;
}

/** Several metrics of one view, under one mask: each a whole release. docs/releases.schema.json describes it. */
export interface ReleasesDocument {
  readonly quorum: "releases/1";
  readonly releases: readonly ReleaseDocument[];
}

/** One metric of a view, to be written in any format. */
export interface Shown {
  readonly document: ReleaseDocument;
  readonly release: Release;
}

/** @param releases one for each view, which is at least one */
export function shownOf(
  releases: readonly Release[],
  views: readonly View[],
  policy: Policy,
  files: readonly string[],
): readonly [Shown, ...Shown[]] {
  const [first, ...others] = releases.map((release, i): Shown => {
    return { document: documentOf(release, views[i] as View, policy, files), release };
  });
  return [first as Shown, ...others];
}

/** The document of one metric. Of the files only their names are told, without folders. */
export function documentOf(
  release: Release,
  view: View,
  policy: Policy,
  files: readonly string[],
): ReleaseDocument {
  const { filter, weekStart } = view;
  return {
    quorum: "release/1",
    view: { ...release.view, ...(weekStart === undefined ? {} : { weekStart }), filter },
    policy: { ...policy, hash: policyHash(policy) },
    source: { files: files.map((file) => basename(file)), engine: engineVersion },
    cells: release.cells,
  };
}

/** One metric as a release, several as the list of theirs. */
export function releaseJson(documents: readonly ReleaseDocument[]): string {
  const [only] = documents;
  const several: ReleasesDocument = { quorum: "releases/1", releases: documents };
  return `${JSON.stringify(documents.length === 1 ? only : several, null, 2)}\n`;
}
