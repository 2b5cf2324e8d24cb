import { Option, type Command } from "commander";
import { InputError } from "../shared/errors";
import { say } from "../shared/output";
import { openService, print, serviceOptions, type ServiceOptions } from "./command-context";
import { codesOf, refreshHistory, startRefresh, waitForRefresh, type RefreshType } from "./refresh";

interface RefreshOptions extends ServiceOptions {
  readonly dataset: string;
  readonly type?: RefreshType;
  readonly tables?: readonly string[];
  readonly notify?: "NoNotification" | "MailOnFailure" | "MailOnCompletion";
  readonly wait?: boolean;
}

/** `quorum service refresh`. */
export function registerRefresh(service: Command): void {
  serviceOptions(
    service.command("refresh").description("Refreshes a dataset; with --wait, fails when the refresh fails"),
  )
    .requiredOption("--dataset <id>", "the dataset's id")
    .addOption(
      new Option("--type <type>", "an enhanced refresh of this type").choices([
        "Full",
        "ClearValues",
        "Calculate",
        "DataOnly",
        "Automatic",
        "Defragment",
      ]),
    )
    .option("--tables <names...>", "an enhanced refresh of these tables")
    .addOption(
      new Option(
        "--notify <whom>",
        "mail to the owner; not for service principals or enhanced refreshes",
      ).choices(["NoNotification", "MailOnFailure", "MailOnCompletion"]),
    )
    .option("--wait", "wait for the end")
    .option("--json", "the history as JSON")
    .addHelpText("after", "\nExample:\n  quorum service refresh --workspace <id> --dataset <id> --wait\n")
    .action(refresh);
}

async function refresh(options: RefreshOptions): Promise<void> {
  if (options.notify && (options.type ?? options.tables)) {
    throw new InputError("--notify does not go with an enhanced refresh.", "Leave it out.");
  }
  const service = openService(options, "Stopped waiting. A refresh that was started goes on.");
  const started = await startRefresh(service, options, options);
  say(`Refresh started${started.id === undefined ? "" : `, id ${started.id}`}.`);
  if (!options.wait) return;
  const ended = await waitForRefresh(service, options, started);
  say(`Refresh ended: ${ended.status}${ended.errors.length > 0 ? ` (${ended.errors.join("; ")})` : ""}.`);
  if (ended.status === "Completed") return;
  const history = await refreshHistory(service, options, 10);
  await print(
    history,
    {
      started: (entry) => entry.startTime,
      ended: (entry) => entry.endTime,
      type: (entry) => entry.refreshType,
      status: (entry) => entry.status,
      error: (entry) => codesOf(entry.serviceExceptionJson).join(" "),
    },
    options.json,
  );
  process.exitCode = 1;
}
