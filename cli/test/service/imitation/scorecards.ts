import type { Answer, Call, Handler, World } from "./server";

interface Note {
  readonly id: string;
  body: string;
  lastModifiedTime: string;
  readonly createdTime: string;
}
interface CheckIn {
  readonly timestamp: string;
  value?: number;
  target?: number;
  status?: number;
  createdTime: string;
  lastModifiedTime: string;
  readonly notes: Note[];
}
interface GoalEntry {
  readonly id: string;
  fields: Record<string, unknown>;
  readonly checkIns: CheckIn[];
  readonly refreshes: Record<string, unknown>[];
}
export interface ScorecardEntry {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly createdTime: string;
  readonly goals: GoalEntry[];
}

/** Scorecards a page, so that nextLink has to be followed. */
const PAGE = 2;
const NOT_FOUND: Answer = { status: 404, body: { error: { code: "PowerBIEntityNotFound" } } };

function scorecardOf({ world, match }: Call): ScorecardEntry | undefined {
  return world.scorecards.find((entry) => entry.id === match.path["scorecardId"]);
}
function goalOf(call: Call): GoalEntry | undefined {
  return scorecardOf(call)?.goals.find((goal) => goal.id === call.match.path["goalId"]);
}
function checkInOf(call: Call): CheckIn | undefined {
  return goalOf(call)?.checkIns.find((c) => c.timestamp.startsWith(call.match.path["timestamp"] ?? "?"));
}

function describeScorecard({ id, name, description, createdTime }: ScorecardEntry): Record<string, unknown> {
  return { id, name, description, createdTime, provisioningStatus: "Completed", permissions: "ReadWrite" };
}
function describeGoal(scorecard: string, goal: GoalEntry): Record<string, unknown> {
  return { id: goal.id, scorecardId: scorecard, permissions: "All", hasStatusRules: false, ...goal.fields };
}
function describeCheckIn(goal: GoalEntry, scorecard: string, entry: CheckIn, notes: boolean): unknown {
  const { notes: all, ...fields } = entry;
  const ids = { goalId: goal.id, scorecardId: scorecard };
  const told = all.map((note) => ({ ...note, ...ids, valueTimestamp: entry.timestamp }));
  return { ...fields, ...ids, ...(notes ? { notes: told } : {}) };
}

const list: Handler = ({ world, query, match }) => {
  const skip = Number(query.get("$skiptoken") ?? 0);
  const value = world.scorecards.slice(skip, skip + PAGE).map(describeScorecard);
  if (skip + PAGE >= world.scorecards.length) return { status: 200, body: { value } };
  const path = `/v1.0/myorg/groups/${match.path["groupId"] ?? ""}/scorecards`;
  const next = `${world.address}${path}?$skiptoken=${String(skip + PAGE)}`;
  return { status: 200, body: { value, "@odata.nextLink": next } };
};

const create: Handler = ({ world, body }) => {
  const asked = body as { name: string; description?: string };
  const entry: ScorecardEntry = { id: world.id(), createdTime: world.nowText(), goals: [], ...asked };
  world.scorecards.push(entry);
  return { status: 200, body: describeScorecard(entry) };
};

const get: Handler = (call) => {
  const entry = scorecardOf(call);
  if (entry === undefined) return NOT_FOUND;
  const goals = entry.goals.map((goal) => describeGoal(entry.id, goal));
  const wanted = (call.query.get("$expand") ?? "").includes("goals");
  return { status: 200, body: { ...describeScorecard(entry), ...(wanted ? { goals } : {}) } };
};

const goals: Handler = (call) => {
  const entry = scorecardOf(call);
  if (entry === undefined) return NOT_FOUND;
  const expand = call.query.get("$expand") ?? "";
  const value = entry.goals.map((goal) => ({
    ...describeGoal(entry.id, goal),
    ...(expand.includes("goalValues")
      ? { goalValues: goal.checkIns.map((c) => describeCheckIn(goal, entry.id, c, false)) }
      : {}),
  }));
  return { status: 200, body: { value } };
};

const createGoal: Handler = (call) => {
  const entry = scorecardOf(call);
  if (entry === undefined) return NOT_FOUND;
  const now = call.world.nowText();
  const fields = { ...(call.body as object), createdTime: now, lastModifiedTime: now };
  const goal: GoalEntry = { id: call.world.id(), fields, checkIns: [], refreshes: [] };
  entry.goals.push(goal);
  return { status: 200, body: describeGoal(entry.id, goal) };
};

const getGoal: Handler = (call) => {
  const goal = goalOf(call);
  if (goal === undefined) return NOT_FOUND;
  return { status: 200, body: describeGoal(call.match.path["scorecardId"] ?? "", goal) };
};

const patchGoal: Handler = (call) => {
  const goal = goalOf(call);
  if (goal === undefined) return NOT_FOUND;
  goal.fields = { ...goal.fields, ...(call.body as object), lastModifiedTime: call.world.nowText() };
  return { status: 200, body: describeGoal(call.match.path["scorecardId"] ?? "", goal) };
};

const checkIns: Handler = (call) => {
  const goal = goalOf(call);
  if (goal === undefined) return NOT_FOUND;
  const notes = (call.query.get("$expand") ?? "").includes("notes");
  const scorecard = call.match.path["scorecardId"] ?? "";
  return {
    status: 200,
    body: { value: goal.checkIns.map((c) => describeCheckIn(goal, scorecard, c, notes)) },
  };
};

const createCheckIn: Handler = (call) => {
  const goal = goalOf(call);
  if (goal === undefined) return NOT_FOUND;
  const asked = call.body as { timestamp: string; value?: number };
  if (!asked.timestamp.endsWith("T00:00:00Z")) call.world.violations.push("a check-in's time is not zero");
  if (goal.checkIns.some((c) => c.timestamp === asked.timestamp)) {
    return { status: 409, body: { error: { code: "GoalValueAlreadyExists" } } };
  }
  const now = call.world.nowText();
  const entry: CheckIn = { createdTime: now, lastModifiedTime: now, notes: [], ...asked };
  goal.checkIns.push(entry);
  return { status: 200, body: describeCheckIn(goal, call.match.path["scorecardId"] ?? "", entry, false) };
};

const getCheckIn: Handler = (call) => {
  const [goal, entry] = [goalOf(call), checkInOf(call)];
  if (goal === undefined || entry === undefined) return NOT_FOUND;
  const notes = (call.query.get("$expand") ?? "").includes("notes");
  return { status: 200, body: describeCheckIn(goal, call.match.path["scorecardId"] ?? "", entry, notes) };
};

const patchCheckIn: Handler = (call) => {
  const [goal, entry] = [goalOf(call), checkInOf(call)];
  if (goal === undefined || entry === undefined) return NOT_FOUND;
  Object.assign(entry, call.body, { lastModifiedTime: call.world.nowText() });
  return { status: 200, body: describeCheckIn(goal, call.match.path["scorecardId"] ?? "", entry, false) };
};

const addNote: Handler = (call) => {
  const [goal, entry] = [goalOf(call), checkInOf(call)];
  if (goal === undefined || entry === undefined) return NOT_FOUND;
  const now = call.world.nowText();
  const note: Note = {
    id: call.world.id(),
    createdTime: now,
    lastModifiedTime: now,
    body: (call.body as { body: string }).body,
  };
  entry.notes.push(note);
  return { status: 200, body: { ...note, goalId: goal.id, valueTimestamp: entry.timestamp } };
};

const refreshHistory: Handler = (call) => {
  const goal = goalOf(call);
  return goal === undefined ? NOT_FOUND : { status: 200, body: { value: goal.refreshes } };
};

/** What happens in the service without this client: somebody else at work. */
export function editNote(world: World, goal: string, body: string): void {
  const note = world.scorecards
    .flatMap((s) => s.goals)
    .find((g) => g.id === goal)
    ?.checkIns.flatMap((c) => c.notes)[0];
  if (note === undefined) throw new Error("no note to edit");
  note.body = body;
  note.lastModifiedTime = world.nowText();
}

export const scorecardHandlers: Readonly<Record<string, Handler>> = {
  "Scorecards_(Preview)_Get": list,
  "Scorecards_(Preview)_Post": create,
  "Scorecards_(Preview)_GetByID": get,
  "Goals_(Preview)_Get": goals,
  "Goals_(Preview)_Post": createGoal,
  "Goals_(Preview)_GetByID": getGoal,
  "Goals_(Preview)_PatchByID": patchGoal,
  "GoalValues_(Preview)_Get": checkIns,
  "GoalValues_(Preview)_Post": createCheckIn,
  "GoalValues_(Preview)_GetByID": getCheckIn,
  "GoalValues_(Preview)_PatchByID": patchCheckIn,
  "GoalNotes_(Preview)_Post": addNote,
  "Goals_(Preview)_GetRefreshHistory": refreshHistory,
};
