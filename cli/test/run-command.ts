import { fileURLToPath } from "node:url";
import { createProgram } from "../src/program";

/** The sample query that comes with the project. */
export const SAMPLE_QUERY = fileURLToPath(new URL("../../samples/person-query.csv", import.meta.url));

/** Runs `quorum` with these arguments in this process. */
export async function runCommand(...args: string[]): Promise<void> {
  await (await createProgram()).parseAsync(args, { from: "user" });
}
