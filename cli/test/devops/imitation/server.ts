// A stateful imitation of Azure DevOps on loopback. Requests and answers are checked against the descriptions;
// what is wrong is kept in `violations`, which every test looks at when it ends.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestClock } from "../../remote/test-clock";
import { analyticsAnswer } from "./analytics";
import { Description } from "./description";
import type { World } from "./world";

export type Fault =
  | { readonly kind: "status"; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: "drop" }
  | { readonly kind: "kill"; readonly kill: () => void };

interface Answer {
  readonly status?: number;
  readonly list?: readonly unknown[];
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const NOT_FOUND: Answer = { status: 404, body: { message: "does not exist" } };
/** What discovery (OPTIONS) gives: not in the descriptions; the library asks for it before its first call. */
const LOCATIONS: Readonly<Record<string, readonly (readonly [id: string, route: string])[]>> = {
  Location: [["00d9565f-ed9c-4a06-9a50-00e7896ccab4", "_apis/connectionData"]],
  core: [["603fe2ac-9723-48b9-88ad-09305aa6c6e1", "_apis/projects"]],
  git: [
    ["225f7195-f9c7-4d14-ab28-a83f7ff77e1f", "{project}/_apis/git/repositories"],
    ["a5d28130-9cd2-40fa-9f08-902e7daa9efb", "{project}/_apis/git/pullrequests"],
    ["c2570c3b-5b3f-41b8-98bf-5407bfde8d58", "{project}/_apis/git/repositories/{repositoryId}/commits"],
  ],
  build: [["0cd358e1-9217-4d94-8269-1c1ee6f93dcf", "{project}/_apis/build/builds"]],
  wit: [
    ["f828fe59-dd87-495d-a17c-7a8d6211ca6c", "{project}/_apis/wit/reporting/workitemrevisions"],
    ["7c9d7a76-4a09-43e8-b5df-bd792f4ac6aa", "{project}/_apis/wit/workitemtypes/{type}/states"],
  ],
};

export class Imitation {
  readonly violations: string[] = [];
  readonly log: string[] = [];
  /** The scheme and token that are good. */
  authorization = "Bearer good";
  /** Tokens of the work item stream given before this count are forgotten. */
  expireStreamTokens = false;
  /** Where the next page of Analytics is said to be, if not here. */
  analyticsElsewhere: string | undefined;
  faults: (path: string, number: number) => Fault | undefined = () => undefined;
  /** Headers of every answer: how the service slows a client down. */
  throttle: (number: number) => Readonly<Record<string, string>> = () => ({});
  address = "";
  /** Rows a page at most, whatever is asked for. */
  page = 50;
  private readonly description = new Description();
  private readonly server = createServer((request, answer) => {
    void this.serve(request, answer);
  });

  constructor(
    readonly world: World,
    readonly clock: TestClock,
  ) {}

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.address = `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}/contoso`;
    return this.address;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, answer: ServerResponse): Promise<void> {
    for await (const _ of request) void _;
    const url = new URL(request.url ?? "/", "http://imitation");
    const path = decodeURIComponent(url.pathname);
    this.log.push(`${request.method ?? ""} ${path}`);
    this.clock.advance(50);
    const area = /^\/contoso\/_apis\/(\w+)$/.exec(path)?.[1] ?? "";
    if (request.method === "OPTIONS" && area in LOCATIONS) {
      this.reply(answer, { body: { value: locations(area) } });
      return;
    }
    const fault = this.faults(path, this.log.length);
    if (fault?.kind === "drop" || fault?.kind === "kill") {
      if (fault.kind === "kill") fault.kill();
      answer.destroy();
      return;
    }
    if (fault) {
      const refused = { status: fault.status, body: { message: "made" }, headers: fault.headers ?? {} };
      this.reply(answer, refused);
      return;
    }
    if (request.headers.authorization !== this.authorization) {
      this.reply(answer, { status: 401 });
      return;
    }
    if (path.endsWith("/connectionData")) this.reply(answer, this.connection());
    else if (path.includes("/_odata/")) this.reply(answer, this.analytics(path, url.searchParams));
    else this.reply(answer, this.checked(request, path, url));
  }

  private analytics(path: string, query: URLSearchParams): Answer {
    const [, project = ""] = /^\/contoso\/([^/]+)\/_odata\/v2\.0\/WorkItemRevisions$/.exec(path) ?? [];
    const data = this.world.data.get(project);
    if (data === undefined) {
      this.violations.push(`no entity set: ${path}`);
      return NOT_FOUND;
    }
    const root = `${this.analyticsElsewhere ?? this.address}/${project}`;
    const { body, errors } = analyticsAnswer(data.revisions, query, { root, page: this.page });
    this.violations.push(...errors.map((error) => `Analytics: ${error}`));
    return { body };
  }

  /** Carries a request out and checks it and its answer. */
  private checked(request: IncomingMessage, path: string, url: URL): Answer {
    const match = this.description.request(request.method ?? "", url.pathname, url.searchParams);
    if (match === undefined) {
      this.violations.push(`not described: ${request.method ?? ""} ${path}`);
      return NOT_FOUND;
    }
    this.violations.push(...match.errors.map((error) => `${match.operation.template}: ${error}`));
    const result = this.carryOut(path, url.searchParams);
    if ((result.status ?? 200) === 200) {
      const body = result.list ? { count: result.list.length, value: result.list } : result.body;
      const errors = this.description.answerErrors(match.operation, body);
      this.violations.push(...errors.map((error) => `answer ${match.operation.template}: ${error}`));
    }
    return result;
  }

  private carryOut(path: string, query: URLSearchParams): Answer {
    const [, , project = "", ...rest] = path.split("/");
    const { world } = this;
    if (path.endsWith("/_apis/projects")) return { list: this.cut(world.projects, query, "$") };
    if (path.endsWith("/_apis/graph/users")) return this.users(query);
    const found = world.projects.find((entry) => entry.id === project || entry.name === project);
    if (found === undefined) return NOT_FOUND;
    const data = world.data.get(found.id);
    if (data === undefined) return NOT_FOUND;
    const what = rest.slice(1).join("/").toLowerCase();
    if (what === "git/repositories")
      return { list: [...data.commits.keys()].map((id) => ({ id, name: id, isDisabled: false })) };
    if (what === "git/pullrequests")
      return { list: this.cut(pullRequests(data.pullRequests, query), query, "$") };
    if (what === "build/builds") return this.builds(data.builds, query);
    if (what === "wit/reporting/workitemrevisions") return this.revisions(data.revisions, query);
    if (what.endsWith("/states")) return { list: STATES };
    const repository = /^git\/repositories\/([^/]+)\/commits$/.exec(what)?.[1] ?? "";
    const commits = [...data.commits].find(([id]) => id === repository)?.[1];
    return commits === undefined
      ? NOT_FOUND
      : { list: this.cut(between(commits, query), query, "searchCriteria.$") };
  }

  private cut<T>(all: readonly T[], query: URLSearchParams, prefix: string): readonly T[] {
    const skip = Number(query.get(`${prefix}skip`) ?? 0);
    return all.slice(skip, skip + Math.min(this.page, Number(query.get(`${prefix}top`) ?? this.page)));
  }

  private users(query: URLSearchParams): Answer {
    const at = Number(query.get("continuationToken") ?? 0);
    const more = at + this.page < this.world.users.length;
    return {
      list: this.world.users.slice(at, at + this.page),
      ...(more ? { headers: { "x-ms-continuationtoken": String(at + this.page) } } : {}),
    };
  }

  private builds(all: readonly { queueTime: string; finishTime: string }[], query: URLSearchParams): Answer {
    const [from, to] = [Date.parse(query.get("minTime") ?? ""), Date.parse(query.get("maxTime") ?? "")];
    // Members of the enumeration travel by number or by name: FinishTimeAscending = 2, QueueTimeAscending = 5.
    const queued = ["5", "queuetimeascending"].includes((query.get("queryOrder") ?? "").toLowerCase());
    const timeOf = (build: { queueTime: string; finishTime: string }): number =>
      Date.parse(queued ? build.queueTime : build.finishTime);
    const wanted = all.filter((build) => timeOf(build) >= from && timeOf(build) <= to);
    const at = Number(query.get("continuationToken") ?? 0);
    const more = at + this.page < wanted.length;
    return {
      list: wanted.slice(at, at + this.page),
      ...(more ? { headers: { "x-ms-continuationtoken": String(at + this.page) } } : {}),
    };
  }

  private revisions(all: readonly unknown[], query: URLSearchParams): Answer {
    const token = query.get("continuationToken");
    if (token !== null && this.expireStreamTokens) {
      this.expireStreamTokens = false;
      return { status: 400, body: { message: "The continuation token is not valid any more." } };
    }
    const at = Number(token?.split(";")[0] ?? 0);
    const values = all.slice(at, at + this.page);
    const end = at + values.length;
    return {
      body: { values, isLastBatch: end >= all.length, continuationToken: `${String(end)};1`, nextLink: "" },
    };
  }

  private connection(): Answer {
    const properties = { Account: { $type: "System.String", $value: "analyst@contoso.com" } };
    return { body: { authenticatedUser: { providerDisplayName: "Analyst", properties } } };
  }

  private reply(answer: ServerResponse, result: Answer): void {
    const headers = {
      "content-type": "application/json",
      ...this.throttle(this.log.length),
      ...result.headers,
    };
    answer.writeHead(result.status ?? 200, headers);
    answer.end(
      JSON.stringify(result.list ? { count: result.list.length, value: result.list } : (result.body ?? {})),
    );
  }
}

const STATES = [
  { name: "New", category: "Proposed", color: "b2b2b2" },
  { name: "Active", category: "InProgress", color: "007acc" },
  { name: "Done", category: "Completed", color: "339933" },
];

function locations(area: string): unknown[] {
  return (LOCATIONS[area] ?? []).map(([id, routeTemplate]) => ({
    id,
    area,
    resourceName: routeTemplate.split("/").at(-1),
    routeTemplate,
    resourceVersion: 1,
    minVersion: "1.0",
    maxVersion: "7.1",
    releasedVersion: "7.1",
  }));
}

function between(
  commits: readonly { author: { date: string } }[],
  query: URLSearchParams,
): readonly unknown[] {
  const from = Date.parse(query.get("searchCriteria.fromDate") ?? "");
  const to = Date.parse(query.get("searchCriteria.toDate") ?? "");
  return commits.filter(({ author }) => Date.parse(author.date) >= from && Date.parse(author.date) <= to);
}

function pullRequests(
  all: readonly { creationDate: string; closedDate?: string }[],
  query: URLSearchParams,
): readonly unknown[] {
  const from = Date.parse(query.get("searchCriteria.minTime") ?? "");
  const to = Date.parse(query.get("searchCriteria.maxTime") ?? "");
  // Members of the enumeration travel by number or by name: Created = 1, Closed = 2.
  const closed = ["2", "closed"].includes(
    (query.get("searchCriteria.queryTimeRangeType") ?? "").toLowerCase(),
  );
  return all.filter((request) => {
    const at = closed ? request.closedDate : request.creationDate;
    return at !== undefined && Date.parse(at) >= from && Date.parse(at) <= to;
  });
}
