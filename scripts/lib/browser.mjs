// A Chromium for tests and screenshots: an installed one wins, else the one that npm carries.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { Failure, root, run } from "./run.mjs";

const PLACES = {
  linux: [
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/opt/google/chrome/chrome",
    "/usr/bin/microsoft-edge",
    "/opt/microsoft/msedge/msedge",
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
  ],
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ],
  win32: [process.env.PROGRAMFILES, process.env["PROGRAMFILES(X86)"], process.env.LOCALAPPDATA]
    .filter(Boolean)
    .flatMap((base) => [
      join(base, "Google", "Chrome", "Application", "chrome.exe"),
      join(base, "Microsoft", "Edge", "Application", "msedge.exe"),
    ]),
};

/** Chromium's own sandbox needs rights that containers and CI machines lack; the pages are our own. */
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];

/** The carried fonts and no others, so that pictures are the same on every machine. */
function fontsConfiguration(folder) {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, "fonts")}</dir>
  <cachedir>${join(folder, "fonts-cache")}</cachedir>
</fontconfig>
`;
}

/** Unpacks the npm-carried Chromium into node_modules/.cache, once a version. */
async function unpackChromium() {
  const manifest = join(root, "node_modules", "@sparticuz", "chromium", "package.json");
  const { version } = JSON.parse(readFileSync(manifest, "utf8"));
  const cache = join(root, "node_modules", ".cache", "quorum");
  const folder = join(cache, `chromium-${version}`);
  if (existsSync(join(folder, "chromium"))) return folder;
  console.log("Unpacking the Chromium that npm carries …");
  const staging = `${folder}.${process.pid}`;
  mkdirSync(staging, { recursive: true });
  // The package unpacks into the temporary folder and changes its process's environment: a child of its own.
  const script = 'import("@sparticuz/chromium").then((m) => m.default.executablePath())';
  const env = { TMPDIR: staging, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs20.x" };
  const { code, output } = await run([process.execPath, ["-e", script]], { env, quiet: true });
  if (code !== 0 || !existsSync(join(staging, "chromium"))) {
    rmSync(staging, { recursive: true, force: true });
    throw new Failure(
      `The npm-carried Chromium could not be unpacked (about 250 MB of disk are needed).\n${output}`,
    );
  }
  writeFileSync(join(staging, "fonts", "fonts.conf"), fontsConfiguration(folder));
  try {
    renameSync(staging, folder);
  } catch (error) {
    // Another run was faster: its copy is as good.
    rmSync(staging, { recursive: true, force: true });
    if (!existsSync(join(folder, "chromium"))) throw error;
  }
  return folder;
}

function environmentOf(folder) {
  const libraries = [join(folder, "al2023", "lib"), process.env.LD_LIBRARY_PATH].filter(Boolean).join(":");
  const home = process.env.HOME && existsSync(process.env.HOME) ? process.env.HOME : folder;
  return { LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: join(folder, "fonts"), HOME: home };
}

/**
 * Finds a Chromium: CHROME_BIN, an installed Chrome, Edge or Chromium, else the npm-carried one (Linux, x64).
 * `bundled: true` takes the npm-carried one at once, for pictures that are to be the same everywhere.
 * Resolves to its path, the flags to start it with and what to add to its environment.
 */
export async function findBrowser({ bundled = false } = {}) {
  if (!bundled) {
    const named = process.env.CHROME_BIN;
    if (named && !existsSync(named))
      throw new Failure(`CHROME_BIN names ${named}, which does not exist. Mend or unset it.`);
    const user =
      process.platform === "darwin" ? (PLACES.darwin ?? []).map((place) => join(homedir(), place)) : [];
    const installed = [named, ...(PLACES[process.platform] ?? []), ...user].find(
      (path) => path && existsSync(path),
    );
    if (installed) return { executablePath: installed, args: FLAGS, env: {}, bundled: false };
  }
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Failure("No Chrome, Edge or Chromium was found. Install one, or set CHROME_BIN to its path.");
  }
  const folder = await unpackChromium();
  return {
    executablePath: join(folder, "chromium"),
    args: [...FLAGS, "--no-zygote"],
    env: environmentOf(folder),
    bundled: true,
  };
}
