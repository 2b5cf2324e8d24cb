// Runs at the end of npm ci: afterwards `npx quorum` works.
import { buildCli } from "./lib/build-cli.mjs";

await buildCli();
