import { createHash } from "node:crypto";

/** Somebody of the generated population, and how the account shows them. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly mail: string;
  readonly upn: string;
  readonly proxies: readonly string[];
  /** Descriptor of the account's user; people without one are not in the account. */
  readonly descriptor: string | undefined;
}

/** What truly happened: who, what, when. Written while the world is made, read by the tests alone. */
export interface Deed {
  readonly person: string | undefined;
  readonly metric: string;
  readonly at: string;
  readonly days?: number;
}

interface ProjectData {
  readonly revisions: unknown[];
  readonly pullRequests: { creationDate: string; closedDate?: string }[];
  readonly builds: { queueTime: string; finishTime: string }[];
  readonly commits: Map<string, { author: { date: string } }[]>;
}

export interface World {
  readonly people: readonly Person[];
  readonly projects: { id: string; name: string; state: string }[];
  readonly users: Record<string, unknown>[];
  readonly data: Map<string, ProjectData>;
  readonly deeds: Deed[];
  /** Addresses that two people share. */
  readonly shared: readonly string[];
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function guid(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export interface WorldOptions {
  readonly seed: number;
  readonly people: number;
  /** Directory ids of the people; made up unless given. */
  readonly ids?: readonly string[];
  readonly projects: readonly string[];
  /** Instants between which everything happens. */
  readonly from: string;
  readonly to: string;
  /** Deeds of each kind a person, on average. */
  readonly deeds: number;
}

const BOT = {
  descriptor: "svc.QmFzZTY0",
  displayName: "Project Collection Build Service (contoso)",
  uniqueName: "Build\\0b1c",
};

/** A population with known truth, and the account that shows it. */
export function makeWorld(options: WorldOptions): World {
  const next = random(options.seed);
  const people = makePeople(options, next);
  const world: World = {
    people,
    projects: options.projects.map((name) => ({ id: guid(`project ${name}`), name, state: "wellFormed" })),
    users: people.filter((person) => person.descriptor !== undefined).map(graphUser),
    data: new Map(),
    deeds: [],
    shared: ["team@contoso.com"],
  };
  world.users.push({
    subjectKind: "user",
    origin: "vsts",
    originId: guid("bot"),
    descriptor: BOT.descriptor,
    displayName: BOT.displayName,
    principalName: "Build",
  });
  for (const project of world.projects) {
    const repositories = [guid(`${project.id} a`), guid(`${project.id} b`)];
    world.data.set(project.id, {
      revisions: [],
      pullRequests: [],
      builds: [],
      commits: new Map(repositories.map((id) => [id, []])),
    });
  }
  fill(world, options, next);
  return world;
}

function makePeople(options: WorldOptions, next: () => number): Person[] {
  return Array.from({ length: options.people }, (_, i) => {
    const id = options.ids?.[i] ?? guid(`person ${String(options.seed)} ${String(i)}`);
    const short = `p${String(i)}`;
    return {
      id,
      name: `Person ${String(i)}`,
      mail: `${short}@contoso.com`,
      upn: `${short}@contoso.onmicrosoft.com`,
      proxies: [
        `SMTP:${short}@contoso.com`,
        `smtp:${short}.old@contoso.com`,
        ...(i < 2 ? ["smtp:team@contoso.com"] : []),
      ],
      // One in ten has no user in the account.
      descriptor: next() < 0.9 ? `aad.${Buffer.from(id).toString("base64url")}` : undefined,
    };
  });
}

function graphUser(person: Person): Record<string, unknown> {
  return {
    subjectKind: "user",
    origin: "aad",
    originId: person.id,
    descriptor: person.descriptor,
    displayName: person.name,
    principalName: person.upn,
    mailAddress: person.mail,
    domain: guid("tenant"),
  };
}

function identity(person: Person): Record<string, unknown> {
  return {
    id: guid(`storage ${person.id}`),
    displayName: person.name,
    uniqueName: person.upn,
    ...(person.descriptor === undefined ? {} : { descriptor: person.descriptor }),
  };
}

const BOT_IDENTITY = { id: guid("bot"), ...BOT };

function fill(world: World, options: WorldOptions, next: () => number): void {
  const [from, to] = [Date.parse(options.from), Date.parse(options.to)];
  const instant = (): number => from + Math.floor((next() * (to - from)) / 1000) * 1000;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const iso = (time: number): string => new Date(time).toISOString();
  const total = options.people * options.deeds;
  for (let i = 1; i <= total; i++) {
    const project = pick(world.projects);
    const data = world.data.get(project.id);
    if (data === undefined) continue;
    const [person, other] = [pick(world.people), pick(world.people)];
    const [start, later] = [instant(), instant()].sort((a, b) => a - b) as [number, number];
    addItem(world, data, i, person, other, [start, later], iso);
    addPullRequest(world, data, i, person, other, [start, later], iso);
    addBuild(world, data, i, next() < 0.2 ? undefined : person, [start, later], next() < 0.3, iso);
    addCommit(world, data, i, person, start, next, iso);
  }
  for (const data of world.data.values()) {
    data.builds.sort((a, b) => (a.finishTime < b.finishTime ? -1 : 1));
  }
}

type Times = readonly [number, number];
type Iso = (time: number) => string;

function addItem(
  world: World,
  data: ProjectData,
  id: number,
  by: Person,
  to: Person,
  [start, later]: Times,
  iso: Iso,
): void {
  const end = later + 3_600_000;
  const states = id % 5 === 0 ? ["New", "Active", "Done", "Active"] : ["New", "Active", "Done"];
  states.forEach((state, i) => {
    const changed = i === 0 ? start : i === 1 ? start + 1000 : later + (i - 2) * 3_600_000;
    data.revisions.push({
      id,
      rev: i + 1,
      fields: {
        "System.Id": id,
        "System.Rev": i + 1,
        "System.WorkItemType": "Bug",
        "System.State": state,
        "System.CreatedDate": iso(start),
        "System.CreatedBy": identity(by),
        "System.ChangedDate": iso(changed),
        "System.ChangedBy": identity(by),
        "System.AssignedTo": identity(to),
      },
    });
  });
  world.deeds.push({ person: by.id, metric: "Work_items_created", at: iso(start) });
  const days = (later - start) / 86_400_000;
  world.deeds.push({ person: to.id, metric: "Work_items_completed", at: iso(later), days });
  if (states.length === 4) world.deeds.push({ person: to.id, metric: "Work_items_reopened", at: iso(end) });
}

function addPullRequest(
  world: World,
  data: ProjectData,
  id: number,
  by: Person,
  reviewer: Person,
  [start, later]: Times,
  iso: Iso,
): void {
  const kind = id % 4;
  const closed = kind !== 3;
  const reviewers = [
    { ...identity(reviewer), vote: id % 3 === 0 ? 0 : 10 },
    { id: guid("group"), displayName: "Team", isContainer: true, vote: 10 },
    { ...BOT_IDENTITY, vote: 5 },
  ];
  data.pullRequests.push({
    pullRequestId: id,
    status: kind === 3 ? "active" : kind === 2 ? "abandoned" : "completed",
    createdBy: identity(by),
    creationDate: iso(start),
    ...(closed ? { closedDate: iso(later) } : {}),
    reviewers,
  } as { creationDate: string });
  world.deeds.push({ person: by.id, metric: "Pull_requests_created", at: iso(start) });
  if (kind < 2) world.deeds.push({ person: by.id, metric: "Pull_requests_completed", at: iso(later) });
  if (closed && id % 3 !== 0 && reviewer.id !== by.id) {
    world.deeds.push({ person: reviewer.id, metric: "Pull_requests_reviewed", at: iso(later) });
  }
}

function addBuild(
  world: World,
  data: ProjectData,
  id: number,
  by: Person | undefined,
  [start, later]: Times,
  failed: boolean,
  iso: Iso,
): void {
  data.builds.push({
    id,
    queueTime: iso(start),
    finishTime: iso(later),
    result: failed ? "failed" : "succeeded",
    status: "completed",
    requestedFor: by === undefined ? BOT_IDENTITY : identity(by),
  } as { queueTime: string; finishTime: string });
  if (by === undefined) return;
  world.deeds.push({ person: by.id, metric: "Builds_requested", at: iso(start) });
  if (failed) world.deeds.push({ person: by.id, metric: "Builds_failed", at: iso(later) });
}

function addCommit(
  world: World,
  data: ProjectData,
  id: number,
  by: Person,
  at: number,
  next: () => number,
  iso: Iso,
): void {
  const kinds = [by.mail, by.upn, by.mail.toUpperCase(), by.mail.replace("@", ".old@")];
  const roll = next();
  // Some commit under a private address, some under one that two people share, some are a bot's.
  const email =
    roll < 0.1
      ? `${by.name.replace(" ", "")}@example.org`
      : roll < 0.15
        ? "team@contoso.com"
        : roll < 0.2
          ? "noreply@contoso.com"
          : (kinds[id % 4] ?? by.mail);
  const commit = {
    commitId: createHash("sha1").update(String(id)).digest("hex"),
    author: { name: by.name, email, date: iso(at) },
  };
  const [first, second] = [...data.commits.values()];
  first?.push(commit);
  // The same commit in a fork counts once.
  if (id % 7 === 0) second?.push(commit);
  const known = roll >= 0.2;
  world.deeds.push({ person: known ? by.id : undefined, metric: "Commits_self_declared", at: iso(at) });
}
