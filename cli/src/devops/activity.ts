import type { Entry, Who } from "./journal";
import type { Identities } from "./people";
import type { Period } from "./periods";

/** The metrics of one person in one period. */
export interface Activity {
  workItemsCreated: number;
  workItemsCompleted: number;
  workItemsReopened: number;
  /** Days from creation to completion of each completed item. */
  readonly leadTimes: number[];
  pullRequestsCreated: number;
  pullRequestsCompleted: number;
  pullRequestsReviewed: number;
  commits: number;
  buildsRequested: number;
  buildsFailed: number;
}

type Count = Exclude<keyof Activity, "leadTimes">;

/** How the identities that did something were matched. Counts are for bands: they are not printed as they are. */
export interface MatchReport {
  readonly matched: number;
  readonly unmatched: number;
  readonly ambiguous: number;
  /** Names of services that were left out. */
  readonly bots: readonly string[];
}

export interface Counted {
  /** By person (directory id), then by the first day of the period. */
  readonly people: ReadonlyMap<string, ReadonlyMap<string, Activity>>;
  readonly report: MatchReport;
}

type Item = Extract<Entry, { k: "item" }>;

/**
 * Counts a pull's entries by person and period. Entries that come twice count once.
 * @param periodOf the period of an instant, undefined outside all of them.
 * @param completed whether a state of a work item type means "done".
 */
export async function count(
  entries: AsyncIterable<Entry>,
  identities: Identities,
  periodOf: (instant: string) => Period | undefined,
  completed: (project: string, type: string, state: string) => boolean,
): Promise<Counted> {
  const { items, others } = await once(entries);
  const tally = new Tally(identities, periodOf);
  for (const revisions of items.values()) countItem(revisions, tally, completed);
  for (const entry of others.values()) countOther(entry, tally);
  return { people: tally.people, report: tally.report() };
}

/** The latest form of each entry, and the revisions of each work item. */
async function once(
  entries: AsyncIterable<Entry>,
): Promise<{ items: Map<number, Map<number, Item>>; others: Map<string, Exclude<Entry, Item>> }> {
  const items = new Map<number, Map<number, Item>>();
  const others = new Map<string, Exclude<Entry, Item>>();
  for await (const entry of entries) {
    if (entry.k !== "item") {
      others.set(`${entry.k} ${String(entry.id)}`, entry);
      continue;
    }
    const revisions = items.get(entry.id) ?? new Map<number, Item>();
    revisions.set(entry.rev, entry);
    items.set(entry.id, revisions);
  }
  return { items, others };
}

const DAY = 86_400_000;

function countItem(
  revisions: ReadonlyMap<number, Item>,
  tally: Tally,
  completed: (project: string, type: string, state: string) => boolean,
): void {
  const inOrder = [...revisions.values()].sort((a, b) => a.rev - b.rev);
  const [first] = inOrder;
  if (first === undefined) return;
  tally.add(first.createdBy, first.created, "workItemsCreated");
  let was = false;
  for (const revision of inOrder) {
    const is = completed(revision.project, revision.type, revision.state);
    if (is && !was) {
      const days = (Date.parse(revision.changed) - Date.parse(revision.created)) / DAY;
      tally.add(revision.owner, revision.changed, "workItemsCompleted")?.leadTimes.push(days);
    }
    if (was && !is) tally.add(revision.owner, revision.changed, "workItemsReopened");
    was = is;
  }
}

function countOther(entry: Exclude<Entry, Item>, tally: Tally): void {
  switch (entry.k) {
    case "commit":
      tally.add(entry.author, entry.at, "commits");
      return;
    case "build":
      tally.add(entry.by, entry.queued, "buildsRequested");
      if (entry.failed && entry.finished !== null) tally.add(entry.by, entry.finished, "buildsFailed");
      return;
    case "pull-request":
      tally.add(entry.author, entry.created, "pullRequestsCreated");
      if (entry.closed === null) return;
      if (entry.completed) tally.add(entry.author, entry.closed, "pullRequestsCompleted");
      for (const reviewer of entry.reviewers) {
        if (!tally.samePerson(reviewer, entry.author))
          tally.add(reviewer, entry.closed, "pullRequestsReviewed");
      }
  }
}

class Tally {
  readonly people = new Map<string, Map<string, Activity>>();
  private readonly seen = {
    person: new Set<string>(),
    unmatched: new Set<string>(),
    ambiguous: new Set<string>(),
  };
  private readonly bots = new Set<string>();

  constructor(
    private readonly identities: Identities,
    private readonly periodOf: (instant: string) => Period | undefined,
  ) {}

  /** Counts one; undefined when it is nobody's or in no period. */
  add(who: Who, instant: string, metric: Count): Activity | undefined {
    const period = this.periodOf(instant);
    if (period === undefined) return undefined;
    const found = this.identities.find(who);
    if (found.kind !== "person") {
      if (found.kind === "bot") this.bots.add(found.name);
      else this.seen[found.kind].add(who.u?.toLowerCase() ?? who.d ?? who.n ?? "");
      return undefined;
    }
    this.seen.person.add(found.id);
    const periods = this.people.get(found.id) ?? new Map<string, Activity>();
    this.people.set(found.id, periods);
    const activity = periods.get(period.start) ?? none();
    periods.set(period.start, activity);
    activity[metric] += 1;
    return activity;
  }

  samePerson(a: Who, b: Who): boolean {
    const [one, other] = [this.identities.find(a), this.identities.find(b)];
    return one.kind === "person" && other.kind === "person" && one.id === other.id;
  }

  report(): MatchReport {
    return {
      matched: this.seen.person.size,
      unmatched: this.seen.unmatched.size,
      ambiguous: this.seen.ambiguous.size,
      bots: [...this.bots].sort(),
    };
  }
}

/** No activity at all. */
export function none(): Activity {
  return {
    workItemsCreated: 0,
    workItemsCompleted: 0,
    workItemsReopened: 0,
    leadTimes: [],
    pullRequestsCreated: 0,
    pullRequestsCompleted: 0,
    pullRequestsReviewed: 0,
    commits: 0,
    buildsRequested: 0,
    buildsFailed: 0,
  };
}
