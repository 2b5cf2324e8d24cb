import { InputError } from "../shared/errors";
import { count, none, type Activity, type MatchReport } from "./activity";
import type { DevOps, GraphUser } from "./client";
import { collect } from "./collect";
import { Journal, type Entry } from "./journal";
import { Identities, type DirectoryEntry } from "./people";
import { periodFinder, spanOf, type Period } from "./periods";
import { selectProjects, type Project } from "./scope";

export interface PullRequest {
  readonly account: string;
  readonly patterns: readonly string[];
  readonly periods: readonly Period[];
  /** By whose calendar an instant falls on a day. */
  readonly timeZone: string;
  readonly directory: readonly DirectoryEntry[];
  /** Folder of the journal and its state. */
  readonly folder: string;
  readonly onProjects?: (projects: readonly Project[]) => void;
  readonly onPage?: (done: number, of: number) => void;
  readonly onNote?: (note: string) => void;
}

export interface Pulled {
  /** One row a person and period, ordered by person and period. */
  readonly rows: readonly (readonly (string | number | null)[])[];
  readonly report: MatchReport;
}

/** Columns of the table that a pull gives. */
export const COLUMNS = [
  "ObjectId",
  "MetricDate",
  "Work_items_created",
  "Work_items_completed",
  "Work_items_reopened",
  "Work_item_lead_time_days",
  "Pull_requests_created",
  "Pull_requests_completed",
  "Pull_requests_reviewed",
  "Commits_self_declared",
  "Builds_requested",
  "Builds_failed",
] as const;

/**
 * Pulls the activity of an account's projects and counts it by person and period. Everybody who has a user in
 * the account has a row for every period: zeros where nothing was done. Whoever has none and did nothing has no
 * row.
 * @throws InputError when no project or nobody matches.
 */
export async function pull(devops: DevOps, request: PullRequest): Promise<Pulled> {
  const projects = selectProjects(request.patterns, await devops.projects());
  request.onProjects?.(projects);
  const journal = await Journal.open(request.folder, request.account);
  const quiet = (): void => undefined;
  const { onPage = quiet, onNote = quiet } = request;
  await collect(devops, journal, projects, spanOf(request.periods), onPage, onNote);
  const identities = new Identities(await allUsers(devops), request.directory);
  const wanted = new Set(projects.map((project) => project.id));
  const completed = await completedStates(devops, journal, wanted);
  const periodOf = periodFinder(request.periods, request.timeZone);
  const { people, report } = await count(journal.entries(), identities, periodOf, completed);
  if (people.size === 0) {
    throw new InputError(
      "Nobody was matched: no activity of the chosen projects and dates belongs to a person of the directory.",
      "Check --project, --from and --to, and that --people is the export of the same directory.",
    );
  }
  return { rows: rowsOf(people, identities.members, request.periods), report };
}

async function allUsers(devops: DevOps): Promise<readonly GraphUser[]> {
  const users: GraphUser[] = [];
  let token: string | undefined;
  do {
    const page = await devops.users(token);
    users.push(...page.items);
    token = page.next;
  } while (token !== undefined);
  return users;
}

/** Which states mean "done", asked once for each work item type that occurs. */
async function completedStates(
  devops: DevOps,
  journal: Journal,
  wanted: ReadonlySet<string>,
): Promise<(project: string, type: string, state: string) => boolean> {
  const types = new Set<string>();
  for await (const entry of journal.entries())
    if (isItem(entry, wanted)) types.add(`${entry.project}\n${entry.type}`);
  const states = new Set<string>();
  for (const key of types) {
    const [project = "", type = ""] = key.split("\n");
    for (const state of await devops.completedStates(project, type)) states.add(`${key}\n${state}`);
  }
  return (project, type, state) => states.has(`${project}\n${type}\n${state}`);
}

function isItem(entry: Entry, wanted: ReadonlySet<string>): entry is Extract<Entry, { k: "item" }> {
  return entry.k === "item" && wanted.has(entry.project);
}

function rowsOf(
  people: ReadonlyMap<string, ReadonlyMap<string, Activity>>,
  members: ReadonlySet<string>,
  periods: readonly Period[],
): Pulled["rows"] {
  const everybody = [...new Set([...people.keys(), ...members])].sort();
  const starts = periods.map((period) => period.start).sort();
  return everybody.flatMap((id) =>
    starts.map((start) => {
      const activity = people.get(id)?.get(start) ?? none();
      return [
        id,
        start,
        activity.workItemsCreated,
        activity.workItemsCompleted,
        activity.workItemsReopened,
        median(activity.leadTimes),
        activity.pullRequestsCreated,
        activity.pullRequestsCompleted,
        activity.pullRequestsReviewed,
        activity.commits,
        activity.buildsRequested,
        activity.buildsFailed,
      ];
    }),
  );
}

/** The middle of the values, or the mean of the two in the middle; null of none. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
