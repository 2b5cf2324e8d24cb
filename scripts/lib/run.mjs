// Child processes, with output that a person can follow and failures that say what to do.
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's root folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Command and arguments of npm itself: the one that runs this script, else the one on PATH. */
export function npm(...args) {
  const own = process.env.npm_execpath;
  if (own?.endsWith(".js")) return [process.execPath, [own, ...args]];
  return process.platform === "win32" ? ["cmd", ["/c", "npm", ...args]] : ["npm", args];
}

/** Command and arguments of a tool installed in node_modules, started without a shell. */
export function tool(path, ...args) {
  return [process.execPath, [join(root, "node_modules", ...path.split("/")), ...args]];
}

/**
 * Runs a command and resolves to its exit code and its output (both streams).
 * `quiet` keeps the output to itself; otherwise it is shown as it comes.
 */
export function run([command, args], { cwd = root, env = {}, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const take = (stream) => (chunk) => {
      output += chunk;
      if (!quiet) stream.write(chunk);
    };
    child.stdout.on("data", take(process.stdout));
    child.stderr.on("data", take(process.stderr));
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code: code ?? 1, signal, output }));
  });
}

/** A failure that has been explained: shown without a stack. */
export class Failure extends Error {}

/** Runs a script's main function; a Failure ends it with its message and exit code 1. */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    console.error(error instanceof Failure ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
}
