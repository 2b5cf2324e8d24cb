import { nameKey } from "../../../src/engine";
import { peopleBand } from "../shared/bands";
import { InputError, Refusal } from "../shared/errors";
import type { DropRows } from "./drop-rows";
import type { Drop } from "./drops";
import { readColumns, type MakePlan, type ReadHow } from "./read-columns";
import type { ColumnPlan } from "./scan";
import type { DropStore } from "./store";

/**
 * Fields of the directory export by which people are found: its own id, or one that the metrics share with it where
 * the id is not shared (the drop then has that field's value as its ObjectId or PersonId).
 */
export const JOIN_FIELDS = ["id", "mail", "userPrincipalName", "proxyAddresses"] as const;
export type JoinField = (typeof JOIN_FIELDS)[number];

// One value a person, or nearly: no group, and a name in a report.
const PERSONAL = [
  ...JOIN_FIELDS,
  "displayName",
  "givenName",
  "surname",
  "preferredName",
  "mailNickname",
  "mobilePhone",
  "businessPhones",
  "imAddresses",
  "mySite",
  "aboutMe",
  "birthday",
  "onPremisesImmutableId",
  "onPremisesSecurityIdentifier",
  "puser",
].map(nameKey);

/** How well the metrics and the directory fit together. */
export interface Match {
  readonly people: number;
  readonly matched: number;
  /** Keys that stand for several different directory entries; nobody is matched by them. */
  readonly ambiguous: number;
}

/** The directory's entries: a key each, and the labels of each attribute. */
export interface Directory {
  readonly entryOf: ReadonlyMap<string, number>;
  readonly ambiguous: ReadonlySet<string>;
  readonly columns: readonly {
    readonly name: string;
    readonly codes: Int32Array;
    readonly values: readonly string[];
  }[];
}

/**
 * Reads the directory export (User_v1).
 * @param attributes names of the export's fields that become groups.
 * @throws InputError when a field is missing or would name people.
 */
export async function readDirectory(
  store: DropStore,
  drop: Drop,
  on: JoinField,
  attributes: readonly string[],
  how: ReadHow,
): Promise<Directory> {
  const personal = attributes.find((name) => PERSONAL.includes(nameKey(name)));
  if (personal !== undefined) {
    throw new InputError(
      `${personal} tells single people apart.`,
      "Group by an attribute that people share.",
    );
  }
  const { rows } = await readColumns(store, drop, "directory", directoryPlan(on, attributes), how);
  const columns = attributes.map((name) => ({ name, ...rows.attribute(name) }));
  return { ...entries(rows, columns, on), columns };
}

/**
 * Makes the directory's attributes groups of the drop's people. People who are not found have none: they are in the
 * group "(Blank)".
 * @throws Refusal when nobody is found.
 */
export function joinDirectory(rows: DropRows, directory: Directory): Match {
  const { entryOf, ambiguous, columns } = directory;
  const entries = rows.identities().map((person) => entryOf.get(person) ?? -1);
  const match: Match = {
    people: entries.length,
    matched: entries.filter((entry) => entry >= 0).length,
    ambiguous: rows.identities().filter((person) => ambiguous.has(person)).length,
  };
  if (match.matched === 0) {
    throw new Refusal(
      "None of the drop's people are in the directory export. Their PersonId may be a pseudonym: ask for ObjectId, " +
        "or join on a field that both have (--directory-on mail, userPrincipalName or proxyAddresses).",
    );
  }
  for (const { name, codes, values } of columns) {
    const labels = Int32Array.from(entries, (entry) => (entry < 0 ? -1 : (codes[entry] ?? -1)));
    rows.joinAttribute(name, labels, values);
  }
  return match;
}

/** The match in words, in bands: a share of few people would tell a single one. */
export function matchText({ people, matched, ambiguous }: Match): string {
  const doubt = ambiguous > 0 ? " Some keys stand for several directory entries and were not used." : "";
  if (matched === people) return `All of the drop's people were found in the directory.${doubt}`;
  const [found, others] = [peopleBand(matched), peopleBand(people - matched)];
  return `The drop's people found in the directory: ${found}; not found, in the group "(Blank)": ${others}.${doubt}`;
}

function directoryPlan(on: JoinField, attributes: readonly string[]): MakePlan {
  return (sample, file) => {
    const names = new Set(sample.flatMap((row) => Object.keys(row)));
    const known = new Set([...names].map(nameKey));
    for (const name of [on, ...attributes]) {
      if (known.has(nameKey(name))) continue;
      const there = [...names].filter((one) => !PERSONAL.includes(nameKey(one))).join(", ");
      throw new InputError(`The directory export has no field ${name}.`, `It has: ${there}.`, {
        file,
        line: 1,
      });
    }
    const labels = attributes.map((name): ColumnPlan => ({ name, role: "label", required: false }));
    // A user without mail is no error; nobody will be found by it.
    return [{ name: on, role: "key", required: false }, ...labels];
  };
}

function entries(
  rows: DropRows,
  columns: readonly { readonly codes: Int32Array }[],
  on: JoinField,
): Pick<Directory, "entryOf" | "ambiguous"> {
  const entryOf = new Map<string, number>();
  const ambiguous = new Set<string>();
  const keys = rows.identities().map((key) => (on === "proxyAddresses" ? addressOf(key) : key));
  for (let row = 0; row < rows.length; row++) {
    const key = keys[rows.person[row] ?? -1];
    if (key === undefined) continue;
    const held = entryOf.get(key);
    if (held === undefined) entryOf.set(key, row);
    else if (columns.some(({ codes }) => codes[held] !== codes[row])) ambiguous.add(key);
  }
  for (const key of ambiguous) entryOf.delete(key);
  return { entryOf, ambiguous };
}

/** "SMTP:a@b" and "smtp:a@b" are mail addresses; other kinds (sip, x500) are none. */
function addressOf(proxy: string): string | undefined {
  const parts = /^(?:(\w+):)?(.*)$/.exec(proxy);
  return parts?.[1] === undefined || parts[1] === "smtp" ? parts?.[2] : undefined;
}
