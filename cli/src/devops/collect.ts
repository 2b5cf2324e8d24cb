import { ServiceError } from "../remote/errors";
import type { DevOps } from "./client";
import { buildEntry, commitEntry, itemEntry, pullRequestEntry } from "./entries";
import type { Entry, Journal, Unit } from "./journal";
import type { Page } from "./page";
import type { Project } from "./scope";

/** Instants that are covered. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

interface Source {
  readonly name: string;
  /** Read from its start and then by watermark, whatever the span. */
  readonly whole: boolean;
  page(span: Span, next: string | undefined): Promise<Page<Entry>>;
}

/** Something pushed or changed late may have an old date: a later pull looks back this far. */
const OVERLAP_MS = 14 * 86_400_000;

/**
 * Pulls everything of the projects into the journal that is not in it yet. Killed at any point and called again
 * it goes on where it stopped; called again with a later end it pulls what is new.
 * @param onPage told of each page: how many sources of how many are done.
 * @param onNote told what a person should know.
 */
export async function collect(
  devops: DevOps,
  journal: Journal,
  projects: readonly Project[],
  span: Span,
  onPage: (done: number, of: number) => void,
  onNote: (note: string) => void,
): Promise<void> {
  const sources = (await Promise.all(projects.map((project) => sourcesOf(devops, project, onNote)))).flat();
  for (const [i, source] of sources.entries()) {
    onPage(i, sources.length);
    await collectSource(journal, source, span);
  }
  onPage(sources.length, sources.length);
}

async function collectSource(journal: Journal, source: Source, span: Span): Promise<void> {
  let unit = begin(journal.unit(source.name), source, span);
  if (unit === undefined) return;
  for (let restarted = false; ;) {
    let page: Page<Entry>;
    try {
      page = await source.page({ from: unit.windowFrom, to: unit.to }, unit.next ?? undefined);
    } catch (error) {
      // A token that the service does not know any more: begin the source again. Entries that come twice count once.
      const refused = error instanceof ServiceError && (error.status === 400 || error.status === 410);
      if (!refused || unit.next === null || restarted) throw error;
      restarted = true;
      unit = { ...unit, next: null, windowFrom: unit.from };
      continue;
    }
    const watermark: string | null = page.watermark ?? unit.watermark;
    unit = { ...unit, next: page.next ?? null, watermark, done: page.next === undefined };
    await journal.add(source.name, page.items, unit);
    if (unit.done) return;
  }
}

/** What there is to do for a source; undefined when it is covered. */
function begin(known: Unit | undefined, source: Source, span: Span): Unit | undefined {
  const fresh = { ...span, windowFrom: span.from, next: null, watermark: null, done: false };
  if (known === undefined || span.from < known.from) return fresh;
  if (!known.done)
    return known.to === span.to || source.whole
      ? { ...known, to: span.to }
      : { ...fresh, from: known.from, windowFrom: known.from };
  if (span.to <= known.to) return undefined;
  if (source.whole) return { ...known, to: span.to, next: known.watermark, done: false };
  const back = new Date(Date.parse(known.to) - OVERLAP_MS).toISOString();
  return {
    ...known,
    to: span.to,
    windowFrom: back > known.from ? back : known.from,
    next: null,
    done: false,
  };
}

/** Work items come from Analytics where it is to be had. Entries of both are the same, and count once. */
async function itemsOf(
  devops: DevOps,
  { id, name }: Project,
  onNote: (note: string) => void,
): Promise<Pick<Source, "name" | "page">> {
  const { analytics } = devops;
  const tracking: Pick<Source, "name" | "page"> = {
    name: "items",
    page: async (_, next) => mapPage(await devops.workItemRevisions(id, next), itemEntry(id)),
  };
  if (analytics === undefined) return tracking;
  const status = await analytics.missing(id);
  if (status !== undefined) {
    onNote(`${name}: no Analytics (HTTP ${String(status)}); work items come from the tracking service.`);
    return tracking;
  }
  return {
    name: "items-analytics",
    page: async (_, next) => mapPage(await analytics.revisions(id, next), itemEntry(id)),
  };
}

async function sourcesOf(
  devops: DevOps,
  project: Project,
  onNote: (note: string) => void,
): Promise<readonly Source[]> {
  const { id } = project;
  const part = (name: string, page: Source["page"], whole = false): Source => ({
    name: `${id}/${name}`,
    whole,
    page,
  });
  const items = await itemsOf(devops, project, onNote);
  const repositories = await devops.repositories(id);
  return [
    part(items.name, items.page, true),
    ...(["created", "closed"] as const).map((by) =>
      part(`pull-requests-${by}`, async ({ from, to }, next) =>
        mapPage(await devops.pullRequests(id, by, from, to, next), pullRequestEntry),
      ),
    ),
    ...(["queued", "finished"] as const).map((by) =>
      part(`builds-${by}`, async ({ from, to }, next) =>
        mapPage(await devops.builds(id, by, from, to, next), buildEntry),
      ),
    ),
    ...repositories.map((repository) =>
      part(`commits-${repository}`, async ({ from, to }, next) =>
        mapPage(await devops.commits(id, repository, from, to, next), commitEntry),
      ),
    ),
  ];
}

function mapPage<T>(page: Page<T>, toEntry: (item: T) => Entry | undefined): Page<Entry> {
  return { ...page, items: page.items.map(toEntry).filter((entry) => entry !== undefined) };
}
