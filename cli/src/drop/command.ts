import type { Command } from "commander";
import { registerList } from "./list-command";
import { registerListen } from "./listen-command";
import { registerPull } from "./pull-command";
import { registerRead } from "./read-command";
import { registerTrigger } from "./trigger-command";

/** Adds `quorum drop …` to the command line. */
export function register(program: Command): void {
  const drop = program.command("drop").description("Data drops of the Viva Insights partner integration");
  registerList(drop);
  registerRead(drop);
  registerPull(drop);
  registerListen(drop);
  registerTrigger(drop);
}
