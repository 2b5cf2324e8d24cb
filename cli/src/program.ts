import { Command, type ErrorOptions } from "commander";
import manifest from "../package.json" with { type: "json" };
import { nearNames } from "./shared/near";

/** The commands by name, in the order of the help. Each is read when it is asked for: all of them take half a second. */
const COMMANDS: Readonly<Record<string, () => Promise<{ register(program: Command): void }>>> = {
  inspect: () => import("./inspect/command"),
  release: () => import("./release/command"),
  audit: () => import("./audit/command"),
  "safe-base": () => import("./safe-base/command"),
  convert: () => import("./convert/command"),
  attack: () => import("./attack/command"),
  drop: () => import("./drop/command"),
  devops: () => import("./devops/command"),
  review: () => import("./review/command"),
  service: () => import("./service/command"),
  completion: () => import("./completion"),
};

/** A misspelt option is told as such, and not as the required one that is then missing. */
class QuorumCommand extends Command {
  override createCommand(name?: string): Command {
    return new QuorumCommand(name);
  }

  override error(message: string, options?: ErrorOptions): never {
    const unknown = this.args.find((arg) => /^--?[a-z]/i.test(arg));
    if (options?.code !== "commander.missingMandatoryOptionValue" || unknown === undefined)
      return super.error(message, options);
    const [near] = nearNames(
      unknown,
      this.options.flatMap(({ long, hidden }) => (long && !hidden ? [long] : [])),
    );
    const suggestion = near === undefined ? "" : `\n(Did you mean ${near}?)`;
    return super.error(`error: unknown option '${unknown}'${suggestion}`, {
      code: "commander.unknownOption",
    });
  }
}

/**
 * The command line; what `docs/cli.md` is generated from.
 * @param name the only command that is needed; all of them where there is none of this name.
 */
export async function createProgram(name = ""): Promise<Command> {
  const program = new QuorumCommand("quorum")
    .description("Protected results, audits and reviews of Viva Insights queries.")
    .version(manifest.version)
    .showSuggestionAfterError(true)
    .showHelpAfterError("(add --help for the options and an example)")
    // One name for the program's messages, whoever finds the error.
    .configureOutput({
      outputError: (text, write) => {
        write(text.replace(/^error: /, "quorum: "));
      },
    })
    .exitOverride();
  // Completion is written from all the others.
  const own = Object.hasOwn(COMMANDS, name) && name !== "completion" ? COMMANDS[name] : undefined;
  for (const read of own ? [own] : Object.values(COMMANDS)) (await read()).register(program);
  return program;
}
