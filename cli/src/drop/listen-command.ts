import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Option, type Command } from "commander";
import { InputError, messageOf } from "../shared/errors";
import { say } from "../shared/output";
import { wholeNumber } from "../shared/options";
import { createListener } from "./listen";
import { QueueWorker } from "./listen-work";
import { withKeys } from "./load-drop";
import { openStore } from "./open-store";
import { noteOnSpan, onePass, pullOptions, type PullOptions } from "./pull-command";
import { Queue } from "./queue";
import type { DropStore } from "./store";

/** Environment variable with the secret that callers have to know. */
const SECRET = "QUORUM_LISTEN_SECRET";
const SHORTEST_SECRET = 16;

interface Options extends PullOptions {
  readonly queue: string;
  readonly host: string;
  readonly port: number;
}

/** Adds `quorum drop listen`. */
export function registerListen(drop: Command): void {
  const command = drop
    .command("listen")
    .summary("waits to be told of new drops, and processes them as pull does")
    .description(
      "Listens for a Data Factory web activity or a storage event (POST /notify) and then does what pull does. " +
        `Callers have to know the secret in ${SECRET}: as "Authorization: Bearer …" or as ?code=…. ` +
        "Put a proxy with a certificate in front of it.",
    )
    .requiredOption("--queue <file>", "remembers what was told and is not done")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .addOption(new Option("--port <n>", "port to listen on").argParser(wholeNumber(0)).default(8787));
  pullOptions(command)
    .addHelpText(
      "after",
      `\nExample:\n  $ ${SECRET}=… quorum drop listen --container https://contoso.blob.core.windows.net/datasets ` +
        "--queue queue.json --state pull.json --out results --key customer.pem --metric Meetings --over period",
    )
    .action(run);
}

async function run(options: Options): Promise<void> {
  const secret = takeSecret();
  noteOnSpan(options);
  const store = await openStore(options.container);
  const queue = await Queue.open(options.queue);
  await withKeys(options, async (how) => {
    const worker = new QueueWorker({
      queue,
      pass: (only) => onePass(store, options, how, only),
      tell: say,
      signal: how.signal,
    });
    const wake = (): void => {
      worker.wake();
    };
    const server = createListener({ queue, secret, ...containerOf(store), wake, tell: say });
    const port = await started(server, options);
    say(`Listening on http://${options.host}:${port}/notify; ${queue.all.length} waiting.`);
    try {
      await worker.run();
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
}

/** The variable is emptied, so that no child inherits it. */
function takeSecret(): string {
  const secret = process.env[SECRET] ?? "";
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a constant name
  delete process.env[SECRET];
  if (secret.length >= SHORTEST_SECRET) return secret;
  throw new InputError(
    `${SECRET} has no secret of at least ${SHORTEST_SECRET} characters.`,
    "Set it, for example to the output of: openssl rand -hex 32",
  );
}

/** Which container's events count, and from which folder on; a local folder has no events. */
function containerOf(store: DropStore): { container: string | undefined; prefix: string } {
  if (!URL.canParse(store.name)) return { container: undefined, prefix: "" };
  const url = new URL(store.name);
  const parts = url.pathname.split("/").filter((part) => part !== "");
  // A storage emulator has the account in front.
  if (url.protocol === "http:") parts.shift();
  const [container, ...prefix] = parts;
  return { container, prefix: prefix.join("/") };
}

async function started(server: Server, { host, port }: Options): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => {
      reject(new InputError(`cannot listen (${messageOf(error)}).`, "Choose another --port or --host."));
    });
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}
