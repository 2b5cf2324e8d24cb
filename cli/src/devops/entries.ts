import type { Build } from "azure-devops-node-api/interfaces/BuildInterfaces.js";
import { BuildResult } from "azure-devops-node-api/interfaces/BuildInterfaces.js";
import {
  PullRequestStatus,
  type GitCommitRef,
  type GitPullRequest,
} from "azure-devops-node-api/interfaces/GitInterfaces.js";
import type { Entry, Who } from "./journal";
import type { WorkItemRevision } from "./page";

interface IdentityRef {
  readonly descriptor?: string;
  readonly uniqueName?: string;
  readonly displayName?: string;
}

/** Somebody from an identity reference, or from the older form "Name <address>". */
export function whoOf(value: unknown): Who {
  if (typeof value === "string") {
    const [, name, address] = /^(.*?)\s*<([^>]*)>$/.exec(value) ?? [];
    return address === undefined ? { n: value } : { n: name ?? "", u: address };
  }
  if (typeof value !== "object" || value === null) return {};
  const { descriptor, uniqueName, displayName } = value as IdentityRef;
  return {
    ...(descriptor ? { d: descriptor } : {}),
    ...(uniqueName ? { u: uniqueName } : {}),
    ...(displayName ? { n: displayName } : {}),
  };
}

/** Makes entries of the revisions of a project's work items; undefined for one that lacks what counts. */
export function itemEntry(project: string): (revision: WorkItemRevision) => Entry | undefined {
  return ({ id, rev, fields }) => {
    if (id === undefined || rev === undefined || fields === undefined) return undefined;
    const text = (name: string): string => {
      const value = fields[name];
      return typeof value === "string" ? value : "";
    };
    return {
      k: "item",
      project,
      id,
      rev,
      type: text("System.WorkItemType"),
      state: text("System.State"),
      created: text("System.CreatedDate"),
      changed: text("System.ChangedDate"),
      createdBy: whoOf(fields["System.CreatedBy"]),
      owner: whoOf(fields["System.AssignedTo"] ?? fields["System.ChangedBy"]),
    };
  };
}

/** The entry of a pull request; undefined for one that lacks what counts. */
export function pullRequestEntry(request: GitPullRequest): Entry | undefined {
  if (request.pullRequestId === undefined || request.creationDate === undefined) return undefined;
  return {
    k: "pull-request",
    id: request.pullRequestId,
    created: iso(request.creationDate),
    closed: request.closedDate === undefined ? null : iso(request.closedDate),
    completed: request.status === PullRequestStatus.Completed,
    author: whoOf(request.createdBy),
    reviewers: (request.reviewers ?? []).filter((r) => (r.vote ?? 0) !== 0 && !r.isContainer).map(whoOf),
  };
}

/** The entry of a commit, whose author is what the commit says; undefined without a date. */
export function commitEntry({ commitId, author }: GitCommitRef): Entry | undefined {
  if (commitId === undefined || author?.date === undefined) return undefined;
  const who = { ...(author.email ? { u: author.email } : {}), ...(author.name ? { n: author.name } : {}) };
  return { k: "commit", id: commitId, at: iso(author.date), author: who };
}

/** The entry of a build; undefined for one that was never queued. */
export function buildEntry(build: Build): Entry | undefined {
  if (build.id === undefined || build.queueTime === undefined) return undefined;
  return {
    k: "build",
    id: build.id,
    queued: iso(build.queueTime),
    finished: build.finishTime === undefined ? null : iso(build.finishTime),
    failed: build.result === BuildResult.Failed,
    by: whoOf(build.requestedFor ?? build.requestedBy),
  };
}

function iso(date: Date | string): string {
  return new Date(date).toISOString();
}
