import { createHash } from "node:crypto";
import { z } from "zod";
import type { Schemas } from "./power-bi";
import { statusWord } from "./goals";

const checkIn = z.strictObject({
  value: z.number().nullable(),
  target: z.number().nullable(),
  status: z.string().nullable(),
  /** Notes by id. */
  notes: z.record(z.string(), z.string()),
});
const goal = z.strictObject({
  name: z.string(),
  description: z.string().nullable(),
  startDate: z.string().nullable(),
  completionDate: z.string().nullable(),
  /** By day, as ISO date. */
  checkIns: z.record(z.string(), checkIn),
  /** Failed refreshes that are known, by what and when. */
  failures: z.record(z.string(), z.string()),
});

/** What was seen of a scorecard's goals, by goal id. Plain data, kept in the watcher's state file. */
export const seenGoals = z.record(z.string(), goal);
export type SeenGoals = z.infer<typeof seenGoals>;
export type SeenGoal = SeenGoals[string];

/** Everything that a watcher tells of. */
const CHANGE_KINDS = [
  "goal-added",
  "goal-changed",
  "goal-removed",
  "value-changed",
  "status-changed",
  "check-in-added",
  "check-in-changed",
  "note-added",
  "note-changed",
  "refresh-failed",
] as const;

export const changeForm = z.strictObject({
  /** The same for the same change: a reader that meets it twice can tell. */
  id: z.string(),
  kind: z.enum(CHANGE_KINDS),
  /** When it was noticed, ISO. */
  noticed: z.string(),
  scorecard: z.string(),
  goal: z.string(),
  name: z.string(),
  /** Day of the check-in, where it is about one. */
  checkIn: z.string().optional(),
  old: z.unknown(),
  new: z.unknown(),
});
/** One line of the watcher's output. */
export type Change = z.infer<typeof changeForm>;

/** What is kept of a goal, its check-ins and its refreshes. */
export function seen(
  entry: Schemas["Goal"],
  checkIns: readonly Schemas["GoalValue"][],
  refreshes: readonly Schemas["GoalRefreshHistory"][],
): SeenGoal {
  const failed = refreshes.filter((r) => r.status !== "Succeeded" && r.status !== "NotProcessed");
  return {
    name: entry.name ?? "",
    description: entry.description ?? null,
    startDate: entry.startDate ?? null,
    completionDate: entry.completionDate ?? null,
    checkIns: Object.fromEntries(checkIns.map((c) => [(c.timestamp ?? "").slice(0, 10), seenCheckIn(c)])),
    failures: Object.fromEntries(
      failed.map((r) => [`${r.connectionType ?? ""} ${r.timestamp ?? ""}`, r.status ?? ""]),
    ),
  };
}

function seenCheckIn(entry: Schemas["GoalValue"]): z.infer<typeof checkIn> {
  return {
    value: entry.value ?? null,
    target: entry.target ?? null,
    status: statusWord(entry.status) ?? null,
    notes: Object.fromEntries((entry.notes ?? []).map((note) => [note.id ?? "", note.body ?? ""])),
  };
}

type Draft = Pick<Change, "kind" | "checkIn" | "old" | "new">;

/** Everything that changed from `before` to `after`, in a fixed order. */
export function changesBetween(
  before: SeenGoals,
  after: SeenGoals,
  scorecard: string,
  noticed: string,
): Change[] {
  const ids = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return ids.flatMap((id) => {
    const [was, is] = [before[id], after[id]];
    const name = (is ?? was)?.name ?? "";
    return drafts(was, is).map((draft) => ({
      id: idOf([scorecard, id, draft]),
      kind: draft.kind,
      noticed,
      scorecard,
      goal: id,
      name,
      ...(draft.checkIn === undefined ? {} : { checkIn: draft.checkIn }),
      old: draft.old,
      new: draft.new,
    }));
  });
}

function drafts(was: SeenGoal | undefined, is: SeenGoal | undefined): Draft[] {
  if (is === undefined) return [{ kind: "goal-removed", old: was && fieldsOf(was), new: null }];
  if (was === undefined) {
    const empty = { ...is, checkIns: {}, failures: {} };
    return [{ kind: "goal-added", old: null, new: fieldsOf(is) }, ...drafts(empty, is)];
  }
  return [...goalDrafts(was, is), ...checkInDrafts(was, is), ...failureDrafts(was, is)];
}

function fieldsOf({ name, description, startDate, completionDate }: SeenGoal): Record<string, unknown> {
  return { name, description, startDate, completionDate };
}

function goalDrafts(was: SeenGoal, is: SeenGoal): Draft[] {
  const found: Draft[] = [];
  if (!same(fieldsOf(was), fieldsOf(is))) {
    found.push({ kind: "goal-changed", old: fieldsOf(was), new: fieldsOf(is) });
  }
  // A goal's value and status are those of its latest check-in.
  const [old, now] = [latest(was), latest(is)];
  if ((old?.value ?? null) !== (now?.value ?? null)) {
    found.push({ kind: "value-changed", old: old?.value ?? null, new: now?.value ?? null });
  }
  if ((old?.status ?? null) !== (now?.status ?? null)) {
    found.push({ kind: "status-changed", old: old?.status ?? null, new: now?.status ?? null });
  }
  return found;
}

function latest(of: SeenGoal): SeenGoal["checkIns"][string] | undefined {
  const day = Object.keys(of.checkIns).sort().at(-1);
  return day === undefined ? undefined : of.checkIns[day];
}

function checkInDrafts(was: SeenGoal, is: SeenGoal): Draft[] {
  return Object.entries(is.checkIns).flatMap(([day, now]) => {
    const old = was.checkIns[day];
    const found: Draft[] = [];
    const [oldFields, newFields] = [old && numbersOf(old), numbersOf(now)];
    if (old === undefined) found.push({ kind: "check-in-added", checkIn: day, old: null, new: newFields });
    else if (!same(oldFields, newFields)) {
      found.push({ kind: "check-in-changed", checkIn: day, old: oldFields, new: newFields });
    }
    for (const [id, body] of Object.entries(now.notes)) {
      const earlier = old?.notes[id];
      if (earlier === body) continue;
      const kind = earlier === undefined ? "note-added" : "note-changed";
      found.push({ kind, checkIn: day, old: earlier ?? null, new: body });
    }
    return found;
  });
}

function numbersOf({ value, target, status }: SeenGoal["checkIns"][string]): Record<string, unknown> {
  return { value, target, status };
}

function failureDrafts(was: SeenGoal, is: SeenGoal): Draft[] {
  return Object.entries(is.failures)
    .filter(([key]) => !(key in was.failures))
    .map(([key, status]) => ({ kind: "refresh-failed" as const, old: null, new: { what: key, status } }));
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function idOf(content: unknown): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 32);
}
