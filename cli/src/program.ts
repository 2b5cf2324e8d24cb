import { Command } from "commander";
import manifest from "../package.json" with { type: "json" };
import { register as registerAttack } from "./attack/command";
import { register as registerAudit } from "./audit/command";
import { register as registerConvert } from "./convert/command";
import { register as registerDevops } from "./devops/command";
import { register as registerDrop } from "./drop/command";
import { register as registerInspect } from "./inspect/command";
import { register as registerRelease } from "./release/command";
import { register as registerReview } from "./review/command";
import { register as registerSafeBase } from "./safe-base/command";
import { register as registerService } from "./service/command";

/** The whole command line; what `docs/cli.md` is generated from. */
export function createProgram(): Command {
  const program = new Command("quorum")
    .description("Protected results, audits and reviews of Viva Insights queries.")
    .version(manifest.version)
    .showSuggestionAfterError(true)
    .showHelpAfterError("(add --help for the options and an example)")
    .exitOverride();
  registerInspect(program);
  registerRelease(program);
  registerAudit(program);
  registerSafeBase(program);
  registerConvert(program);
  registerAttack(program);
  registerDrop(program);
  registerDevops(program);
  registerReview(program);
  registerService(program);
  return program;
}
