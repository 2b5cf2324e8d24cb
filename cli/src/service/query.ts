import { InputError } from "../shared/errors";
import { ServiceError } from "../remote/errors";
import { dataOf, type PowerBi } from "./power-bi";

export type Value = string | number | boolean | null;
/** The one table of a query's answer. */
export interface QueryTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

export interface QueryPlace {
  readonly workspace: string;
  readonly dataset: string;
}

/**
 * Runs one DAX query that gives one table.
 * @param user whose rows are seen, where the model has row-level security.
 * @throws ServiceError when the service says that anything is wrong. Over its limits (100,000 rows, 1,000,000
 * values, 15 MB) it answers HTTP 200 with an error *and a part of the rows*: such a part is never returned.
 */
export async function runQuery(
  service: PowerBi,
  place: QueryPlace,
  dax: string,
  user?: string,
): Promise<QueryTable> {
  const answer = await service.api.POST("/v1.0/myorg/groups/{groupId}/datasets/{datasetId}/executeQueries", {
    params: { path: { groupId: place.workspace, datasetId: place.dataset } },
    body: {
      queries: [{ query: dax }],
      serializerSettings: { includeNulls: true },
      ...(user === undefined ? {} : { impersonatedUserName: user }),
    },
    fetch: service.querying,
  });
  const data = dataOf("The query", answer);
  const results = data.results ?? [];
  const tables = results.flatMap((result) => result.tables ?? []);
  const error = [data, ...results, ...tables].find((part) => part.error !== undefined)?.error;
  if (error !== undefined) {
    const told = [error.code, error.message].filter(Boolean).join(": ");
    throw new ServiceError(
      `The query failed: ${told || "no reason given"}. Ask for fewer rows or columns, one table a query; nothing was kept.`,
    );
  }
  const table = tables[0];
  if (table === undefined || tables.length !== 1) {
    throw new ServiceError(`The query gave ${String(tables.length)} tables; it must give one.`);
  }
  return tableOf((table.rows ?? []) as Record<string, Value>[]);
}

function tableOf(rows: readonly Record<string, Value>[]): QueryTable {
  const names = Object.keys(rows[0] ?? {});
  const plain = names.map(plainName);
  // Table[Column] is cut to Column unless two would then be called the same.
  const columns = plain.map((name, i) =>
    plain.indexOf(name) === plain.lastIndexOf(name) ? name : (names[i] ?? ""),
  );
  return { columns, rows: rows.map((row) => names.map((name) => row[name] ?? null)) };
}

function plainName(name: string): string {
  return /\[(.*)\]$/s.exec(name)?.[1] ?? name;
}

/** A DAX string literal. */
export function daxText(text: string): string {
  return `"${text.replace(/"/g, '""')}"`;
}

/** A DAX table name. */
export function daxTable(name: string): string {
  return `'${name.replace(/'/g, "''")}'`;
}

/** The single number of a query's answer. Throws a ServiceError when it is none. */
export function singleNumber(table: QueryTable): number {
  const value = table.rows[0]?.[0] ?? 0;
  if (table.rows.length > 1 || typeof value !== "number") throw new ServiceError("The query gave no number.");
  return value;
}

/** Refuses what the service refuses, with a better message. Throws an InputError. */
export function checkQuery(dax: string): void {
  if (!/\bEVALUATE\b/i.test(dax)) {
    throw new InputError("The query has no EVALUATE.", "Only DAX queries that give one table can be run.");
  }
  if ((dax.match(/\bEVALUATE\b/gi) ?? []).length > 1) {
    throw new InputError("The query has more than one EVALUATE.", "Run one query with one table at a time.");
  }
}
