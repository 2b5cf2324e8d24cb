import { ServiceError } from "../remote/errors";
import { InputError } from "../shared/errors";
import { createOnce, dataOf, type PowerBi, type Schemas } from "./power-bi";

// The REST calls behind `quorum service scorecard`, `goal` and `checkin`.

export interface ScorecardPlace {
  readonly workspace: string;
  readonly scorecard: string;
}
export interface GoalPlace extends ScorecardPlace {
  readonly goal: string;
}

const root = "/v1.0/myorg/groups/{groupId}/scorecards";
const one = `${root}({scorecardId})` as const;
const goals = `${one}/goals` as const;
const goal = `${goals}({goalId})` as const;
const checkIns = `${goal}/goalValues` as const;
const checkIn = `${checkIns}({timestamp})` as const;

/** The statuses of a goal, as the description words them; the position is the number that is sent. */
export const STATUSES = ["not-started", "on-track", "at-risk", "behind", "overdue", "completed"] as const;

/** The number of a status word. Throws an InputError for another word. */
export function statusNumber(word: string): number {
  const number = (STATUSES as readonly string[]).indexOf(word.toLowerCase().replace(/\s+/g, "-"));
  if (number >= 0) return number;
  throw new InputError(`There is no status "${word}".`, `Give one of: ${STATUSES.join(", ")}.`);
}

/** The word of a status number, or the number where the description has no word. */
export function statusWord(status: number | undefined): string | undefined {
  return status === undefined ? undefined : (STATUSES[status] ?? String(status));
}

/** All scorecards of a workspace: pages are followed by the links that the service gives. */
export async function listScorecards(
  service: PowerBi,
  workspace: string,
): Promise<readonly Schemas["Scorecard"][]> {
  const found: Schemas["Scorecard"][] = [];
  let query: Record<string, string> = {};
  for (;;) {
    const answer = await service.api.GET(root, {
      params: { path: { groupId: workspace }, query: query as { $top?: number } },
    });
    const page = dataOf("Listing the scorecards", answer);
    found.push(...(page.value ?? []));
    const next = page["@odata.nextLink"];
    if (next === undefined) return found;
    // Only what the link asks for is taken over, never its host: the token stays with the service.
    const asked = Object.fromEntries(new URL(next, "https://link").searchParams);
    if (JSON.stringify(asked) === JSON.stringify(query)) {
      throw new ServiceError("The service's link to the next page leads to the same page.");
    }
    query = asked;
  }
}

/** Makes a scorecard, once, even where the connection breaks before the answer. */
export async function createScorecard(
  service: PowerBi,
  workspace: string,
  name: string,
  description?: string,
): Promise<Schemas["Scorecard"]> {
  const known = new Set((await listScorecards(service, workspace)).map((entry) => entry.id));
  return createOnce(
    service,
    async () => {
      const answer = await service.api.POST(root, {
        params: { path: { groupId: workspace } },
        body: { name, ...(description ? { description } : {}) },
      });
      return dataOf("Creating the scorecard", answer);
    },
    async () => {
      const all = await listScorecards(service, workspace);
      return all.find((entry) => entry.name === name && !known.has(entry.id));
    },
  );
}

/** A scorecard with its goals. */
export async function getScorecard(service: PowerBi, place: ScorecardPlace): Promise<Schemas["Scorecard"]> {
  const answer = await service.api.GET(one, {
    params: { path: ids(place), query: { $expand: "goals" } },
  });
  return dataOf("Getting the scorecard", answer);
}

/** The goals of a scorecard, with their check-ins. */
export async function listGoals(
  service: PowerBi,
  place: ScorecardPlace,
): Promise<readonly Schemas["Goal"][]> {
  const answer = await service.api.GET(goals, {
    params: { path: ids(place), query: { $expand: "goalValues" } },
  });
  return dataOf("Listing the goals", answer).value ?? [];
}

/** One goal. */
export async function getGoal(service: PowerBi, place: GoalPlace): Promise<Schemas["Goal"]> {
  const answer = await service.api.GET(goal, { params: { path: goalIds(place) } });
  return dataOf("Getting the goal", answer);
}

/** Makes a goal, once, even where the connection breaks before the answer. */
export async function createGoal(
  service: PowerBi,
  place: ScorecardPlace,
  fields: Schemas["GoalCreateRequest"],
): Promise<Schemas["Goal"]> {
  const known = new Set((await listGoals(service, place)).map((entry) => entry.id));
  return createOnce(
    service,
    async () => {
      const answer = await service.api.POST(goals, { params: { path: ids(place) }, body: fields });
      return dataOf("Creating the goal", answer);
    },
    async () => {
      const all = await listGoals(service, place);
      return all.find((entry) => entry.name === fields.name && !known.has(entry.id));
    },
  );
}

/** Changes the given fields of a goal; sent twice, the result is the same. */
export async function updateGoal(
  service: PowerBi,
  place: GoalPlace,
  fields: Schemas["Goal"],
): Promise<Schemas["Goal"]> {
  const answer = await service.api.PATCH(goal, { params: { path: goalIds(place) }, body: fields });
  return dataOf("Updating the goal", answer);
}

/** The check-ins of a goal, with their notes. */
export async function listCheckIns(
  service: PowerBi,
  place: GoalPlace,
): Promise<readonly Schemas["GoalValue"][]> {
  const answer = await service.api.GET(checkIns, {
    params: { path: goalIds(place), query: { $expand: "notes" } },
  });
  return dataOf("Listing the check-ins", answer).value ?? [];
}

/** The check-in of a day (ISO date), with its notes; undefined when there is none. */
export async function findCheckIn(
  service: PowerBi,
  place: GoalPlace,
  date: string,
): Promise<Schemas["GoalValue"] | undefined> {
  const answer = await service.api.GET(checkIn, {
    params: { path: { ...goalIds(place), timestamp: date }, query: { $expand: "notes" } },
  });
  return answer.response.status === 404 ? undefined : dataOf("Getting the check-in", answer);
}

/** What a check-in may say; a day has one. */
export type CheckInFields = Pick<Schemas["GoalValue"], "value" | "target" | "status">;

/** Makes the check-in of a day, or changes it when the day has one. */
export async function keepCheckIn(
  service: PowerBi,
  place: GoalPlace,
  date: string,
  fields: CheckInFields,
): Promise<Schemas["GoalValue"]> {
  const there = await findCheckIn(service, place, date);
  if (there !== undefined) {
    return Object.keys(fields).length === 0 ? there : updateCheckIn(service, place, date, fields);
  }
  return createOnce(
    service,
    async () => {
      const answer = await service.api.POST(checkIns, {
        params: { path: goalIds(place) },
        // The description: "The time portion of the timestamp is zero."
        body: { timestamp: `${date}T00:00:00Z`, ...fields },
      });
      return dataOf("Adding the check-in", answer);
    },
    () => findCheckIn(service, place, date),
  );
}

/** Changes the given fields of the check-in of a day (ISO date); sent twice, the result is the same. */
export async function updateCheckIn(
  service: PowerBi,
  place: GoalPlace,
  date: string,
  fields: CheckInFields,
): Promise<Schemas["GoalValue"]> {
  const answer = await service.api.PATCH(checkIn, {
    params: { path: { ...goalIds(place), timestamp: date } },
    body: fields,
  });
  return dataOf("Updating the check-in", answer);
}

/** Adds a note to the check-in of a day, unless the same note is there already. */
export async function addNote(
  service: PowerBi,
  place: GoalPlace,
  date: string,
  body: string,
): Promise<Schemas["GoalNote"]> {
  const find = async (): Promise<Schemas["GoalNote"] | undefined> =>
    (await findCheckIn(service, place, date))?.notes?.find((note) => note.body === body);
  const there = await find();
  if (there !== undefined) return there;
  return createOnce(
    service,
    async () => {
      const answer = await service.api.POST(`${checkIn}/notes`, {
        params: { path: { ...goalIds(place), timestamp: date } },
        body: { body },
      });
      return dataOf("Adding the note", answer);
    },
    find,
  );
}

/** How the goal's connected values were refreshed. */
export async function goalRefreshes(
  service: PowerBi,
  place: GoalPlace,
): Promise<readonly Schemas["GoalRefreshHistory"][]> {
  const answer = await service.api.GET(`${goal}/GetRefreshHistory()`, { params: { path: goalIds(place) } });
  return dataOf("Getting the goal's refresh history", answer).value ?? [];
}

function ids(place: ScorecardPlace): { groupId: string; scorecardId: string } {
  return { groupId: place.workspace, scorecardId: place.scorecard };
}

function goalIds(place: GoalPlace): { groupId: string; scorecardId: string; goalId: string } {
  return { ...ids(place), goalId: place.goal };
}
