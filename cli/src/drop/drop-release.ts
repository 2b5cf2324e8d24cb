import { Option, type Command } from "commander";
import { memorySource, protectTogether } from "../../../src/engine";
import { policyOf, policyOptions, type PolicyOptions } from "../query/policy-options";
import { neededBy, spelled } from "../query/query";
import { viewsOf, viewOptions, type ViewOptions } from "../query/view-options";
import { shownOf } from "../release/document";
import { rendered, RENDERED, type RenderedFormat } from "../release/render";
import { InputError } from "../shared/errors";
import { say } from "../shared/output";
import { findDrops, kindOf, readMetadata, type Drop } from "./drops";
import { dropOptions, openDrop, readJoined, type DropOptions } from "./load-drop";
import type { ReadHow } from "./read-columns";
import type { DropStore } from "./store";

/** Options of the commands that make a release of each drop. */
export interface ReleaseOptions extends ViewOptions, PolicyOptions, DropOptions {
  readonly format: RenderedFormat;
}

/** The word for the directory export that came with the drops. */
const NEWEST = "newest";

/** Adds the options of a view, a policy, keys and the directory join. */
export function releaseOptions(command: Command): Command {
  viewOptions(command);
  policyOptions(command);
  return dropOptions(command).addOption(
    new Option("--format <format>", "format of the results").choices(RENDERED).default("json"),
  );
}

/**
 * Makes the protected result of one drop.
 * `--directory newest` takes the directory export of the same customer that arrived last in the same place.
 */
export async function releaseOfDrop(
  store: DropStore,
  drop: Drop,
  options: ReleaseOptions,
  how: ReadHow,
): Promise<string | Uint8Array> {
  const asked = viewsOf(options);
  const policy = await policyOf(options, asked[0].totals.groups);
  const directory = await directoryFor(store, drop, options, how);
  const needed = { ...neededBy(...asked), families: policy.families };
  const { rows, notes } = await readJoined({ store, drop }, directory, options, needed, how);
  for (const note of notes) say(`${drop.folder}: ${note}`);
  const views = asked.map((view) => spelled(view, rows));
  const releases = protectTogether(memorySource(rows), views, policy).map(({ release }) => release);
  return rendered(shownOf(releases, views, policy, [drop.folder]), options.format);
}

async function directoryFor(
  store: DropStore,
  drop: Drop,
  { directory }: ReleaseOptions,
  { signal }: ReadHow,
): Promise<{ store: DropStore; drop: Drop } | undefined> {
  if (directory === undefined) return undefined;
  if (directory !== NEWEST) return openDrop(directory, signal);
  const tenant = (await readMetadata(store, drop, signal))?.TenantId;
  for (const other of (await findDrops(store, signal)).reverse()) {
    const metadata = await readMetadata(store, other, signal);
    if (metadata?.TenantId === tenant && metadata?.Errors.length === 0 && kindOf(metadata) === "directory") {
      return { store, drop: other };
    }
  }
  throw new InputError("The place has no directory export of this customer.", "Name one with --directory.", {
    file: store.name,
  });
}
