import { BuildApi } from "azure-devops-node-api/BuildApi.js";
import { CoreApi } from "azure-devops-node-api/CoreApi.js";
import { GitApi } from "azure-devops-node-api/GitApi.js";
import { LocationsApi } from "azure-devops-node-api/LocationsApi.js";
import { WorkItemTrackingApi } from "azure-devops-node-api/WorkItemTrackingApi.js";
import {
  BuildQueryOrder,
  BuildStatus,
  type Build,
} from "azure-devops-node-api/interfaces/BuildInterfaces.js";
import {
  PullRequestStatus,
  PullRequestTimeRangeType,
} from "azure-devops-node-api/interfaces/GitInterfaces.js";
import type { GitCommitRef, GitPullRequest } from "azure-devops-node-api/interfaces/GitInterfaces.js";
import { errorOf } from "../remote/errors";
import type { Transport } from "../remote/transport";
import type { Analytics } from "./analytics";
import type { Page, WorkItemRevision } from "./page";
import type { Project } from "./scope";

/** A user of the account, by the Graph service. */
export interface GraphUser {
  readonly subjectKind?: string;
  readonly descriptor?: string;
  readonly displayName?: string;
  readonly mailAddress?: string;
  readonly principalName?: string;
  readonly origin?: string;
  readonly originId?: string;
  readonly domain?: string;
}

const WORK_ITEM_FIELDS = [
  "System.Id",
  "System.Rev",
  "System.WorkItemType",
  "System.State",
  "System.CreatedDate",
  "System.CreatedBy",
  "System.ChangedDate",
  "System.ChangedBy",
  "System.AssignedTo",
];
const PAGE = 200;

/** The part of typed-rest-client's HTTP client that its REST client calls. */
interface HttpClient {
  get(url: string, headers: Record<string, string>): Promise<HttpResponse>;
  options(url: string, headers: Record<string, string>): Promise<HttpResponse>;
}
interface HttpResponse {
  readonly message: { readonly statusCode: number; readonly headers: Record<string, string> };
  readBody(): Promise<string>;
}

/**
 * Azure DevOps over azure-devops-node-api, whose requests all go through one transport: limits, pauses that the
 * service asks for, renewed tokens and the circuit are there and not in the library. The library's clients drop
 * an answer's headers; the continuation token of the last answer is kept here.
 */
export class DevOps {
  private readonly core: CoreApi;
  private readonly git: GitApi;
  private readonly build: BuildApi;
  private readonly items: WorkItemTrackingApi;
  private readonly locations: LocationsApi;
  private continuation: string | undefined;

  constructor(
    private readonly transport: Transport,
    server: string,
    private readonly graphServer: string,
    /** Undefined where work items are to come from the tracking service. */
    readonly analytics?: Analytics,
  ) {
    const http: HttpClient = { get: this.sender("GET"), options: this.sender("OPTIONS") };
    const through = <T extends object>(client: T): T => {
      (client as unknown as { rest: { client: HttpClient } }).rest.client = http;
      return client;
    };
    this.core = through(new CoreApi(server, []));
    this.git = through(new GitApi(server, []));
    this.build = through(new BuildApi(server, []));
    this.items = through(new WorkItemTrackingApi(server, [], {}));
    this.locations = through(new LocationsApi(server, [], {}));
  }

  /** The account that the token is of, as the service knows it. */
  async signedInAs(): Promise<string> {
    const { authenticatedUser } = await this.locations.getConnectionData();
    const account = (authenticatedUser?.properties as { Account?: { $value?: string } } | undefined)?.Account;
    return account?.$value ?? authenticatedUser?.providerDisplayName ?? "an unnamed account";
  }

  async projects(): Promise<readonly Project[]> {
    const found: Project[] = [];
    for (;;) {
      const page = await this.core.getProjects("wellFormed", PAGE, found.length);
      found.push(...page.map(({ id, name }) => ({ id: id ?? "", name: name ?? "" })));
      if (page.length === 0) return found;
    }
  }

  async repositories(project: string): Promise<readonly string[]> {
    const all = await this.git.getRepositories(project);
    return all.filter((entry) => !entry.isDisabled).map((entry) => entry.id ?? "");
  }

  /** Pull requests created, or closed, from one instant to another. */
  async pullRequests(
    project: string,
    by: "created" | "closed",
    from: string,
    to: string,
    skip: string | undefined,
  ): Promise<Page<GitPullRequest>> {
    const { Created, Closed } = PullRequestTimeRangeType;
    const criteria = {
      status: PullRequestStatus.All,
      queryTimeRangeType: by === "created" ? Created : Closed,
      minTime: new Date(from),
      maxTime: new Date(to),
    };
    const at = Number(skip ?? 0);
    return counted(await this.git.getPullRequestsByProject(project, criteria, undefined, at, PAGE), at);
  }

  async commits(
    project: string,
    repository: string,
    from: string,
    to: string,
    skip: string | undefined,
  ): Promise<Page<GitCommitRef>> {
    const at = Number(skip ?? 0);
    const criteria = { fromDate: from, toDate: to, $skip: at, $top: PAGE };
    return counted(await this.git.getCommits(repository, criteria, project), at);
  }

  /** Builds that were queued, or finished, from one instant to another. */
  async builds(
    project: string,
    by: "queued" | "finished",
    from: string,
    to: string,
    token: string | undefined,
  ): Promise<Page<Build>> {
    const none = undefined;
    const { QueueTimeAscending, FinishTimeAscending } = BuildQueryOrder;
    const order = by === "queued" ? QueueTimeAscending : FinishTimeAscending;
    const status = by === "queued" ? BuildStatus.All : BuildStatus.Completed;
    const items = await this.build.getBuilds(
      ...([project, none, none, none, new Date(from), new Date(to), none, none, status] as const),
      ...([none, none, none, PAGE, token, none, none, order] as const),
    );
    return { items, next: this.continuation };
  }

  /**
   * Revisions of work items from the project's first on, or from the token of an earlier page. Whether a state
   * was reached anew is told by the revision before, so that the history is read from its start.
   */
  async workItemRevisions(project: string, token: string | undefined): Promise<Page<WorkItemRevision>> {
    const [none, identities] = [undefined, true];
    const fields = WORK_ITEM_FIELDS;
    const batch = await this.items.readReportingRevisionsGet(project, fields, none, token, none, identities);
    return {
      items: (batch.values ?? []) as WorkItemRevision[],
      next: batch.isLastBatch ? undefined : batch.continuationToken,
      ...(batch.continuationToken === undefined ? {} : { watermark: batch.continuationToken }),
    };
  }

  /** The states of a work item type that mean "done". */
  async completedStates(project: string, type: string): Promise<readonly string[]> {
    const states = await this.items.getWorkItemTypeStates(project, type);
    return states.filter((state) => state.category === "Completed").map((state) => state.name ?? "");
  }

  /** The Graph service has no client in the library. */
  async users(token: string | undefined): Promise<Page<GraphUser>> {
    const query = new URLSearchParams({ "api-version": "7.1-preview.1" });
    if (token !== undefined) query.set("continuationToken", token);
    const answer = await this.transport.send(
      new Request(`${this.graphServer}/_apis/graph/users?${query.toString()}`),
    );
    const body = parsed(await answer.text());
    if (!answer.ok) throw errorOf("Listing the account's users", answer.status, body);
    const next = answer.headers.get("x-ms-continuationtoken") ?? undefined;
    return { items: (body as { value?: GraphUser[] }).value ?? [], next };
  }

  private sender(method: string): HttpClient["get"] {
    return async (url, headers) => {
      const answer = await this.transport.send(new Request(url, { method, headers }));
      this.continuation = answer.headers.get("x-ms-continuationtoken") ?? undefined;
      const text = await answer.text();
      if (!answer.ok) throw errorOf("Azure DevOps", answer.status, parsed(text));
      const message = { statusCode: answer.status, headers: Object.fromEntries(answer.headers) };
      return { message, readBody: () => Promise.resolve(text) };
    };
  }
}

/** A page of a list that is read on by counting: the service may give fewer than were asked for, so it ends at none. */
function counted<T>(items: readonly T[], at: number): Page<T> {
  return { items, next: items.length === 0 ? undefined : String(at + items.length) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
