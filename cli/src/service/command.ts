import type { Command } from "commander";
import { registerPush, registerQuery, registerRefresh } from "./command-data";
import { registerExport } from "./command-export";
import { registerCheckIn, registerGoal, registerScorecard } from "./command-goals";
import { registerWatch } from "./command-watch";

/** Adds `quorum service …` to the command line. */
export function register(program: Command): void {
  const service = program
    .command("service")
    .description("The Power BI service: publish what is protected, keep goals, watch");
  registerPush(service);
  registerQuery(service);
  registerRefresh(service);
  registerExport(service);
  registerScorecard(service);
  registerGoal(service);
  registerCheckIn(service);
  registerWatch(service);
}
