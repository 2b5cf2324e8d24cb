import { Option, type Command } from "commander";
import {
  combinePolicies,
  floorOfMinimum,
  PolicyError,
  readPolicy,
  type GroupSizeRule,
  type Policy,
} from "../../../src/engine";
import { InputError, Refusal } from "../shared/errors";
import { wholeNumber } from "../shared/options";
import { readText } from "../shared/text";

/** The options that say what may be shown. */
export interface PolicyOptions {
  readonly policy?: string;
  readonly minGroupSize?: number;
  readonly smallGroups?: Policy["smallGroups"];
  readonly totalOf?: Policy["totalOf"];
  readonly totalsKnown?: "yes" | "no";
  readonly decimals?: number | "none";
  readonly groupSize?: GroupSizeRule;
}

const whole = wholeNumber(0);

/** Adds the options of a policy. */
export function policyOptions(command: Command): Command {
  return command
    .option("--policy <file>", "policy as JSON; options and file together: the stricter of the two")
    .option(
      "--min-group-size <n>",
      `fewest people behind a number: 10 unless given, never under ${floorOfMinimum}`,
      wholeNumber(floorOfMinimum),
    )
    .addOption(new Option("--small-groups <how>", "what becomes of small groups").choices(["hide", "merge"]))
    .addOption(new Option("--total-of <whom>", "whose total is drawn").choices(["everybody", "shown"]))
    .addOption(
      new Option(
        "--totals-known <answer>",
        "whether readers may know everybody's totals from elsewhere",
      ).choices(["yes", "no"]),
    )
    .option("--decimals <n>", "decimals of values, or none for unrounded", (text) =>
      text === "none" ? text : whole(text),
    )
    .addOption(
      new Option("--group-size <how>", "how the number of people is told").choices([
        "band",
        "rounded",
        "hidden",
        "exact",
      ]),
    );
}

/**
 * The policy in force: the defaults, changed by the options; with a policy file nothing weaker than the file.
 * @throws InputError for a policy that cannot be used, Refusal for a contradiction.
 */
export async function policyOf(options: PolicyOptions, drawsTotals: boolean): Promise<Policy> {
  if (drawsTotals && options.totalsKnown === "no" && options.totalOf !== "shown") {
    throw new Refusal(
      "A total of everybody is drawn, so readers know it: --totals-known no contradicts that. " +
        "Add --total-of shown, or leave --totals-known out.",
    );
  }
  const asked = {
    ...(options.minGroupSize === undefined ? {} : { minGroupSize: options.minGroupSize }),
    ...(options.smallGroups === undefined ? {} : { smallGroups: options.smallGroups }),
    ...(options.totalOf === undefined ? {} : { totalOf: options.totalOf }),
    ...(options.totalsKnown === undefined ? {} : { totalsKnown: options.totalsKnown === "yes" }),
    ...(options.decimals === undefined
      ? {}
      : { decimals: options.decimals === "none" ? null : options.decimals }),
    ...(options.groupSize === undefined ? {} : { groupSize: options.groupSize }),
  };
  if (options.policy === undefined) return checked(asked, "the options");
  const file = await policyFile(options.policy);
  return combinePolicies(checked(file, options.policy), checked({ ...file, ...asked }, "the options"));
}

function checked(policy: unknown, from: string): Policy {
  try {
    return readPolicy(policy);
  } catch (error) {
    if (error instanceof PolicyError) throw new InputError(error.message, "", { file: `policy (${from})` });
    throw error;
  }
}

async function policyFile(file: string): Promise<Record<string, unknown>> {
  const text = await readText(file);
  try {
    const policy: unknown = JSON.parse(text);
    if (typeof policy === "object" && policy !== null && !Array.isArray(policy)) return { ...policy };
  } catch {
    // Said below.
  }
  throw new InputError("This is no policy.", 'Write a JSON object, for example {"minGroupSize": 10}.', {
    file,
  });
}
