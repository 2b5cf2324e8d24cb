import { z } from "zod";
import { InputError, Refusal } from "../shared/errors";
import { readText } from "../shared/text";
import type { Measure, Release, ReleaseCell } from "../../../src/engine";
import { isPersonValue } from "./person-content";

const size = z.union([z.string().max(40), z.int().nonnegative()]);
const key = {
  kind: z.enum(["group", "other", "total-everybody", "total-shown"]),
  group: z.string().nullable(),
  series: z.string().nullable(),
  period: z.iso.date().nullable(),
};
// Strict: a hidden cell with a value, or any cell with a field that the form does not know, is refused.
const cell = z.discriminatedUnion("status", [
  z.strictObject({ ...key, status: z.literal("shown"), value: z.number(), people: size.optional() }),
  z.strictObject({ ...key, status: z.literal("clipped"), step: z.string() }),
  z.strictObject({ ...key, status: z.literal("hidden") }),
  z.strictObject({ ...key, status: z.literal("empty") }),
]);
const measure = z.looseObject({ kind: z.string() });
const release = z.looseObject({
  quorum: z.literal("release/1"),
  view: z.looseObject({
    metric: z.string(),
    measure,
    by: z.string().nullable(),
    series: z.string().nullable(),
    over: z.string(),
  }),
  policy: z.looseObject({ minGroupSize: z.int().min(5), hash: z.string() }),
  cells: z.array(cell).min(1),
});

/** One metric, or several of one view. */
const form = z.discriminatedUnion("quorum", [
  release,
  z.strictObject({ quorum: z.literal("releases/1"), releases: z.array(release).min(1) }),
]);

/** The part of a release file that this folder uses, checked. */
export type ReleaseFile = Pick<Release, "quorum" | "policy"> & {
  readonly view: Omit<Release["view"], "totals">;
  readonly cells: readonly ReleaseCell[];
};

/** Reads a release of one metric, as readReleases. */
export async function readRelease(file: string): Promise<ReleaseFile> {
  const [first, ...more] = await readReleases(file);
  if (first === undefined || more.length > 0) {
    throw new InputError("holds several metrics.", "Make a release of one --metric.", { file });
  }
  return first;
}

/**
 * Reads the releases, one for each metric, written by `quorum release --format json`.
 * @throws Refusal when the file is no release, or holds what no release holds: the table of persons itself, a
 * hidden cell's value, a cell under the minimum, or a group that is a person.
 */
export async function readReleases(file: string): Promise<ReleaseFile[]> {
  return parseReleases(await readText(file), file);
}

/** As readReleases, from the file's text. */
export function parseReleases(text: string, file: string): ReleaseFile[] {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new Refusal(`${file}: no release. ${ONLY_PROTECTED}`);
  }
  const parsed = form.safeParse(data);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    // The path names fields of the form; values of the file are never repeated.
    const where = issue?.path.map(String).join(".") ?? "";
    throw new Refusal(`${file}: no release (at ${where || "the top"}). ${ONLY_PROTECTED}`);
  }
  const checked = ("releases" in parsed.data ? parsed.data.releases : [parsed.data]) as ReleaseFile[];
  for (const one of checked) checkContent(one, file);
  return checked;
}

/** The end of every refusal to send something. */
export const ONLY_PROTECTED =
  "Only a release (quorum release --format json) or a safe base (quorum safe-base) leaves this machine.";

function checkContent(checked: ReleaseFile, file: string): void {
  const places = new Set<string>();
  for (const entry of checked.cells) {
    const place = JSON.stringify([entry.kind, entry.group, entry.series, entry.period]);
    if (places.has(place)) throw new Refusal(`${file}: no release (a cell occurs twice). ${ONLY_PROTECTED}`);
    places.add(place);
    if ([entry.group, entry.series].some((label) => label !== null && isPersonValue(label))) {
      throw new Refusal(`${file}: a group's name is a person's id or address. ${ONLY_PROTECTED}`);
    }
    if (entry.status === "shown" && fewerThan(entry.people, checked.policy.minGroupSize)) {
      throw new Refusal(`${file}: a cell is under the minimum group size. ${ONLY_PROTECTED}`);
    }
  }
}

/** Bands read "≥10"; a rounded size is never under the minimum. */
function fewerThan(people: string | number | undefined, minimum: number): boolean {
  if (people === undefined) return false;
  const told = typeof people === "number" ? people : Number(/\d+/.exec(people.replace(/[\s,.]/g, ""))?.[0]);
  return !(told >= minimum);
}

/** The measure as the option --measure of `quorum release` spells it. */
export function measureWord(asked: Measure): string {
  switch (asked.kind) {
    case "share-people":
    case "share-rows":
      return `${asked.kind === "share-rows" ? "row-" : ""}share-${asked.side}:${asked.limit}`;
    case "percentile":
      return asked.q === 0.5 ? "median" : `p${Math.round(asked.q * 100)}`;
    default:
      return asked.kind;
  }
}
