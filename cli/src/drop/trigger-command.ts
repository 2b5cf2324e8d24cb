import { readFile } from "node:fs/promises";
import { InvalidArgumentError, type Command } from "commander";
import stripJsonComments from "strip-json-comments";
import { safeEndpoint } from "../remote/clouds";
import { InputError } from "../shared/errors";
import { onInterrupt } from "../shared/interrupt";
import { deliver, say } from "../shared/output";
import { wholeNumber } from "../shared/options";

interface Options {
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly factory?: string;
  readonly pipeline: string;
  readonly parameter?: Record<string, string>;
  readonly secret?: Record<string, string>;
  readonly template?: string;
  readonly parameters?: string;
  readonly deployment?: string;
  readonly wait: boolean;
  readonly pollSeconds: number;
  readonly arm?: string;
}

/** Adds `quorum drop trigger`. */
export function registerTrigger(drop: Command): void {
  drop
    .command("trigger")
    .summary("starts the extraction's pipeline and waits for its end")
    .description(
      "Starts the Data Factory pipeline that brings drops, and waits until it has ended. With --template it " +
        "deploys an ARM template (Microsoft's sample, edited) instead. Signs in through Entra.",
    )
    .requiredOption("--subscription <id>", "Azure subscription")
    .requiredOption("--resource-group <name>", "resource group of the factory")
    .option("--factory <name>", "data factory")
    .option("--pipeline <name>", "pipeline", "ExportO365DataEvents")
    .option("--parameter <name=value>", "parameter of the pipeline or template; repeat for more", readPair)
    .option("--template <file>", "deploy this ARM template; comments are allowed")
    .option("--parameters <file>", "ARM parameter file for the template")
    .option(
      "--secret <name=variable>",
      "template parameter from an environment variable; repeat for more",
      readPair,
    )
    .option("--deployment <name>", "name of the deployment (default: quorum and the time)")
    .option("--no-wait", "do not wait for the pipeline's end")
    .option("--poll-seconds <n>", "how often to ask", wholeNumber(1), 30)
    .option("--arm <url>", "Azure Resource Manager of a national cloud")
    .addHelpText(
      "after",
      "\nExample:\n  $ quorum drop trigger --subscription 00000000-… --resource-group viva --factory contoso-factory " +
        "--parameter RequestStartDate=2024-04-22T00:00:00Z",
    )
    .action(run);
}

async function run(options: Options): Promise<void> {
  const stop = new AbortController();
  const forget = onInterrupt(() => {
    stop.abort();
  });
  try {
    if (options.template === undefined) await runPipeline(options, stop.signal);
    else await deploy(options, options.template, stop.signal);
  } finally {
    forget();
  }
}

async function runPipeline(options: Options, signal: AbortSignal): Promise<void> {
  const { startPipeline, waitForRun } = await import("./trigger");
  if (options.factory === undefined)
    throw new InputError("No data factory is named.", "Add --factory <name>.");
  const access = accessOf(options);
  const { subscription, resourceGroup, factory, pipeline, parameter: parameters = {} } = options;
  const target = { subscription, resourceGroup, factory, pipeline, parameters };
  const runId = await startPipeline(target, access);
  say(`Started: run ${runId}`);
  if (options.wait) {
    const poll = options.pollSeconds * 1000;
    await waitForRun(
      target,
      runId,
      {
        signal,
        poll,
        onStatus: (status) => {
          say(status);
        },
      },
      access,
    );
  }
  await deliver(`${runId}\n`, undefined);
}

async function deploy(options: Options, file: string, signal: AbortSignal): Promise<void> {
  const { deployTemplate } = await import("./trigger");
  const template = await jsonFile(file);
  refuseOpenSecrets(template, Object.keys(options.secret ?? {}), file);
  const parameters = {
    ...(options.parameters === undefined
      ? {}
      : parametersIn(await jsonFile(options.parameters), options.parameters)),
    ...valued(options.parameter ?? {}),
    ...valued(fromEnvironment(options.secret ?? {})),
  };
  const name = options.deployment ?? `quorum-${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}`;
  const { subscription, resourceGroup } = options;
  say(`Deploying ${name}…`);
  const state = await deployTemplate(
    { subscription, resourceGroup, name, template, parameters },
    { signal, poll: options.pollSeconds * 1000 },
    accessOf(options),
  );
  await deliver(`${name}: ${state}\n`, undefined);
}

function accessOf({ arm }: Options): { endpoint?: string } {
  return arm === undefined ? {} : { endpoint: safeEndpoint(arm) };
}

function valued(pairs: Readonly<Record<string, string>>): Record<string, { value: string }> {
  return Object.fromEntries(Object.entries(pairs).map(([name, value]) => [name, { value }]));
}

function fromEnvironment(pairs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(pairs).map(([name, variable]) => {
      const value = process.env[variable];
      if (!value)
        throw new InputError(`The environment variable ${variable} is empty.`, `Put ${name} into it.`);
      return [name, value];
    }),
  );
}

/** A deployment's history shows the values of parameters, but for those of secure types. */
function refuseOpenSecrets(
  template: Readonly<Record<string, unknown>>,
  secrets: readonly string[],
  file: string,
): void {
  const names = secrets.map((name) => name.toLowerCase());
  for (const [name, parameter] of Object.entries(template["parameters"] ?? {})) {
    const type = String((parameter as { type?: unknown } | null)?.type);
    if (!names.includes(name.toLowerCase()) || /^secure(string|object)$/i.test(type)) continue;
    throw new InputError(
      `The template's parameter ${name} is a ${type}, which Azure shows in the deployment's history.`,
      'Make its type "secureString".',
      { file },
    );
  }
}

async function jsonFile(file: string): Promise<Record<string, unknown>> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new InputError("cannot be read.", "Check the name.", { file });
  });
  try {
    const value: unknown = JSON.parse(
      stripJsonComments(text.replace(/^\ufeff/, ""), { trailingCommas: true }),
    );
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Said below; the parser's message would quote the file.
  }
  throw new InputError("This is no JSON object.", "Give an ARM template or parameter file.", { file });
}

/** A parameter file has them under "parameters"; a plain object of values will do as well. */
function parametersIn(json: Record<string, unknown>, file: string): Record<string, { value: unknown }> {
  const inner = json["parameters"];
  if (typeof inner !== "object" || inner === null) {
    throw new InputError('There are no "parameters".', "Give an ARM parameter file.", { file });
  }
  return { ...inner } as Record<string, { value: unknown }>;
}

function readPair(text: string, before: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("Write name=value.");
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}
