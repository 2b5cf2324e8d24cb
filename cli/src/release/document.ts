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

export function releaseJson(document: ReleaseDocument): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
