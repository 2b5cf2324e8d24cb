import type { Command } from "commander";
import { registerExport } from "./command-export";
import { registerCheckIn, registerGoal, registerScorecard } from "./command-goals";
import { registerPush } from "./command-push";
import { registerQuery } from "./command-query";
import { registerRefresh } from "./command-refresh";
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
