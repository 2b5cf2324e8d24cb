import { openTable } from "../input/open";
import type { Value } from "../input/table";
import { InputError } from "../shared/errors";
import type { GraphUser } from "./client";
import type { Who } from "./journal";

/** One person of the directory export (User_v1): id and every address. */
export interface DirectoryEntry {
  readonly id: string;
  readonly addresses: readonly string[];
}

/** What an identity of Azure DevOps is. */
export type Identified =
  | { readonly kind: "person"; readonly id: string }
  | { readonly kind: "bot"; readonly name: string }
  | { readonly kind: "ambiguous" }
  | { readonly kind: "unmatched" };

/**
 * Reads the addresses of a directory export: columns id, and mail, userPrincipalName, proxyAddresses as far as
 * there are.
 * @throws InputError when there is no id or no address.
 */
export async function readDirectory(file: string): Promise<readonly DirectoryEntry[]> {
  const table = await openTable([file]);
  const place = (name: string): number =>
    table.columns.findIndex((column) => column.toLowerCase() === name.toLowerCase());
  const id = place("id") >= 0 ? place("id") : place("ObjectId");
  const addresses = ["mail", "userPrincipalName", "proxyAddresses"].map(place).filter((i) => i >= 0);
  if (id < 0 || addresses.length === 0) {
    throw new InputError(
      "This is no directory export.",
      "It needs id, and one of mail, userPrincipalName and proxyAddresses.",
      { file },
    );
  }
  const found: DirectoryEntry[] = [];
  for await (const { rows } of table.batches()) {
    for (const row of rows) {
      const key = row[id];
      if (typeof key !== "string" || key === "") continue;
      found.push({ id: key.toLowerCase(), addresses: addresses.flatMap((i) => addressesIn(row[i] ?? null)) });
    }
  }
  return found;
}

/** One address, or a list of "smtp:" addresses as JSON or with separators. */
function addressesIn(value: Value): string[] {
  if (typeof value !== "string") return [];
  return [...value.matchAll(/[^\s"'[\],;:<>]+@[^\s"'[\],;:<>]+/g)].map(([address]) => address.toLowerCase());
}

// Kinds of subject that are no people, by the first part of their descriptor.
const PEOPLE_SUBJECTS = new Set(["aad", "msa", "ad", "win", "bnd"]);
const BOT_NAME =
  /\[bot\]|(?:^|[\s._-])bot(?:$|[\s._-])|\bbuild service\b|\bservice account\b|\bagent pool\b|^project collection\b|^(?:svc|sa)[._-]|^microsoft\.|^(?:no-?reply|dependabot|renovate)\b/i;

/**
 * The name of a service, by the kind of subject, then by name and address; undefined for a person. The name is
 * what gave it away and nothing more: behind a no-reply address may stand a person, whose name is not told.
 */
export function serviceName(who: Who): string | undefined {
  const kind = who.d?.split(".")[0];
  if (kind !== undefined && !PEOPLE_SUBJECTS.has(kind)) return who.n ?? who.u ?? who.d;
  return [who.n, who.u].find((text) => text !== undefined && BOT_NAME.test(text));
}

/** Who is who: each identity leads to at most one person, and an address of two people leads to none. */
export class Identities {
  private readonly byDescriptor = new Map<string, string>();
  private readonly byAddress = new Map<string, string | null>();
  /** People who have a user in the account, by directory id. */
  readonly members = new Set<string>();

  /**
   * @param users the account's users. Those of Entra (origin "aad") have the directory's id as their originId.
   * @param directory the directory export; without it, addresses are those of the account's users.
   */
  constructor(users: readonly GraphUser[], directory: readonly DirectoryEntry[]) {
    for (const entry of directory) for (const address of entry.addresses) this.learn(address, entry.id);
    for (const user of users) {
      const id = user.originId?.toLowerCase();
      const who: Who = {
        ...(user.descriptor ? { d: user.descriptor } : {}),
        ...(user.displayName ? { n: user.displayName } : {}),
        ...(user.principalName ? { u: user.principalName } : {}),
      };
      if (
        user.origin !== "aad" ||
        id === undefined ||
        user.subjectKind !== "user" ||
        serviceName(who) !== undefined
      )
        continue;
      this.members.add(id);
      if (user.descriptor) this.byDescriptor.set(user.descriptor, id);
      if (directory.length > 0) continue;
      for (const address of [user.mailAddress, user.principalName]) {
        if (address?.includes("@")) this.learn(address.toLowerCase(), id);
      }
    }
  }

  find(who: Who): Identified {
    const service = serviceName(who);
    if (service !== undefined) return { kind: "bot", name: service };
    const direct = who.d === undefined ? undefined : this.byDescriptor.get(who.d);
    if (direct !== undefined) return { kind: "person", id: direct };
    const byAddress = who.u === undefined ? undefined : this.byAddress.get(who.u.toLowerCase());
    if (byAddress === null) return { kind: "ambiguous" };
    return byAddress === undefined ? { kind: "unmatched" } : { kind: "person", id: byAddress };
  }

  private learn(address: string, id: string): void {
    const known = this.byAddress.get(address);
    this.byAddress.set(address, known === undefined || known === id ? id : null);
  }
}
