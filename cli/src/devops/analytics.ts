import { errorOf, ServiceError } from "../remote/errors";
import type { Transport } from "../remote/transport";
import type { Page, WorkItemRevision } from "./page";

// Properties of WorkItemRevisions and User as the metadata reference of Analytics for Azure Boards has them.
const SELECT = [
  "WorkItemId",
  "Revision",
  "WorkItemType",
  "State",
  "CreatedDate",
  "ChangedDate",
  "AnalyticsUpdatedDate",
];
const PEOPLE = ["CreatedBy", "ChangedBy", "AssignedTo"];
/** The latest version that is no preview. */
const VERSION = "v2.0";
/** Statuses that say: not here, switched off, or not for this account. */
const NOT_AVAILABLE = [400, 403, 404, 410];

interface User {
  readonly UserName?: string | null;
  readonly UserEmail?: string | null;
}
interface Revision {
  readonly WorkItemId?: number;
  readonly Revision?: number;
  readonly WorkItemType?: string | null;
  readonly State?: string | null;
  readonly CreatedDate?: string | null;
  readonly ChangedDate?: string | null;
  readonly AnalyticsUpdatedDate?: string | null;
  readonly CreatedBy?: User | null;
  readonly ChangedBy?: User | null;
  readonly AssignedTo?: User | null;
}
interface Answer {
  readonly value?: readonly Revision[];
  readonly "@odata.nextLink"?: string;
}

/** The Analytics service of Azure DevOps: every revision of work items, over OData. */
export class Analytics {
  /** @param root address of the account's Analytics service. */
  constructor(
    private readonly transport: Transport,
    private readonly root: string,
  ) {}

  /** Undefined where it is to be had for a project, else the status that says why not. */
  async missing(project: string): Promise<number | undefined> {
    try {
      await this.get(this.address(project, { $select: "WorkItemId", $top: "1" }));
      return undefined;
    } catch (error) {
      if (error instanceof ServiceError && NOT_AVAILABLE.includes(error.status ?? 0)) return error.status;
      throw error;
    }
  }

  /**
   * Revisions from the project's first on, or where a page or an earlier pull ended. What is new is told by the
   * time at which Analytics took it in, since that never lies before what was read.
   * @param token the watermark, and after a bar the link to the next page, as an earlier page gave it.
   */
  async revisions(project: string, token: string | undefined): Promise<Page<WorkItemRevision>> {
    const [since = "", link] = (token ?? "").split("|");
    const { value = [], "@odata.nextLink": next } = await this.get(link ?? this.first(project, since));
    const watermark = value.reduce((latest, { AnalyticsUpdatedDate: at }) => later(latest, at ?? ""), since);
    return {
      items: value.map(asRevision),
      next: next === undefined ? undefined : `${watermark}|${this.own(next)}`,
      watermark,
    };
  }

  private first(project: string, since: string): string {
    return this.address(project, {
      $select: SELECT.join(","),
      $expand: PEOPLE.map((one) => `${one}($select=UserName,UserEmail)`).join(","),
      ...(since === "" ? {} : { $filter: `AnalyticsUpdatedDate ge ${since}` }),
    });
  }

  private address(project: string, query: Readonly<Record<string, string>>): string {
    const options = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    return `${this.root}/${encodeURIComponent(project)}/_odata/${VERSION}/WorkItemRevisions?${options.join("&")}`;
  }

  /** A token goes along with every request: never to another place. */
  private own(link: string): string {
    if (link.startsWith(`${this.root}/`)) return link;
    throw new ServiceError("Analytics names a next page at another address; it was not asked for.");
  }

  private async get(address: string): Promise<Answer> {
    const answer = await this.transport.send(
      new Request(address, { headers: { accept: "application/json" } }),
    );
    const body: unknown = await answer.json().catch(() => undefined);
    if (!answer.ok) throw errorOf("Reading work items from Analytics", answer.status, body);
    return body as Answer;
  }
}

function later(one: string, other: string): string {
  return other !== "" && (one === "" || Date.parse(other) > Date.parse(one)) ? other : one;
}

/** With the names that the tracking service has for the same fields. */
function asRevision(from: Revision): WorkItemRevision {
  const { WorkItemId: id, Revision: rev } = from;
  return {
    ...(id === undefined ? {} : { id }),
    ...(rev === undefined ? {} : { rev }),
    fields: {
      "System.WorkItemType": from.WorkItemType,
      "System.State": from.State,
      "System.CreatedDate": from.CreatedDate,
      "System.ChangedDate": from.ChangedDate,
      "System.CreatedBy": identityOf(from.CreatedBy),
      "System.ChangedBy": identityOf(from.ChangedBy),
      "System.AssignedTo": identityOf(from.AssignedTo),
    },
  };
}

function identityOf(user: User | null | undefined): object | undefined {
  if (!user) return undefined;
  return { displayName: user.UserName ?? "", uniqueName: user.UserEmail ?? "" };
}
