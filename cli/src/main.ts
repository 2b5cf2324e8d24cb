import { Command, CommanderError } from "commander";
import { CommandError, EXIT, messageOf } from "./shared/errors";
import { handleInterrupts } from "./shared/interrupt";
import { endQuietlyOnClosedPipe, say } from "./shared/output";
import { createProgram } from "./program";

handleInterrupts();
endQuietlyOnClosedPipe();
process.exitCode = await run(await createProgram(process.argv[2]));

/** Runs the command asked for and answers with the exit code; every error becomes one message. */
async function run(program: Command): Promise<number> {
  try {
    await program.parseAsync();
    return Number(process.exitCode ?? EXIT.done);
  } catch (error) {
    // Commander has printed its message (or the help that was asked for) already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.badInput;
    say(`quorum: ${messageOf(error)}`);
    if (process.env["QUORUM_DEBUG"] && error instanceof Error) process.stderr.write(`${error.stack ?? ""}\n`);
    return error instanceof CommandError ? error.exitCode : EXIT.badInput;
  }
}
