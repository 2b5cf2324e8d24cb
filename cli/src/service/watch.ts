import { readFile } from "node:fs/promises";
import { z } from "zod";
import { InputError, messageOf } from "../shared/errors";
import { writeWhole } from "../shared/whole-file";
import { goalRefreshes, listCheckIns, listGoals, type ScorecardPlace } from "./goals";
import type { PowerBi } from "./power-bi";
import { changeForm, changesBetween, seen, seenGoals, type Change, type SeenGoals } from "./watch-changes";

/** Somewhere that changes go. Throws when one could not be delivered: it is tried again. */
export interface Sink {
  readonly name: string;
  deliver(change: Change): Promise<void>;
}

const stateForm = z.strictObject({
  quorum: z.literal("watch-state/1"),
  scorecard: z.string(),
  goals: seenGoals,
  /** Changes that were noticed and not yet delivered everywhere: to whom they still have to go. */
  pending: z.array(z.strictObject({ change: changeForm, to: z.array(z.string()) })),
  /** How many changes were noticed so far; makes the ids of two equal changes differ. */
  noticed: z.number(),
});
type State = z.infer<typeof stateForm>;

export interface WatchOptions extends ScorecardPlace {
  /** Ids of goals; all of the scorecard when empty. */
  readonly goals: readonly string[];
  readonly stateFile: string;
  readonly sinks: readonly Sink[];
  readonly onProblem: (message: string) => void;
}

/**
 * Looks once, and delivers what changed since the last look. What was noticed is written to the state file
 * before it is delivered and taken out after: killed in between, the process that follows delivers the rest. A
 * change whose delivery was cut off in its middle is delivered again, under the same id.
 * @returns the number of changes delivered to every sink, or undefined for the first look, which only remembers.
 */
export async function lookOnce(service: PowerBi, options: WatchOptions): Promise<number | undefined> {
  const state = await readState(options);
  if (state !== undefined) await deliverPending(state, options);
  const goals = await look(service, options);
  if (state === undefined) {
    await save(options, {
      quorum: "watch-state/1",
      scorecard: options.scorecard,
      goals,
      pending: [],
      noticed: 0,
    });
    return undefined;
  }
  const noticed = new Date(service.clock.now()).toISOString();
  const changes = changesBetween(state.goals, goals, options.scorecard, noticed);
  const to = options.sinks.map((sink) => sink.name);
  for (const change of changes) {
    state.noticed += 1;
    // A value that goes from 1 to 2, back, and to 2 again is three changes.
    const numbered = { ...change, id: `${String(state.noticed)}-${change.id}` };
    state.pending.push({ change: numbered, to: [...to] });
  }
  state.goals = goals;
  if (changes.length > 0) await save(options, state);
  await deliverPending(state, options);
  return changes.length;
}

async function look(service: PowerBi, options: WatchOptions): Promise<SeenGoals> {
  const all = await listGoals(service, options);
  const wanted =
    options.goals.length === 0 ? all : all.filter((goal) => options.goals.includes(goal.id ?? ""));
  const found: SeenGoals = {};
  for (const entry of wanted) {
    const place = { ...options, goal: entry.id ?? "" };
    found[place.goal] = seen(entry, await listCheckIns(service, place), await goalRefreshes(service, place));
  }
  return found;
}

async function deliverPending(state: State, options: WatchOptions): Promise<void> {
  for (const entry of [...state.pending]) {
    for (const name of [...entry.to]) {
      const sink = options.sinks.find((one) => one.name === name);
      try {
        await sink?.deliver(entry.change);
      } catch (error) {
        options.onProblem(`${name}: ${messageOf(error)} It is tried again at the next look.`);
        continue;
      }
      entry.to = entry.to.filter((other) => other !== name);
      if (entry.to.length === 0) state.pending = state.pending.filter((other) => other !== entry);
      await save(options, state);
    }
  }
}

async function readState(options: WatchOptions): Promise<State | undefined> {
  let text: string;
  try {
    text = await readFile(options.stateFile, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const file = options.stateFile;
  let state: State;
  try {
    state = stateForm.parse(JSON.parse(text));
  } catch {
    throw new InputError("This is no state of a watch, or a damaged one.", "Delete it to begin anew.", {
      file,
    });
  }
  if (state.scorecard !== options.scorecard) {
    throw new InputError("This state is of another scorecard.", "Give another --state.", { file });
  }
  return state;
}

async function save(options: WatchOptions, state: State): Promise<void> {
  await writeWhole(options.stateFile, JSON.stringify(state), 0o600);
}
