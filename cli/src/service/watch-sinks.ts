import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, readFile } from "node:fs/promises";
import { safeEndpoint } from "../remote/clouds";
import { deliver } from "../shared/output";
import type { Sink } from "./watch";

/** One line of JSON a change on standard output. */
export function standardOutput(): Sink {
  return { name: "output", deliver: (change) => deliver(`${JSON.stringify(change)}\n`, undefined) };
}

/** One line of JSON a change at the end of a file. A change that is in the file is not written again. */
export function toFile(file: string): Sink {
  return {
    name: "file",
    async deliver(change) {
      const text = await readFile(file, "utf8").catch(() => "");
      const whole = text === "" || text.endsWith("\n");
      if (text.split("\n").some((line) => line.includes(`"id":"${change.id}"`) && line.endsWith("}"))) return;
      // A line that was cut off by a crash is ended first, so that it does not swallow the next.
      await appendFile(file, `${whole ? "" : "\n"}${JSON.stringify(change)}\n`);
    },
  };
}

/** Runs a command of the user's own for each change, with the change on its standard input. */
export function toCommand(command: string): Sink {
  return {
    name: "exec",
    async deliver(change) {
      // The change is never part of the command line: a goal's name cannot become a command.
      // The client secret is not for it either.
      const env = { ...process.env, AZURE_CLIENT_SECRET: undefined };
      const child = spawn(command, { shell: true, stdio: ["pipe", "inherit", "inherit"], env });
      child.stdin.on("error", () => undefined);
      child.stdin.end(`${JSON.stringify(change)}\n`);
      const [code] = (await once(child, "close")) as [number | null];
      if (code !== 0) throw new Error(`The command ended with ${String(code)}.`);
    },
  };
}

/** Sends each change to an address by POST, with its id as the idempotency key. */
export function toWebhook(address: string): Sink {
  const url = safeEndpoint(address);
  return {
    name: "webhook",
    async deliver(change) {
      const answer = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": change.id },
        body: JSON.stringify(change),
        redirect: "error",
        signal: AbortSignal.timeout(30_000),
      });
      if (!answer.ok) throw new Error(`HTTP ${String(answer.status)}.`);
    },
  };
}
