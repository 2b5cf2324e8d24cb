// What has to be there before anything else can run: Node, and the packages of the lock file.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Failure, npm, root, run } from "./run.mjs";

const OLDEST = [20, 19];

/** What to do about an `npm ci` that failed, told from its output. */
export function adviceFor(output) {
  const causes = [
    [/ENOSPC/, "The disk is full. About 1.5 GB are needed for the packages: free some space and try again."],
    [
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network/i,
      "The package registry could not be reached. Check the connection, or name your company's registry or proxy: npm config set registry <address>, npm config set proxy <address>.",
    ],
    [
      /E401|E403/,
      "The package registry refused access. Sign in to it (npm login), or name another one: npm config set registry <address>.",
    ],
    [
      /E404|ETARGET/,
      "The registry does not have one of the packages in package-lock.json. Use a registry that mirrors the whole public npm registry.",
    ],
    [
      /SELF_SIGNED_CERT|UNABLE_TO_(GET|VERIFY)|CERT_/,
      "The registry's certificate is not trusted here. Point NODE_EXTRA_CA_CERTS to your company's root certificate and try again.",
    ],
    [
      /EACCES|EPERM/,
      "A file could not be written. Make sure that this folder belongs to you, close programs that use it, and try again.",
    ],
    [
      /EUSAGE|can only install packages when/,
      "package.json and package-lock.json disagree. Run npm install once and keep the new lock file.",
    ],
  ];
  const found = causes.find(([pattern]) => pattern.test(output));
  return found ? found[1] : "The lines above say why. Delete the folder node_modules and try again.";
}

/** Stops with a clear message where Node is older than the tools need. */
export function checkNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw new Failure(
    `Node.js ${OLDEST.join(".")} or newer is needed; this is ${version}. Install a current one from nodejs.org and try again.`,
  );
}

/** Why the installed packages do not match the lock file, or null when they do. */
export function staleReason(folder = root) {
  const installed = join(folder, "node_modules", ".package-lock.json");
  if (!existsSync(installed)) return "the packages are not installed yet";
  const wanted = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8")).packages;
  const present = JSON.parse(readFileSync(installed, "utf8")).packages;
  for (const [path, entry] of Object.entries(wanted)) {
    if (!path.includes("node_modules/") || entry.optional || entry.link) continue;
    if (present[path]?.version !== entry.version)
      return `${path.split("node_modules/").pop()} is not ${entry.version}`;
  }
  return null;
}

/** Installs what the lock file names when it is not there yet. Quick when everything is. */
export async function ensureInstalled() {
  checkNode();
  const reason = staleReason();
  if (reason !== null) {
    console.log(`Installing packages (${reason}). The first time this takes a few minutes …`);
    const started = Date.now();
    const { code, output } = await run(npm("ci", "--no-audit", "--no-fund", "--loglevel=error"));
    if (code !== 0) throw new Failure(`The packages could not be installed. ${adviceFor(output)}`);
    console.log(`Packages installed in ${Math.round((Date.now() - started) / 1000)} s.`);
  }
  if (!existsSync(join(root, "cli", "dist", "quorum.js"))) {
    const { buildCli } = await import("./build-cli.mjs");
    await buildCli();
  }
}
