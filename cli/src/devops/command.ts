import { Option, type Command } from "commander";
import { stringify } from "csv-stringify/sync";
import { systemClock } from "../remote/clock";
import { CLOUDS, safeEndpoint } from "../remote/clouds";
import { SIGN_IN_METHODS, tokensFor, type SignInMethod } from "../remote/sign-in";
import { Transport, type TokenSource } from "../remote/transport";
import { openTable } from "../input/open";
import { InputError } from "../shared/errors";
import { isoDate } from "../shared/options";
import { onInterrupt } from "../shared/interrupt";
import { say } from "../shared/output";
import { startProgress } from "../shared/progress";
import { peopleBand } from "../shared/bands";
import { writeWhole } from "../shared/whole-file";
import type { MatchReport } from "./activity";
import { Analytics } from "./analytics";
import { DevOps } from "./client";
import { readDirectory } from "./people";
import { asList, checkTimeZone, periodsOf, WEEKDAYS, weeksBetween, type Period } from "./periods";
import { COLUMNS, pull } from "./pull";
import { accountOf, checkPattern } from "./scope";
import { slowDown } from "./slow-down";

interface Options {
  readonly account: string;
  readonly project: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly weekOf: string;
  readonly timeZone: string;
  readonly people?: string;
  readonly out: string;
  readonly state?: string;
  readonly signIn: SignInMethod;
  readonly tenant?: string;
  readonly login?: string;
  readonly clientId?: string;
  readonly endpoint?: string;
  readonly graphEndpoint?: string;
  readonly analyticsEndpoint?: string;
}

/** The scope of Azure DevOps tokens (learn.microsoft.com, "Authenticate with Microsoft Entra"). */
const SCOPE = "499b84ac-1321-427f-aa17-267ca6975798/.default";

/** Adds `quorum devops …` to the command line. */
export function register(program: Command): void {
  const devops = program.command("devops").description("Azure DevOps activity, to stand beside Viva metrics");
  signInOptions(
    devops
      .command("pull")
      .description(
        "Counts work items, pull requests, commits and builds by person and period into a CSV file",
      )
      .requiredOption("--account <name>", "short name: contoso for dev.azure.com/contoso")
      .requiredOption("--project <pattern...>", "a name, * for all, or Test* for all that begin with Test")
      .requiredOption("--from <date>", "first day, yyyy-mm-dd", isoDate)
      .requiredOption("--to <date>", "last day, yyyy-mm-dd", isoDate)
      .requiredOption(
        "--week-of <rows or weekday>",
        "a query's file, whose periods are taken; or a week's first day",
      )
      .requiredOption("--out <file>", "CSV file of one row a person and period; join it by --join")
      .option("--time-zone <name>", "whose calendar says on which day something happened", "UTC")
      .option(
        "--people <file>",
        "directory export (User_v1): finds the authors of commits by their addresses",
      )
      .option("--state <folder>", "where is kept what was pulled; beside the output unless given"),
  )
    .addHelpText(
      "after",
      "\nExample:\n  quorum devops pull --account contoso --project 'Web*' --from 2026-01-04 --to 2026-06-27 --week-of query.csv --people users.ndjson --out devops.csv\n  quorum release query.csv --join devops.csv --on ObjectId --metric Pull_requests_reviewed --by Organization\n",
    )
    .action(run);
}

function signInOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--sign-in <how>", "how to sign in; a personal access token in AZURE_DEVOPS_PAT goes first")
        .choices([...SIGN_IN_METHODS])
        .default("device-code"),
    )
    .option("--tenant <id>", "Entra tenant, where the account belongs to another than yours")
    .option("--login <user>", "refuse to go on when signed in as anybody else")
    .option("--client-id <id>", "application (client) id; AZURE_CLIENT_ID unless given")
    .option("--endpoint <url>", "address of the service, where it is not https://dev.azure.com/<account>")
    .option(
      "--graph-endpoint <url>",
      "address of its Graph service, where it is not https://vssps.dev.azure.com/<account>",
    )
    .option(
      "--analytics-endpoint <url>",
      "address of its Analytics service: --endpoint if given, else https://analytics.dev.azure.com/<account>",
    );
}

async function run(options: Options): Promise<void> {
  const account = accountOf(options.account);
  if (account.note) say(account.note);
  options.project.forEach(checkPattern);
  checkTimeZone(options.timeZone);
  const periods = await closedPeriods(options);
  const directory = options.people === undefined ? [] : await readDirectory(options.people);
  const devops = open(options, account.name);
  await checkLogin(devops, options.login);
  onInterrupt(() => {
    say("Stopped. The same command goes on where this one ended.");
  });
  const bar = startProgress("Pulling", undefined, "sources");
  let shown = 0;
  try {
    const { rows, report } = await pull(devops, {
      account: account.name,
      patterns: options.project,
      periods,
      timeZone: options.timeZone,
      directory,
      folder: options.state ?? `${options.out}.pull`,
      onProjects: (projects) => {
        say(`Projects: ${projects.map((project) => project.name).join(", ")}.`);
      },
      onNote: say,
      onPage: (done) => {
        bar.advance(done - shown);
        shown = done;
      },
    });
    bar.stop();
    // Rows of persons: for the owner's eyes.
    await writeWhole(options.out, stringify([[...COLUMNS], ...rows.map((row) => [...row])]), 0o600);
    tell(report);
    say(`Written: ${options.out} (rows of persons: keep it, and what is beside it, as you keep the query).`);
  } finally {
    bar.stop();
  }
}

/** The periods of the pull; one that has not ended yet is left out, so that a part is never taken for the whole. */
async function closedPeriods(options: Options): Promise<readonly Period[]> {
  const { from, to, weekOf } = options;
  if (from > to) throw new InputError("--from is after --to.", "Turn them round.");
  const weekday = (WEEKDAYS as readonly string[]).indexOf(weekOf.toLowerCase());
  const all =
    weekday >= 0 ? asList(weeksBetween(weekday, from, to)) : periodsOf(await datesOf(weekOf), from, to);
  const today = new Date(systemClock.now()).toISOString().slice(0, 10);
  const closed = all.filter((period) => period.end <= today);
  if (closed.length < all.length) say("Periods that have not ended yet are left out.");
  if (closed.length === 0) throw new InputError("No period has ended yet.", "Give an earlier --from.");
  return closed;
}

async function datesOf(file: string): Promise<Set<string>> {
  const table = await openTable([file]);
  const column = table.columns.findIndex((name) => /^metric[ _]?date$/i.test(name));
  if (column < 0) throw new InputError("There is no column MetricDate.", "Give the query's file.", { file });
  const dates = new Set<string>();
  for await (const { rows } of table.batches()) {
    for (const row of rows) {
      const value = row[column] ?? null;
      const text = value instanceof Date ? value.toISOString() : String(value ?? "");
      if (/^\d{4}-\d\d-\d\d/.test(text)) dates.add(text.slice(0, 10));
    }
  }
  return dates;
}

function open(options: Options, account: string): DevOps {
  const clock = systemClock;
  const onWait = (why: string, ms: number): void => {
    if (ms > 2_000) say(`Waiting ${String(Math.round(ms / 1000))} s: ${why}.`);
  };
  const pat = process.env["AZURE_DEVOPS_PAT"];
  const { authority } = CLOUDS["public"] ?? { authority: "" };
  const tokens: TokenSource =
    pat === undefined || pat === ""
      ? tokensFor({ ...options, method: options.signIn, authority, scope: SCOPE }, clock)
      : {
          token: () => Promise.resolve(Buffer.from(`:${pat}`).toString("base64")),
          forget: () => undefined,
        };
  const transport = new Transport({
    clock,
    tokens,
    scheme: pat ? "Basic" : "Bearer",
    limits: [],
    onWait,
    onAnswer: slowDown(clock, onWait),
  });
  const server = safeEndpoint(options.endpoint ?? `https://dev.azure.com/${account}`);
  const graph = safeEndpoint(options.graphEndpoint ?? `https://vssps.dev.azure.com/${account}`);
  const analytics = safeEndpoint(
    options.analyticsEndpoint ?? options.endpoint ?? `https://analytics.dev.azure.com/${account}`,
  );
  return new DevOps(transport, server, graph, new Analytics(transport, analytics));
}

/** A sign-in that the machine remembered may be another person's: say whose it is. */
async function checkLogin(devops: DevOps, login: string | undefined): Promise<void> {
  const name = await devops.signedInAs();
  say(`Signed in as ${name}.`);
  if (login !== undefined && login.toLowerCase() !== name.toLowerCase()) {
    throw new InputError(
      `Signed in as ${name}, not as ${login}.`,
      "Sign out in the browser, or give --tenant.",
    );
  }
}

function tell({ matched, unmatched, ambiguous, bots }: MatchReport): void {
  say(
    `People matched: ${peopleBand(matched)}; not matched: ${peopleBand(unmatched)}; ambiguous: ${peopleBand(ambiguous)}.`,
  );
  if (bots.length > 0) say(`Left out as services: ${bots.join(", ")}.`);
}
