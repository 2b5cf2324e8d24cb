import { InvalidArgumentError, type Command } from "commander";
import { InputError } from "../shared/errors";
import { isoDate } from "../shared/options";
import { say } from "../shared/output";
import { keepCell, selectCell } from "./check-in";
import { openService, print, serviceOptions, type ServiceOptions } from "./command-context";
import {
  addNote,
  createGoal,
  createScorecard,
  findCheckIn,
  getGoal,
  getScorecard,
  keepCheckIn,
  listCheckIns,
  listGoals,
  listScorecards,
  statusNumber,
  STATUSES,
  statusWord,
  updateCheckIn,
  updateGoal,
  type CheckInFields,
} from "./goals";
import type { PowerBi, Schemas } from "./power-bi";
import { readRelease } from "./release-file";

interface Options extends ServiceOptions {
  readonly scorecard: string;
  readonly goal: string;
  readonly name?: string;
  readonly description?: string;
  readonly start?: string;
  readonly due?: string;
  readonly parent?: string;
  readonly valueFormat?: string;
  readonly date?: string;
  readonly value?: number;
  readonly target?: number;
  readonly status?: string;
  readonly from?: string;
  readonly cell?: string;
  readonly text: string;
}

type Action = (service: PowerBi, options: Options) => Promise<void>;

function add(parent: Command, name: string, description: string, example: string, action: Action): Command {
  return serviceOptions(parent.command(name).description(description))
    .option("--json", "JSON, one object a line")
    .addHelpText(
      "after",
      `\nExample:\n  quorum service ${parent.name()} ${name} --workspace <id> ${example}\n`,
    )
    .action((options: Options) => action(openService(options), options));
}

/** `quorum service scorecard …`. */
export function registerScorecard(service: Command): void {
  const parent = service.command("scorecard").description("Scorecards of a workspace");
  add(parent, "list", "Lists the scorecards", "", async (api, options) => {
    await print(await listScorecards(api, options.workspace), scorecardColumns, options.json);
  });
  add(parent, "get", "Shows a scorecard", "--scorecard <id>", async (api, options) => {
    await print([await getScorecard(api, options)], scorecardColumns, options.json);
  }).requiredOption("--scorecard <id>", "the scorecard's id");
  add(parent, "create", "Makes a scorecard", '--name "Wellbeing"', async (api, options) => {
    const made = await createScorecard(api, options.workspace, options.name ?? "", options.description);
    await print([made], scorecardColumns, options.json);
  })
    .requiredOption("--name <name>", "its name")
    .option("--description <text>", "its description");
}

/** `quorum service goal …`. The public API has no owner of a goal: it can be neither read nor set. */
export function registerGoal(service: Command): void {
  const parent = service
    .command("goal")
    .description("Goals of a scorecard (the public API has no owner: set it in the service)");
  goalCommand(parent, "list", "Lists the goals", "", async (api, options) => {
    await print(await listGoals(api, options), goalColumns, options.json);
  });
  goalCommand(parent, "get", "Shows a goal", "--goal <id>", async (api, options) => {
    await print([await getGoal(api, options)], goalColumns, options.json);
  }).requiredOption("--goal <id>", "the goal's id");
  goalCommand(parent, "create", "Makes a goal", '--name "Shorter days"', async (api, options) => {
    const fields = { ...fieldsOf(options), name: options.name ?? "" };
    const above = options.parent === undefined ? {} : { parentId: options.parent };
    await print([await createGoal(api, options, { ...fields, ...above })], goalColumns, options.json);
  })
    .requiredOption("--name <name>", "its name")
    .option("--start <date>", "first day", isoDate)
    .option("--due <date>", "last day", isoDate)
    .option("--value-format <format>", "how values are written, for example 0.0")
    .option("--parent <id>", "id of the goal that it is a part of");
  goalCommand(
    parent,
    "update",
    "Changes the given fields",
    "--goal <id> --due 2027-03-31",
    async (api, options) => {
      const fields = fieldsOf(options);
      if (Object.keys(fields).length === 0) throw new InputError("Nothing to change.", "Give a field.");
      await print([await updateGoal(api, options, fields)], goalColumns, options.json);
    },
  )
    .requiredOption("--goal <id>", "the goal's id")
    .option("--name <name>", "new name")
    .option("--description <text>", "new description")
    .option("--start <date>", "first day", isoDate)
    .option("--due <date>", "last day", isoDate)
    .option("--value-format <format>", "how values are written, for example 0.0");
}

/** `quorum service checkin …`. */
export function registerCheckIn(service: Command): void {
  const parent = service.command("checkin").description("Check-ins of a goal, one a day, and their notes");
  checkInCommand(parent, "list", "Lists the check-ins", "", async (api, options) => {
    await print(await listCheckIns(api, options), checkInColumns, options.json);
  });
  checkInCommand(parent, "get", "Shows the check-in of a day", "--date 2026-06-07", async (api, options) => {
    const found = await findCheckIn(api, options, options.date ?? "");
    if (found === undefined)
      throw new InputError(`${options.date ?? ""} has no check-in.`, "See: checkin list.");
    await print([found], checkInColumns, options.json);
  }).requiredOption("--date <date>", "its day", isoDate);
  const example = '--from release.json --cell "group=Finance,period=2026-06-07"';
  checkInFields(
    checkInCommand(parent, "add", "Keeps a shown cell of a release, or given numbers", example, addCheckIn)
      .option("--from <release>", "release (JSON) to take the value from; a hidden cell becomes a note")
      .option("--cell <selector>", "which cell: kind=, group=, series=, period=, with commas between")
      .option("--date <date>", "its day; the cell's period unless given", isoDate),
  );
  checkInFields(
    checkInCommand(
      parent,
      "update",
      "Changes a check-in",
      "--date 2026-06-07 --status on-track",
      async (api, options) => {
        const fields = numbersOf(options);
        if (Object.keys(fields).length === 0) throw new InputError("Nothing to change.", "Give a field.");
        await print(
          [await updateCheckIn(api, options, options.date ?? "", fields)],
          checkInColumns,
          options.json,
        );
      },
    ).requiredOption("--date <date>", "its day", isoDate),
  );
  checkInCommand(
    parent,
    "note",
    "Adds a note to a check-in",
    '--date 2026-06-07 --text "…"',
    async (api, options) => {
      await print([await addNote(api, options, options.date ?? "", options.text)], noteColumns, options.json);
    },
  )
    .requiredOption("--date <date>", "the check-in's day", isoDate)
    .requiredOption("--text <text>", "the note");
}

async function addCheckIn(api: PowerBi, options: Options): Promise<void> {
  if (options.from === undefined) {
    if (options.date === undefined) throw new InputError("A check-in needs a day.", "Give --date.");
    const made = await keepCheckIn(api, options, options.date, numbersOf(options));
    await print([made], checkInColumns, options.json);
    return;
  }
  if (options.value !== undefined) {
    throw new InputError("--value does not go with --from.", "The value is the cell's.");
  }
  const release = await readRelease(options.from);
  const cell = selectCell(release, options.cell ?? "");
  const date = options.date ?? cell.period;
  if (date === null) throw new InputError("The cell has no period.", "Give --date.");
  const kept = await keepCell(api, options, date, cell, release.policy.minGroupSize, numbersOf(options));
  if (kept.note !== undefined) {
    say(`No value was kept, but a note: ${kept.note}`);
    if (kept.checkIn.value !== undefined) {
      say(
        "The check-in has a value from before. Take it out in the service if it should not be seen any more.",
      );
    }
  }
  await print([kept.checkIn], checkInColumns, options.json);
}

function goalCommand(parent: Command, name: string, what: string, example: string, action: Action): Command {
  return add(parent, name, what, `--scorecard <id> ${example}`, action).requiredOption(
    "--scorecard <id>",
    "the scorecard's id",
  );
}

function checkInCommand(
  parent: Command,
  name: string,
  what: string,
  example: string,
  action: Action,
): Command {
  return goalCommand(parent, name, what, `--goal <id> ${example}`, action).requiredOption(
    "--goal <id>",
    "the goal's id",
  );
}

function checkInFields(command: Command): Command {
  return command
    .option("--value <number>", "the value", number)
    .option("--target <number>", "the target", number)
    .option("--status <word>", `one of: ${STATUSES.join(", ")}`);
}

function fieldsOf(options: Options): Schemas["Goal"] {
  return {
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.description === undefined ? {} : { description: options.description }),
    ...(options.start === undefined ? {} : { startDate: `${options.start}T00:00:00Z` }),
    ...(options.due === undefined ? {} : { completionDate: `${options.due}T00:00:00Z` }),
    ...(options.valueFormat === undefined ? {} : { valuesFormatString: options.valueFormat }),
  };
}

function numbersOf(options: Options): CheckInFields {
  return {
    ...(options.value === undefined ? {} : { value: options.value }),
    ...(options.target === undefined ? {} : { target: options.target }),
    ...(options.status === undefined ? {} : { status: statusNumber(options.status) }),
  };
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("It must be a number.");
  return value;
}

const scorecardColumns = {
  id: (entry: Schemas["Scorecard"]) => entry.id,
  name: (entry: Schemas["Scorecard"]) => entry.name,
  state: (entry: Schemas["Scorecard"]) => entry.provisioningStatus,
};
const goalColumns = {
  id: (entry: Schemas["Goal"]) => entry.id,
  name: (entry: Schemas["Goal"]) => entry.name,
  start: (entry: Schemas["Goal"]) => entry.startDate?.slice(0, 10),
  due: (entry: Schemas["Goal"]) => entry.completionDate?.slice(0, 10),
};
const checkInColumns = {
  date: (entry: Schemas["GoalValue"]) => entry.timestamp?.slice(0, 10),
  value: (entry: Schemas["GoalValue"]) => entry.value,
  target: (entry: Schemas["GoalValue"]) => entry.target,
  status: (entry: Schemas["GoalValue"]) => statusWord(entry.status),
  notes: (entry: Schemas["GoalValue"]) => entry.notes?.map((note) => note.body).join(" | "),
};
const noteColumns = {
  id: (entry: Schemas["GoalNote"]) => entry.id,
  note: (entry: Schemas["GoalNote"]) => entry.body,
};
