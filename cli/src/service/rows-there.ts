import { ServiceError } from "../remote/errors";
import type { PowerBi } from "./power-bi";
import { KEY_COLUMN, RUN_COLUMN } from "./protected-table";
import type { PushState } from "./push-state";
import { daxTable, daxText, runQuery, singleNumber } from "./query";

/** Which table, and which push into it. */
type Push = Pick<PushState, "workspace" | "dataset" | "table" | "run">;

/** How many rows the table of a push has: all of them, and those of its run. */
export async function countRows(service: PowerBi, push: Push): Promise<{ all: number; ofRun: number }> {
  const table = daxTable(push.table);
  const ask = async (count: string): Promise<number> =>
    singleNumber(await orAdvise(runQuery(service, push, `EVALUATE ROW("n", ${count})`)));
  const ofRun = await ask(`CALCULATE(COUNTROWS(${table}), ${isOfRun(push)})`);
  return { all: await ask(`COUNTROWS(${table})`), ofRun };
}

/** The keys from `from` up to `to`, `to` not included, whose rows of the push are in the table. */
export async function keysThere(
  service: PowerBi,
  push: Push,
  from: number,
  to: number,
): Promise<ReadonlySet<number>> {
  const table = daxTable(push.table);
  const key = `${table}[${KEY_COLUMN}]`;
  const dax =
    `EVALUATE SELECTCOLUMNS(FILTER(${table}, ${isOfRun(push)}` +
    ` && ${key} >= ${String(from)} && ${key} < ${String(to)}), "key", ${key})`;
  const found = await orAdvise(runQuery(service, push, dax));
  return new Set(found.rows.map((row) => Number(row[0])));
}

function isOfRun({ table, run }: Push): string {
  return `${daxTable(table)}[${RUN_COLUMN}] = ${daxText(run)}`;
}

/** What to do when this account may write rows but not read them. */
async function orAdvise<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof ServiceError) || error.status === undefined) throw error;
    throw new ServiceError(
      `${error.message} Whether rows are there already could not be checked: that needs Build permission and the tenant setting "Dataset Execute Queries REST API". Or push with --mode replace and a new --state.`,
      error.status,
    );
  }
}
