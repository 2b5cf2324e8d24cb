import { createHash } from "node:crypto";
import { Option, type Command } from "commander";
import { systemClock } from "../remote/clock";
import { CLOUDS, safeEndpoint } from "../remote/clouds";
import { SIGN_IN_METHODS, tokensFor, type SignInMethod } from "../remote/sign-in";
import { InputError } from "../shared/errors";
import { onInterrupt } from "../shared/interrupt";
import { deliver, say } from "../shared/output";
import { textTable, type Field } from "../shared/table";
import { PowerBi } from "./power-bi";

/** Options of every command that talks to the service. */
export interface ServiceOptions {
  readonly workspace: string;
  readonly signIn: SignInMethod;
  readonly tenant?: string;
  readonly clientId?: string;
  readonly cloud: string;
  readonly endpoint?: string;
  readonly json?: boolean;
}

/** Adds the options of every command that talks to the service. */
export function serviceOptions(command: Command): Command {
  return command
    .requiredOption("--workspace <id>", "the workspace's id (in its address in the browser, after /groups/)")
    .addOption(
      new Option("--sign-in <how>", "how to sign in; a client secret is read from AZURE_CLIENT_SECRET")
        .choices([...SIGN_IN_METHODS])
        .default("device-code"),
    )
    .option("--tenant <id>", "Entra tenant; AZURE_TENANT_ID unless given")
    .option("--client-id <id>", "application (client) id; AZURE_CLIENT_ID unless given")
    .addOption(
      new Option("--cloud <name>", "which cloud's service").choices(Object.keys(CLOUDS)).default("public"),
    )
    .option("--endpoint <url>", "address of the service, where it is not the cloud's usual one");
}

/** How long a wait is worth a message. */
const QUIET_MS = 2_000;

/** Signs in and opens the service; Ctrl-C ends the command and says `whenStopped`. */
export function openService(options: ServiceOptions, whenStopped?: string): PowerBi {
  const cloud = CLOUDS[options.cloud];
  if (cloud === undefined) throw new InputError(`There is no cloud "${options.cloud}".`, "See --help.");
  if (whenStopped !== undefined) {
    onInterrupt(() => {
      say(whenStopped);
    });
  }
  const signIn = {
    method: options.signIn,
    authority: cloud.authority,
    scope: cloud.scope,
    ...(options.tenant === undefined ? {} : { tenant: options.tenant }),
    ...(options.clientId === undefined ? {} : { clientId: options.clientId }),
  };
  return new PowerBi({
    endpoint: safeEndpoint(options.endpoint ?? cloud.powerBi),
    clock: systemClock,
    tokens: tokensFor(signIn, systemClock),
    onWait: (why, ms) => {
      if (ms > QUIET_MS) say(`Waiting ${duration(ms)}: ${why}.`);
    },
  });
}

function duration(ms: number): string {
  return ms < 90_000 ? `${String(Math.round(ms / 1000))} s` : `${String(Math.round(ms / 60_000))} min`;
}

/** A short name for what a command works on, for the name of its state file. */
export function shortName(...parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 8);
}

/** Prints records as JSON lines, or as a table of the columns that were asked for. */
export async function print<T extends object>(
  records: readonly T[],
  columns: Readonly<Record<string, (record: T) => Field | undefined>>,
  json: boolean | undefined,
): Promise<void> {
  if (json) {
    await deliver(records.map((record) => `${JSON.stringify(record)}\n`).join(""), undefined);
    return;
  }
  const rows = records.map((record) => Object.values(columns).map((field) => field(record) ?? ""));
  await deliver(textTable(Object.keys(columns), rows), undefined);
}
