import { InputError } from "../shared/errors";
import { editDistance } from "../shared/near";

// Account and projects, written as the old Power BI connector of Visual Studio Online had them.

export interface Account {
  readonly name: string;
  /** What was cut away, to be told; undefined when nothing was. */
  readonly note: string | undefined;
}

/**
 * The account's short name. A full address is cut down: `https://contoso.visualstudio.com` and
 * `https://dev.azure.com/contoso` are both `contoso`.
 * @throws InputError when no name is left.
 */
export function accountOf(text: string): Account {
  const bare = text.trim().replace(/^https?:\/\//i, "");
  const old = /^([^./]+)\.visualstudio\.com(?:\/|$)/i.exec(bare)?.[1];
  const current = /^(?:[^@/]+@)?dev\.azure\.com\/([^/]+)/i.exec(bare)?.[1];
  const name = old ?? current ?? bare.replace(/\/+$/, "");
  // Organization names: letters, digits and hyphens, at most 50 (learn.microsoft.com, "naming restrictions").
  if (!/^[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?$/i.test(name)) {
    throw new InputError(
      `"${text}" is no account.`,
      "Give its short name: contoso for dev.azure.com/contoso.",
    );
  }
  return { name, note: name === text ? undefined : `Account ${name} (from ${text}).` };
}

/** A project that the account has. */
export interface Project {
  readonly id: string;
  readonly name: string;
}

/**
 * Checks a pattern: a whole name, `*`, or a name's beginning with one `*` at its end.
 * @throws InputError for anything else, as the connector did for `T*st`.
 */
export function checkPattern(pattern: string): void {
  const star = pattern.indexOf("*");
  if (pattern.trim() === "" || (star >= 0 && star !== pattern.length - 1)) {
    throw new InputError(
      `"${pattern}" is no project pattern.`,
      "Give a whole name, * for all, or one * at the end (Test* for all that begin with Test). T*st is not supported.",
    );
  }
}

/** Whether a name is meant by a pattern; capitals make no difference. */
export function matches(pattern: string, name: string): boolean {
  const [wanted, given] = [pattern.toLowerCase(), name.toLowerCase()];
  return wanted.endsWith("*") ? given.startsWith(wanted.slice(0, -1)) : given === wanted;
}

/**
 * The projects that any of the patterns means, in the account's order, each once.
 * @throws InputError when a pattern means none, with the names that are nearest.
 */
export function selectProjects(patterns: readonly string[], all: readonly Project[]): readonly Project[] {
  patterns.forEach(checkPattern);
  for (const pattern of patterns) {
    if (all.some((project) => matches(pattern, project.name))) continue;
    const near = nearest(pattern, all);
    throw new InputError(
      `No project of the account is "${pattern}".`,
      near.length > 0 ? `Near it: ${near.join(", ")}.` : "The account shows no project to this user.",
    );
  }
  return all.filter((project) => patterns.some((pattern) => matches(pattern, project.name)));
}

const NEAR = 5;

function nearest(pattern: string, all: readonly Project[]): string[] {
  const wanted = pattern.replace(/\*$/, "").toLowerCase();
  const distance = (name: string): number =>
    editDistance(wanted, name.toLowerCase().slice(0, wanted.length + 3));
  return [...all]
    .map((project) => ({ name: project.name, far: distance(project.name) }))
    .sort((a, b) => a.far - b.far || a.name.localeCompare(b.name))
    .slice(0, NEAR)
    .map(({ name }) => name);
}
