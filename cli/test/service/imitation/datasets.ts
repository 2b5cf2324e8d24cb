import type { Answer, Call, Handler } from "./server";

export interface PushTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly dataType: string }[];
  rows: Record<string, unknown>[];
}
interface Refresh {
  readonly requestId: string;
  readonly enhanced: boolean;
  readonly startTime: string;
  readonly endsAt: number;
  readonly fails: boolean;
  cancelled: boolean;
}
export interface DatasetEntry {
  readonly id: string;
  readonly name: string;
  readonly push: boolean;
  readonly tables: PushTable[];
  readonly refreshes: Refresh[];
  nextRefreshFails: boolean;
}

const LARGE = 250_000;

/** The dataset of a call, or the answer that there is none. */
function entryOf(call: Call): DatasetEntry | undefined {
  return call.world.datasets.find((entry) => entry.id === call.match.path["datasetId"]);
}
const NOT_FOUND: Answer = { status: 404, body: { error: { code: "PowerBIEntityNotFound" } } };

function described(entry: DatasetEntry): unknown {
  return { id: entry.id, name: entry.name, addRowsAPIEnabled: entry.push };
}

const list: Handler = ({ world }) => ({ status: 200, body: { value: world.datasets.map(described) } });

const create: Handler = ({ world, body }) => {
  const asked = body as { name: string; defaultMode?: string; tables: PushTable[] };
  const entry: DatasetEntry = {
    id: world.id(),
    name: asked.name,
    push: asked.defaultMode === "Push",
    tables: asked.tables.map(({ name, columns }) => ({ name, columns, rows: [] })),
    refreshes: [],
    nextRefreshFails: false,
  };
  world.datasets.push(entry);
  return { status: 201, body: described(entry) };
};

const tables: Handler = (call) => {
  const entry = entryOf(call);
  if (entry === undefined) return NOT_FOUND;
  return { status: 200, body: { value: entry.tables.map(({ name, columns }) => ({ name, columns })) } };
};

const postRows: Handler = ({ match, body, world }) => {
  const table = world.table(match.path["datasetId"] ?? "", match.path["tableName"] ?? "");
  if (table === undefined) return NOT_FOUND;
  const { rows } = body as { rows: Record<string, unknown>[] };
  world.watch.post(rows.length, table.rows.length >= LARGE);
  if (rows.length > 10_000) world.violations.push(`${String(rows.length)} rows in one POST`);
  const types = new Map(table.columns.map((column) => [column.name, column.dataType]));
  for (const row of rows) {
    const wrong = Object.entries(row).find(([name, value]) => !fits(types.get(name), value));
    if (wrong)
      world.violations.push(`row: ${wrong[0]} is no column, or its value is no ${types.get(wrong[0]) ?? ""}`);
  }
  for (const row of rows) table.rows.push(row);
  return { status: 200 };
};

function fits(type: string | undefined, value: unknown): boolean {
  if (type === undefined) return false;
  if (value === null) return true;
  switch (type) {
    case "Int64":
      return Number.isSafeInteger(value);
    case "Double":
      return typeof value === "number" && Number.isFinite(value);
    case "Boolean":
      return typeof value === "boolean";
    case "DateTime":
      return typeof value === "string" && !Number.isNaN(Date.parse(value));
    default:
      return typeof value === "string" && value.length <= 4000;
  }
}

const deleteRows: Handler = ({ match, world }) => {
  const table = world.table(match.path["datasetId"] ?? "", match.path["tableName"] ?? "");
  if (table === undefined) return NOT_FOUND;
  table.rows = [];
  return { status: 200 };
};

/** The few forms of DAX that the push asks with, and what a test has registered. */
const query: Handler = (call) => {
  const { query: dax } = (call.body as { queries: [{ query: string }] }).queries[0];
  const own = call.world.queries.get(dax);
  if (own !== undefined) return { status: 200, body: own() };
  const entry = entryOf(call);
  if (entry === undefined) return NOT_FOUND;
  const rows = answerDax(entry, dax);
  if (rows === undefined) {
    return {
      status: 400,
      body: { error: { code: "DatasetExecuteQueriesError", message: "DAX query failure" } },
    };
  }
  return { status: 200, body: { results: [{ tables: [{ rows }] }] } };
};

function answerDax(entry: DatasetEntry, dax: string): Record<string, unknown>[] | undefined {
  const table = entry.tables.find((t) => dax.includes(`'${t.name}'`));
  if (table === undefined) return undefined;
  const run = /\[QuorumRun\] = "([^"]*)"/.exec(dax)?.[1];
  const range = /\[QuorumKey\] >= (\d+) && '[^']*'\[QuorumKey\] < (\d+)/.exec(dax);
  const mine = run === undefined ? table.rows : table.rows.filter((row) => row["QuorumRun"] === run);
  if (/^EVALUATE ROW\("n"/.test(dax)) return [{ "[n]": mine.length }];
  if (!/^EVALUATE SELECTCOLUMNS\(FILTER\(/.test(dax) || range === null) return undefined;
  const [from, to] = [Number(range[1]), Number(range[2])];
  return mine
    .map((row) => Number(row["QuorumKey"]))
    .filter((key) => key >= from && key < to)
    .map((key) => ({ "[key]": key }));
}

const refresh: Handler = (call) => {
  const entry = entryOf(call);
  if (entry === undefined) return NOT_FOUND;
  const { world, body } = call;
  if (entry.refreshes.some((r) => !r.cancelled && r.endsAt > world.clock.now())) {
    return { status: 400, body: { error: { code: "RefreshInProgressException" } } };
  }
  const enhanced = Object.keys(body as object).some((key) => key !== "notifyOption");
  if (enhanced && (body as { notifyOption?: string }).notifyOption !== undefined) {
    return { status: 400, body: { error: { code: "InvalidRequest", message: "notifyOption" } } };
  }
  const requestId = world.id();
  const endsAt = world.clock.now() + 90_000;
  const fails = entry.nextRefreshFails;
  entry.refreshes.unshift({
    requestId,
    enhanced,
    startTime: world.nowText(),
    endsAt,
    fails,
    cancelled: false,
  });
  const location = `/v1.0/myorg/groups/g/datasets/${entry.id}/refreshes/${requestId}`;
  return { status: 202, headers: enhanced ? { "x-ms-request-id": requestId, location } : {} };
};

const FAILURE = JSON.stringify({ errorCode: "ModelRefreshFailed_CredentialsNotSpecified" });

const history: Handler = (call) => {
  const entry = entryOf(call);
  if (entry === undefined) return NOT_FOUND;
  const { world, query: asked } = call;
  const value = entry.refreshes.slice(0, Number(asked.get("$top") ?? 60)).map((r) => {
    const running = !r.cancelled && r.endsAt > world.clock.now();
    return {
      requestId: r.requestId,
      refreshType: r.enhanced ? "ViaEnhancedApi" : "ViaApi",
      startTime: r.startTime,
      ...(running ? {} : { endTime: new Date(r.endsAt).toISOString() }),
      status: running ? "Unknown" : r.cancelled ? "Cancelled" : r.fails ? "Failed" : "Completed",
      ...(!running && r.fails ? { serviceExceptionJson: FAILURE } : {}),
    };
  });
  return { status: 200, body: { value } };
};

const detail: Handler = (call) => {
  const { world, match } = call;
  const found = entryOf(call)?.refreshes.find((r) => r.requestId === match.path["refreshId"]);
  if (found === undefined) return NOT_FOUND;
  const running = !found.cancelled && found.endsAt > world.clock.now();
  const ended = found.fails ? "Failed" : "Completed";
  const extended = found.cancelled ? "Cancelled" : ended;
  return {
    status: running ? 202 : 200,
    body: {
      startTime: found.startTime,
      type: "Full",
      status: running ? "Unknown" : found.cancelled ? "Failed" : ended,
      extendedStatus: running ? "InProgress" : extended,
      ...(!running && found.fails
        ? { messages: [{ type: "Error", code: "0xC1000000", message: "Credentials" }] }
        : {}),
    },
  };
};

const cancel: Handler = (call) => {
  const found = entryOf(call)?.refreshes.find((r) => r.requestId === call.match.path["refreshId"]);
  if (found === undefined) return NOT_FOUND;
  found.cancelled = true;
  return { status: 200 };
};

export const datasetHandlers: Readonly<Record<string, Handler>> = {
  Datasets_GetDatasetsInGroup: list,
  Datasets_PostDatasetInGroup: create,
  Datasets_GetTablesInGroup: tables,
  Datasets_PostRowsInGroup: postRows,
  Datasets_DeleteRowsInGroup: deleteRows,
  Datasets_ExecuteQueriesInGroup: query,
  Datasets_RefreshDatasetInGroup: refresh,
  Datasets_GetRefreshHistoryInGroup: history,
  Datasets_GetRefreshExecutionDetailsInGroup: detail,
  Datasets_CancelRefreshInGroup: cancel,
};
