import { expandFiles } from "../input/files";
import { InputError } from "../shared/errors";
import { readCard } from "../shared/safe-base-card";

/**
 * A safe base has sums and numbers of people in place of persons: read as rows it would give wrong numbers.
 * @throws InputError for a file that has the card of a safe base beside it; Refusal when it was changed since.
 */
export async function refuseProtected(patterns: readonly string[]): Promise<void> {
  for (const file of await expandFiles(patterns)) {
    if ((await readCard(file)) === undefined) continue;
    throw new InputError(
      "This is a safe base: it holds no persons, and is protected already.",
      "Load it into Power BI or push it (quorum service push); name the query's own file here.",
      { file },
    );
  }
}
