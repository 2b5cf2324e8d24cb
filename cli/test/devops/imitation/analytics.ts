// Analytics in the imitation: the part of OData and of the entities that is used. The descriptions on disk do not
// have it. Names and types are those of "Metadata reference for Azure Boards Analytics", the form of requests and
// answers that of "Construct OData queries for Analytics" and "Work item history" (learn.microsoft.com).
import { Ajv2019 } from "ajv/dist/2019.js";
import addFormats from "ajv-formats";

const text = { type: ["string", "null"] };
const instant = { type: ["string", "null"], format: "date-time" };
const USER: Readonly<Record<string, object>> = {
  UserSK: text,
  UserId: text,
  UserName: text,
  UserEmail: text,
  AnalyticsUpdatedDate: instant,
};
const REVISION: Readonly<Record<string, object>> = {
  WorkItemId: { type: "integer" },
  Revision: { type: "integer" },
  WorkItemType: text,
  State: text,
  StateCategory: { enum: ["Proposed", "InProgress", "Resolved", "Completed", "Removed", null] },
  Title: text,
  CreatedDate: instant,
  ChangedDate: instant,
  AnalyticsUpdatedDate: instant,
};
const NAVIGATION = ["CreatedBy", "ChangedBy", "AssignedTo"];

const strict = (properties: Readonly<Record<string, object>>): object => ({
  type: "object",
  properties,
  additionalProperties: false,
});
const ajv = new Ajv2019({ strict: false, allErrors: true });
addFormats(ajv);
const isAnswer = ajv.compile({
  type: "object",
  properties: {
    "@odata.context": { type: "string" },
    "@odata.nextLink": { type: "string", format: "uri" },
    value: {
      type: "array",
      items: strict({
        ...REVISION,
        ...Object.fromEntries(NAVIGATION.map((name) => [name, { anyOf: [strict(USER), { type: "null" }] }])),
      }),
    },
  },
  required: ["@odata.context", "value"],
  additionalProperties: false,
});

interface Fields {
  readonly id: number;
  readonly rev: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What was asked for, in order. */
interface Query {
  readonly select: readonly string[];
  readonly expand: ReadonlyMap<string, readonly string[]>;
  readonly since: number;
  readonly top: number;
  readonly skip: number;
}

/** The answer to a request, and what is wrong with either. */
export function analyticsAnswer(
  all: readonly unknown[],
  query: URLSearchParams,
  { root, page }: { readonly root: string; readonly page: number },
): { readonly body: object; readonly errors: readonly string[] } {
  const errors: string[] = [];
  const asked = readQuery(query, errors);
  const wanted = all
    .map((one, i) => rowOf(one as Fields, i))
    .filter(({ AnalyticsUpdatedDate: at }) => Date.parse(String(at)) >= asked.since);
  const end = Math.min(asked.skip + page, asked.top, wanted.length);
  const more = end < Math.min(wanted.length, asked.top);
  const next = new URLSearchParams(query);
  next.set("$skiptoken", String(end));
  const body = {
    "@odata.context": `${root}/_odata/v2.0/$metadata#WorkItemRevisions(${asked.select.join(",")})`,
    value: wanted.slice(asked.skip, end).map((row) => selected(row, asked)),
    ...(more ? { "@odata.nextLink": `${root}/_odata/v2.0/WorkItemRevisions?${next.toString()}` } : {}),
  };
  if (!isAnswer(body)) errors.push(`answer: ${ajv.errorsText(isAnswer.errors)}`);
  return { body, errors };
}

function readQuery(query: URLSearchParams, errors: string[]): Query {
  const expand = new Map<string, readonly string[]>();
  const known = (names: readonly string[], of: Readonly<Record<string, object>>): readonly string[] => {
    for (const name of names) if (!(name in of)) errors.push(`no property ${name}`);
    return names;
  };
  for (const [name, value] of query) {
    if (!["$select", "$expand", "$filter", "$top", "$skiptoken"].includes(name))
      errors.push(`unknown ${name}`);
    if (name !== "$expand") continue;
    for (const [whole, navigation = "", names = ""] of value.matchAll(/(\w+)\(\$select=([\w,]+)\),?|./g)) {
      if (names === "" || !NAVIGATION.includes(navigation)) errors.push(`no $expand: ${whole}`);
      expand.set(navigation, known(names.split(","), USER));
    }
  }
  const filter = query.get("$filter");
  const since = /^AnalyticsUpdatedDate ge (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)$/.exec(
    filter ?? "",
  )?.[1];
  if (filter !== null && since === undefined) errors.push(`no $filter: ${filter}`);
  const select = query.get("$select");
  if (select === null) errors.push("$select is missing: Analytics warns of it");
  return {
    select: known((select ?? "").split(","), REVISION),
    expand,
    since: since === undefined ? -Infinity : Date.parse(since),
    top: Number(query.get("$top") ?? Infinity),
    skip: Number(query.get("$skiptoken") ?? 0),
  };
}

/** Analytics takes revisions in one after the other; it knows people by name and address, not by descriptor. */
function rowOf({ id, rev, fields }: Fields, i: number): Record<string, unknown> {
  const user = (name: string): object | null => {
    const who = fields[name] as { displayName: string; uniqueName: string } | undefined;
    return who === undefined ? null : { UserName: who.displayName, UserEmail: who.uniqueName };
  };
  return {
    WorkItemId: id,
    Revision: rev,
    WorkItemType: fields["System.WorkItemType"],
    State: fields["System.State"],
    CreatedDate: fields["System.CreatedDate"],
    ChangedDate: fields["System.ChangedDate"],
    AnalyticsUpdatedDate: new Date(Date.UTC(2025, 5, 1) + i * 1000).toISOString(),
    CreatedBy: user("System.CreatedBy"),
    ChangedBy: user("System.ChangedBy"),
    AssignedTo: user("System.AssignedTo"),
  };
}

function selected(row: Record<string, unknown>, { select, expand }: Query): object {
  const picked = (of: object, names: readonly string[]): object =>
    Object.fromEntries(Object.entries(of).filter(([name]) => names.includes(name)));
  const people = [...expand].map(([name, names]) => {
    const user = row[name] as object | null;
    return [name, user === null ? null : picked(user, names)];
  });
  return { ...picked(row, select), ...(Object.fromEntries(people) as object) };
}
